"""Versions of a record with its rows: read, and written back.

django-reversion keeps one Revision for each save, with a Version of the record and of every row
that its page edits (claims, parties, capacities, other names).
"""

import json
from dataclasses import dataclass
from functools import cached_property

import reversion
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from reversion.errors import RegistrationError
from reversion.models import Version
from reversion.revisions import _get_options

from articles import publishing, workflow
from articles.models import Article, Correction, Transition
from entities.retrying import retried

BOUNDS = ("low", "high", "currency", "is_approximate")
STATED = "stated"
# A form is not older than so many saves of the others.
MOST_LOOKED_AT = 50


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


def keep(*records):
    """Write a first version of those of `records`, of one kind, that have none, as they are saved
    now: what a command made. Called before they change, it gives conflicts and the history their
    beginning. Opens a revision of its own: not within another."""
    if not records:
        return
    model, pks = type(records[0]), [record.pk for record in records]
    kept = Version.objects.get_for_model(model).filter(object_id__in=map(str, pks))
    known = set(kept.values_list("object_id", flat=True))
    bare = [pk for pk in pks if str(pk) not in known]
    if not bare:
        return
    with reversion.create_revision():
        reversion.set_comment(_("As it was before the first change that is kept here"))
        for record in model.objects.filter(pk__in=bare).prefetch_related(*relations(model)):
            reversion.add_to_revision(record)


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


@retried
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
