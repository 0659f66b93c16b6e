"""Two records that turn out to be one: everything that points to the first moves to the second.

Every change of a row is an entry in the Merge's log (articles.desk.ledger), which
articles.desk.unmerging takes back. A preview makes the merge for real and rolls it back
(articles.desk.effects), so what it lists is what will happen.
"""

from collections import defaultdict
from dataclasses import dataclass

import reversion
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts import events
from accounts.models.events import Kind
from articles import policy, publishing
from articles.desk.ledger import Ledger, is_stated, references
from articles.models import Merge
from entities.models import Alias, FormerAddress, Organisation, Place, Site
from entities.names import fold
from entities.retrying import retried
from entities.trees import refuse_cycle

MERGEABLE = {model._meta.model_name: model for model in (Organisation, Site, Place)}
# What the person who merges chooses, field by field; some only make sense together.
CHOOSABLE = {
    Organisation: [("name",), ("kind",), ("place",), ("parent",), ("website",), ("wikidata_id",)],
    Site: [("name",), ("kind",), ("status",), ("place",), ("latitude", "longitude")],
    Place: [("name",), ("name_fr",), ("iso_code",), ("latitude", "longitude")],
}
# Beyond so many, the merge's own log is the only history of what merely followed.
MOST_REVISED = 500


class MergeError(Exception):
    """A merge or its undoing that can't be made; `reasons` are for people."""

    def __init__(self, *reasons):
        self.reasons = reasons
        super().__init__(" ".join(str(reason) for reason in reasons))


class StaleMerge(MergeError):
    """Somebody changed or merged one of the records since the caller read it."""


@dataclass(frozen=True)
class Choice:
    """Fields in which two records differ: as people read them in the source and in the target."""

    fields: tuple
    label: str
    source: str
    target: str
    takes_source: bool

    @property
    def key(self):
        return "-".join(self.fields)


def choices(source, target):
    """The Choice of each field in which the two differ and someone must say which stays."""
    found = []
    for names in CHOOSABLE[type(source)]:
        ours, theirs = ([getattr(each, name) for name in names] for each in (target, source))
        if theirs == ours or target in theirs or not any(map(is_stated, theirs)):
            continue
        label = ", ".join(str(source._meta.get_field(name).verbose_name) for name in names)
        shown = (_shown(each, names) for each in (source, target))
        found.append(Choice(names, label, *shown, not any(map(is_stated, ours))))
    return found


def _shown(record, names):
    values = [
        getattr(record, f"get_{name}_display", lambda name=name: getattr(record, name))()
        for name in names
    ]
    return ", ".join(str(value) for value in values if is_stated(value))


def names_becoming_public(source, target):
    """The names of a record that is not public which readers will see with the public target."""
    if source.is_public or not target.is_public or not isinstance(source, Organisation):
        return []
    return [source.name, *source.aliases.values_list("name", flat=True)]


def merge(source, target, *, by, reason, taking=()):
    """Move all that points to `source` to `target`, and `source` out of sight; returns the Merge.

    `taking` are keys of the `choices` in which the target takes the source's value. Raises
    PermissionDenied, MergeError with the reasons why not, StaleMerge if one of the two is no
    longer as it was read. One transaction; both instances are read anew afterwards.
    """
    if not policy.may(by, "merge_record"):
        raise PermissionDenied
    _refuse_impossible(source, target, reason)
    made = _merge(source, target, by, reason, taking)
    source.refresh_from_db()
    target.refresh_from_db()
    return made


@retried
def _merge(source, target, by, reason, taking):
    try:
        with publishing.kept_true(source, target), reversion.create_revision():
            _claim(source, target)
            ledger = _make(source, target, taking)
            made = Merge.objects.create(
                kind=source._meta.model_name,
                source_id=source.pk,
                target_id=target.pk,
                by=by,
                reason=reason.strip(),
                changes=ledger.entries,
            )
            about = f"{events.named(source)} into {target.pk}"
            events.record(Kind.MERGED, by=by, about=about)
            comment = _("Merged “%(source)s” into “%(target)s”: %(reason)s")
            revise(
                ledger.owners,
                by,
                comment % {"source": source, "target": target, "reason": made.reason},
            )
    except IntegrityError as error:
        raise MergeError(_("A rule of the database forbids this merge.")) from error
    return made


def _refuse_impossible(source, target, reason):
    if type(source) is not type(target) or type(source) not in CHOOSABLE:
        raise MergeError(_("Only two records of the same kind can be merged."))
    if source.pk == target.pk:
        raise MergeError(_("Choose another record: this is the same one."))
    if not reason.strip():
        raise MergeError(_("Say why: your colleagues and the history need the reason."))
    reasons = [*_circles(source, target)]
    if isinstance(source, Place):
        below = target.children.values("slug")
        for child in source.children.filter(slug__in=below):
            message = _("Both have “%s” below: merge those two first.")
            reasons.append(message % child)
    if reasons:
        raise MergeError(*reasons)


def _circles(source, target):
    """Why moving what points to the source would make the target point to itself."""
    for reference in references(type(source)):
        name = reference.name
        if reference.model is not type(source) or name == "merged_into":
            continue
        above, seen = [], {target.pk}
        record = getattr(target, name)
        while record is not None and record.pk not in seen:
            seen.add(record.pk)
            above.append(record)
            record = getattr(record, name)
        # What points straight to the source is let go, where that may be empty.
        if source in (above if isinstance(source, Place) else above[1:]):
            message = _("“%(target)s” lies below “%(source)s”: that would make a circle.")
            yield message % {"target": target, "source": source}


def _claim(source, target):
    """Move both versions on, if both are as they were read. Two merges at once take turns."""
    model = type(source)
    locked = model.objects.select_for_update().filter(pk__in=[source.pk, target.pk])
    list(locked.order_by("pk").values_list("pk"))
    for record in (source, target):
        rows = model.objects.filter(pk=record.pk, version=record.version, merged_into=None)
        if not rows.update(version=F("version") + 1):
            message = _("“%s” was changed or merged meanwhile: look at it again.")
            raise StaleMerge(message % record)


def _make(source, target, taking):
    ledger, model = Ledger(), type(source)
    ledger.owners |= {(model, source.pk), (model, target.pk)}
    names = {source.name, target.name}
    for reference in references(model):
        ledger.move(reference, source.pk, target.pk)
    _take(ledger, source, target, taking)
    if isinstance(source, Organisation):
        _keep_names(ledger, target, names)
    if source.is_public:
        # What was never public had no readers who could follow its address.
        _forward(ledger, source, target)
    ledger.update(source, "merged", merged_into_id=target.pk, public_from=None)
    # Asked for anew: what has moved may be older than all that the target had.
    model.objects.filter(pk=target.pk).update(public_from=None)
    return ledger


def _take(ledger, source, target, taking):
    for choice in choices(source, target):
        if choice.key not in taking:
            continue
        fields = [source._meta.get_field(name) for name in choice.fields]
        taken = {each.attname: getattr(source, each.attname) for each in fields}
        if unique := {each.attname: "" for each in fields if _is_unique(each)}:
            ledger.update(source, "given", **unique)
        for name, value in taken.items():
            setattr(target, name, value)
        if "parent" in choice.fields:
            try:
                refuse_cycle(target, "parent")
            except ValidationError as error:
                raise MergeError(*error.messages) from error
        ledger.update(target, "chosen", label=f"{choice.label}: {choice.source}", **taken)


def _is_unique(each):
    rules = each.model._meta.constraints
    alone = [rule.fields == (each.name,) for rule in rules if hasattr(rule, "fields")]
    return each.unique or any(alone)


def _keep_names(ledger, target, names):
    """The names that either had are other names of the target."""
    name = Organisation.objects.values_list("name", flat=True).get(pk=target.pk)
    for alias in Alias.objects.filter(organisation=target, name=name):
        ledger.delete(alias, "folded")
    known = set(Alias.objects.filter(organisation=target).values_list("name", flat=True))
    for former in sorted(names - known - {name}):
        alias = Alias(organisation_id=target.pk, name=former, folded_name=fold(former))
        ledger.create(alias, "named")


def _forward(ledger, source, target):
    kind = source._meta.model_name
    for former in FormerAddress.objects.filter(kind=kind, record_id=source.pk):
        ledger.update(former, "forwarded", record_id=target.pk)
    ledger.forward(kind, source.address, target.pk)


def revise(owners, by, comment):
    """Keep the history of `owners`, (model, id) of records, in the revision that is open."""
    reversion.set_user(by)
    reversion.set_comment(str(comment))
    by_model = defaultdict(list)
    for model, pk in sorted(owners, key=lambda owner: (owner[0]._meta.label, owner[1])):
        by_model[model].append(pk)
    left = MOST_REVISED
    # The merged records themselves come first: what merely followed may be too much.
    for model in sorted(by_model, key=lambda model: model not in CHOOSABLE):
        for record in model.objects.filter(pk__in=by_model[model][:left]):
            reversion.add_to_revision(record)
            left -= 1
