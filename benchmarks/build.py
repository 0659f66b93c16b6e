"""Builds a base: `python -m benchmarks.build ROWS` writes it where DATABASE_URL says."""

import os
import sys
import time

import django
from django.core.management import call_command


def main(rows):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
    django.setup()
    from benchmarks.base import write
    from benchmarks.plan import Plan

    start = time.monotonic()
    call_command("migrate", verbosity=0)

    def say(text):
        print(f"{time.monotonic() - start:6.0f} s {text}", flush=True)

    write(Plan(rows), say)


if __name__ == "__main__":
    main(int(sys.argv[1]))
