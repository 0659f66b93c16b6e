"""The file of a backup: written whole or not at all, and refused if a single bit of it is not what
was written.

Its first line holds the SHA-256 of the rest, which is gzip: a line that says what it is, the lines
of articles.backups.rows, and a line that counts them. `tail -n +2 FILE | gunzip` shows it.
"""

import contextlib
import gzip
import hashlib
import json
import os
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from articles.backups.rows import line

FORMAT = 1
MAGIC = b"newsbase backup "
FIRST_LINE = len(MAGIC) + 64 + 1
# Closer saves a tenth of the room and takes three times as long.
LEVEL = 3
PIECE = 1 << 20


class Refused(Exception):
    """Why a file is not restored, or a base not backed up; its text says what to do."""


@dataclass(frozen=True)
class Summary:
    """What a backup says of itself, all of it proved by reading it."""

    made_at: str
    engine: str
    migrations: list
    sequences: dict
    rows: dict
    digest: str


class _Hashed:
    """A file that is written to and digested at once."""

    def __init__(self, file):
        self.file, self.hash = file, hashlib.sha256()

    def write(self, data):
        self.hash.update(data)
        return self.file.write(data)

    def flush(self):
        self.file.flush()


@contextlib.contextmanager
def written(path):
    """An open file that becomes `path`, readable by its owner alone, if all goes well."""
    handle, partial = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(partial).rename(path)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def write(file, about, rows):
    """Write a backup that says `about` and holds the lines `rows`; returns their digest."""
    file.write(MAGIC + b"0" * 64 + b"\n")
    outer, inner = _Hashed(file), hashlib.sha256()
    with gzip.GzipFile(filename="", mode="wb", fileobj=outer, compresslevel=LEVEL, mtime=0) as body:
        body.write(line({"format": FORMAT, **about}))
        for each in rows:
            inner.update(each)
            body.write(each)
        body.write(line({"digest": inner.hexdigest()}))
    file.seek(len(MAGIC))
    file.write(outer.hash.hexdigest().encode())
    return inner.hexdigest()


def read(file):
    """Yield what a backup says of itself, then (label, columns, rows) of each table, then its
    digest; raises Refused for what is no whole backup. Use each table's rows before the next."""
    _refuse_changed(file)
    with gzip.GzipFile(fileobj=file) as body:
        about = json.loads(body.readline())
        if about.pop("format") != FORMAT:
            raise Refused(_("This backup is of another format: restore it with a newer newsbase."))
        yield about
        yield from _tables(body)


def _refuse_changed(file):
    file.seek(0)
    first, rest = file.read(FIRST_LINE), hashlib.sha256()
    while piece := file.read(PIECE):
        rest.update(piece)
    if not first.startswith(MAGIC):
        raise Refused(_("This is no backup of newsbase."))
    if first != MAGIC + rest.hexdigest().encode() + b"\n":
        raise Refused(_("This file is damaged: it is not what was written. Take another backup."))
    file.seek(FIRST_LINE)


def _tables(body):
    """(label, columns, rows) of each table, then the digest that the lines really have."""
    found = hashlib.sha256()
    text = body.readline()
    while "table" in (head := json.loads(text)):
        found.update(text)
        rows = _Rows(body, found)
        yield head["table"], head["columns"], rows
        text = rows.beyond
    if head["digest"] != found.hexdigest():
        raise Refused(_("This file is damaged: it is not what was written. Take another backup."))
    yield head["digest"]


class _Rows:
    """The rows of one table, each the JSON of a list; `beyond` is the line after them."""

    def __init__(self, body, found):
        self.body, self.found = body, found
        self.beyond = b""

    def __iter__(self):
        for text in self.body:
            if not text.startswith(b"["):
                self.beyond = text
                return
            self.found.update(text)
            yield text


def examined(file):
    """The Summary of the open backup `file`, read to its end; raises Refused if it is damaged."""
    counts = {}
    with sound():
        parts = read(file)
        about = next(parts)
        for part in parts:
            if isinstance(part, tuple):
                label, _columns, rows = part
                counts[label] = sum(1 for _row in rows)
    return Summary(**about, rows=counts, digest=part)


@contextlib.contextmanager
def sound():
    """Turns whatever reading a file that is none of ours may raise into Refused."""
    try:
        yield
    except (EOFError, ValueError, KeyError, TypeError, zlib.error, gzip.BadGzipFile) as error:
        raise Refused(_("This is no whole backup of newsbase: %s") % error) from error
