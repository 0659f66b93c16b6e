from django.core.management.base import BaseCommand, CommandError

from articles import consistency

EXAMPLES = 5


class Command(BaseCommand):
    help = (
        "Check that all that is derived (folded names, paths, conversions, times of publication,"
        " the search, triggers) is what it is derived from. Changes nothing unless told to."
    )

    def add_arguments(self, parser):
        parser.add_argument("--rebuild", action="store_true", help="also make right what is not")

    def handle(self, *, rebuild, **options):
        if rebuild:
            consistency.rebuild()
        wrong = sum(self._check(name, check) for name, check in consistency.CHECKS.items())
        if wrong:
            raise CommandError(f"{wrong} are wrong: run check_base --rebuild.")
        self.stdout.write("All that is derived is right.")

    def _check(self, name, check):
        number = 0
        for number, found in enumerate(check(), start=1):
            if number <= EXAMPLES:
                self.stdout.write(f"  {found}")
        self.stdout.write(f"{name}: {number} wrong")
        return number
