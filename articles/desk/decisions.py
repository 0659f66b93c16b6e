"""What a colleague chooses about two records that look alike, and what the choice does."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from articles import policy, publishing, workflow
from articles.models import Article, NotDuplicate
from entities.models import Investment, Organisation

SAME, DIFFERENT, LATER = "same", "different", "later"
USE_IT = _("It is the same: use the one that is there, make none")
NOT_THE_SAME = _("Different: never ask again")
DECIDE_LATER = _("Decide later")


def choices(record, other, *, by, is_new):
    """The choices that the user `by` has about `record`, which looks like `other`: value -> label.

    Only what is being entered can give way to what is there; two that exist are merged.
    """
    offered = {SAME: USE_IT} if is_new and not isinstance(record, Article) else {}
    if isinstance(record, Article):
        offered |= _of_articles(record)
    if isinstance(record, Investment):
        offered |= _of_investments(record, other, by)
    return offered | {DIFFERENT: NOT_THE_SAME} | ({} if is_new else {LATER: DECIDE_LATER})


def _of_articles(article):
    offered = {"related": _("The same story from another source: link both as related")}
    if article.translation_of_id is None:
        offered["translation"] = _("A translation of it: link it as the original")
    return offered


def _of_investments(deal, other, by):
    offered = {}
    if deal.part_of_id is None:
        offered["restates"] = _(
            "It restates that sum and adds no money: a running total, inside that one"
        )
        offered["part_of"] = _("Its money is part of that programme's")
    if other.part_of_id is None and policy.may_edit_record(by, other):
        offered["running_total"] = _("It is a running total, and that one is a part of it")
    return offered


def apply(record, other, choice, *, by):
    """Do what the user `by` chose about `record`, saved already, and `other`.

    Raises PermissionDenied for a choice that they don't have, ValidationError where it would tie
    the records in a circle. SAME is for the caller: what is being entered is not saved.
    """
    if choice not in choices(record, other, by=by, is_new=False):
        raise PermissionDenied
    if choice == DIFFERENT:
        NotDuplicate.remember(record, other, by=by)
    elif choice in LINKS:
        with publishing.kept_true(record, other):
            LINKS[choice](record, other, by)


def _link_related(article, other, by):
    article.related.add(other)


def _link_translation(article, other, by):
    article.translation_of = other.translation_of or other
    _save(article, "translation_of")


def _link_restated(deal, other, by):
    deal.nature, deal.part_of = Investment.Nature.RUNNING_TOTAL, other
    _save(deal, "nature", "part_of")


def _link_part(deal, other, by):
    deal.part_of = other
    _save(deal, "part_of")


@transaction.atomic
def _link_running_total(deal, other, by):
    deal.nature, other.part_of = Investment.Nature.RUNNING_TOTAL, deal
    other.version += 1
    _save(deal, "nature")
    _save(other, "part_of", "version")
    workflow.review_again_about(other, by=by)


def _save(record, *fields):
    record.clean()
    record.save(update_fields=fields)


LINKS = {
    "related": _link_related,
    "translation": _link_translation,
    "restates": _link_restated,
    "part_of": _link_part,
    "running_total": _link_running_total,
}
ASKED_AGAIN = {
    Article: {"title", "body", "source_url"},
    Organisation: {"name"},
    Investment: {"title", "figure", "currency", "announced_on"},
}
