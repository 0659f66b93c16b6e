"""What an organisation commits by itself: another question than the total of deals involving it.

Counted are deals in which it is the only investor, and its stated shares of joint deals; a joint
deal's money is never split otherwise (DESIGN.md rule 4).
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q

from entities.models import Investment, Party, Place
from entities.totals import Total, overlaps_of, public_parents, rows_of, total


@dataclass
class Commitments:
    """The Total of an organisation's own deals, and beside it the ids of joint deals not in it."""

    total: Total
    joint: list


def own_commitments(organisation, currency, investments=None):
    """The Commitments of `organisation` in a reporting `currency`, within a queryset of public
    investments (default: all of them)."""
    return _Deals(organisation, currency, investments).commitments()


def own_commitments_by_country(organisation, currency):
    """Path of a country -> the Commitments of `organisation` there.

    A deal in two countries is in both: money that no source splits is not split here.
    """
    deals = _Deals(organisation, currency)
    return {path: deals.commitments(pks) for path, pks in _by_country(deals.queryset).items()}


class _Deals:
    """The public deals in which an organisation is an investor, asked for once."""

    def __init__(self, organisation, currency, investments=None):
        public = Investment.objects.public() if investments is None else investments
        self.currency = currency
        self.queryset = public.involving(organisation, role="investor")
        shares = _shares(organisation, self.queryset, currency)
        self.rows = rows_of(self.queryset, currency, shares)
        self.unsplit = _joint(self.queryset) - shares.keys()
        self.parents, self.overlaps = public_parents(), overlaps_of(self.queryset)

    def commitments(self, pks=None):
        """Of all the deals, or of those with the ids `pks`."""
        chosen = [row for row in self.rows if pks is None or row.pk in pks]
        own = [row for row in chosen if row.pk not in self.unsplit]
        joint = [row.pk for row in chosen if row.pk in self.unsplit]
        return Commitments(total(own, self.currency, self.parents, self.overlaps), joint)


def _joint(deals):
    """The ids of `deals` with several investors."""
    investors = Count("parties", filter=Q(parties__role="investor"), distinct=True)
    counted = Investment.objects.filter(pk__in=deals.order_by().values("pk"))
    counted = counted.annotate(investors=investors).filter(investors__gt=1)
    return set(counted.values_list("pk", flat=True))


def _shares(organisation, deals, currency):
    """Investment id -> the organisation's stated share in whole units of `currency`; also where
    no source names the other investors."""
    rate = f"investment__rate_{currency.lower()}"
    within = deals.order_by().values("pk")
    parties = Party.objects.filter(
        organisation=organisation, investment__in=within, share__isnull=False, role="investor"
    )
    stated = parties.values_list("investment", "share", rate)
    return {pk: round(share * rate) for pk, share, rate in stated if rate is not None}


def _by_country(deals):
    """Path of a country -> the ids of `deals` announced there or anywhere below it."""
    within = {"investment__in": deals.order_by().values("pk")}
    named = Place.investments.through.objects.filter(**within)
    built = Investment.sites.through.objects.filter(**within)
    pairs = [
        *named.values_list("investment", "place__path"),
        *built.values_list("investment", "site__place__path"),
    ]
    countries = defaultdict(set)
    for pk, path in pairs:
        countries[path.split("/")[0]].add(pk)
    return countries
