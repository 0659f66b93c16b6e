"""Files of records as people have them: CSV, XLSX and JSON, read row by row and never trusted."""

import csv
import io
import json
import re
import zipfile
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

import openpyxl
from django.utils.translation import gettext as _

from entities.exports import looks_like_formula, unguarded

MOST_COLUMNS = 64
MOST_WIDTH = 256  # of a sheet, with its blank columns
MOST_LETTERS = 32_767  # of a cell, as in every spreadsheet
MOST_PARTS = 100  # files within an XLSX
MOST_RATIO = 100  # of an XLSX's size unpacked to its size
NUMBER = re.compile(r"[-+]?[0-9]+([.,][0-9]+)?")
NO_TEXT = re.compile("[\0\ud800-\udfff]")
END = re.compile(r"# end: ([0-9]+) rows")


class SheetError(ValueError):
    """A file that can't be read; its text says why and what to do."""


class CellError(SheetError):
    """A cell that can't be taken as it is."""


@dataclass(frozen=True)
class Limits:
    """How much a file may hold: bytes as sent, bytes unpacked, rows."""

    size: int
    unpacked: int
    rows: int


BROWSER = Limits(size=5_000_000, unpacked=50_000_000, rows=1_000)
COMMAND = Limits(size=500_000_000, unpacked=2_000_000_000, rows=200_000)


class Formula(str):
    """The text of a cell that its spreadsheet computes."""


class Sheet:
    """The rows of a file, (number in the file, {column: text or CellError}), anew at each reading.

    `file` is a binary file that can seek; `kind` one of READERS. Reading raises SheetError.
    """

    def __init__(self, file, kind, limits):
        self.file, self.kind, self.limits = file, kind, limits
        if kind not in READERS:
            raise SheetError(_("Choose a file whose name ends in .csv, .xlsx or .json."))
        if file.seek(0, io.SEEK_END) > limits.size:
            raise SheetError(
                _("The file is larger than %(size)s MB: split it, or use the command.")
                % {"size": limits.size // 1_000_000}
            )

    def __iter__(self):
        self.file.seek(0)
        try:
            with closing(READERS[self.kind](self.file, self.limits)) as lines:
                yield from self._rows(lines)
        except (SheetError, GeneratorExit):
            raise
        except UnicodeDecodeError as error:
            raise SheetError(_("The file is not in UTF-8: save it as 'CSV UTF-8'.")) from error
        except Exception as error:
            # The parsers of hostile files raise whatever they stumble over.
            raise SheetError(
                _("The file is broken, or is not of the kind its name says.")
            ) from error

    def _rows(self, lines):
        columns, rows = None, 0
        for number, cells in lines:
            if not any(cell not in (None, "") for cell in cells):
                continue
            if columns is None:
                columns = _header(cells)
            elif end := END.fullmatch(str(cells[0])):
                _refuse_cut(int(end[1]), rows)
            else:
                rows += 1
                if rows > self.limits.rows:
                    raise SheetError(
                        _("More than %(rows)s rows: split the file, or use the command.")
                        % {"rows": self.limits.rows}
                    )
                yield number, _row(columns, cells, number, self.kind)

    @property
    def columns(self):
        """The names of the columns, read from the first row; [] for an empty file."""
        with closing(iter(self)) as rows:
            first = next(rows, None)
        return list(first[1]) if first else []


def _header(cells):
    names = [str(cell or "").strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        raise SheetError(_("More than %(most)s columns.") % {"most": MOST_COLUMNS})
    if "" in names or len(set(names)) < len(names):
        raise SheetError(_("Each column needs a name of its own in the first row."))
    return names


def _refuse_cut(told, found):
    if told != found:
        raise SheetError(
            _("The last line says %(told)s rows, and %(found)s are there: was the file cut?")
            % {"told": told, "found": found}
        )


def _row(columns, cells, number, kind):
    if any(cell not in (None, "") for cell in cells[len(columns) :]):
        raise SheetError(
            _("Row %(number)s has more cells than the first row.") % {"number": number}
        )
    padded = [*cells, *[None] * (len(columns) - len(cells))]
    return {name: _taken(cell, kind) for name, cell in zip(columns, padded, strict=False)}


def _taken(cell, kind):
    """The text of a cell, or a CellError instead."""
    text = _text(cell)
    if len(text) > MOST_LETTERS:
        return CellError(_("This cell is longer than %(most)s letters.") % {"most": MOST_LETTERS})
    if NO_TEXT.search(text):
        return CellError(_("This cell holds a character that no text holds (NUL, or half a one)."))
    if kind == "json":
        return text
    if isinstance(cell, Formula) or (
        looks_like_formula(text) and not text.startswith("'") and not NUMBER.fullmatch(text)
    ):
        return CellError(
            _("A formula is not taken: paste its value. If it is a text, put an apostrophe first.")
        )
    return unguarded(text)


def _text(cell):
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case datetime() | date():
            return cell.strftime("%Y-%m-%d")
        case float() if cell.is_integer():
            return str(int(cell))
        case list():
            return "\n".join(map(_text, cell))
        case dict():
            raise SheetError(_("A cell of a JSON file is a text, a number or a list of texts."))
    return str(cell).replace("\r\n", "\n").replace("\r", "\n").strip()


def _read_csv(file, limits):
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        first = text.readline(MOST_LETTERS)
        text.seek(0)
        # A spreadsheet in French separates by semicolons.
        delimiter = max(",;\t", key=first.count)
        rows = csv.reader(text, delimiter=delimiter, strict=True)
        yield from enumerate(rows, start=1)
    finally:
        # The file is its opener's, who may have closed it when what was read was wrong.
        if not file.closed:
            text.detach()


def _read_xlsx(file, limits):
    _refuse_bomb(file, limits)
    book = openpyxl.load_workbook(file, read_only=True, keep_links=False)
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its own size may be a lie
        # Blank rows count: a file of two rows may claim a million between them.
        rows = islice(sheet.iter_rows(), 2 * limits.rows + 100)
        for number, row in enumerate(rows, start=1):
            if len(row) > MOST_WIDTH:
                raise SheetError(_("More than %(most)s columns.") % {"most": MOST_COLUMNS})
            yield number, [_xlsx_value(cell) for cell in row]
    finally:
        book.close()


def _xlsx_value(cell):
    return Formula(cell.value) if cell.data_type == "f" else cell.value


def _refuse_bomb(file, limits):
    """What unpacks to more than it may is refused before anything is unpacked."""
    with zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
    unpacked, packed = (sum(getattr(part, name) for part in parts)
                        for name in ("file_size", "compress_size"))  # fmt: skip
    is_bomb = unpacked > 1_000_000 and unpacked > packed * MOST_RATIO
    if is_bomb or len(parts) > MOST_PARTS or unpacked > limits.unpacked:
        raise SheetError(_("The workbook unpacks to more than it should: save its sheet as CSV."))
    file.seek(0)


def _read_json(file, limits):
    rows = json.load(file)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise SheetError(_("A JSON file is a list of objects, one for each record."))
    names = list(dict.fromkeys(name for row in rows for name in row))
    yield 0, names
    for number, row in enumerate(rows, start=1):
        yield number, [row.get(name) for name in names]


READERS = {"csv": _read_csv, "xlsx": _read_xlsx, "json": _read_json}
