from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from articles.backups import elsewhere, files, restoring, saving


class Command(BaseCommand):
    help = (
        "Put a backup back: --to a new base, or, with --replace --yes, in the place of the present"
        " one, which is backed up first. A damaged file and one of another version are refused."
        " With neither, only says whether the file is whole and what is in it."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        where = parser.add_mutually_exclusive_group()
        where.add_argument("--to", help="a new SQLite file, or the URL of an empty database")
        where.add_argument(
            "--replace", action="store_true", help="replace all that is in the present base"
        )
        parser.add_argument("--yes", action="store_true", help="really replace it")

    def handle(self, *, file, to, replace, yes, verbosity, **options):
        try:
            with file.open("rb") as opened:
                summary = files.examined(opened)
            if verbosity:
                self._describe(summary)
            if to:
                elsewhere.fill(to, file.resolve(), verbosity)
                self.stdout.write(f"Restored to {self._named(to)}. Set DATABASE_URL to use it.")
            elif replace:
                self._replace(file, yes, verbosity)
        except (OSError, files.Refused) as error:
            raise CommandError(str(error)) from error

    def _describe(self, summary):
        rows = sum(summary.rows.values())
        self.stdout.write(f"Made {summary.made_at} on {summary.engine}: {rows:,} rows,")
        self.stdout.write(f"digest {summary.digest}")

    def _named(self, to):
        """Where to, without a password."""
        return to.rpartition("@")[2] if "://" in to else to

    def _replace(self, file, yes, verbosity):
        if not yes and not restoring.is_empty():
            raise CommandError("This replaces all that is in the base: add --yes if you mean it.")
        if not restoring.is_empty():
            before = file.with_name(f"before-restore-{saving.file_name()}")
            saving.save(before)
            self.stdout.write(f"What was there is in {before}.")
        restoring.load(file, self._tell if verbosity else lambda *done: None)
        if verbosity:
            self.stdout.write("Restored. Restart the site; everybody signs in again.")

    def _tell(self, label, rows):
        if rows:
            self.stdout.write(f"  {label}: {rows:,}")
        self.stdout.flush()
