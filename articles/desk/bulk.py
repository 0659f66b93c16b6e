"""Changing many records at once: shown before it is done, and refused record by record."""

from dataclasses import dataclass, field

import reversion
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from articles import policy, publishing, workflow
from articles.desk import history
from entities.models import Investment, Organisation, Site
from entities.retrying import retried

FIELDS = {
    Investment: ["status", "kind", "nature", "is_place_not_stated", "checked_on"],
    Site: ["status", "kind", "place", "checked_on"],
    Organisation: ["kind", "place", "parent"],
}
# A few seconds of work in one transaction, no more.
MOST_RECORDS = 200


@dataclass
class Planned:
    """What changing one record would do: `changes` are (label, old, new) as people read them;
    `refusal` says why it is left alone, or is ''."""

    record: object
    changes: list
    refusal: str = ""


@dataclass
class Done:
    """What became of the records: how many changed, and (record, why) of those that did not."""

    number: int = 0
    left: list = field(default_factory=list)


def plan(records, values, *, by):
    """A Planned for each of `records`, were the fields of `values` set by the user `by`."""
    return [_planned(record, values, by) for record in records]


def _planned(record, values, by):
    changing = {name: value for name, value in values.items() if getattr(record, name) != value}
    changes = [_shown(record, name, value) for name, value in changing.items()]
    for name, value in changing.items():
        setattr(record, name, value)
    return Planned(record, changes, _refusal(record, changing, by))


def _shown(record, name, value):
    column = record._meta.get_field(name)
    return column.verbose_name, _readable(column, getattr(record, name)), _readable(column, value)


def _readable(column, value):
    if value is True or value is False:
        return _("yes") if value else _("no")
    return str(dict(column.flatchoices).get(value, "-" if value is None else value))


def _refusal(record, changing, by):
    if not policy.may_edit_record(by, record):
        return _("It is public: an editor or publisher changes it.")
    if not changing:
        return _("It is so already.")
    others = {column.name for column in record._meta.fields} - changing.keys()
    try:
        record.clean_fields(exclude=others)
        record.clean()
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


@retried
def apply(model, versions, values, *, by, reason):
    """Set the fields of `values` on the records of `model` whose `versions` (id -> the version that
    was seen) still stand; returns what was Done. One transaction, and one revision with `reason`.
    """
    done = Done()
    records = list(with_relations(model).filter(pk__in=versions))
    history.keep(*records)
    with publishing.kept_true(*records), reversion.create_revision():
        reversion.set_user(by)
        reversion.set_comment(reason)
        for planned in plan(records, values, by=by):
            seen = versions[planned.record.pk]
            refusal = planned.refusal or _save(planned.record, seen, values, by)
            if refusal:
                done.left.append((planned.record, refusal))
            else:
                done.number += 1
    return done


def with_relations(model):
    """The rows of `model` with what showing a plan of them reads."""
    relations = [name for name in FIELDS[model] if model._meta.get_field(name).is_relation]
    return model.objects.select_related(*relations) if relations else model.objects.all()


def _save(record, seen, values, by):
    """Save as the record's own form does; why not, or ''."""
    try:
        with transaction.atomic():
            record.full_clean()
            record.version = seen
            if not record.claim_version():
                return _("A colleague saved it meanwhile: look at it again.")
            record.save(update_fields=list(values))
            workflow.edited(record, by=by)
    except ValidationError as error:
        return " ".join(error.messages)
    except IntegrityError:
        return _("The database refuses it.")
    return ""
