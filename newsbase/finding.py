"""What a few typed words may mean: a question for investments, and pages of all kinds.

One answer for the command palette and for the search page.
"""

from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from articles.search import matching
from entities.asking import understand
from entities.deals import Deals
from entities.investment_filter import InvestmentFilter
from entities.models import Investment

MOST_FOUND = 12
# The order of the kinds in the list.
KINDS = ["organisation", "place", "site", "investment", "dossier", "article"]


@dataclass(frozen=True)
class Answer:
    """A question that was understood: its `title`, the `url` of the search that answers it, and how
    many investments it finds."""

    title: str
    url: str
    number: int


def answer(text):
    """The Answer to a question in words; None for words that are none, or that nothing answers."""
    question = understand(text)
    if not question.is_understood:
        return None
    query = urlencode(question.parameters)
    search = InvestmentFilter(QueryDict(query), queryset=Deals.public())
    if not search.is_valid():
        return None
    return Answer(question.title, f"{reverse('entities:investment_list')}?{query}", len(search.qs))


def pages(text):
    """(kind, public search documents) for the pages that have all the words, at most MOST_FOUND, or
    else of the records that the text names; an investment's has its `figure`. ValidationError for
    a text too long to mean anything."""
    found = list(matching(text)[:MOST_FOUND])
    if not found:
        named = [matching(name).first() for name in understand(text).names]
        found = [each for each in named if each]
    deals = Investment.objects.public().in_bulk(
        [each.record_id for each in found if each.kind == "investment"]
    )
    for each in found:
        deal = deals.get(each.record_id) if each.kind == "investment" else None
        each.figure = deal.figure if deal else None
    groups = ((kind, [each for each in found if each.kind == kind]) for kind in KINDS)
    return [(rows[0].kind_label, rows) for _kind, rows in groups if rows]
