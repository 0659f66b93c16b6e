"""Figures that cannot all be right: of two sources, or of a whole and its parts."""

from django.db import models
from django.db.models import (
    Case,
    Exists,
    F,
    FloatField,
    Max,
    Min,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.models import Claim, Statement
from entities.figures import Figure, format_figure
from entities.models import Investment

# Sources round what they convert, at another day's rate.
TOLERANCE = 0.05


def _widened(bound, factor, is_exact):
    """`bound` as it is where `is_exact` holds, otherwise moved by `factor`."""
    number = Cast(bound, FloatField())
    return Case(When(is_exact, then=number), default=number * Value(factor))


def _apart(claims, low, high, is_exact):
    """The ids of investments of which two of the figure `claims` share no value.

    Two intervals are apart just where the largest lower bound is above the least upper one.
    """
    return claims.annotate(
        most_low=Max(_widened(low, 1 - TOLERANCE, is_exact)),
        least_high=Min(_widened(high, 1 + TOLERANCE, is_exact)),
    ).filter(most_low__gt=F("least_high"))


def _in_own_currency(bound):
    """A claim's bound in its investment's currency; NULL where that takes a rate unknown here."""
    converted = [
        When(
            currency=code,
            then=Cast(bound, FloatField()) / Cast(f"investment__rate_{code.lower()}", FloatField()),
        )
        for code in ("USD", "EUR", "GBP")
    ]
    own = When(currency=F("investment__currency"), then=Cast(bound, FloatField()))
    return Case(own, *converted, output_field=FloatField())


def figures_apart(readable):
    figures = Claim.objects.filter(statement=Statement.FIGURE, investment__isnull=False).order_by()
    exact = Q(is_approximate=False)
    within = figures.values("investment", "currency")
    across = figures.values("investment")
    own = exact & Q(currency=F("investment__currency"))
    disagreeing = Q(pk__in=_apart(within, F("low"), F("high"), exact).values("investment")) | Q(
        pk__in=_apart(across, _in_own_currency("low"), _in_own_currency("high"), own).values(
            "investment"
        )
    )
    here = figures.filter(investment=OuterRef("pk"))
    same = here.stating(OuterRef("low"), OuterRef("high"), OuterRef("currency"))
    followed = Q(Exists(here.filter(is_chosen=True))) & Q(Exists(same))
    stated = models.Prefetch("claims", figures.order_by("pk"), to_attr="stated")
    return Investment.objects.filter(disagreeing).exclude(followed).prefetch_related(stated)


def _countable():
    return Investment.objects.exclude(status__in=Investment.VOID).exclude(
        nature=Investment.Nature.RUNNING_TOTAL
    )


def _least(column, **filters):
    """What the parts of the outer investment surely add up to, by `column`, their lower bounds.

    Parts of a part that is not counted itself count in its place. A part that may be the same
    money as another deal is left out: what is found is sure, though it may not be all there is.
    """
    overlapping = Investment.may_overlap.through.objects.filter(from_investment=OuterRef("pk"))
    parts = _countable().filter(**filters).exclude(Exists(overlapping)).order_by()
    uncounted = Q(part_of__status__in=Investment.VOID) | Q(
        part_of__nature=Investment.Nature.RUNNING_TOTAL
    )
    return _sum(parts, "part_of", column) + _sum(
        parts.filter(uncounted), "part_of__part_of", column
    )


def _sum(parts, whole, column):
    here = parts.filter(**{whole: OuterRef("pk")}).values(whole)
    return Coalesce(Subquery(here.annotate(sum=Sum(Cast(column, FloatField()))).values("sum")), 0.0)


def smaller_than_parts(readable):
    """In the whole's own currency; in dollars, and with tolerance, where a part has another: the
    parts of a long programme are converted at the rates of many years."""
    parts = Investment.objects.filter(part_of=OuterRef("pk"))
    foreign = parts.exclude(currency__in=["", OuterRef("currency")])
    exact = Q(is_approximate=False)
    too_much = Q(least_own__gt=_widened("high", 1 + TOLERANCE, exact)) | Q(
        Exists(foreign), least_usd__gt=F("high_usd") * (1 + TOLERANCE)
    )
    wholes = Investment.objects.filter(part_of__isnull=False).order_by().values("part_of")
    return (
        Investment.objects.filter(pk__in=wholes, high__isnull=False)
        .annotate(
            least_own=_least("low", currency=OuterRef("currency")), least_usd=_least("low_usd")
        )
        .filter(too_much)
    )


def figures_detail(investment):
    stated = dict.fromkeys(
        format_figure(each.interval, get_language()) for each in investment.stated
    )
    own = format_figure(investment.figure, get_language())
    return _("kept as %(own)s; stated: %(stated)s") % {"own": own, "stated": "; ".join(stated)}


def parts_detail(investment):
    own, currency = investment.least_own, investment.currency
    if own <= investment.high:
        own, currency = investment.least_usd, "USD"
    least = Figure(round(own), None, currency)
    return _("%(whole)s, and its parts are %(parts)s") % {
        "whole": format_figure(investment.figure, get_language()),
        "parts": format_figure(least, get_language()),
    }
