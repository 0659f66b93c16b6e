"""The base that the entry is measured on: the demo without the announcement that is to be entered.

`python -m benchmarks.entry_base` fills the base that DATABASE_URL names.
"""

import os
from io import StringIO

import django
from django.core.management import call_command

# What tells of the announcement; and the organisation that is made anew.
LEFT_OUT = ("nscale-europe.yaml", "uk-tech-prosperity.yaml")
NEW = "nscale"


class Remaining:
    """The folder of the demo data without what is LEFT_OUT."""

    def __init__(self, folder):
        self.folder = folder

    def glob(self, pattern):
        return [path for path in self.folder.glob(pattern) if path.name not in LEFT_OUT]


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
    django.setup()
    from articles.management.commands import load_demo
    from entities.models import Organisation

    load_demo.FOLDER = Remaining(load_demo.FOLDER)
    for command in ("migrate", "load_demo", "make_demo_accounts"):
        call_command(command, verbosity=0, stdout=StringIO())
    Organisation.objects.get(slug=NEW).delete()


if __name__ == "__main__":
    main()
