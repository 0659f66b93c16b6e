"""Is the base well? A flat list of small checks, each of which finds the records that need a look.

A check is a name, what it means and what to do, and a queryset of the records it finds, computed
by the database. What an editor set aside is found too, and counted apart.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import PermissionDenied
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
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from articles import policy
from articles.models import Article, Claim, LinkCheck, SetAside, State, Statement, Transition
from entities.figures import Figure, format_figure, format_interval
from entities.models import Capacity, Investment, Organisation, Party, Site

# Sources round what they convert, at another day's rate.
TOLERANCE = 0.05
EVERY_ARTICLE = Q()
UNCHECKED = timedelta(days=183)
STUCK = timedelta(days=14)
# A French reader misses the large deals and what the newsroom follows as a subject, not each note.
TRANSLATED_FROM_EUR = 1_000_000_000
FINISHED_INVESTMENTS = (*Investment.VOID, Investment.Status.COMPLETED)
FINISHED_SITES = (Site.Status.OPERATIONAL, Site.Status.CANCELLED)


@dataclass(frozen=True)
class Check:
    """One kind of finding.

    `find` gives the rows of `model`, articles only where they meet the condition `readable`;
    `detail` says of one of them, in a few words, what is wrong; `subject` leads to the record on
    whose page it is mended.
    """

    name: str
    title: str
    advice: str
    model: type
    find: Callable
    detail: Callable = lambda row: ""
    subject: Callable = lambda row: row

    @property
    def kind(self):
        return self.model._meta.model_name

    def rows(self, readable=EVERY_ARTICLE, *, aside=False):
        """What is found and not set aside; with `aside`, what is, each with its `set_aside`."""
        decided = SetAside.objects.current().filter(check_name=self.name, kind=self.kind)
        here = decided.filter(record_id=OuterRef("pk"))
        found = self.find(readable).order_by("pk")
        return found.filter(Exists(here)) if aside else found.exclude(Exists(here))

    def count(self, readable=EVERY_ARTICLE):
        """(number found and not set aside, number set aside)"""
        decided = SetAside.objects.current().filter(check_name=self.name, kind=self.kind)
        aside = self.find(readable).filter(pk__in=decided.values("record_id")).count()
        return self.find(readable).count() - aside, aside

    def decisions(self, rows):
        """Id of a row -> its SetAside, for those of `rows` that have one."""
        pks = [row.pk for row in rows]
        decided = SetAside.objects.filter(check_name=self.name, kind=self.kind, record_id__in=pks)
        return {each.record_id: each for each in decided.select_related("by")}


@dataclass(frozen=True)
class Finding:
    """How many records a check finds that are not set aside, and how many are."""

    check: Check
    number: int
    aside: int


def summary(readable=EVERY_ARTICLE):
    """A Finding for each check, those that find something first: two counts a check, no more.

    `readable` is the condition for articles that the asker may know of (policy.readable).
    """
    findings = [Finding(check, *check.count(readable)) for check in CHECKS.values()]
    return sorted(findings, key=lambda finding: finding.number == 0)


def set_aside(check, row, *, until, reason, by):
    """Let a finding rest until the date `until`, replacing an earlier decision about it."""
    if not policy.may(by, "set_aside_finding"):
        raise PermissionDenied
    about = {"check_name": check.name, "kind": check.kind, "record_id": row.pk}
    SetAside.objects.update_or_create(
        **about, defaults={"until": until, "reason": reason, "by": by}
    )


def take_up(check, row, *, by):
    """Show a finding among the others again."""
    if not policy.may(by, "set_aside_finding"):
        raise PermissionDenied
    SetAside.objects.filter(check_name=check.name, kind=check.kind, record_id=row.pk).delete()


def _without_claims(readable):
    return Investment.objects.exclude(Exists(Claim.objects.filter(investment=OuterRef("pk"))))


def _without_places(readable):
    places = Investment.places.through.objects.filter(investment=OuterRef("pk"))
    sites = Investment.sites.through.objects.filter(investment=OuterRef("pk"))
    stated = Investment.objects.filter(is_place_not_stated=False)
    return stated.exclude(Exists(places)).exclude(Exists(sites))


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


def _figures_apart(readable):
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


def _smaller_than_parts(readable):
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


def _sites_unchecked(readable):
    since = timezone.localdate() - UNCHECKED
    claimed = Claim.objects.filter(site=OuterRef("pk"), article__reported_on__gte=since)
    named = Article.sites.through.objects.filter(
        site=OuterRef("pk"), article__reported_on__gte=since
    )
    building = Site.objects.filter(status=Site.Status.UNDER_CONSTRUCTION)
    looked = Q(checked_on__gte=since) | Q(Exists(claimed)) | Q(Exists(named))
    return building.exclude(looked)


def _with_link(rows, field):
    """`rows` whose web address in `field` is gone or moved, with what is known of it."""
    asked = (LinkCheck.objects.dead() | LinkCheck.objects.moved()).filter(address=OuterRef(field))
    return rows.annotate(
        link_status=Subquery(asked.values("status")[:1]),
        moved_to=Subquery(asked.values("redirected_to")[:1]),
    ).filter(pk__in=rows.filter(Exists(asked)).values("pk"))


def _source_links(readable):
    published = Article.objects.filter(readable, state=State.PUBLISHED)
    return _with_link(published, "source_url")


def _websites(readable):
    return _with_link(Organisation.objects.exclude(website=""), "website")


def _link_detail(row):
    if row.moved_to:
        return _("moved to %(address)s") % {"address": row.moved_to}
    return _("answers %(status)s") % {"status": row.link_status} if row.link_status else _("silent")


def _never_named(readable):
    outer = OuterRef("pk")
    names = (
        Article.organisations.through.objects.filter(organisation=outer),
        Article.objects.filter(source=outer),
        Party.objects.filter(organisation=outer),
        Site.operators.through.objects.filter(organisation=outer),
    )
    owners = Organisation.objects.filter(parent__isnull=False).order_by().values("parent")
    unnamed = Organisation.objects.filter(merged_into=None).exclude(pk__in=owners)
    for rows in names:
        unnamed = unnamed.exclude(Exists(rows))
    return unnamed


def _untranslated(readable):
    large = Claim.objects.filter(investment__headline_eur__gte=TRANSLATED_FROM_EUR)
    followed = Article.dossiers.through.objects.values("article")
    french = Article.objects.filter(language="fr", translation_of__isnull=False)
    english = Article.objects.public().filter(language="en", translation_of=None)
    # Lists and not EXISTS: SQLite takes an index of mostly nothing for useless.
    wanted = Q(pk__in=large.values("article")) | Q(pk__in=followed)
    return english.filter(wanted).exclude(pk__in=french.order_by().values("translation_of"))


def _promises_overdue(readable):
    today = timezone.localdate()
    news = Claim.objects.filter(article__reported_on__gt=OuterRef("due_by"))
    open_ones = (
        Capacity.objects.filter(due_by__lt=today)
        .exclude(investment__status__in=FINISHED_INVESTMENTS)
        .exclude(site__status__in=FINISHED_SITES)
    )
    looked = Q(investment__checked_on__gt=F("due_by")) | Q(site__checked_on__gt=F("due_by"))
    return (
        open_ones.exclude(looked)
        .exclude(Exists(news.filter(investment=OuterRef("investment"))))
        .exclude(Exists(news.filter(site=OuterRef("site"))))
        .select_related("investment", "site")
    )


def _rates_missing(readable):
    return Investment.objects.filter(public_from__isnull=False, rate_on=None).exclude(currency="")


def _stuck(readable):
    since = timezone.now() - STUCK
    moved = Transition.objects.filter(article=OuterRef("pk"), at__gt=since)
    waiting = Article.objects.filter(readable, state=State.IN_REVIEW)
    return waiting.exclude(Exists(moved)).annotate(waits_since=Max("transitions__at"))


def _figures_detail(investment):
    stated = dict.fromkeys(
        format_figure(each.interval, get_language()) for each in investment.stated
    )
    own = format_figure(investment.figure, get_language())
    return _("kept as %(own)s; stated: %(stated)s") % {"own": own, "stated": "; ".join(stated)}


def _parts_detail(investment):
    own, currency = investment.least_own, investment.currency
    if own <= investment.high:
        own, currency = investment.least_usd, "USD"
    least = Figure(round(own), None, currency)
    return _("%(whole)s, and its parts are %(parts)s") % {
        "whole": format_figure(investment.figure, get_language()),
        "parts": format_figure(least, get_language()),
    }


def _checked_detail(site):
    if site.checked_on:
        return _("last checked on %(day)s") % {"day": site.checked_on}
    return _("never checked")


def _promise_detail(capacity):
    quantity = format_interval(capacity.interval, get_language())
    promised = f"{quantity} {capacity.get_unit_display()}"
    return _("%(what)s by %(day)s") % {"what": promised, "day": capacity.due_by}


CHECKS = {
    check.name: check
    for check in (
        Check(
            "figures-apart",
            gettext_lazy("Figures that disagree"),
            gettext_lazy(
                "Two sources state figures that cannot both be right, and the newsroom has not"
                " chosen one or keeps a figure that no source states. Choose a claim, and give"
                " the investment its figure."
            ),
            Investment,
            _figures_apart,
            _figures_detail,
        ),
        Check(
            "smaller-than-parts",
            gettext_lazy("Totals smaller than their parts"),
            gettext_lazy(
                "What is part of it surely adds up to more than its own upper bound. Is a part in"
                " the wrong programme, entered twice, or is the total out of date?"
            ),
            Investment,
            _smaller_than_parts,
            _parts_detail,
        ),
        Check(
            "promises-overdue",
            gettext_lazy("Overdue promises"),
            gettext_lazy(
                "The day by which a capacity was promised has passed, and no later article speaks"
                " of it. Find out, enter what is reported, or set “last checked on”."
            ),
            Capacity,
            _promises_overdue,
            _promise_detail,
            lambda capacity: capacity.owner,
        ),
        Check(
            "sites-unchecked",
            gettext_lazy("Building sites nobody has checked"),
            gettext_lazy(
                "Under construction, and for six months no article has named the site and nobody"
                " has checked it. Look, then set its status or “last checked on”."
            ),
            Site,
            _sites_unchecked,
            _checked_detail,
        ),
        Check(
            "in-review-too-long",
            gettext_lazy("In review for more than two weeks"),
            gettext_lazy("Review it, send it back, or find it another reviewer."),
            Article,
            _stuck,
            lambda article: _("since %(day)s") % {"day": article.waits_since.date()},
        ),
        Check(
            "sources-gone",
            gettext_lazy("Source addresses that are gone or moved"),
            gettext_lazy(
                "Readers can no longer follow the article to its source. Enter the new address, or"
                " the address of an archived copy."
            ),
            Article,
            _source_links,
            _link_detail,
        ),
        Check(
            "websites-gone",
            gettext_lazy("Websites that are gone or moved"),
            gettext_lazy("Enter the organisation's new website, or leave the field empty."),
            Organisation,
            _websites,
            _link_detail,
        ),
        Check(
            "rates-missing",
            gettext_lazy("Figures without an exchange rate"),
            gettext_lazy(
                "Published, and no total can count it. Enter a rate with its source under Exchange"
                " rates, then ask an operator to run update_rates."
            ),
            Investment,
            _rates_missing,
            lambda investment: format_figure(investment.figure, get_language()),
        ),
        Check(
            "untranslated",
            gettext_lazy("Translations missing"),
            gettext_lazy(
                "A published English article in a dossier, or on a deal of a billion euros or more,"
                " has no French version. Translate it."
            ),
            Article,
            _untranslated,
        ),
        Check(
            "without-claims",
            gettext_lazy("Investments without claims"),
            gettext_lazy("No article reports it. Add the claim to an article, or delete it."),
            Investment,
            _without_claims,
        ),
        Check(
            "without-places",
            gettext_lazy("Investments without places"),
            gettext_lazy(
                "It has no place and no site. Give it one, or tick that no source states it."
            ),
            Investment,
            _without_places,
        ),
        Check(
            "never-named",
            gettext_lazy("Organisations never named"),
            gettext_lazy(
                "No article, investment, site or subsidiary names it. Name it where it belongs, or"
                " delete it."
            ),
            Organisation,
            _never_named,
        ),
    )
}
