"""Two records that turn out to be one: everything that points to the first moves to the second.

What points to a record is found by introspection, so a relation added tomorrow moves too. Every
change of a row is an entry in the Merge's log: what it was and what it became. Undoing takes the
entries back, the last first. A preview makes the merge for real and rolls it back
(articles.desk.effects), so what it lists is what will happen.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import batched, groupby

import reversion
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import policy, publishing
from articles.models import Claim, Merge
from entities.models import Alias, FormerAddress, Organisation, Place, Publishable, Site
from entities.names import FoldedField, fold
from entities.trees import refuse_cycle

MERGEABLE = {model._meta.model_name: model for model in (Organisation, Site, Place)}
# What the person who merges chooses, field by field; some only make sense together.
CHOOSABLE = {
    Organisation: [("name",), ("kind",), ("place",), ("parent",), ("website",), ("wikidata_id",)],
    Site: [("name",), ("kind",), ("status",), ("place",), ("latitude", "longitude")],
    Place: [("name",), ("name_fr",), ("iso_code",), ("latitude", "longitude")],
}
# Where only one row of a kind may be marked, the one that moves in gives its mark up.
YIELDS = {Claim: {"is_chosen": False}}
# Beyond so many, the merge's own log is the only history of what merely followed.
MOST_REVISED = 500
ROWS_AT_ONCE = 2_000


class MergeError(Exception):
    """A merge or its undoing that can't be made; `reasons` are for people."""

    def __init__(self, *reasons):
        self.reasons = reasons
        super().__init__(" ".join(str(reason) for reason in reasons))


class StaleMerge(MergeError):
    """Somebody changed or merged one of the records since the caller read it."""


class InTheWay(MergeError):
    """What was changed since stands in the way of undoing; `conflicts` are Conflict."""

    def __init__(self, conflicts):
        self.conflicts = conflicts
        super().__init__(_("Some of it was changed since the merge: see the list."))


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


@dataclass(frozen=True)
class Conflict:
    """A row that is not as the merge left it."""

    row: str
    label: str
    why: str


def references(model):
    """Every foreign key that points to `model`, those of many-to-many tables too."""
    related = model._meta.get_fields(include_hidden=True)
    return [
        each.field
        for each in related
        if each.auto_created and not each.concrete and (each.one_to_many or each.one_to_one)
    ]


def choices(source, target):
    """The Choice of each field in which the two differ and someone must say which stays."""
    found = []
    for names in CHOOSABLE[type(source)]:
        ours, theirs = ([getattr(each, name) for name in names] for each in (target, source))
        if theirs == ours or target in theirs or not any(map(_is_stated, theirs)):
            continue
        label = ", ".join(str(source._meta.get_field(name).verbose_name) for name in names)
        shown = (_shown(each, names) for each in (source, target))
        found.append(Choice(names, label, *shown, not any(map(_is_stated, ours))))
    return found


def _is_stated(value):
    return value not in (None, "")


def _shown(record, names):
    values = [
        getattr(record, f"get_{name}_display", lambda name=name: getattr(record, name))()
        for name in names
    ]
    return ", ".join(str(value) for value in values if _is_stated(value))


def names_becoming_public(source, target):
    """The names of a record that is not public which readers will see with the public target."""
    if source.is_public or not target.is_public or not isinstance(source, Organisation):
        return []
    return [source.name, *source.aliases.values_list("name", flat=True)]


# Merging


def merge(source, target, *, by, reason, taking=()):
    """Move all that points to `source` to `target`, and `source` out of sight; returns the Merge.

    `taking` are keys of the `choices` in which the target takes the source's value. Raises
    PermissionDenied, MergeError with the reasons why not, StaleMerge if one of the two is no
    longer as it was read. One transaction; both instances are read anew afterwards.
    """
    if not policy.may(by, "merge_record"):
        raise PermissionDenied
    _refuse_impossible(source, target, reason)
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
            comment = _("Merged “%(source)s” into “%(target)s”: %(reason)s")
            _revise(
                ledger.owners,
                by,
                comment % {"source": source, "target": target, "reason": made.reason},
            )
    except IntegrityError as error:
        raise MergeError(_("A rule of the database forbids this merge.")) from error
    source.refresh_from_db()
    target.refresh_from_db()
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


def _revise(owners, by, comment):
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


# The log


@dataclass
class Ledger:
    """Changes rows and writes each change down: `entries` have the row's `model` and `pk`, its
    columns `before` and `after` (None: there was, or is, no such row), `why` and a `label`.

    `owners` are (model, id) of the records with a history whose rows were changed.
    """

    entries: list = field(default_factory=list)
    owners: set = field(default_factory=set)

    def move(self, reference, old, new):
        """Let the foreign key `reference` of every row that has the key `old` have `new`."""
        model, name = reference.model, reference.attname
        rows = model._base_manager.filter(**{name: old}).order_by("pk")
        rows = list(rows.select_related(*(_beside(reference) or [None])))
        if model is Place and reference.name == "parent":
            self._move_places(rows, new)
            return
        if reference.related_model is model:
            for row in [row for row in rows if row.pk == new]:
                rows.remove(row)
                self.update(row, "let_go", **{name: None})
        twins, marked = _twins(reference, rows, new), _marked(reference, rows, new)
        for row in rows:
            if row.pk in twins:
                self.fold(row, twins[row.pk], reference)
            elif row.pk in marked:
                self.update(row, "yielded", reference, **{name: new}, **YIELDS[model])
        left = [row for row in rows if row.pk not in twins and row.pk not in marked]
        self._move_plain(reference, left, new)

    def _move_plain(self, reference, rows, new):
        model, name = reference.model, reference.attname
        for batch in batched(rows, ROWS_AT_ONCE):
            model._base_manager.filter(pk__in=[row.pk for row in batch]).update(**{name: new})
        for row in rows:
            self._write(row, {name: getattr(row, name)}, {name: new}, "moved", reference)

    def _move_places(self, rows, new):
        parent = Place.objects.get(pk=new)
        for child in rows:
            below = list(Place.objects.within(child).exclude(pk=child.pk).order_by("path"))
            root, path = child.path, f"{parent.path}/{child.slug}"
            self._readdress(child, path, parent_id=new)
            for place in below:
                self._readdress(place, path + place.path.removeprefix(root))

    def _readdress(self, place, path, **others):
        left = place.path
        self.update(place, "moved", path=path, **others)
        for former in FormerAddress.objects.filter(kind="place", address=path):
            self.delete(former, "forwarded")
        self.forward("place", left, place.pk)

    def forward(self, kind, address, pk):
        """Let readers who follow `address` find the record `pk`."""
        former = FormerAddress.objects.filter(kind=kind, address=address).first()
        if former:
            self.update(former, "forwarded", record_id=pk)
        else:
            self.create(FormerAddress(kind=kind, address=address, record_id=pk), "forwarded")

    def fold(self, row, twin, reference):
        """Let `twin` stand for `row`: it takes what only that states, and all that points to it."""
        missing = {
            each.attname: getattr(row, each.attname)
            for each in row._meta.concrete_fields
            if not each.generated and not _is_stated(getattr(twin, each.attname))
            if _is_stated(getattr(row, each.attname))
        }
        for link in references(type(row)):
            self.move(link, row.pk, twin.pk)
        self.delete(row, "folded", reference)
        if missing:
            self.update(twin, "filled", **missing)

    def update(self, row, why, reference=None, label="", **after):
        for each in row._meta.concrete_fields:
            if isinstance(each, FoldedField) and each.source in after:
                after[each.attname] = fold(after[each.source])[: each.max_length]
        kept = type(row)._base_manager.filter(pk=row.pk)
        before = kept.values(*after).get()
        kept.update(**after)
        # When it is public is derived, and never taken from a log.
        for values in (before, after):
            values.pop("public_from", None)
        self._write(row, before, after, why, reference, label)

    def delete(self, row, why, reference=None):
        columns = [each for each in row._meta.concrete_fields if not each.generated]
        before = {each.attname: getattr(row, each.attname) for each in columns}
        self._write(row, before, None, why, reference)
        row._meta.model._base_manager.filter(pk=row.pk).delete()

    def create(self, row, why):
        row.save()
        columns = [each for each in row._meta.concrete_fields if not each.generated]
        self._write(row, None, {each.attname: getattr(row, each.attname) for each in columns}, why)

    def _write(self, row, before, after, why, reference=None, label=""):
        self.entries.append(
            {
                "model": row._meta.label_lower,
                "pk": row.pk,
                "before": _plain(row, before),
                "after": _plain(row, after),
                "why": why,
                "label": label or _label(row, reference),
            }
        )
        self.owners |= set(_owners(row, reference))


def _beside(reference):
    """The names of the foreign keys that stand beside `reference` in its rows."""
    fields = reference.model._meta.concrete_fields
    return [each.name for each in fields if each.many_to_one and each.name != reference.name]


def _uniques(reference):
    """(names of the columns beside `reference`, condition) of each rule by which a row is one."""
    meta = reference.model._meta
    rules = [(tuple(names), None) for names in meta.unique_together]
    rules += [
        (rule.fields, rule.condition)
        for rule in meta.constraints
        if isinstance(rule, models.UniqueConstraint)
    ]
    if reference.unique:
        rules.append(((reference.name,), None))
    for names, condition in rules:
        if reference.name in names:
            others = [meta.get_field(name).attname for name in names if name != reference.name]
            yield others, condition


def _key(row, columns):
    return tuple(getattr(row, name) for name in columns)


def _twins(reference, rows, new):
    """Id of each of `rows` -> the row with the key `new` that would be the same one twice."""
    twins, here = {}, reference.model._base_manager.filter(**{reference.attname: new})
    for columns, condition in _uniques(reference):
        if condition is None and rows:
            known = {_key(row, columns): row for row in here}
            pairs = [(row.pk, known.get(_key(row, columns))) for row in rows]
            twins |= {pk: twin for pk, twin in pairs if twin}
    return twins


def _marked(reference, rows, new):
    """The ids of those of `rows` that are marked as a row with the key `new` already is."""
    marked, manager = set(), reference.model._base_manager
    for columns, condition in _uniques(reference):
        if condition is not None and rows:
            here = manager.filter(condition, **{reference.attname: new})
            known = {_key(row, columns) for row in here}
            moving = manager.filter(condition, pk__in=[row.pk for row in rows])
            marked |= {row.pk for row in moving if _key(row, columns) in known}
    return marked


def _owners(row, reference):
    linked = [getattr(row, name) for name in _beside(reference)] if reference else []
    for record in [row] if isinstance(row, Publishable) else linked:
        if isinstance(record, Publishable):
            yield type(record), record.pk


def _label(row, reference):
    """`row` as people know it: by its own name, or by the record that it ties to another."""
    others = _beside(reference) if reference and not hasattr(row, "get_absolute_url") else []
    named = [str(getattr(row, name)) for name in others if getattr(row, name)]
    return " · ".join(named) or str(row)


def _plain(row, values):
    """`values` by column as JSON keeps them, exactly."""
    if values is None:
        return None
    kept = {}
    for name, value in values.items():
        column = row._meta.get_field(name)
        if not isinstance(value, bool | int | float | str | list | dict | None):
            value = column.value_to_string(type(row)(**{name: value}))
        kept[name] = value
    return kept


def _restored(model, values):
    return {name: model._meta.get_field(name).to_python(each) for name, each in values.items()}


# Undoing


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
    changed = _plain(now, {name: getattr(now, name) for name in row["after"]}) != row["after"]
    return _("changed since") if changed else None


def _can_return(model, values):
    row = model(**_restored(model, values))
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
    model = MERGEABLE[merge.kind]
    try:
        with transaction.atomic():
            _undo(merge, model, by, reason.strip(), set(leaving))
    except IntegrityError as error:
        message = _("What was changed since the merge stands in the way of undoing it.")
        raise MergeError(message) from error
    merge.refresh_from_db()
    return merge


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
        _revise(_owners_of(entries, source, target), by, _("Merge undone: %s") % reason)


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
                values = _restored(model, entry["before"])
                model(**values).save_base(raw=True, force_insert=True)
        elif before is None:
            rows.delete()
        else:
            rows.update(**_restored(model, before))
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
