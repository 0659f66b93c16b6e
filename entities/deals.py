"""Sets of public investments, in memory: narrowed by verbs, as a queryset is."""

from functools import cached_property

import numpy as np
from django.utils import timezone

from entities import loading
from entities.models import Investment
from entities.snapshot import bit


class Deals:
    """The investments of a Snapshot that are True in `mask`, which is within those of `everything`,
    a snapshot.Public."""

    model = Investment

    def __init__(self, snapshot, everything, mask):
        self.snapshot, self.everything, self.mask = snapshot, everything, mask

    @classmethod
    def public(cls):
        """All that an anonymous reader may see now."""
        return cls.within(loading.current(), round(timezone.now().timestamp() * 1e6))

    @classmethod
    def within(cls, snapshot, now):
        """All of a snapshot that is public at `now`, microseconds since 1970."""
        everything = snapshot.public(now)
        return cls(snapshot, everything, everything.mask)

    @classmethod
    def of(cls, investments):
        """The public ones of a queryset of investments."""
        return cls.public().among(investments.order_by().values_list("pk", flat=True))

    def all(self):
        return self

    def where(self, mask):
        return Deals(self.snapshot, self.everything, self.mask & mask)

    def at(self, positions):
        """Those at `positions` in the snapshot."""
        return self.where(self.snapshot.mask(positions))

    def among(self, pks):
        """Those whose ids are in `pks`."""
        return self.at(self.snapshot.positions(np.fromiter(pks, np.int64)))

    def involving(self, *organisations, role=None):
        """Deals that name any of `organisations`, in the given Role if one is given."""
        pks = [each.pk for each in organisations]
        return self.at(self.snapshot.parties.rows_with(pks, role))

    def in_place(self, *places):
        """Announced for any of `places` or anywhere below, directly or through a site."""
        return self.at(self.snapshot.places.rows_with(each.pk for each in places))

    def count(self):
        return len(self)

    def __len__(self):
        return len(self.positions)

    def __contains__(self, pk):
        return bool(self.mask[self.snapshot.positions([pk])].any())

    @cached_property
    def positions(self):
        """Where the deals stand in the snapshot, in the order of their ids."""
        return np.flatnonzero(self.mask)

    def once(self, name, make):
        """What `make()` says of these deals; kept, if they are all that is public, until that
        changes."""
        if self.mask is not self.everything.mask:
            return make()
        if name not in self.everything.answers:
            self.everything.answers[name] = make()
        return self.everything.answers[name]

    def tally(self, name, count):
        """The array `count(deals)` of numbers of deals, which is equally long for all deals.

        What most of all have is what all have, which is kept, less what the rest have.
        """
        if self.mask is self.everything.mask:
            return self.once(name, lambda: count(self))
        if 2 * len(self) <= len(self._all):
            return count(self)
        return self._all.tally(name, count) - count(self._rest)

    @cached_property
    def _all(self):
        return Deals(self.snapshot, self.everything, self.everything.mask)

    @cached_property
    def _rest(self):
        return self._all.where(~self.mask)

    def column(self, name):
        """A column of the snapshot, of these deals only."""
        return self.snapshot[name][self.positions]

    def links(self, links, role=None):
        """(positions, ids) of what these deals are linked to, in the role if one is given."""
        if len(self) < len(self.snapshot) // 4:
            chosen = links.within(self.positions)
        else:
            chosen = np.flatnonzero(self.mask[links.rows])
        if role:
            chosen = chosen[links.roles[chosen] & bit("role", role) > 0]
        return links.rows[chosen], links.values[chosen]

    def records(self, positions, queryset=None):
        """The rows at `positions`, in that order, read from `queryset` (default: as they are).

        What stopped being public in this very moment is left out.
        """
        queryset = Investment.objects.public() if queryset is None else queryset
        pks = self.snapshot["pk"][positions].tolist()
        found = {row.pk: row for row in queryset.filter(pk__in=pks)}
        return [found[pk] for pk in pks if pk in found]
