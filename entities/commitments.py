"""What an organisation commits by itself: another question than the total of deals involving it.

Counted are deals in which it is the only investor, and its stated shares of joint deals; a joint
deal's money is never split otherwise (DESIGN.md rule 4).
"""

from dataclasses import dataclass

from entities.deals import Deals
from entities.models import Party, Place
from entities.totals import Total, total


@dataclass
class Commitments:
    """The Total of an organisation's own deals, and beside it the joint Deals not in it."""

    total: Total
    joint: Deals


def own_commitments(organisation, currency, deals=None):
    """The Commitments of `organisation` in a reporting `currency`, within `deals` (default: all
    that are public)."""
    deals = _as_investor(organisation, deals)
    return _commitments(deals, currency, _shares(organisation, currency))


def own_commitments_by_country(organisation, currency, deals=None):
    """(public country, Commitments) for each country of the organisation's deals, by name.

    A deal in two countries is in both: money that no source splits is not split here.
    """
    deals = _as_investor(organisation, deals)
    shares = _shares(organisation, currency)
    _rows, places = deals.links(deals.snapshot.places)
    countries = Place.objects.public().filter(parent=None, pk__in=set(places.tolist())).by_label()
    return [(place, _commitments(deals.in_place(place), currency, shares)) for place in countries]


def _as_investor(organisation, deals):
    deals = Deals.public() if deals is None else deals
    return deals.involving(organisation, role=Party.Role.INVESTOR)


def _commitments(deals, currency, shares):
    is_joint = deals.snapshot["investors"] > 1
    is_joint[deals.snapshot.positions(sorted(shares))] = False
    return Commitments(total(deals.where(~is_joint), currency, shares), deals.where(is_joint))


def _shares(organisation, currency):
    """Investment id -> the organisation's stated share in whole units of `currency`; also where
    no source names the other investors."""
    rate = f"investment__rate_{currency.lower()}"
    stated = Party.objects.filter(organisation=organisation, share__isnull=False, role="investor")
    rows = stated.values_list("investment", "share", rate)
    return {pk: round(share * rate) for pk, share, rate in rows if rate is not None}
