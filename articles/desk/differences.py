"""What differs between two versions of a record, as people read it."""

import re
from dataclasses import dataclass

from diff_match_patch import diff_match_patch
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.desk.history import MAIN, STATED
from articles.policy import name_for
from entities.figures import Figure, Interval, format_figure, format_interval
from entities.models import Investment

# Longer texts are compared for so many seconds; what is left then is shown as a whole.
MOST_SECONDS = 1.0


@dataclass(frozen=True)
class Difference:
    """One field that differs: readable texts, and `words` as (-1, 0 or 1, text) for long ones.

    `row` names the row it is in, '' for the record itself.
    """

    row: str
    label: str
    before: str
    after: str
    words: list


def changed_labels(before, after):
    """What differs between two Snapshots, in a few words: labels of fields and kinds of rows."""
    found = {}
    for key, name, _old, _new in _differing(before, after):
        row = after.rows.get(key) or before.rows[key]
        label = _label(row.instance, name) if key == MAIN else row.instance._meta.verbose_name
        found[str(label)] = None
    return list(found)


def differences(before, after, reader):
    """The Differences between two Snapshots; related records are named as they are now, as far as
    the user `reader` may know their names."""
    pairs = list(_differing(before, after))
    names = _names(before, after, pairs, reader)
    found = []
    for key, name, old, new in pairs:
        row = after.rows.get(key) or before.rows[key]
        texts = [_readable(row.instance, name, value, names) for value in (old, new)]
        label = capfirst(_label(row.instance, name))
        where = "" if key == MAIN else _row_title(key, before, after)
        words = compared(*texts) if max(map(len, texts)) > 40 else []
        found.append(Difference(where, label, *texts, words))
    return found


def _row_title(key, before, after):
    label = (after.rows.get(key) or before.rows[key]).label
    if key not in before.rows:
        return _("%s (added)") % label
    if key not in after.rows:
        return _("%s (removed)") % label
    return label


def _differing(before, after):
    """(row, field, old value, new value) of each that differs; None where there is no such row.

    A field that one of the two versions does not know says nothing.
    """
    for key in [*after.rows, *(key for key in before.rows if key not in after.rows)]:
        old = before.rows[key].cells if key in before.rows else {}
        new = after.rows[key].cells if key in after.rows else {}
        for name in [name for name in new if name in old] if old and new else [*new, *old]:
            is_tie = _ties_to_record(before, after, key, name)
            if not is_tie and old.get(name) != new.get(name):
                yield key, name, old.get(name), new.get(name)


def _ties_to_record(before, after, key, name):
    """Is the field only what ties a row to its record?"""
    row = after.rows.get(key) or before.rows[key]
    if key == MAIN or name == STATED:
        return False
    field = row.instance._meta.get_field(name)
    return field.related_model is type((after.rows or before.rows)[MAIN].instance)


def _label(instance, name):
    if name == STATED:
        return _("figure") if isinstance(instance, Investment) else _("Figure or quantity")
    return instance._meta.get_field(name).verbose_name


def _names(before, after, pairs, reader):
    """(model, id) -> name of every related record that the differences speak of."""
    wanted = {}
    for key, name, old, new in pairs:
        row = after.rows.get(key) or before.rows[key]
        field = None if name == STATED else row.instance._meta.get_field(name)
        if field is not None and field.is_relation:
            ids = [*(old or ()), *(new or ())] if field.many_to_many else [old, new]
            wanted.setdefault(field.related_model, set()).update(filter(None, ids))
    return {
        (model, pk): name_for(reader, record)
        for model, pks in wanted.items()
        for pk, record in model._default_manager.in_bulk(pks).items()
    }


def _readable(instance, name, value, names):
    """A cell as a person reads it."""
    if value in (None, "", ()):
        return ""
    if name == STATED:
        return _stated(instance, dict(value))
    field = instance._meta.get_field(name)
    if field.is_relation:
        pks = value if field.many_to_many else [value]
        known = [names.get((field.related_model, pk), _("%s (deleted)") % pk) for pk in pks]
        return ", ".join(sorted(known))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(value)


def _stated(instance, bounds):
    if bounds.get("currency"):
        return format_figure(Figure(**bounds), get_language())
    bounds.pop("currency", None)
    if bounds["low"] is None and bounds["high"] is None:
        return _("undisclosed") if isinstance(instance, Investment) else ""
    return format_interval(Interval(**bounds), get_language())


WORDS = re.compile(r"\w+|\s+|.", re.DOTALL)


def compared(before, after):
    """(-1 for taken away, 0 for the same or 1 for new, text) along two texts, word by word."""
    numbers = {}

    def coded(text):
        for word in WORDS.findall(text):
            if word not in numbers:
                numbers[word] = len(numbers)
            yield _character(numbers[word])

    tool = diff_match_patch()
    tool.Diff_Timeout = MOST_SECONDS
    found = tool.diff_main("".join(coded(before)), "".join(coded(after)), checklines=False)
    tool.diff_cleanupSemantic(found)
    words = {_character(number): word for word, number in numbers.items()}
    return [(kind, "".join(words[each] for each in text)) for kind, text in found]


def _character(number):
    """The character that stands for the word of that number; surrogates are none."""
    return chr(number + (0x10000 if number >= 0xD000 else 1))
