"""Is the base well? A flat list of small checks, each of which finds the records that need a look.

A check (articles.desk.findings) is a name, what it means and what to do, and a queryset of the
records it finds, computed by the database.
"""

from datetime import timedelta

from django.db.models import (
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    Subquery,
)
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from articles.desk.disagreements import (
    figures_apart,
    figures_detail,
    parts_detail,
    smaller_than_parts,
)
from articles.desk.findings import EVERY_ARTICLE, Check, Finding
from articles.models import Article, Claim, LinkCheck, State, Transition
from entities.figures import format_figure, format_interval
from entities.models import Capacity, Investment, Organisation, Party, Site

UNCHECKED = timedelta(days=183)
STUCK = timedelta(days=14)
# A French reader misses the large deals and what the newsroom follows as a subject, not each note.
TRANSLATED_FROM_EUR = 1_000_000_000


def summary(readable=EVERY_ARTICLE):
    """A Finding for each check, those that find something first: two counts a check, no more.

    `readable` is the condition for articles that the asker may know of (policy.readable).
    """
    findings = [Finding(check, *check.count(readable)) for check in CHECKS.values()]
    return sorted(findings, key=lambda finding: finding.number == 0)


def _without_claims(readable):
    return Investment.objects.exclude(Exists(Claim.objects.filter(investment=OuterRef("pk"))))


def _without_places(readable):
    places = Investment.places.through.objects.filter(investment=OuterRef("pk"))
    sites = Investment.sites.through.objects.filter(investment=OuterRef("pk"))
    stated = Investment.objects.filter(is_place_not_stated=False)
    return stated.exclude(Exists(places)).exclude(Exists(sites))


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
        .exclude(investment__status__in=Investment.FINISHED)
        .exclude(site__status__in=Site.FINISHED)
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
            figures_apart,
            figures_detail,
        ),
        Check(
            "smaller-than-parts",
            gettext_lazy("Totals smaller than their parts"),
            gettext_lazy(
                "What is part of it surely adds up to more than its own upper bound. Is a part in"
                " the wrong programme, entered twice, or is the total out of date?"
            ),
            Investment,
            smaller_than_parts,
            parts_detail,
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
