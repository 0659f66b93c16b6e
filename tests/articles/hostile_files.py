"""Files that no import may take: broken, lying, or made to use up the machine."""

import io
import json
import zipfile

import openpyxl

MEGABYTE = 1_000_000
# The parts that openpyxl looks for, without their sheet.
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default'
    ' Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocu'
    'ment.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentTy'
    'pe="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)


def zipped(**parts):
    """A zip of these parts; a name's __ stands for a slash."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return file.getvalue()


def workbook(*rows):
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def with_sheet(xml):
    """A workbook whose only sheet is this XML."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(workbook(["slug", "name"], ["a", "b"]))) as archive:
        for name in archive.namelist():
            found[name.replace("/", "__")] = archive.read(name)
    return zipped(**found | {"xl__worksheets__sheet1.xml": xml})


def rows_of(xml):
    names = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    return f"<worksheet {names}><sheetData>{xml}</sheetData></worksheet>"


def cell(place, text):
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


HEAD = f'<row r="1">{cell("A1", "slug")}{cell("B1", "name")}</row>'
ENTITIES = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
LAUGHS = f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY e0 "ha">{ENTITIES}]>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY e0 SYSTEM "file:///etc/hostname">]>'

REFUSED = {
    "empty": ("csv", b""),
    "only a header": ("csv", b"slug,name\n"),
    "not UTF-8": ("csv", "slug,name\na,é\n".encode("latin-1")),
    "UTF-16": ("csv", "slug,name\na,b\n".encode("utf-16")),
    "two encodings": ("csv", "slug,name\na,é\n".encode() + "b,é\n".encode("latin-1")),
    "open quote": ("csv", b'slug,name\na,"b\n'),
    "quote within": ("csv", b'slug,name\na,"b"c\n'),
    "unknown column": ("csv", b"slug,nmae\na,b\n"),
    "no slug": ("csv", b"name\nb\n"),
    "twice the same column": ("csv", b"slug,name,name\na,b,c\n"),
    "too many cells": ("csv", b"slug,name\na,b,c\n"),
    "too many columns": ("csv", b"slug," + b",".join(b"c%d" % n for n in range(70)) + b"\na\n"),
    "cut": ("csv", b"slug,name\na,b\n# end: 2 rows\n"),
    "too many rows": ("csv", b"slug\n" + b"".join(b"r%d\n" % n for n in range(1_001))),
    "a field of 200,000 letters": ("csv", b"slug,name\na," + b"x" * 200_000 + b"\n"),
    "no lines": ("csv", b"x" * 4 * MEGABYTE),
    "no zip": ("xlsx", b"PK\x03\x04 nothing"),
    "a table called a workbook": ("xlsx", b"slug,name\na,b\n"),
    "a workbook called a table": ("csv", workbook(["slug", "name"], ["a", "b"])),
    "bomb": ("xlsx", zipped(xl__workbook=b"0" * 20 * MEGABYTE)),
    "bomb of rows": ("xlsx", with_sheet(rows_of(HEAD + "<row/>" * 3 * MEGABYTE))),
    "too many parts": ("xlsx", zipped(**{f"p{number}": b"x" for number in range(300)})),
    "no sheet": ("xlsx", zipped(**{"[Content_Types].xml": TYPES})),
    "entities in entities": (
        "xlsx", with_sheet(LAUGHS + rows_of(HEAD + f'<row>{cell("A2", "&e9;")}</row>'))
    ),
    "a file of the machine": (
        "xlsx", with_sheet(OUTSIDE + rows_of(HEAD + f'<row>{cell("A2", "&e0;")}</row>'))
    ),
    "a cell far to the right": (
        "xlsx", with_sheet(rows_of(HEAD + f'<row r="2">{cell("XFD2", "a")}</row>'))
    ),
    "a lying number of a row": (
        "xlsx",
        with_sheet(rows_of(HEAD + f'<row r="1048576">{cell("A1048576", "a b")}</row>')),
    ),
    "no JSON": ("json", b"{"),
    "no list": ("json", b'{"slug": "a"}'),
    "deep": ("json", b"[" * 100_000),
    "object in a cell": ("json", b'[{"slug": {"a": 1}}]'),
    "a number of 5,000 digits": ("json", b'[{"slug": ' + b"9" * 5_000 + b"}]"),
    "other kind": ("exe", b"MZ"),
}  # fmt: skip
# Readable, and refused at a row.
WRONG_ROWS = {
    "NUL": ("json", json.dumps([{"slug": "b", "name": "b\0"}]).encode()),
    "NUL in a table": ("csv", b"slug,name\na,b\0c\n"),
    "a long cell": ("json", json.dumps([{"slug": "a", "name": "x" * 40_000}]).encode()),
    "a formula": ("xlsx", workbook(["slug", "name"], ["a", "=1+1"])),
    "a formula in a table": ("csv", b"slug,name\na,=1+1\n"),
    "half a character": ("json", b'[{"slug": "a", "name": "\\ud800"}]'),
    "wrong types": ("json", b'[{"slug": true, "name": 1.5}, {"slug": null, "name": []}]'),
}
