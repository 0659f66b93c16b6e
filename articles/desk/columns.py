"""The columns of the files that records travel in: what each writes, and how it is read back.

Each is a Field of django-import-export. A cell is one text; a list has an item a line, the parts
of an item are separated by ' | '. In what is not a part itself, a backslash stands before a
backslash, a bar and the n of a line break.
"""

import math
import re
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export.fields import Field

from entities.figures import (
    format_figure,
    parse_figure,
)

_PART = re.compile(r"(?:[^\\|]|\\.)*", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
YES, NO = "yes", "no"


def joined(*parts):
    """One line of a list: its parts, escaped, with ' | ' between them."""
    return " | ".join(
        part.strip()
        .replace("\r\n", "\n")
        .replace("\\", "\\\\")
        .replace("|", "\\|")
        .replace("\n", "\\n")
        for part in parts
    ).strip()


def split(line):
    """The parts that `joined` made `line` of."""
    parts, at = [], 0
    while at <= len(line):
        part = _PART.match(line, at)
        parts.append(part[0].strip())
        at = part.end() + 1
    return [_ESCAPED.sub(lambda m: {"n": "\n"}.get(m[1], m[1]), part) for part in parts]


def messages(error):
    """The texts of a ValueError or a ValidationError."""
    return error.messages if isinstance(error, ValidationError) else [str(error)]


class Column(Field):
    """A column of one value: a text, unless a subclass says otherwise."""

    def __init__(self, name):
        super().__init__(attribute=name, column_name=name)

    def save(self, instance, row, is_m2m=False, **options):
        setattr(instance, self.attribute, self.read(row[self.column_name]))

    def export(self, instance, **options):
        value = getattr(instance, self.attribute)
        return "" if value is None else self.write(value)

    def read(self, text):
        return text

    def write(self, value):
        return str(value).replace("\r\n", "\n").strip()


class Choice(Column):
    """One of a few words; an empty cell means the usual one, where there is one."""

    def save(self, instance, row, is_m2m=False, **options):
        usual = instance._meta.get_field(self.attribute).get_default()
        setattr(instance, self.attribute, row[self.column_name] or usual or "")


class Day(Column):
    def read(self, text):
        try:
            return date.fromisoformat(text[:10])
        except ValueError as error:
            raise ValueError(_("Type the date as 2025-09-16.")) from error


class Truth(Column):
    def read(self, text):
        if text.lower() not in (YES, NO, ""):
            raise ValueError(_("Type yes or no."))
        return text.lower() == YES

    def write(self, value):
        return YES if value else NO


class Degrees(Column):
    def read(self, text):
        try:
            number = float(text.replace(",", ".")) if text else 0.0
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise ValueError(_("Type degrees as a number, e.g. 51.5."))
        return number if text else None

    def write(self, value):
        return value


class FigureColumn(Column):
    """A figure in the newsroom's own notation."""

    def read(self, text):
        return parse_figure(text)

    def write(self, value):
        return format_figure(value, "en")


class Link(Column):
    """One other record, by its address."""

    def __init__(self, name, model, key="slug"):
        super().__init__(name)
        self.model, self.key = model, key

    def read(self, text):
        return find(self.model, self.key, text) if text else None

    def write(self, value):
        return getattr(value, self.key)


def find(model, key, text):
    """The record of `model` whose `key` is `text`; ValueError for one that is not, or is merged."""
    record = model.objects.filter(**{key: text}).first()
    if record is None:
        raise ValueError(
            _("There is no %(kind)s with the address “%(key)s”.")
            % {"kind": model._meta.verbose_name, "key": text}
        )
    if other := getattr(record, "merged_into", None):
        raise ValueError(merged_message(record, other))
    return record


def merged_message(record, other):
    """What is said of a record that was merged into `other`."""
    told = {"name": record, "other": getattr(other, "address", other)}
    return _("“%(name)s” was merged: use “%(other)s”.") % told


class List(Column):
    """A column of several items, an item a line.

    What a row says stands in `instance.read[name]` until the record is saved; then `settle`
    makes it so, and returns the ids of the articles that it changed, if any.
    """

    def save(self, instance, row, is_m2m=False, user=None, **options):
        items, wrong = [], []
        for line in filter(None, map(str.strip, row[self.column_name].split("\n"))):
            try:
                items.append(self.read_item(instance, line, user))
            except (ValueError, ValidationError) as error:
                wrong += [f"“{line[:60]}”: {each}" for each in messages(error)]
        keys = self.keys(items)
        if not wrong and len(set(keys)) < len(keys):
            wrong.append(_("The same line is there twice."))
        if wrong:
            raise ValidationError({self.attribute: wrong})
        instance.read[self.attribute] = items

    def keys(self, items):
        """What tells each of `items` from the others."""
        return [self.key(item) for item in items]

    def items(self, instance):
        """What the row says, or what the base holds where the row says nothing."""
        read = getattr(instance, "read", {})
        return read[self.attribute] if self.attribute in read else self.kept(instance)

    def kept(self, instance):
        return list(getattr(instance, self.attribute).all()) if instance.pk else []

    def export(self, instance, user=None, **options):
        return "\n".join(sorted(self.write_item(instance, item) for item in self.items(instance)))


class Links(List):
    """Other records, by their addresses."""

    def __init__(self, name, model, key="slug"):
        super().__init__(name)
        self.model, self.by = model, key

    def read_item(self, instance, line, user):
        return find(self.model, self.by, line)

    def write_item(self, instance, record):
        return getattr(record, self.by)

    def key(self, record):
        return record.pk

    def settle(self, instance, user):
        getattr(instance, self.attribute).set(instance.read[self.attribute])
