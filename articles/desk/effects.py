"""What a change would do: it is made for real inside a transaction, measured, and taken back.

Nothing is guessed: what becomes public is what the change made public. Only the deals that the
change touched are read inside the transaction; all others are those of the process's own Snapshot.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from time import perf_counter

import numpy as np
import reversion
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import publishing
from articles.models import Claim, Dossier
from entities import changes, loading
from entities.commitments import own_commitments
from entities.deals import Deals
from entities.models import Investment, Organisation, Party, Place
from entities.parameters import DEFAULT_CURRENCY
from entities.snapshot import Snapshot, bit
from entities.totals import Sum, total

# The totals measured of each kind: those with most of the changed deals.
MOST_MEASURED = 60
JOINT = _("joint, share not stated")


@dataclass(frozen=True)
class Moved:
    """A record whose public time the change moves: `was` and `becomes` are aware or None."""

    model: type
    pk: int
    name: str
    was: datetime | None
    becomes: datetime | None
    existed: bool


@dataclass
class Line:
    """How one total moves: of a record, `place` says within which country, or None for all.

    `notes` are (title of a deal that the change touched, why the total doesn't count it).
    """

    record: models.Model
    place: Place | None
    before: Sum
    after: Sum
    notes: list

    @property
    def is_unchanged(self):
        return self.before.figure == self.after.figure


@dataclass
class Effects:
    """What the change would do: `result` is what it returned, `at` the moment of the totals, which
    is now or when the last of what it schedules becomes public; `lines` by model."""

    result: object
    at: datetime
    moved: list
    lines: dict
    not_measured: int
    seconds: float

    @property
    def becoming_public(self):
        return [each for each in self.moved if each.was is None]

    @property
    def no_longer_public(self):
        return [each for each in self.moved if each.becomes is None]

    @property
    def moved_in_time(self):
        return [each for each in self.moved if each.was and each.becomes]

    @property
    def is_nothing(self):
        return not self.moved and not any(self.lines.values())


def preview(change, currency=DEFAULT_CURRENCY):
    """Make `change()` for real, measure, and roll back; returns Effects.

    Totals are in a reporting `currency`. What `change` raises goes through, rolled back too.
    Instances that it changed keep what it wrote to them: give it some of its own. Not within
    reversion.create_revision, whose frame would keep versions of what is taken back.
    """
    if reversion.is_active():
        raise RuntimeError("A preview would leave versions in the revision that is open.")
    started = perf_counter()
    before = loading.current()
    with transaction.atomic(), publishing.watched() as touched:
        since = changes.position(connection)
        result = change()
        changed = sorted(changes.changed_here(connection, since))
        after = before.patched(changed, loading.load(changed))
        concerned = _Concerned(changed, before, after)
        concerned.add_dossiers()
        becomes, new = _known(touched), concerned.measure(after, currency)
        titles = dict(_rows(Investment, changed, "pk", "title"))
        transaction.set_rollback(True)
    concerned.add_dossiers()
    was, old = _known(touched), concerned.measure(before, currency)
    return Effects(
        result=result,
        at=concerned.at,
        moved=_moves(was, becomes),
        lines=_lines(old, new, titles),
        not_measured=concerned.not_measured,
        seconds=perf_counter() - started,
    )


def _rows(model, pks, *fields):
    for batch in batched(sorted(pks), publishing.AT_ONCE):
        yield from model.objects.filter(pk__in=batch).values_list(*fields)


def _known(touched):
    """(model, id) -> (name, public time) of the touched records as they are now."""
    return {
        (model, pk): (name, at)
        for model, pks in touched.ids.items()
        for pk, name, at in _rows(model, pks, "pk", model.named_by, "public_from")
    }


def _moves(was, becomes):
    """The Moved among two answers of `_known`, by kind and name."""
    moves = []
    for key in was.keys() | becomes.keys():
        name = becomes.get(key, was.get(key))[0]
        times = [known.get(key, (name, None))[1] for known in (was, becomes)]
        if times[0] != times[1]:
            moves.append(Moved(*key, name, *times, existed=key in was))
    order = publishing.Touched.MODELS
    return sorted(moves, key=lambda each: (order.index(each.model), each.name))


@dataclass
class Measured:
    """One total as it is before or after: its Sum, and of changed deals why it leaves them out."""

    record: models.Model
    place: Place | None
    sum: Sum
    reasons: dict = field(default_factory=dict)


class _Concerned:
    """Whose totals may move when the investments with the ids `changed` are others in the Snapshot
    `after` than in `before`."""

    def __init__(self, changed, before, after):
        self.changed = changed
        self.at_microseconds = _moment(changed, before, after)
        # What is public connects parts and programmes: a change above may move what is below.
        self.deals = set(changed).union(*(_below(each, changed) for each in (before, after)))
        investors, places = Counter(), Counter()
        for snapshot in (before, after):
            rows = np.sort(snapshot.positions(sorted(self.deals)))
            investors.update(_linked(snapshot.parties, rows, Party.Role.INVESTOR))
            places.update(_linked(snapshot.places, rows))
        self.organisations = _most(investors)
        self.places = _most(places)
        self.dossiers = set()
        self.not_measured = max(0, len(investors) - MOST_MEASURED)
        self.not_measured += max(0, len(places) - MOST_MEASURED)

    @property
    def at(self):
        return datetime.fromtimestamp(self.at_microseconds / 1e6, tz=timezone.UTC)

    def add_dossiers(self):
        """Those with an article on one of the deals, as the database says now."""
        for pks in batched(sorted(self.deals), publishing.AT_ONCE):
            dossiers = Dossier.objects.filter(articles__claims__investment__in=pks)
            self.dossiers |= set(dossiers.values_list("pk", flat=True).distinct())

    def measure(self, snapshot, currency):
        """Measured by (model, id, id of a country or None), with the database as it is now."""
        # The kept Snapshot answers readers: its idea of 'now' is left alone.
        own = Snapshot(snapshot.columns, snapshot.parties, snapshot.places, snapshot.overlaps)
        deals = Deals.within(own, self.at_microseconds)
        rows = [
            *self._organisations(deals, currency),
            *self._places(deals, currency),
            *self._dossiers(deals, currency),
        ]
        return {(type(row.record), row.record.pk, row.place and row.place.pk): row for row in rows}

    def _organisations(self, deals, currency):
        here = Place.objects.filter(parent=None, pk__in=self.places).in_bulk()
        for organisation in Organisation.objects.filter(pk__in=self.organisations):
            yield self._own(organisation, None, deals, currency)
            _positions, places = deals.involving(organisation).links(deals.snapshot.places)
            for pk in sorted(set(places.tolist()) & here.keys()):
                yield self._own(organisation, here[pk], deals.in_place(here[pk]), currency)

    def _own(self, organisation, place, deals, currency):
        own = own_commitments(organisation, currency, deals)
        joint = {pk: JOINT for pk in self.changed if pk in own.joint}
        return self._measured(organisation, place, own.total, joint)

    def _places(self, deals, currency):
        for place in Place.objects.filter(pk__in=self.places):
            yield self._measured(place, None, total(deals.in_place(place), currency))

    def _dossiers(self, deals, currency):
        for dossier in Dossier.objects.filter(pk__in=sorted(self.dossiers)[:MOST_MEASURED]):
            public = dossier.articles.filter(public_from__lte=self.at)
            claims = Claim.objects.filter(article__in=public.order_by().values("pk"))
            pks = claims.exclude(investment=None).values_list("investment", flat=True)
            yield self._measured(dossier, None, total(deals.among(set(pks)), currency))

    def _measured(self, record, place, found, joint=None):
        reasons = {pk: reason.label for pk, reason in found.reasons_of(self.changed).items()}
        own = Sum(
            found.currency, found.number, found.low, found.high, found.is_open, found.is_converted
        )
        return Measured(record, place, own, {**reasons, **(joint or {})})


def _most(counter):
    return {pk for pk, _number in counter.most_common(MOST_MEASURED)}


def _moment(changed, *snapshots):
    """Now or, if that is later, when the last of the changed deals is public: microseconds."""
    times = [each["public_from"][each.positions(changed)] for each in snapshots]
    return max([round(timezone.now().timestamp() * 1e6), *np.concatenate(times).tolist()])


def _below(snapshot, pks):
    """The ids of all that is part of the deals `pks`, however deep."""
    mask = snapshot.mask(snapshot.positions(pks))
    number = -1
    while number != (number := int(mask.sum())):
        nested = snapshot.nested
        mask[nested[mask[snapshot.parent[nested]]]] = True
    return set(snapshot["pk"][mask].tolist())


def _linked(links, rows, role=None):
    """The ids that the ordered positions `rows` are linked to, in a role if one is given."""
    chosen = links.within(rows)
    if role:
        chosen = chosen[links.roles[chosen] & bit("role", role) > 0]
    return links.values[chosen].tolist()


def _lines(old, new, titles):
    """The Lines of each model, from the Measured before and after."""
    lines = {Organisation: [], Place: [], Dossier: []}
    for key in sorted(old.keys() | new.keys(), key=lambda key: (key[1], key[2] or 0)):
        known = new.get(key) or old[key]
        nothing = Measured(known.record, known.place, Sum(known.sum.currency))
        before, after = old.get(key, nothing), new.get(key, nothing)
        notes = [(titles[pk], why) for pk, why in after.reasons.items() if pk in titles]
        line = Line(known.record, known.place, before.sum, after.sum, notes)
        if notes or not line.is_unchanged:
            lines[key[0]].append(line)
    return lines
