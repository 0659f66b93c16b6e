import tempfile
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from articles.backups import elsewhere, files, rows, saving


class Command(BaseCommand):
    help = (
        "Copy the base to a new one, from SQLite to PostgreSQL or back, and prove that both hold"
        " the same. Set MAINTENANCE first: what is saved meanwhile stays behind."
    )

    def add_arguments(self, parser):
        parser.add_argument("target", help="the URL of an empty database, or a new SQLite file")

    def handle(self, *, target, verbosity, **options):
        try:
            with tempfile.TemporaryDirectory(prefix="newsbase-move-") as directory:
                backup = Path(directory) / saving.file_name()
                moved = saving.save(backup).digest
                elsewhere.fill(target, backup, verbosity)
        except (OSError, files.Refused) as error:
            raise CommandError(str(error)) from error
        with rows.snapshot() as using:
            if rows.digest(using) != moved:
                raise CommandError(
                    "Something was saved meanwhile and stayed behind. Empty the new base, set"
                    " MAINTENANCE, and move again."
                )
        self.stdout.write(f"Moved: both bases have the digest {moved}.")
        self.stdout.write("Now set DATABASE_URL to the new one and restart the site.")
