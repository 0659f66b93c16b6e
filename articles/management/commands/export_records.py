import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from articles.desk import exporting
from articles.desk.resources import RESOURCES
from articles.desk.sheets import READERS, SheetError

TOLD_EVERY = 5_000


class Command(BaseCommand):
    help = "Export all records of a kind, public or not, as a file that import_records takes."

    def add_arguments(self, parser):
        parser.add_argument("kind", choices=RESOURCES)
        parser.add_argument("--format", choices=READERS, default="csv")
        parser.add_argument("--output", type=Path, help="a file; else standard output")

    def handle(self, *, kind, output, **options):
        records = RESOURCES[kind]._meta.model.objects.all()
        pieces = exporting.written(self.told(exporting.exported(records, kind)), options["format"])
        try:
            if output:
                with output.open("wb") as file:
                    self.write(pieces, file)
            else:
                self.write(pieces, sys.stdout.buffer)
        except (OSError, SheetError) as error:
            raise CommandError(str(error)) from error

    def write(self, pieces, file):
        for piece in pieces:
            file.write(piece.encode() if isinstance(piece, str) else piece)

    def told(self, rows):
        """`rows`, saying now and then how many there were."""
        for number, row in enumerate(rows, start=1):
            yield row
            if number % TOLD_EVERY == 0:
                self.stderr.write(f"{number} rows")
