"""What may be entered twice: records that look like others, and what colleagues decided of them.

Two of a kind are shown to whoever enters the second; `decisions` does what they choose. A pair that
is linked, or that somebody called different, is not shown again.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from itertools import chain, product
from operator import or_

from django.db.models import Case, Q, When
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from articles import policy
from articles.likeness import ALIKE, BANDS, likeness
from articles.models import Article, Claim, NotDuplicate
from entities.figures import format_figure
from entities.models import Alias, Investment, Organisation, Party

# More look-alikes than these help nobody to decide.
MOST_SHOWN = 10
MOST_COMPARED = 50
NEAR_DAYS = timedelta(days=90)
# Two amounts of which the smaller is so much of the larger may be one.
NEAR_AMOUNT = 0.8


@dataclass(frozen=True)
class Likeness:
    """That `record` looks like `other`, and why, for people."""

    record: object
    other: object
    reason: str


def found(records, reader=None):
    """The Likenesses of `records`, all of one model, that wait for a decision.

    Of articles only those that `reader` may read are told; None reads all. As many queries for
    many records as for one.
    """
    records = [record for record in records if record.pk]
    if not records:
        return []
    model = type(records[0])
    seek = {Article: _articles, Organisation: _organisations, Investment: _investments}[model]
    alike = list(seek(records, reader))
    settled = _settled(model, records) if alike else ()
    waiting = [each for each in alike if _pair(each) not in settled]
    return waiting[: MOST_SHOWN * len(records)]


def _pair(likeness_):
    return frozenset((likeness_.record.pk, likeness_.other.pk))


def _settled(model, records):
    """The pairs of ids that somebody called different."""
    decided = NotDuplicate.objects.about(model, [record.pk for record in records])
    return {frozenset(pair) for pair in decided.values_list("first_id", "second_id")}


# Articles: the same title, or nearly the same text


def _articles(articles, reader):
    readable = Article.objects.select_related("source")
    readable = readable.filter(policy.readable(reader)) if reader else readable
    for article in articles:
        linked = _linked_articles(article)
        for other in readable.exclude(pk__in=linked).in_bulk(_most_alike(article, linked)).values():
            if reason := _why_one_story(article, other):
                yield Likeness(article, other, reason)


def _linked_articles(article):
    original = article.translation_of_id or article.pk
    versions = Article.objects.filter(Q(pk=original) | Q(translation_of=original))
    return {article.pk, *_pks(versions), *_pks(article.related)}


def _pks(rows):
    return rows.order_by().values_list("pk", flat=True)


def _most_alike(article, linked):
    """The ids of articles with the same title or bands, those with the most first.

    Asked for ids alone: a text that a newsroom puts under every report is in many.
    """
    columns = {f"band_{number}": getattr(article, f"band_{number}") for number in range(BANDS)}
    same = [Q(folded_title=article.folded_title)]
    same += [Q(**{column: band}) for column, band in columns.items() if band is not None]
    score = sum(Case(When(each, then=1), default=0) for each in same)
    rows = Article.objects.filter(reduce(or_, same)).exclude(pk__in=linked)
    return list(rows.order_by(-score, "-pk").values_list("pk", flat=True)[:MOST_COMPARED])


def _why_one_story(article, other):
    shared = likeness(article.body, other.body)
    if shared >= ALIKE:
        return _("%(percent)d %% of the text is the same.") % {"percent": round(shared * 100)}
    if article.folded_title == other.folded_title:
        return _("The title is the same.")
    return ""


# Organisations: names that differ by their spelling, or by a letter or two


def most_edits(key):
    """How many letters the match_key of a misspelt name may differ by."""
    return 0 if len(key) < 5 else 1 if len(key) < 9 else 2


def parts_of(key):
    """`key` cut into one part more than it may differ by letters: one of them is left whole."""
    number = most_edits(key) + 1
    size = -(-len(key) // number)
    return [key[start : start + size] for start in range(0, len(key), size)]


def spelt_alike(key, others):
    """Those of the match_keys `others` that may be of the name that `key` is of, nearest first.

    Names with other numbers are other names.
    """
    near = process.extract(
        key, others, scorer=Levenshtein.distance, score_cutoff=most_edits(key), limit=None
    )
    return [other for other, _distance, _place in near if _digits(other) == _digits(key)]


def _digits(key):
    return re.sub(r"\D", "", key)


def _organisations(organisations, reader):
    own = _own_keys(organisations)
    keys = {key for keys in own.values() for key in keys}
    known = defaultdict(set)
    for pk, key in keys_near(keys):
        known[key].add(pk)
    pairs = {}
    for record in organisations:
        nearest = (near for key in own[record.pk] for near in spelt_alike(key, list(known)))
        others = dict.fromkeys(pk for near in nearest for pk in known[near] - {record.pk})
        pairs[record] = list(others)[:MOST_COMPARED]
    every = {pk for pks in pairs.values() for pk in pks}
    rows = Organisation.objects.filter(merged_into=None).in_bulk(every)
    for record, pks in pairs.items():
        for pk in pks:
            if pk in rows:
                reason = _("The names, or other names, are spelt alike.")
                yield Likeness(record, rows[pk], reason)


def _own_keys(organisations):
    own = {record.pk: {record.name_key} - {""} for record in organisations}
    aliases = Alias.objects.filter(organisation__in=own).exclude(name_key="").order_by()
    for pk, key in aliases.values_list("organisation", "name_key"):
        own[pk].add(key)
    return own


def keys_near(keys):
    """(organisation id, key) of the names and other names that have a part in common with one of
    the match_keys `keys`."""
    near = Q(name_key__in=keys)
    for key in keys:
        if most_edits(key):
            near |= reduce(or_, [Q(name_key__contains=part) for part in parts_of(key)])
    names = Organisation.objects.filter(near).order_by().values_list("pk", "name_key")
    aliases = Alias.objects.filter(near).order_by().values_list("organisation", "name_key")
    return chain(names, aliases)


# Investments: a party in common, a near amount and a near date, and not elsewhere


def _investments(deals, reader):
    parties = _linked(Party.objects, deals, "investment", "organisation").values()
    shares = Party.objects.filter(organisation__in={pk for pks in parties for pk in pks})
    near = reduce(or_, map(_near, deals))
    others = Investment.objects.filter(near, pk__in=shares.values("investment"))
    others = list(others.order_by("-announced_on", "-pk")[: MOST_COMPARED * len(deals)])
    known = Known([*deals, *others]) if others else None
    for deal in deals:
        for other in others:
            if _is_near(deal, other, known):
                yield Likeness(deal, other, _("A party in common, a near amount and a near date."))


class Known:
    """What is linked to some investments, asked for all of them at once."""

    def __init__(self, deals):
        self.parties = _linked(Party.objects, deals, "investment", "organisation")
        self.articles = _linked(Claim.objects, deals, "investment", "article")
        self.overlaps = _linked(
            Investment.may_overlap.through.objects, deals, "from_investment", "to_investment"
        )
        self.places = _linked(Investment.places.through.objects, deals, "investment", "place__path")
        built = Investment.sites.through.objects
        for pk, paths in _linked(built, deals, "investment", "site__place__path").items():
            self.places[pk] |= paths

    def elsewhere(self, deal, other):
        """Do both say where, and neither place lies within the other?"""
        here, there = self.places[deal.pk], self.places[other.pk]
        pairs = chain(product(here, there), product(there, here))
        within = (f"{one}/".startswith(f"{two}/") for one, two in pairs)
        return bool(here and there) and not any(within)


def _linked(rows, deals, link, name):
    """Investment id -> the values of `name` of the `rows` that its `link` ties to it."""
    found_values = {deal.pk: set() for deal in deals}
    tied = rows.filter(**{f"{link}__in": found_values}).order_by()
    for pk, value in tied.values_list(link, name):
        found_values[pk].add(value)
    return found_values


def _near(deal):
    """The condition for investments that are near `deal` in amount and date."""
    days = (deal.announced_on - NEAR_DAYS, deal.announced_on + NEAR_DAYS)
    return Q(_near_amount(deal), announced_on__range=days)


def _near_amount(deal):
    amount, dollars = _amounts(deal)
    if amount is None:
        return Q(headline=None)
    near = Q(currency=deal.currency, headline__range=near_range(amount))
    return near if dollars is None else near | Q(headline_usd__range=near_range(dollars))


def _amounts(deal):
    """What `deal` is known by: in its own currency, and in dollars."""
    dollars = deal.figure_in("USD")
    return deal.figure.headline, dollars and dollars.headline


def near_range(amount):
    """(least, most) of the amounts that may be the same as `amount`."""
    return int(amount * NEAR_AMOUNT), int(amount / NEAR_AMOUNT) + 1


def _is_near(deal, other, known):
    """The same of two investments in hand; those that are linked already, or that one article
    reports beside each other, are not asked about."""
    if deal.pk == other.pk or abs(deal.announced_on - other.announced_on) > NEAR_DAYS:
        return False
    linked = other.pk in {deal.part_of_id, deal.supersedes_id, *known.overlaps[deal.pk]}
    linked = linked or deal.pk in {other.part_of_id, other.supersedes_id}
    if linked or known.articles[deal.pk] & known.articles[other.pk]:
        return False
    common = known.parties[deal.pk] & known.parties[other.pk]
    if not deal.figure.stated:
        # Without an amount a party in common says little.
        common = common in (known.parties[deal.pk], known.parties[other.pk]) and common
    return bool(common) and _is_near_amount(deal, other) and not known.elsewhere(deal, other)


def _is_near_amount(deal, other):
    (amount, dollars), (second, second_dollars) = _amounts(deal), _amounts(other)
    if amount is None or second is None:
        return amount is second
    if deal.currency == other.currency:
        return min(amount, second) >= NEAR_AMOUNT * max(amount, second)
    if dollars is None or second_dollars is None:
        return False
    return min(dollars, second_dollars) >= NEAR_AMOUNT * max(dollars, second_dollars)


def described(record):
    """What tells `record` from others of its kind, in a few words."""
    if isinstance(record, Article):
        source = record.source.name if record.source else ""
        return " · ".join(filter(None, [source, str(record.reported_on or ""), record.language]))
    if isinstance(record, Organisation):
        return record.get_kind_display()
    figure = format_figure(record.figure, get_language())
    return f"{figure} · {record.announced_on}"
