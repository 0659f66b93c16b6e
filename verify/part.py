"""Runs one part on the empty base of DATABASE_URL: `python -m verify.part NAME OUT [--quick]`.

A part is a module of this package with a docstring, ROWS (the rows of docs/security.md that it
proves), ENGINES and run(quick), which yields Figures. Django is set up before it is imported.
"""

import importlib
import json
import os
import sys
from io import StringIO
from pathlib import Path

import django
from django.core.management import call_command


def set_up():
    """Django on an empty base that has every migration."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "verify.settings"
    django.setup()
    call_command("migrate", verbosity=0, stdout=StringIO())


def main(name, out, *flags):
    set_up()
    part = importlib.import_module(f"verify.{name}")
    found = []
    for figure in part.run(quick="--quick" in flags):
        found.append(figure.as_dict())
        Path(out).write_text(json.dumps(found))
        print(f"  {figure.what}: {figure.tried:,} / {figure.wrong:,}  {figure.note}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
