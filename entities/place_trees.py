"""Places as a tree with what was announced in each: every branch in one pass, none by itself."""

from collections import Counter
from dataclasses import dataclass, field

from entities.dimensions import Linked
from entities.models import Place
from entities.totals import NOWHERE, SEVERAL, Sum, by_country


@dataclass
class Branch:
    """A place with the number of its `deals` and `sites`, those below it included, and the Sum of
    the counted deals that lie in no other place of its level."""

    place: Place
    deals: int
    sites: int
    sum: Sum
    below: list = field(default_factory=list)


@dataclass
class Tree:
    """`branches` by the names of their places. `several` and `nowhere` are the Sums of what lies
    in more than one of them and in none, or None."""

    branches: list
    several: Sum | None
    nowhere: Sum | None

    @property
    def sums(self):
        """(place, Sum) of each branch."""
        return [(branch.place, branch.sum) for branch in self.branches]


def tree(places, total, sites):
    """The Tree of `places`, public ones of one level each with `below`, its children, as a list;
    of the deals in a Total and the queryset of `sites`."""
    tally = Linked("places").counts(total.deals)
    numbers = sites_by_path(sites)
    first = sums(total, places)
    second = sums(total, [child for place in places for child in place.below])

    def branch(place, found):
        money = found.get(place.pk, Sum(total.currency))
        return Branch(place, tally.of(place.pk), numbers[place.path], money)

    branches = [branch(place, first) for place in places]
    for each in branches:
        each.below = [branch(child, second) for child in each.place.below]
    return Tree(branches, first.get(SEVERAL), first.get(NOWHERE))


def sums(total, places):
    """Id -> Sum of what a Total counts in each of `places`, none of which lies in another."""
    pks = [place.pk for place in places]
    # A place may become public, or stop being it, without a deal changing.
    name = ("by country", total.currency, *pks)
    return dict(total.deals.once(name, lambda: by_country(total, pks)))


def sites_by_path(sites):
    """Path of a place -> how many of `sites` lie in it or below it."""
    numbers = Counter()
    for path in sites.order_by().values_list("place__path", flat=True):
        parts = path.split("/")
        numbers.update("/".join(parts[:depth]) for depth in range(1, len(parts) + 1))
    return numbers
