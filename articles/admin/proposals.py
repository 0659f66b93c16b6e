"""The page where an editor reviews what an article's body proposes, card by card."""

from django.conf import settings
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from articles import policy
from articles.desk import duplicates, entering, typed
from articles.desk.fetching import FetchError
from articles.desk.pages import page_of
from articles.desk.proposals import taking
from articles.desk.proposals.cards import NAMES, Kind, Reading
from articles.desk.proposals.forms import (
    CapacityCard,
    DateCard,
    OrganisationCard,
    PlaceCard,
    SiteCard,
)
from articles.desk.proposals.marks import runs
from articles.desk.proposals.money import InvestmentCard
from articles.desk.proposals.nearby import Around
from articles.quotes import spans
from articles.workflow import WorkflowError

FORMS = {
    Kind.ORGANISATION: OrganisationCard,
    Kind.PLACE: PlaceCard,
    Kind.SITE: SiteCard,
    Kind.INVESTMENT: InvestmentCard,
    Kind.FIGURE: InvestmentCard,
    Kind.CAPACITY: CapacityCard,
    Kind.DATE: DateCard,
}


class ProposalsAdmin:
    """An ArticleAdmin with a page of proposals for each article that may still be filled in."""

    def get_urls(self):
        page = path(
            "<path:object_id>/proposals/",
            self.admin_site.admin_view(self.proposals_view),
            name="articles_article_proposals",
        )
        return [page, *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and taking.may_take(request.user, obj):
            context["proposals_page"] = page_of(obj, "proposals")
        return super().render_change_form(request, context, add, change, form_url, obj)

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def proposals_view(self, request, object_id):
        """Show the cards; accept or reject one, look at it again, or quote anew."""
        article = self.get_object(request, unquote(object_id))
        if article is None:
            raise Http404
        if not taking.may_take(request.user, article):
            return self._closed_to(request, article)
        reading = Reading(article, _selection(request, article))
        if request.method == "POST":
            return self._act(request, reading)
        return self._proposals_page(request, reading)

    def _closed_to(self, request, article):
        """A published article is corrected in its form; others are for who may edit them."""
        if not policy.may_edit_article(request.user, article):
            raise PermissionDenied
        told = _("A published article is corrected here, in its form, in its readers' sight.")
        messages.info(request, told)
        return HttpResponseRedirect(page_of(article))

    def _act(self, request, reading):
        reading.article.version = typed.version(request)
        try:
            return self._do(request, reading)
        except WorkflowError as error:
            messages.error(request, error)
        except IntegrityError:
            messages.error(request, _("A colleague was quicker: look at it again."))
        anew = Reading(self.get_object(request, str(reading.article.pk)), reading.by_hand)
        return self._proposals_page(request, anew, self._sent(request, anew), status=409)

    def _do(self, request, reading):
        sent, by = request.POST, request.user
        if "_known" in sent:
            number = taking.accept_known(reading, by=by)
            told = ngettext("%(number)s name linked.", "%(number)s names linked.", number)
            return self._done(request, reading, told % {"number": number})
        if "_again" in sent:
            _verdict(reading, sent["_again"]).delete()
            return self._done(request, reading, _("It is open again."))
        if "_fetch" in sent:
            return self._fetch_again(request, reading)
        if "_requote" in sent:
            taking.requote(*_broken(reading, sent["_requote"]), by=by)
            return self._done(request, reading, _("The claim quotes the text as it is now."))
        return self._decide(request, reading)

    def _fetch_again(self, request, reading):
        """Look whether the original still says what it said."""
        try:
            found = entering.fetch_again(reading.article, by=request.user)
        except FetchError as error:
            messages.error(request, error)
            return self._proposals_page(request, reading, status=422)
        if found is None:
            return self._done(request, reading, _("The page says what it said."))
        _original, lines = found
        listed = format_html_join("", "<li>{}</li>", ((line,) for line in lines))
        told = _("The page has changed; it is kept as it is now. What is new in it:")
        messages.warning(request, format_html("{}<ul>{}</ul>", told, listed))
        return HttpResponseRedirect(page_of(reading.article, "proposals"))

    def _decide(self, request, reading):
        """What was said of one card."""
        card = reading.card(request.POST.get("card", ""))
        if card is None:
            told = _("This is no longer proposed: the text has changed.")
            messages.error(request, told)
            return self._proposals_page(request, reading, status=409)
        if "_reject" in request.POST:
            taking.reject(card, reading, by=request.user)
            return self._done(request, reading, _("Rejected: %s") % card.words, card)
        form = self._sent(request, reading)
        if not form.is_valid():
            return self._proposals_page(request, reading, form, status=422)
        taking.accept(form)
        return self._done(request, reading, _("Accepted: %s") % card.words, card)

    def _sent(self, request, reading):
        """The form of the card that was sent, filled in as it was; None for none."""
        card = reading.card(request.POST.get("card", ""))
        if card is None:
            return None
        return FORMS[card.kind](card, Around(reading), by=request.user, data=request.POST)

    def _done(self, request, reading, told, card=None):
        """Say so, and show the page again at the card that comes next."""
        messages.success(request, told)
        following = [each for each in reading.open_cards if card and _order(each) > _order(card)]
        page = page_of(reading.article, "proposals")
        return HttpResponseRedirect(f"{page}#{following[0].key if following else 'cards'}")

    def _proposals_page(self, request, reading, sent=None, status=200):
        article = reading.article
        forms = {} if sent is None else {sent.card.key: sent}
        around = Around(reading)
        cards = [
            (card, forms.get(card.key) or FORMS[card.kind](card, around, by=request.user))
            for card in reading.open_cards
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": _("What the text proposes"),
            "subtitle": str(article),
            "opts": self.opts,
            "original": article,
            "article": article,
            "reading": reading,
            "groups": _grouped(cards),
            "runs": runs(reading.text, [card for card in reading.cards if card.spans]),
            "verdicts": article.verdicts.select_related("by").order_by("-at"),
            "number_known": sum(
                card.kind in NAMES and card.proposal.known_id is not None for card, _form in cards
            ),
            "alike": duplicates.found([article], request.user),
            "originals": article.originals.latest().defer("content", "text").select_related("by"),
            "may_fetch": settings.FETCH_PAGES and bool(article.source_url),
            "missed": request.GET.get("missed", ""),
            "page": page_of(article, "proposals"),
            "change_page": page_of(article),
        }
        request.current_app = self.admin_site.name
        template = "admin/articles/article/proposals.html"
        return TemplateResponse(request, template, context, status=status)


def _order(card):
    return list(Kind).index(card.kind), card.proposal.start


def _grouped(cards):
    """[(Kind, [(card, form)])]: what an editor selected by hand stands first, as None."""
    by_hand = [each for each in cards if each[0].is_by_hand]
    groups = [(None, by_hand)] if by_hand else []
    for kind in Kind:
        group = [each for each in cards if each[0].kind == kind and not each[0].is_by_hand]
        if group:
            groups.append((kind, group))
    return groups


def _selection(request, article):
    """(start, end) of the words that an editor says were missed, or None.

    Scripts send where they are, `start` and `end`; without them the words themselves are typed.
    """
    start, end = (typed.key(request.GET.get(name, "")) for name in ("start", "end"))
    if start < end <= len(article.body):
        return start, end
    found = spans([request.GET.get("missed", "").replace("\0", "")[:1000]], article.body)
    return found[0][:2] if found else None


def _verdict(reading, key):
    verdict = reading.article.verdicts.filter(pk=typed.key(key)).first()
    if verdict is None:
        raise Http404
    return verdict


def _broken(reading, key):
    """(claim, sentence) of the claim, with that key, whose quote no longer stands."""
    for claim, sentence in reading.broken:
        if claim.pk == typed.key(key) and sentence:
            return claim, sentence
    raise Http404
