from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from articles.desk import importing
from articles.desk.resources import RESOURCES
from articles.desk.sheets import COMMAND, Sheet, SheetError
from entities.figures import format_figure


class Command(BaseCommand):
    help = (
        "Import records from a CSV, XLSX or JSON file, all or nothing. Without --apply it only"
        " says what it would do."
    )

    def add_arguments(self, parser):
        parser.add_argument("kind", choices=RESOURCES)
        parser.add_argument("file", type=Path)
        parser.add_argument("--user", required=True, help="who imports: the history names them")
        parser.add_argument("--apply", action="store_true", help="do it, if no row is refused")

    def handle(self, *, kind, file, user, apply, **options):
        person = get_user_model().objects.filter(username=user).first()
        if person is None:
            raise CommandError(f"There is no user {user!r}.")
        try:
            with file.open("rb") as opened:
                sheet = Sheet(opened, file.suffix.removeprefix(".").lower(), COMMAND)
                report = self.carry_out(sheet, kind, person, apply)
        except (OSError, SheetError) as error:
            raise CommandError(str(error)) from error
        except PermissionDenied as error:
            raise CommandError(f"{user} may not import records.") from error
        self.tell(report)

    def carry_out(self, sheet, kind, person, apply):
        if apply:
            return importing.run(sheet, kind, user=person, apply=True, progress=self.progress)
        found = importing.preview(sheet, kind, user=person, progress=self.progress)
        for moved in found.becoming_public:
            self.stdout.write(f"becomes public: {moved.name}")
        for moved in found.no_longer_public:
            self.stdout.write(f"stops being public: {moved.name}")
        for line in (line for lines in found.lines.values() for line in lines):
            within = f" in {line.place}" if line.place else ""
            before, after = (format_figure(each, "en") if each else "no sum"
                             for each in (line.before.figure, line.after.figure))  # fmt: skip
            self.stdout.write(f"total of {line.record}{within}: {before} -> {after}")
        return found.result

    def progress(self, rows):
        self.stderr.write(f"{rows} rows")

    def tell(self, report):
        for line in report.lines:
            for column, message in line.errors:
                self.stdout.write(f"row {line.number} {line.address} {column}: {message}")
            for column, before, after in line.changes:
                self.stdout.write(
                    f"row {line.number} {line.address} {column}: {before!r} -> {after!r}"
                )
        self.stdout.write(
            ", ".join(
                f"{report.counts[name]} {name}"
                for name in ("created", "changed", "unchanged", "refused")
            )
        )
        if report.refused:
            raise CommandError("Nothing was imported: put right the rows above.")
        self.stdout.write("Imported." if report.is_applied else "Nothing was changed.")
