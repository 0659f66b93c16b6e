"""Restores each backup that standard input names into the base of DATABASE_URL, and tells what is
then in it, a line of JSON each: `python -m verify.restored`. Part of verify.backups."""

import json
import sys
from pathlib import Path

from verify.part import set_up


def main():
    set_up()
    from articles import consistency
    from articles.backups import restoring
    from verify import desk

    for line in sys.stdin:
        digest = restoring.load(Path(line.strip()))
        wrong = sum(1 for check in consistency.CHECKS.values() for _row in check())
        numbers = {pk: (now, sorted(old)) for pk, (now, old) in desk.found().items()}
        print(json.dumps({"digest": digest, "wrong": wrong, "numbers": numbers}), flush=True)


if __name__ == "__main__":
    main()
