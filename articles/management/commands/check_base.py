import json
from itertools import islice

from django.core.management.base import BaseCommand, CommandError

from articles import consistency
from articles.desk import health

EXAMPLES = 5
WRONG, FOUND = 1, 2


class Command(BaseCommand):
    help = (
        "Check that all that is derived (folded names, paths, conversions, times of publication,"
        " the search, triggers) is what it is derived from, and count what needs an editor's look."
        " Changes nothing unless told to. Ends with status 1 if something derived is wrong, and"
        " with 2 if --strict is given and something needs a look."
    )

    def add_arguments(self, parser):
        parser.add_argument("--rebuild", action="store_true", help="also make right what is not")
        parser.add_argument(
            "--strict", action="store_true", help="fail when something needs an editor's look"
        )
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *, rebuild, strict, format, **options):
        if rebuild:
            consistency.rebuild()
        derived = [self._check(name, check) for name, check in consistency.CHECKS.items()]
        findings = [
            {"name": each.check.name, "title": str(each.check.title), "number": each.number,
             "set_aside": each.aside}
            for each in health.summary()
        ]  # fmt: skip
        if format == "json":
            self.stdout.write(json.dumps({"derived": derived, "findings": findings}, indent=2))
        else:
            self._tell(derived, findings)
        self._fail(derived, findings if strict else [])

    def _check(self, name, check):
        found = iter(check())
        examples = [str(each) for each in islice(found, EXAMPLES)]
        return {
            "name": name,
            "wrong": len(examples) + sum(1 for _other in found),
            "examples": examples,
        }

    def _tell(self, derived, findings):
        for each in derived:
            for example in each["examples"]:
                self.stdout.write(f"  {example}")
            self.stdout.write(f"{each['name']}: {each['wrong']} wrong")
        if not any(each["wrong"] for each in derived):
            self.stdout.write("All that is derived is right.")
        self.stdout.write("For editors to look at, in the admin under Health of the base:")
        for each in findings:
            aside = f", {each['set_aside']} set aside" if each["set_aside"] else ""
            self.stdout.write(f"{each['title']}: {each['number']}{aside}")

    def _fail(self, derived, findings):
        if wrong := sum(each["wrong"] for each in derived):
            raise CommandError(f"{wrong} are wrong: run check_base --rebuild.", returncode=WRONG)
        if number := sum(each["number"] for each in findings):
            raise CommandError(f"{number} findings: look at them in the admin.", returncode=FOUND)
