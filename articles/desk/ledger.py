"""The log of a merge: every change of a row, made and written down, so that it can be taken back.

What points to a record is found by introspection, so a relation added tomorrow moves too.
"""

from dataclasses import dataclass, field
from itertools import batched

from django.db import models

from articles.models import Claim
from entities.models import FormerAddress, Place, Publishable
from entities.names import FoldedField, fold

# Where only one row of a kind may be marked, the one that moves in gives its mark up.
YIELDS = {Claim: {"is_chosen": False}}
ROWS_AT_ONCE = 2_000


def references(model):
    """Every foreign key that points to `model`, those of many-to-many tables too."""
    related = model._meta.get_fields(include_hidden=True)
    return [
        each.field
        for each in related
        if each.auto_created and not each.concrete and (each.one_to_many or each.one_to_one)
    ]


def is_stated(value):
    """Does a column hold anything?"""
    return value not in (None, "")


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
            if not each.generated and not is_stated(getattr(twin, each.attname))
            if is_stated(getattr(row, each.attname))
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
                "before": plain(row, before),
                "after": plain(row, after),
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


def plain(row, values):
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


def restored(model, values):
    """What `plain` kept of columns of `model`, as their rows hold it."""
    return {name: model._meta.get_field(name).to_python(each) for name, each in values.items()}
