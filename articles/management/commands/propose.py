import json
import sys
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from articles.desk.fetching import FetchError
from articles.desk.getting import get_page
from articles.extraction import TextTooLong, propose
from articles.known_names import name_index, place_index


class Command(BaseCommand):
    help = (
        "Print what a text proposes: organisations, places, amounts, capacities, dates and"
        " investments, each with its place in the text and the rule that found it. Known names are"
        " those of this base and of the shipped dictionaries. Changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "file", help="a UTF-8 text file, - for standard input, or the address of a page"
        )
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument(
            "--language", default=None, help="its language, e.g. fr; else found out"
        )

    def handle(self, *, file, format, language, **options):
        try:
            found = propose(_read(file), language, names=name_index(), places=place_index())
        except TextTooLong as error:
            raise CommandError(str(error)) from error
        write = self._write_json if format == "json" else self._write_text
        write(found)

    def _write_json(self, found):
        self.stdout.write(
            json.dumps([asdict(each) for each in found], default=str, ensure_ascii=False, indent=2)
        )

    def _write_text(self, found):
        for each in found:
            text = " ".join(each.text.split())
            self.stdout.write(f"{each.start:>6} {each.kind:<12} {text} {_detail(each)}".rstrip())


def _read(file):
    try:
        if file.startswith(("http://", "https://")):
            return get_page(file)[1].text
    except FetchError as error:
        raise CommandError(f"{file}: {error}") from error
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{file} can't be read as UTF-8 text: {error}") from error


def _detail(each):
    """What is read out of the span, in brackets."""
    known = "" if each.known_id is None else f"known as {each.known_id}"
    values = {
        "amount": [each.currency, each.qualifier, each.low, each.high, each.measure, each.role],
        "investment": [each.currency, each.qualifier, each.low, each.high, each.role],
        "capacity": [each.unit, each.qualifier, each.value],
        "quantity": [each.unit, each.qualifier, each.value],
        "organisation": [each.role, known],
        "place": [known],
        "site": [known],
    }.get(each.kind, [each.from_date, each.to_date])
    shown = [_plain(value) for value in values if value not in (None, "")]
    return f"({', '.join([*shown, each.confidence, each.rule])})"


def _plain(value):
    return f"{value:f}" if hasattr(value, "is_finite") else str(value)
