"""Versions of a record with its rows: read, compared, and written back.

django-reversion keeps one Revision for each save, with a Version of the record and of every row
that its page edits (claims, parties, capacities, other names).
"""

import json
import re
from dataclasses import dataclass
from functools import cached_property

import reversion
from diff_match_patch import diff_match_patch
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from reversion.errors import RegistrationError
from reversion.models import Version
from reversion.revisions import _get_options

from articles import publishing, workflow
from articles.models import Article, Correction, Transition
from entities.figures import Figure, Interval, format_figure, format_interval
from entities.models import Investment

BOUNDS = ("low", "high", "currency", "is_approximate")
STATED = "stated"
# A form is not older than so many saves of the others.
MOST_LOOKED_AT = 50
# Longer texts are compared for so many seconds; what is left then is shown as a whole.
MOST_SECONDS = 1.0


@dataclass(frozen=True)
class Row:
    """A record, or one of its rows, as it was: an instance that is not read from the database,
    and the ids of its many-to-many relations by name. `held` are the names of the fields that an
    old version knows; None is all of them."""

    instance: models.Model
    links: dict
    held: frozenset | None = None

    @property
    def fields(self):
        """The fields that people fill in, as far as this version knows them."""
        for field in editable(type(self.instance)):
            if self.held is None or field.name in self.held:
                yield field

    @property
    def label(self):
        """What kind of row it is and which."""
        return f"{capfirst(self.instance._meta.verbose_name)} {self.instance.pk}"

    @cached_property
    def cells(self):
        """Name of a field -> its value; an interval is one cell, STATED, for its bounds."""
        cells = {}
        for field in self.fields:
            if field.many_to_many:
                cells[field.name] = tuple(sorted(self.links.get(field.name, ())))
            else:
                cells[field.name] = getattr(self.instance, field.attname)
        if "low" in cells:
            bounds = {name: cells.pop(name) for name in BOUNDS if name in cells}
            cells[STATED] = tuple(bounds.items())
        return cells


def editable(model):
    """The fields of `model` that people fill in; links that are rows of their own are not among
    them."""
    for field in model._meta.get_fields():
        is_link = field.many_to_many and not field.auto_created
        if is_link and not field.remote_field.through._meta.auto_created:
            continue
        if getattr(field, "editable", False) and not field.auto_created:
            yield field


@dataclass(frozen=True)
class Snapshot:
    """A record and its rows at one time: Row by (relation, id); the record's own is MAIN."""

    rows: dict


MAIN = ("", 0)


def relations(model):
    """Accessor -> model of the rows that a record of `model` is kept with and people edit."""
    try:
        followed = _get_options(model).follow
    except RegistrationError:
        return {}
    found = {name: model._meta.get_field(name).related_model for name in followed}
    return {name: related for name, related in found.items() if related is not Transition}


def live(record):
    """The Snapshot of `record` as it is now."""
    rows = {MAIN: _row(record)}
    for name in relations(type(record)):
        rows |= {(name, row.pk): _row(row) for row in getattr(record, name).all()}
    return Snapshot(rows)


def _row(record):
    links = {
        field.name: list(getattr(record, field.name).values_list("pk", flat=True))
        for field in editable(type(record))
        if field.many_to_many
    }
    return Row(record, links)


def snapshots(versions):
    """The Snapshot of each of `versions`, Versions of one kind of record, by a single query.

    What a version holds of fields that are no longer there is left out.
    """
    of_model = {version._model: version for version in versions}
    names = {related: name for model in of_model for name, related in relations(model).items()}
    everything = Version.objects.filter(revision__in=[each.revision_id for each in versions])
    found = {}
    for version in everything.select_related("content_type"):
        found.setdefault(version.revision_id, []).append(version)
    return {
        version.pk: _snapshot(version, found.get(version.revision_id, []), names)
        for version in versions
    }


def _snapshot(version, together, names):
    owner, main = version._model, _old(version)
    rows = {MAIN: main}
    for other in together:
        if other._model in names:
            row = _old(other)
            if _belongs(row.instance, owner, main.instance.pk):
                rows[names[other._model], row.instance.pk] = row
    return Snapshot(rows)


def _belongs(row, owner, pk):
    """Is `row` one of the record of the model `owner` with that id?"""
    links = [field for field in row._meta.concrete_fields if field.related_model is owner]
    return any(getattr(row, field.attname) == pk for field in links)


def _old(version):
    data = serializers.deserialize(version.format, version.serialized_data, ignorenonexistent=True)
    (old,) = list(data)
    links = {name: [getattr(each, "pk", each) for each in found]
             for name, found in (old.m2m_data or {}).items()}  # fmt: skip
    held = frozenset(json.loads(version.serialized_data)[0]["fields"])
    return Row(old.object, {name: [int(pk) for pk in pks] for name, pks in links.items()}, held)


def as_of(record, number):
    """The Snapshot of `record` when its version was `number`, None if nobody kept one."""
    versions = Version.objects.get_for_object(record).order_by("-pk")[:MOST_LOOKED_AT]
    old = (version for version in versions if _old(version).instance.version <= number)
    version = next(old, None)
    return snapshots([version])[version.pk] if version else None


def since(record, number):
    """The Revisions of `record` after its version `number`, the latest first."""
    versions = Version.objects.get_for_object(record).select_related("revision__user")
    latest = versions.order_by("-pk")[:MOST_LOOKED_AT]
    return [each.revision for each in latest if _old(each).instance.version > number]


# Comparing


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


def differences(before, after):
    """The Differences between two Snapshots; related records are named as they are now."""
    pairs = list(_differing(before, after))
    names = _names(before, after, pairs)
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


def _names(before, after, pairs):
    """(model, id) -> name of every related record that the differences speak of."""
    wanted = {}
    for key, name, old, new in pairs:
        row = after.rows.get(key) or before.rows[key]
        field = None if name == STATED else row.instance._meta.get_field(name)
        if field is not None and field.is_relation:
            ids = [*(old or ()), *(new or ())] if field.many_to_many else [old, new]
            wanted.setdefault(field.related_model, set()).update(filter(None, ids))
    return {
        (model, pk): str(record)
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


# Writing back


def restore(record, snapshot, *, by, reason, correction=""):
    """Give `record` and its rows the values of `snapshot` again, as an edit by the user `by`.

    State, publication, approval and author stay; an approval is void as after any edit. The
    caller has asked whether `by` may edit. `correction` is what readers of a published article
    are told. Raises StaleVersion, or WorkflowError with what the old values break.
    """
    if not reason.strip():
        raise workflow.WorkflowError(_("Say why: your colleagues and the history need the reason."))
    tells_readers = isinstance(record, Article) and record.is_public
    if tells_readers and not correction.strip():
        raise workflow.WorkflowError(_("Say what you corrected: readers are told."))
    try:
        with transaction.atomic(), publishing.kept_true(record), reversion.create_revision():
            if not record.claim_version():
                raise workflow.StaleVersion(
                    _(
                        "Somebody changed this record since you opened it: read it again, then"
                        " decide."
                    )
                )
            _write(record, snapshot)
            reversion.set_user(by)
            reversion.set_comment(_("Restored an earlier version: %s") % reason.strip())
            if tells_readers:
                Correction.objects.create(article=record, note=correction.strip()[:500], by=by)
            workflow.edited(record, by=by)
    except ValidationError as error:
        told = " ".join(error.messages)
        raise workflow.WorkflowError(_("This version can't be restored: %s") % told) from error
    except IntegrityError as error:
        raise workflow.WorkflowError(
            _("This version can't be restored: something that it needs, or needs it, has changed.")
        ) from error


def _copied(row, record):
    """Give `record` the columns that the Row knows; returns their names. What came after that
    version stays as it is."""
    fields = [field for field in row.fields if not field.many_to_many]
    for field in fields:
        setattr(record, field.attname, getattr(row.instance, field.attname))
    return [field.name for field in fields]


def _write(record, snapshot):
    main = snapshot.rows[MAIN]
    names = _copied(main, record)
    for name in relations(type(record)):
        old = {pk: row for (relation, pk), row in snapshot.rows.items() if relation == name}
        getattr(record, name).exclude(pk__in=old).delete()
    record.full_clean()
    record.save(update_fields=names)
    for name, pks in main.links.items():
        getattr(record, name).set(pks)
    for (name, pk), row in snapshot.rows.items():
        if name:
            kept = type(row.instance).objects.filter(pk=pk).first()
            _copied(row, kept or row.instance)
            (kept or row.instance).full_clean()
            (kept or row.instance).save()
    # The body marks the quotes, which are there only now.
    record.save(update_fields=names)
