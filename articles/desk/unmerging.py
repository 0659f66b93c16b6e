"""Undoing a merge: its entries are taken back, the last first, but for what was changed since."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import batched, groupby

import reversion
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import events
from accounts.models.events import Kind
from articles import policy, publishing
from articles.desk.ledger import ROWS_AT_ONCE, plain, restored
from articles.desk.merging import MERGEABLE, MergeError, revise
from articles.models import Merge
from entities.models import Place, Publishable
from entities.retrying import retried


class InTheWay(MergeError):
    """What was changed since stands in the way of undoing; `conflicts` are Conflict."""

    def __init__(self, conflicts):
        self.conflicts = conflicts
        super().__init__(_("Some of it was changed since the merge: see the list."))


@dataclass(frozen=True)
class Conflict:
    """A row that is not as the merge left it."""

    row: str
    label: str
    why: str


def conflicts(merge):
    """The Conflict of each row that was changed or deleted since `merge`."""
    rows = defaultdict(dict)
    for entry in merge.changes:
        row = rows[(entry["model"], entry["pk"])]
        row["label"] = entry["label"]
        row["before"] = row.get("before", entry["before"])
        row["after"] = entry["after"] and {**(row.get("after") or {}), **entry["after"]}
        if entry["after"] is None:
            row["before"] = entry["before"]
    found = []
    for label, keys in groupby(sorted(rows), key=lambda key: key[0]):
        model, pks = apps.get_model(label), [pk for _label, pk in keys]
        now = {row.pk: row for batch in batched(pks, ROWS_AT_ONCE)
               for row in model._base_manager.filter(pk__in=batch)}  # fmt: skip
        for pk in pks:
            if why := _in_the_way(model, rows[(label, pk)], now.get(pk)):
                found.append(Conflict(f"{label}:{pk}", rows[(label, pk)]["label"], str(why)))
    return found


def _in_the_way(model, row, now):
    if row["after"] is None:
        return None if _can_return(model, row["before"]) else _("what it belongs to is gone")
    if now is None:
        return _("deleted since")
    changed = plain(now, {name: getattr(now, name) for name in row["after"]}) != row["after"]
    return _("changed since") if changed else None


def _can_return(model, values):
    row = model(**restored(model, values))
    links = [each for each in model._meta.concrete_fields if each.many_to_one]
    for each in links:
        pk = getattr(row, each.attname)
        if pk and not each.related_model._base_manager.filter(pk=pk).exists():
            return False
    try:
        row.validate_unique()
        row.validate_constraints()
    except ValidationError:
        return False
    return True


def undo(merge, *, by, reason, leaving=()):
    """Take back every change that `merge` made, the last first; returns the Merge.

    Raises PermissionDenied, MergeError, and InTheWay if other rows than `leaving` (rows of
    `conflicts` that the caller was shown) were changed since: those are left as they are now.
    """
    if not policy.may(by, "undo_merge"):
        raise PermissionDenied
    if not reason.strip():
        raise MergeError(_("Say why: your colleagues and the history need the reason."))
    try:
        _undo(merge, MERGEABLE[merge.kind], by, reason.strip(), set(leaving))
    except IntegrityError as error:
        message = _("What was changed since the merge stands in the way of undoing it.")
        raise MergeError(message) from error
    merge.refresh_from_db()
    return merge


@retried
@transaction.atomic
def _undo(merge, model, by, reason, leaving):
    both = model.objects.select_for_update().filter(pk__in=[merge.source_id, merge.target_id])
    source, target = sorted(both.order_by("pk"), key=lambda row: row.pk != merge.source_id)
    found = conflicts(merge)
    left = [each.label for each in found]
    rows = Merge.objects.filter(pk=merge.pk, undone_at=None)
    if not rows.update(undone_at=timezone.now(), undone_by=by, undo_reason=reason, left_as_is=left):
        raise MergeError(_("This merge is already undone."))
    if source.merged_into_id != target.pk:
        raise MergeError(_("There is a later merge: undo that one first."))
    if {each.row for each in found} != leaving:
        raise InTheWay(found)
    with publishing.kept_true(source, target), reversion.create_revision():
        entries = [each for each in merge.changes if _row(each) not in leaving]
        _take_back(entries)
        both.update(version=F("version") + 1, public_from=None)
        revise(_owners_of(entries, source, target), by, _("Merge undone: %s") % reason)
    about = f"{merge.kind} {merge.source_id} out of {merge.target_id}"
    events.record(Kind.UNMERGED, by=by, about=about)


def _row(entry):
    return f"{entry['model']}:{entry['pk']}"


def _take_back(entries):
    def alike(entry):
        return entry["model"], entry["before"] if entry["after"] else None, bool(entry["after"])

    for (label, before, _is), alike_entries in groupby(reversed(entries), key=alike):
        model, group = apps.get_model(label), list(alike_entries)
        rows = model._base_manager.filter(pk__in=[each["pk"] for each in group])
        if group[0]["after"] is None:
            for entry in group:
                values = restored(model, entry["before"])
                model(**values).save_base(raw=True, force_insert=True)
        elif before is None:
            rows.delete()
        else:
            rows.update(**restored(model, before))
    _readdress_strays(entries)


def _readdress_strays(entries):
    """Places that were added below others since follow where those go."""
    places = [each["pk"] for each in entries if each["model"] == "entities.place"]
    for place in Place.objects.filter(Q(pk__in=places) | Q(parent__in=places)).order_by("path"):
        if place.path != place.made_path():
            place.save()


def _owners_of(entries, source, target):
    owners = {(type(source), source.pk), (type(target), target.pk)}
    for label, group in groupby(
        sorted(entries, key=lambda each: each["model"]), key=lambda each: each["model"]
    ):
        model = apps.get_model(label)
        beside = [each.name for each in model._meta.concrete_fields if each.many_to_one]
        rows = model._base_manager.filter(pk__in={each["pk"] for each in group})
        for row in rows.select_related(*(beside or [None])):
            linked = [row] if isinstance(row, Publishable) else [getattr(row, n) for n in beside]
            owners |= {(type(each), each.pk) for each in linked if isinstance(each, Publishable)}
    return owners
