from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from articles.backups import saving
from articles.backups.files import Refused


class Command(BaseCommand):
    help = (
        "Write all rows of the base, as they are now, into one file that can be restored on SQLite"
        " and on PostgreSQL. The site goes on meanwhile. The file is read back before it gets its"
        " name, and only its owner may read it: it holds unpublished articles."
    )

    def add_arguments(self, parser):
        where = parser.add_mutually_exclusive_group(required=True)
        where.add_argument("file", nargs="?", type=Path, help="a new file")
        where.add_argument("--directory", type=Path, help="a file in it, named by the time")
        parser.add_argument(
            "--keep", type=int, metavar="N", help="leave only the newest N of the directory"
        )

    def handle(self, *, file, directory, keep, verbosity, **options):
        if keep is not None and (keep < 1 or not directory):
            raise CommandError("--keep needs a --directory and at least 1.")
        path = file or directory / saving.file_name()
        if path.exists():
            raise CommandError(f"{path} is there already: choose another name.")
        try:
            summary = saving.save(path, self._tell if verbosity else lambda *done: None)
            gone = saving.rotate(directory, keep) if keep else []
        except (OSError, Refused) as error:
            raise CommandError(str(error)) from error
        if verbosity:
            rows = f"{sum(summary.rows.values()):,} rows"
            removed = f"; removed {len(gone)} older" if gone else ""
            self.stdout.write(f"{path}: {rows}, digest {summary.digest}{removed}")

    def _tell(self, label, rows):
        if rows:
            self.stdout.write(f"  {label}: {rows:,}")
