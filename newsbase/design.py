"""What the page of components shows: one example of each, of no database."""

from datetime import date
from types import SimpleNamespace

from articles.models import Article, Claim
from entities.figures import parse_figure
from entities.models import Investment, Organisation
from entities.totals import Reason, Sum

FIGURES = [
    "£1.5bn",
    "up to £11bn",
    "at least $100bn",
    "about £31bn",
    "$30-50bn",
    "undisclosed",
]
TOKENS = {
    "money": "New money, firm",
    "upto": "A ceiling: ‘up to’",
    "programme": "A programme whose parts are listed",
    "restated": "A running total: adds no money",
    "void": "Cancelled or superseded",
    "good": "Under way, operational",
    "warn": "Needs a look",
    "bad": "Wrong",
}


def _deal(title, figure, reason=None, **fields):
    stated = parse_figure(figure)
    deal = Investment(
        title=title, slug="example", kind="capital_expenditure", announced_on=date(2025, 9, 16),
        **fields,
    )  # fmt: skip
    deal.figure, deal.reason, deal.is_joint = stated, reason, False
    deal.public_parties = [
        SimpleNamespace(
            organisation=Organisation(name="Example plc", slug="example"),
            get_role_display="investor",
        )
    ]
    deal.public_places = []
    return deal


def components():
    """The context of the page."""
    deal = _deal("A firm sum", "£1.5bn")
    article = Article(title="Example plc commits more", slug="example", language="en",
                      source_credit="Example Times", reported_on=date(2025, 9, 16))  # fmt: skip
    claim = Claim(
        article=article, investment=deal, statement="figure", low=1_500_000_000,
        high=1_500_000_000, currency="GBP", quote="It commits £1.5bn to a new campus.",
        is_chosen=True, summary="a new phase",
    )  # fmt: skip
    return {
        "tokens": TOKENS,
        "figures": [parse_figure(text) for text in FIGURES],
        "statuses": Investment.Status.choices,
        "claim": claim,
        "sum": Sum("GBP", 3, 1_500_000_000, 2_500_000_000),
        "investments": [
            deal,
            _deal("A ceiling", "up to £11bn"),
            _deal("A part", "£1bn", Reason.PART),
            _deal("A restated sum", "£2.5bn", Reason.RUNNING_TOTAL, nature="running_total"),
            _deal("Not to be built", "£5bn", Reason.VOID, status="cancelled"),
        ],
    }
