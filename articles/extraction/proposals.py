"""What is proposed from a text: a value, where it stands and why."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

KINDS = (
    "organisation", "place", "site", "amount", "capacity", "quantity", "date", "deadline",
    "investment",
)  # fmt: skip
LONGEST_TEXT = 100_000


class TextTooLong(ValueError):
    """The text has more than LONGEST_TEXT characters: cut it, or propose from its parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One reading of text[start:end]; fields that its kind has no use for are None or empty.

    kind        one of KINDS; 'quantity' counts jobs, homes or square metres, 'capacity' computing
                and power
    sentence    (start, end) of the sentence that is its evidence
    confidence  'high' or 'low'
    rule        the id of the rule that fired
    name, known_id        organisation, place, site: the name to file it under; the id the caller's
                          index gave, None for a new one
    country, level        place of the shipped gazetteer: ISO 3166-1 code of its country; country,
                          region or city
    role        of an amount or capacity: new, total, part, restates, other;
                of an organisation: investor, recipient, partner, operator, supplier, customer
                or '' where no word says
    low, high   amount, capacity, quantity: bounds, None where open or undisclosed
    currency    ISO 4217, None where it is not known
    qualifier   exact, up_to, at_least, about, range, undisclosed
    measure     of an amount: investment, revenue, valuation, price, market, debt, deal or other
    value, unit, product  capacity, quantity: value is the bound that is stated, the higher one
    from_date, to_date    date, deadline: the days that it may mean
    amount, parties, places, capacities   investment: positions in the list of proposals
    """

    kind: str
    start: int
    end: int
    text: str
    sentence: tuple[int, int]
    confidence: str
    rule: str
    name: str = ""
    known_id: object = None
    country: str = ""
    level: str = ""
    role: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    currency: str | None = None
    qualifier: str = ""
    measure: str = ""
    value: Decimal | None = None
    unit: str = ""
    product: str = ""
    from_date: date | None = None
    to_date: date | None = None
    amount: int | None = None
    parties: tuple[int, ...] = ()
    places: tuple[int, ...] = ()
    capacities: tuple[int, ...] = ()

    @property
    def is_investment(self):
        """Is this an amount of money that somebody invests?"""
        return self.measure == "investment"
