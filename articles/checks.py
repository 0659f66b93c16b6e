"""Is an article fit to publish? Every reason why not, each at its field.

Each check is a function that yields what it finds. An error stops. A warning stops until somebody
ticks it, and again when what it is about changes.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import chain

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from articles.desk import duplicates
from articles.desk.languages import guess
from articles.desk.restated import restated
from articles.likeness import ALIKE, likeness
from articles.models import Claim, Language, State, WarningAccepted
from articles.quotes import stands_in
from entities.figures import format_figure
from entities.models import Investment, Organisation


@dataclass(frozen=True)
class Finding:
    """What a check found: a message for people, and the form field or section to mend it in.

    `record` is whose field that is, None for the article's own. A warning names what it is `about`,
    so that it comes again when that changes; an error is about nothing that a tick could settle.
    """

    message: str
    field: str
    record: object = None
    about: tuple = ()
    accepted: WarningAccepted | None = None
    check: str = ""

    @property
    def is_warning(self):
        return bool(self.about)

    @property
    def stops(self):
        return self.accepted is None

    @property
    def fingerprint(self):
        told = "\0".join(map(str, (self.check, *self.about)))
        return hashlib.sha256(told.encode()).hexdigest()


def failures(article):
    """All that keeps `article` from being published: errors, and warnings that nobody accepted."""
    return [finding for finding in findings(article) if finding.stops]


def findings(article, reader=None):
    """All that the checks find, as a list of Finding: errors first, and warnings, of which
    some were accepted. Of other articles only those are named that `reader` may read."""
    subject = Subject(article, reader)
    found = [
        replace(finding, check=check.__name__) for check in CHECKS for finding in check(subject)
    ]
    if any(finding.is_warning for finding in found):
        accepted = {row.fingerprint: row for row in article.warnings_accepted.select_related("by")}
        found = [
            replace(each, accepted=accepted.get(each.fingerprint)) if each.is_warning else each
            for each in found
        ]
    return sorted(found, key=lambda finding: finding.is_warning)


def accept(article, fingerprints, *, by):
    """Note that the user `by` lets warnings pass; what warns of nothing any more is left out."""
    _accept(
        article, [each for each in findings(article, by) if each.fingerprint in fingerprints], by
    )


def accept_all(article, *, by):
    """The same for whatever is warned of: for data that was looked at before it came here."""
    _accept(article, findings(article, by), by)


@transaction.atomic
def _accept(article, found, by):
    for finding in found:
        if finding.is_warning and finding.stops:
            WarningAccepted.objects.get_or_create(
                article=article,
                fingerprint=finding.fingerprint,
                defaults={
                    "check_name": finding.check,
                    "message": str(finding.message)[:1000],
                    "by": by,
                },
            )


class Subject:
    """An article with what its checks look at, asked for once."""

    def __init__(self, article, reader):
        self.article, self.reader = article, reader
        self.claims = list(article.claims.all())
        claimed = Investment.objects.filter(pk__in={claim.investment_id for claim in self.claims})
        self.investments = list(
            claimed.select_related("part_of").prefetch_related(
                "parties", "places", "sites__place", "parts"
            )
        )

    def claims_on(self, investment):
        return [claim for claim in self.claims if claim.investment_id == investment.pk]


# What is needed

NEEDED = {
    "body": _("Write the body: readers come for the text and its quotes."),
    "summary": _("Write the summary: one sentence in our own words."),
    "source": _("Name the source: who published it."),
    "source_url": _("Give the source's address, so that readers can check it."),
    "reported_on": _("Give the date on which the source published it."),
}


def fields_are_filled(subject):
    for field, message in NEEDED.items():
        if not getattr(subject.article, field):
            yield Finding(message, field)


def quotes_stand(subject):
    for claim in subject.claims:
        if not stands_in(claim.quote, subject.article.body):
            message = _("A claim's quote does not stand in the body: “%s”") % claim.quote
            yield Finding(message, "claims")


def parties_are_named(subject):
    for investment in subject.investments:
        if not investment.parties.all():
            yield _at(investment, "parties", _("“%s” names no party: who commits what?"))


def places_are_given(subject):
    for investment in subject.investments:
        has_place = investment.places.all() or investment.sites.all()
        if not has_place and not investment.is_place_not_stated:
            message = _("“%s” has no place: give one, or tick that no source states it.")
            yield _at(investment, "places", message)


def sources_are_enough(subject):
    """As many sources as the newsroom asks of so much money; reports of colleagues that are
    approved count as well."""
    needed = {each: _sources_required(each) for each in subject.investments}
    needed = {investment: number for investment, number in needed.items() if number > 1}
    known = _sources(subject.article, needed) if needed else {}
    for investment, number in needed.items():
        if len(known[investment.pk]) < number:
            message = _("“%(title)s” is so large that %(number)d sources must report it.")
            told = message % {"title": investment.title, "number": number}
            yield Finding(told, "claims")


def _sources_required(investment):
    pounds = investment.headline_gbp or 0
    return max(
        (n for amount, n in settings.SOURCES_REQUIRED.items() if pounds >= amount), default=1
    )


def _sources(article, investments):
    """Investment id -> ids of the organisations whose reports on it are fit to publish."""
    fit = Q(article__state__in=[State.APPROVED, State.PUBLISHED]) | Q(article=article)
    rows = Claim.objects.filter(fit, investment__in=investments, article__source__isnull=False)
    known = defaultdict(set)
    for investment, source in rows.values_list("investment", "article__source"):
        known[investment].add(source)
    return known


# What looks wrong


def language_is_as_said(subject):
    article = subject.article
    guessed = guess(article.body)
    if guessed and guessed != article.language:
        message = _("The body looks like %(guessed)s, and the language says %(said)s.")
        names = {"guessed": Language(guessed).label, "said": article.get_language_display()}
        yield Finding(message % names, "language", about=(article.language, article.body))


def figures_are_stated(subject):
    """A deal that calls itself undisclosed, of which the article states the figure."""
    for investment in subject.investments:
        stated = [each for each in subject.claims_on(investment) if each.statement == "figure"]
        if stated and not investment.figure.stated:
            message = _("“%s” is undisclosed, and a claim states its figure.")
            yield _at(investment, "figure", message, [claim.quote for claim in stated])


def new_money_is_new(subject):
    for investment in subject.investments:
        if investment.is_running_total or not investment.figure.stated:
            continue
        for claim in subject.claims_on(investment):
            if _restates(claim, investment):
                message = _("“%s” looks like a running total, and its nature is new money.")
                yield _at(investment, "nature", message, [claim.quote, investment.figure])
                break


def _restates(claim, investment):
    sums = {(each.headline, each.currency) for each in restated(claim.quote, investment.currency)}
    return (investment.figure.headline, investment.currency) in sums


def parts_are_smaller(subject):
    pairs = {
        (part.pk, whole.pk): (part, whole)
        for each in subject.investments
        for part, whole in chain(
            [(each, each.part_of)] if each.part_of else [],
            ((part, each) for part in each.parts.all()),
        )
    }
    for part, whole in pairs.values():
        if _surely_larger(part, whole):
            message = _(
                "“%(part)s” (%(its)s) is larger than what it is part of, “%(whole)s” (%(that)s)."
            )
            told = message % {
                "part": part.title,
                "its": format_figure(part.figure, get_language()),
                "whole": whole.title,
                "that": format_figure(whole.figure, get_language()),
            }
            about = (part.pk, part.figure, whole.pk, whole.figure)
            yield Finding(told, "part_of", part, about)


def _surely_larger(part, whole):
    """Is the least of `part` above the most of `whole`, in one currency?"""
    if part.currency == whole.currency:
        least, most = part.low, whole.high
    else:
        least, most = part.low_usd, whole.high_usd
    return least is not None and most is not None and least > most


def _at(investment, field, message, about=()):
    about = (investment.pk, *about) if about else ()
    return Finding(message % investment.title, field, investment, about)


def words_are_our_own(subject):
    """A body that is the original's own text, which others wrote."""
    article = subject.article
    original = article.originals.latest().first()
    if original and likeness(article.body, original.text) >= ALIKE:
        message = _(
            "Most of the body is the original's own text: keep what you quote, say the rest in"
            " your own words."
        )
        yield Finding(message, "body", about=(article.body,))


# What may be there twice


def nothing_is_twice(subject):
    """Look-alikes that nobody decided about, of the article and of what it would make public.

    What readers see already was settled when it became public.
    """
    newcomers = [each for each in subject.investments if each.public_from is None]
    pairs = chain(
        duplicates.found([subject.article], subject.reader),
        duplicates.found(newcomers, subject.reader),
        duplicates.found(_new_organisations(subject), subject.reader),
    )
    for each in pairs:
        message = _("“%(record)s” may be there already: “%(other)s”. %(reason)s")
        told = message % {"record": each.record, "other": each.other, "reason": each.reason}
        record = None if each.record == subject.article else each.record
        yield Finding(
            told, "duplicates", record, (each.other._meta.label, each.record.pk, each.other.pk)
        )


def _new_organisations(subject):
    named = Q(articles=subject.article) | Q(articles_as_source=subject.article)
    named |= Q(parties__investment__in=[each.pk for each in subject.investments])
    return Organisation.objects.filter(named, public_from=None).order_by("pk").distinct()


CHECKS = (
    fields_are_filled,
    quotes_stand,
    parties_are_named,
    places_are_given,
    sources_are_enough,
    language_is_as_said,
    figures_are_stated,
    new_money_is_new,
    parts_are_smaller,
    nothing_is_twice,
    words_are_our_own,
)
