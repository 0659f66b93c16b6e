"""The cards of an article: one for each thing that its body proposes, and what became of it."""

from dataclasses import dataclass
from functools import cached_property

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.extraction import LONGEST_TEXT, Proposal, propose
from articles.known_names import name_index, place_index
from articles.models import Claim, Statement, Verdict
from articles.quotes import anchor, nearest_sentence, pattern, stands_in
from entities.names import fold

# A quote is a sentence; of a longer one, what stands around the words.
LONGEST_QUOTE = Claim._meta.get_field("quote").max_length


class Kind(models.TextChoices):
    """What a card is about, in the order in which cards are shown: names before what links them."""

    ORGANISATION = "organisation", _("Organisations")
    PLACE = "place", _("Places")
    SITE = "site", _("Sites")
    INVESTMENT = "investment", _("Money")
    CAPACITY = "capacity", _("Quantities")
    DATE = "date", _("Dates")
    FIGURE = "figure", _("Other sums")


BY_HAND = "by-hand"
# What stands with a sum, by the field of a Card.
LINKED = {"parties": "organisation", "places": "place", "capacities": "capacity"}
NAMES = {Kind.ORGANISATION, Kind.PLACE, Kind.SITE}
# The kinds that a proposal of the extraction is shown as.
SHOWN_AS = {"amount": Kind.FIGURE, "quantity": Kind.CAPACITY, "deadline": Kind.DATE}


@dataclass(frozen=True)
class Card:
    """One thing proposed. `spans` are the (start, end) of all that mentions it; `parties`, `places`
    and `capacities` the Proposals that stand with a sum of money; `is_known` says that the base or
    the article has it already and nothing is to be done."""

    kind: Kind
    proposal: Proposal
    quote: str
    spans: tuple = ()
    parties: tuple = ()
    places: tuple = ()
    capacities: tuple = ()
    verdict: Verdict | None = None
    is_known: bool = False

    @property
    def key(self):
        return f"{self.kind}-{self.proposal.start}-{self.proposal.end}"

    @property
    def is_open(self):
        return self.verdict is None and not self.is_known

    @property
    def is_by_hand(self):
        """Did an editor select the words?"""
        return self.proposal.rule == BY_HAND

    @property
    def is_name(self):
        return self.kind in NAMES

    @property
    def words(self):
        """The words of the text, on one line."""
        return " ".join(self.proposal.text.split())


class Reading:
    """An article's body read for what it proposes: `cards`, all of them in the order of the page.

    The cards of `by_hand`, a (start, end) of the body that an editor selected, come with them.
    """

    def __init__(self, article, by_hand=None):
        self.article, self.by_hand = article, by_hand
        self.claims = list(article.claims.select_related("investment", "site__place"))
        # What is longer is read as far as the extraction reads.
        self.text = article.body[:LONGEST_TEXT]

    @cached_property
    def proposals(self):
        return propose(self.text, self.article.language, names=name_index(), places=place_index())

    @cached_property
    def cards(self):
        found = [*self._cards(), *self._selected()]
        unique = {card.key: card for card in found}
        return sorted(unique.values(), key=lambda card: (ORDER[card.kind], card.proposal.start))

    @property
    def open_cards(self):
        return [card for card in self.cards if card.is_open]

    def card(self, key):
        """The card with this key, or None: also one of words that were selected by hand."""
        found = next((card for card in self.cards if card.key == key), None)
        if found is None and (span := _span(key, len(self.text))):
            kind, start, end = span
            return next((card for card in self._by_hand(start, end) if card.kind == kind), None)
        return found

    @cached_property
    def broken(self):
        """(claim, the sentence nearest to its quote) of the claims whose quote no longer stands."""
        body = self.article.body
        return [
            (claim, nearest_sentence(claim.quote, body)[:LONGEST_QUOTE])
            for claim in self.claims
            if not stands_in(claim.quote, body)
        ]

    def around(self, kind, proposal):
        """The Proposals of a kind in the sentence of `proposal`, the nearest first."""
        start, end = proposal.sentence
        found = [p for p in self.proposals if p.kind == kind and start <= p.start < end]
        return sorted(found, key=lambda each: abs(each.start - proposal.start))

    def subject(self, proposal):
        """The Proposal of the organisation that the sentence of a quantity is about: the first, but
        for the maker that the quantity names."""
        named = sorted(self.around("organisation", proposal), key=lambda each: each.start)
        quantities = self.around("capacity", proposal)
        within = [(each.start, each.end) for each in [*quantities, proposal]]
        outside = (p for p in named if not any(a <= p.start < b for a, b in within))
        return next(outside, None)

    # From proposals to cards

    def _cards(self):
        investments = {(p.start, p.end) for p in self.proposals if p.kind == "investment"}
        mentions = self._mentions()
        for proposal in self.proposals:
            kind = SHOWN_AS.get(proposal.kind) or Kind(proposal.kind)
            if kind == Kind.FIGURE and (proposal.start, proposal.end) in investments:
                continue
            if kind in NAMES:
                first, *others = mentions[_name_key(proposal)]
                if first is proposal:
                    yield self._card(kind, first, [first, *others])
            else:
                yield self._card(kind, proposal, [proposal])

    def _mentions(self):
        """Key of a name -> its proposals, in the order of the text."""
        found = {}
        for proposal in self.proposals:
            if proposal.kind in NAMES:
                found.setdefault(_name_key(proposal), []).append(proposal)
        return found

    def _card(self, kind, proposal, mentions):
        linked = {
            field: tuple(self.proposals[number] for number in getattr(proposal, field))
            for field in LINKED
        }
        return Card(
            kind,
            proposal,
            quote_at(self.text, proposal),
            spans=tuple((each.start, each.end) for each in mentions),
            verdict=self._verdicts.get(verdict_key(kind, proposal, self.text)),
            is_known=self._is_known(kind, proposal),
            **linked,
        )

    @cached_property
    def _verdicts(self):
        return {
            (each.kind, each.words, each.sentence): each for each in self.article.verdicts.all()
        }

    def _is_known(self, kind, proposal):
        """Does the article have it, or has the base a place, without anybody's verdict?"""
        if kind == Kind.PLACE:
            return proposal.known_id is not None
        if kind == Kind.ORGANISATION:
            return proposal.known_id in self._organisations
        if kind == Kind.SITE:
            return proposal.known_id in self._sites
        return any(self._says(claim, kind, proposal) for claim in self._figures)

    @cached_property
    def _organisations(self):
        linked = self.article.organisations.values_list("pk", flat=True)
        return {*linked, self.article.source_id} - {None}

    @cached_property
    def _sites(self):
        return set(self.article.sites.values_list("pk", flat=True))

    @cached_property
    def _figures(self):
        """(claim, start, end) of the claims that state a figure or quantity, where they stand."""
        stating = [each for each in self.claims if each.statement in STATES.values()]
        found = ((claim, pattern(claim.quote).search(self.text)) for claim in stating)
        return [(claim, *match.span()) for claim, match in found if match]

    def _says(self, figure, kind, proposal):
        """Does a claim on these very words state these very bounds?"""
        claim, start, end = figure
        same = (claim.low, claim.high) == (proposal.low, proposal.high)
        within = start <= proposal.start and proposal.end <= end
        return STATES.get(kind) == claim.statement and same and within

    # What was selected by hand

    def _selected(self):
        return self._by_hand(*self.by_hand) if self.by_hand else []

    def _by_hand(self, start, end):
        """Cards for the words from `start` to `end`: what the extraction reads in them alone, and
        each kind of name that they may be."""
        words = self.text[start:end]
        read = propose(words, self.article.language, names=name_index(), places=place_index())
        kinds = {SHOWN_AS.get(each.kind) or Kind(each.kind): each for each in read}
        # A sum that an editor points at is meant as money put in.
        if Kind.FIGURE in kinds:
            kinds[Kind.INVESTMENT] = kinds[Kind.FIGURE]
        sentence = self._sentence(start, end)
        for kind in (*NAMES, Kind.INVESTMENT, Kind.CAPACITY, Kind.DATE):
            found = kinds.get(kind)
            if found or kind in NAMES:
                yield self._named_by_hand(kind, found, start, end, sentence)

    def _named_by_hand(self, kind, found, start, end, sentence):
        values = {} if found is None else {name: getattr(found, name) for name in READ}
        words = " ".join(self.text[start:end].split())
        proposal = Proposal(
            kind=kind.value, start=start, end=end, text=self.text[start:end], sentence=sentence,
            confidence="high", rule=BY_HAND, **{"name": words, **values},
        )  # fmt: skip
        around = {
            field: tuple(sorted(self.around(kind, proposal), key=lambda each: each.start))
            for field, kind in LINKED.items()
        }
        return Card(kind, proposal, quote_at(self.text, proposal), ((start, end),), **around)

    def _sentence(self, start, end):
        """The span of the sentences of the selected words."""
        spans = {each.sentence for each in self.proposals}
        covering = [span for span in spans if span[0] <= start and end <= span[1]]
        return min(covering, key=lambda span: span[1] - span[0], default=self._line(start, end))

    def _line(self, start, end):
        begin = self.text.rfind("\n", 0, start) + 1
        stop = self.text.find("\n", end)
        return begin, len(self.text) if stop < 0 else stop


ORDER = {kind: number for number, kind in enumerate(Kind)}
STATES = {
    Kind.INVESTMENT: Statement.FIGURE,
    Kind.FIGURE: Statement.FIGURE,
    Kind.CAPACITY: Statement.QUANTITY,
}
# What is read in selected words.
READ = ("low", "high", "currency", "qualifier", "measure", "value", "unit", "product", "role",
        "known_id", "name", "from_date", "to_date")  # fmt: skip


def _span(key, length):
    """(Kind, start, end) that the key of a card says, or None."""
    kind, _dash, span = key.partition("-")
    start, _dash, end = span.partition("-")
    if kind not in Kind or not (start.isascii() and start.isdecimal()):
        return None
    if not (end.isascii() and end.isdecimal() and len(start) < 9 and len(end) < 9):
        return None
    return (Kind(kind), int(start), int(end)) if int(start) < int(end) <= length else None


def _name_key(proposal):
    known = proposal.known_id if proposal.known_id is not None else fold(proposal.name)
    return proposal.kind, known


def verdict_key(kind, proposal, text):
    """(kind, words, sentence) by which a verdict is remembered: a name wherever the text has it, a
    sum or quantity or date in its sentence alone."""
    words = " ".join(proposal.text.split())[: Verdict.MOST_WORDS]
    sentence = "" if kind in NAMES else anchor(text[slice(*proposal.sentence)])
    return str(kind), words, sentence


def quote_at(text, proposal):
    """The sentence of `proposal`, word for word: what a claim quotes. Of one that is too long the
    words around the proposal, cut between words."""
    start, end = proposal.sentence
    if end - start > LONGEST_QUOTE:
        middle = (proposal.start + proposal.end) // 2
        start = max(start, middle - LONGEST_QUOTE // 2)
        end = min(end, start + LONGEST_QUOTE)
        words = text[start:end]
        head = 0 if start == proposal.sentence[0] else words.find(" ") + 1
        tail = len(words) if end == proposal.sentence[1] else words.rfind(" ")
        return words[head : tail if tail > head else len(words)].strip()
    return text[start:end].strip()
