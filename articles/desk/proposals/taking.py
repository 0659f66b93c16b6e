"""What accepting and rejecting write: one transaction and one revision of the article each.

Nothing becomes public by it. What readers see already is only cited: a claim of this draft is tied
to it, and neither parts nor quantities are added to it.
"""

from contextlib import contextmanager

import reversion
from django.db import transaction
from django.utils.translation import gettext as _

from articles import publishing, workflow
from articles.desk import history
from articles.desk.proposals.cards import Kind, verdict_key
from articles.desk.proposals.forms import is_about, product_of, unit_of
from articles.desk.proposals.money import Counts
from articles.models import Claim, State, Statement, Verdict
from articles.policy import may_edit_article
from entities.figures import Interval
from entities.models import Capacity, Investment, Party
from entities.retrying import retried

# A published article changes in its readers' sight: that is done in its form, with a correction.
OPEN_STATES = {State.DRAFT, State.IN_REVIEW, State.APPROVED}


def may_take(user, article):
    """Whether `user` may accept proposals into `article`."""
    return article.state in OPEN_STATES and may_edit_article(user, article)


@contextmanager
def _edit(article, by, comment):
    """One edit of `article` by the user `by`. Raises StaleVersion if somebody was quicker."""
    history.keep(article)
    with publishing.kept_true(article), reversion.create_revision():
        reversion.set_user(by)
        reversion.set_comment(comment)
        if not article.claim_version():
            raise workflow.StaleVersion(
                _("A colleague saved the article meanwhile: look at it again.")
            )
        yield
        # With the claims saved, their quotes are marked in the body.
        article.save(update_fields=["body_html", "changed_at"])
        workflow.edited(article, by=by)


@retried
def accept(form):
    """Enter what the valid `form` of a card says."""
    card, reading = form.card, form.reading
    with _edit(reading.article, form.by, _("Accepted: %s") % card.words):
        claim = WRITERS[card.kind](form)
        _remember(reading, card.kind, card.proposal, form.by, is_accepted=True, claim=claim)


@retried
def accept_known(reading, *, by):
    """Link all organisations and sites that the text names and the base knows; how many."""
    cards = [each for each in reading.open_cards if each.proposal.known_id is not None]
    named = {
        kind: [each.proposal.known_id for each in cards if each.kind == kind]
        for kind in (Kind.ORGANISATION, Kind.SITE)
    }
    with _edit(reading.article, by, _("Linked what is known.")):
        reading.article.organisations.add(*named[Kind.ORGANISATION])
        reading.article.sites.add(*named[Kind.SITE])
    return sum(map(len, named.values()))


@transaction.atomic
def reject(card, reading, *, by):
    """Never propose it again in this article."""
    _remember(reading, card.kind, card.proposal, by, is_accepted=False)


def _remember(reading, kind, proposal, by, **values):
    kind, words, sentence = verdict_key(kind, proposal, reading.text)
    same = {"kind": kind, "words": words, "sentence": sentence}
    Verdict.objects.update_or_create(
        article=reading.article, **same, defaults={"claim": None, **values, "by": by}
    )


@retried
def requote(claim, sentence, *, by):
    """Have `claim` quote `sentence` of its article's body instead of words that are gone."""
    article = claim.article
    with _edit(article, by, _("Quoted anew.")):
        claim.quote = sentence
        claim.clean()
        claim.save(update_fields=["quote"])


# What accepting each kind writes; the claim that came of it is returned.


def _take_name(form):
    form.save()


def _take_money(form):
    deal = form.existing or _new_deal(form)
    claim = _claim(form, deal)
    if form.cleaned_data["figure"].stated:
        claim.statement, claim.interval = Statement.FIGURE, form.cleaned_data["figure"]
    claim.save()
    for capacity in form.chosen_capacities():
        _take_quantity_of(form, deal, capacity)
    return claim


def _new_deal(form):
    deal = form.instance
    if form.cleaned_data["counts"] == Counts.TOTAL:
        deal.nature = Investment.Nature.RUNNING_TOTAL
    deal.part_of = form.whole
    deal = form.save()
    deal.places.set(form.cleaned_data.get("places", []))
    for organisation, role in form.chosen_parties:
        if organisation.pk is None:
            organisation.save()
        Party.objects.create(investment=deal, organisation=organisation, role=role)
        form.article.organisations.add(organisation)
    for part in form.cleaned_data.get("sums_up", []):
        part.part_of = deal
        _save_hidden(part, "part_of", by=form.by)
    return deal


def _save_hidden(record, field, *, by):
    """Save a field of a record that nobody sees yet, as its own form would."""
    record.clean()
    if not record.claim_version():
        raise workflow.StaleVersion(_("A colleague saved it meanwhile: look at it again."))
    record.save(update_fields=[field])
    workflow.edited(record, by=by)


def _take_quantity_of(form, deal, proposal):
    """A quantity that was ticked beside its sum."""
    bounds = (None if bound is None else int(bound) for bound in (proposal.low, proposal.high))
    interval = Interval(*bounds, is_about(proposal))
    capacity = Capacity(unit=unit_of(proposal), product=product_of(proposal))
    capacity.interval = interval
    claim = _add_quantity(form, deal, capacity)
    _remember(form.reading, Kind.CAPACITY, proposal, form.by, is_accepted=True, claim=claim)


def _take_quantity(form):
    record = form.existing or _new_undisclosed(form)
    return _add_quantity(form, record, form.instance)


def _add_quantity(form, record, capacity):
    """The claim of a quantity on `record`; the quantity itself where readers do not see it yet."""
    field = record._meta.model_name
    if record.public_from is None:
        setattr(capacity, field, record)
        capacity.save()
    claim = _claim(form, record)
    claim.statement, claim.unit = Statement.QUANTITY, capacity.unit
    claim.interval = capacity.interval
    claim.save()
    return claim


def _new_undisclosed(form):
    deal = form.new_deal
    deal.save()
    subject = form.reading.subject(form.proposal)
    if subject and subject.known_id:
        role = subject.role or Party.Role.INVESTOR
        Party.objects.create(investment=deal, organisation_id=subject.known_id, role=role)
    return deal


def _take_date(form):
    if form.existing is None:
        article, day = form.article, form.proposal
        article.reported_on = day.from_date
        article.is_date_approximate = day.from_date != day.to_date
        article.save(update_fields=["reported_on", "is_date_approximate"])
        return None
    claim = _claim(form, form.existing)
    claim.statement, claim.summary = Statement.DATE, form.card.words[:200]
    claim.save()
    return claim


def _claim(form, record):
    """A claim on `record` with the card's sentence, not saved."""
    field = record._meta.model_name
    return Claim(article=form.article, quote=form.card.quote, **{field: record})


WRITERS = {
    Kind.ORGANISATION: _take_name,
    Kind.PLACE: _take_name,
    Kind.SITE: _take_name,
    Kind.INVESTMENT: _take_money,
    Kind.FIGURE: _take_money,
    Kind.CAPACITY: _take_quantity,
    Kind.DATE: _take_date,
}
