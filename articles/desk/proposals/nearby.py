"""What the base has already of what a card proposes: the best first, each with the reason."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.desk.duplicates import described, keys_near, near_range, spelt_alike
from entities.models import Capacity, Investment, Organisation, Place, Site
from entities.names import fold, match_key

MOST = 10
# Of large companies and countries the latest.
MOST_COMPARED = 100


@dataclass(frozen=True)
class Nearby:
    """A record that the proposal may mean, and why, for people. `is_close` says that it very
    probably is meant; `quotes` are those of the claims on it in the article at hand."""

    record: object
    reason: str
    is_close: bool = False
    quotes: tuple = ()
    score: int = 0

    @property
    def key(self):
        """Tells the record from others of any kind, as the value of a choice."""
        return f"{self.record._meta.model_name}-{self.record.pk}"

    @property
    def label(self):
        return f"{self.record} · {_details(self.record)} ({self.reason})"


def _details(record):
    return str(record.place) if isinstance(record, Site) else described(record)


class Around:
    """What the base has around a Reading, asked for all of its cards at once."""

    def __init__(self, reading):
        self.reading, self.article = reading, reading.article

    @cached_property
    def reported(self):
        """The investments and sites that the article makes claims on or names, as Nearby."""
        quotes = {}
        for claim in self.reading.claims:
            quotes.setdefault(claim.record, []).append(claim.quote)
        for site in self.article.sites.select_related("place"):
            quotes.setdefault(site, [])
        reason = _("reported in this article")
        return [Nearby(each, reason, quotes=tuple(said)) for each, said in quotes.items()]

    # Organisations

    def organisations(self, proposal):
        """The organisations that a proposed name may mean, as Nearby."""
        if known := self._known.get(proposal.known_id):
            return [Nearby(known, _("known by this name"), is_close=True)]
        alike = spelt_alike(match_key(proposal.name), list(self._by_key))
        pks = dict.fromkeys(pk for key in alike for pk in self._by_key[key])
        close = [self._standing[pk] for pk in pks if pk in self._standing]
        word = fold(proposal.name)
        longer = [each for each in self._containing if word in each.folded_name]
        found = [Nearby(each, _("spelt alike"), is_close=True) for each in close]
        found += [
            Nearby(each, _("its name holds this one")) for each in longer if each not in close
        ]
        return found[:MOST]

    @cached_property
    def _known(self):
        proposed = (each for each in self.reading.proposals if each.kind == "organisation")
        return Organisation.objects.in_bulk({each.known_id for each in proposed} - {None})

    @cached_property
    def _new_names(self):
        proposed = (card.proposal for card in self.reading.cards if card.kind == "organisation")
        return {each.name for each in proposed if each.known_id is None}

    @cached_property
    def _by_key(self):
        """Match key -> the ids of organisations with such a name, near to any of the new names."""
        found = {}
        for pk, key in keys_near({match_key(name) for name in self._new_names} - {""}):
            found.setdefault(key, []).append(pk)
        return found

    @cached_property
    def _standing(self):
        pks = {pk for pks in self._by_key.values() for pk in pks}
        return Organisation.objects.filter(merged_into=None).in_bulk(pks)

    @cached_property
    def _containing(self):
        """Organisations whose names hold one of the new names."""
        holding = Q(pk__in=[])
        for word in filter(None, map(fold, self._new_names)):
            holding |= Q(folded_name__contains=word)
        return list(Organisation.objects.filter(holding, merged_into=None)[:MOST_COMPARED])

    # Places and sites

    @cached_property
    def places(self):
        """The places that a new one may lie in: those that the text names, and all countries."""
        rows = Q(pk__in=self._place_ids) | Q(kind=Place.Kind.COUNTRY)
        return list(Place.objects.filter(rows, merged_into=None).by_label())

    @cached_property
    def _place_ids(self):
        return {each.known_id for each in self.reading.proposals if each.kind == "place"} - {None}

    def sites(self, proposal):
        """The sites in the places that the sentence of `proposal` names, and the one it names."""
        around = {each.known_id for each in self.reading.around("place", proposal)}
        rows = [
            each for each in self._sites if each.place_id in around or each.pk == proposal.known_id
        ]
        return [Nearby(each, _("it lies there"), each.pk == proposal.known_id) for each in rows]

    @cached_property
    def _sites(self):
        named = {each.known_id for each in self.reading.proposals if each.kind == "site"} - {None}
        rows = Site.objects.filter(Q(pk__in=named) | Q(place__in=self._place_ids), merged_into=None)
        return list(rows.select_related("place")[:MOST_COMPARED])

    # Money and quantities

    def deals(self, card):
        """The investments that the figure of `card` may be another report of, or a part of."""
        parties = {each.known_id for each in card.parties} - {None}
        found = [_nearby(deal, self.article, card, parties) for deal in self._deals]
        found = [each for each in found if each.score]
        return sorted(found, key=lambda each: -each.score)[:MOST]

    @cached_property
    def _deals(self):
        """What the article reports, and the latest deals of the organisations that stand with a sum
        and of about its size or larger."""
        may_be = Q(claims__article=self.article)
        for card in self.reading.cards:
            parties = {each.known_id for each in card.parties} - {None}
            amount = _headline(card.proposal)
            if parties and amount is not None:
                large = Q(headline__gte=near_range(amount)[0], currency=card.proposal.currency)
                may_be |= large & Q(parties__organisation__in=parties)
        rows = Investment.objects.filter(may_be).distinct().order_by("-announced_on", "-pk")
        return list(rows.prefetch_related("parties__organisation", "claims")[:MOST_COMPARED])

    @cached_property
    def wholes(self):
        """The quantities that a smaller one may be part of: those of the deals at hand."""
        owners = {*self._deals, *(each.record for each in self.reported)}
        deals = [each for each in owners if isinstance(each, Investment)]
        rows = Capacity.objects.filter(investment__in=deals).select_related("investment")
        return list(rows.order_by("-pk"))


def _headline(proposal):
    stated = proposal.low if proposal.high is None else proposal.high
    return None if stated is None else int(stated)


def _nearby(deal, article, card, parties):
    common = [each.organisation for each in deal.parties.all() if each.organisation_id in parties]
    quotes = tuple(each.quote for each in deal.claims.all() if each.article_id == article.pk)
    same = is_same_figure(deal, card.proposal)
    score = 8 * (same and bool(common)) + 4 * (card.quote in quotes) + 3 * same
    score += 2 * bool(quotes) + len(common)
    return Nearby(deal, _reason(same, quotes, common), same and bool(common), quotes, score)


def _reason(same, quotes, common):
    names = ", ".join(map(str, common[:3]))
    if same and names:
        return _("the same sum, with %(names)s") % {"names": names}
    if quotes:
        return _("reported in this article")
    return _("the same sum") if same else _("with %(names)s") % {"names": names}


def is_same_figure(deal, proposal):
    """Does `deal` have the very figure that is proposed?"""
    bounds = (deal.low, deal.high, deal.currency)
    return bool(deal.currency) and bounds == (proposal.low, proposal.high, proposal.currency)
