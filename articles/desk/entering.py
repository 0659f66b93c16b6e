"""Begins an article from a page of the web or from what was pasted of one: a draft, no more."""

import reversion
from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles import policy, publishing, workflow
from articles.desk.fetching import FetchError
from articles.desk.getting import FETCHING_IS_OFF, get_page
from articles.desk.reading import read_pasted
from articles.models import Article, Original
from articles.sources import canonical_url
from entities.forms import Prose
from entities.models import Organisation
from entities.names import match_key
from entities.retrying import retried

MOST_PASTED = 500_000
# What the form calls the fields of an Article.
SHOWN_AT = {"title": "title", "slug": "title", "language": "language", "source_url": "address",
            "body": "pasted"}  # fmt: skip


class EntryForm(forms.Form):
    """A link, a text, or both. What is left empty is taken from the page."""

    address = forms.URLField(
        label=_("Address of the page"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Its text is fetched, unless you paste it below."),
    )
    pasted = Prose(
        label=_("Text or HTML of the page"),
        max_length=MOST_PASTED,
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("The title on its first line, unless you type it below."),
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        required=False,
        help_text=_("Left empty: as the page says."),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("", _("as the page says")), *Article.Language.choices],
        required=False,
    )

    def __init__(self, data=None, *, by, fetcher=None):
        self.by, self.fetcher = by, fetcher
        super().__init__(data)
        if not settings.FETCH_PAGES:
            self.fields["address"].help_text = FETCHING_IS_OFF

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        if not cleaned["address"] and not cleaned["pasted"]:
            raise forms.ValidationError(_("Give the page's address, or paste its text."))
        if self._is_entered(cleaned["address"]) or not self._read(cleaned):
            return cleaned
        if self.page.address != cleaned["address"] and self._is_entered(self.page.address):
            return cleaned
        self.article = self._article(cleaned)
        self._check()
        return cleaned

    def _is_entered(self, address):
        """Is there an article of that source already? It is told at the address."""
        same = Article.objects.filter(canonical_source_url=canonical_url(address) or "")
        if not address or not same:
            return False
        told = _("An article from this address is already entered.")
        for article in same.filter(policy.readable(self.by)):
            page = reverse("admin:articles_article_change", args=[article.pk])
            told = format_html('{} <a href="{}">{}</a>', told, page, article)
        self.add_error("address", told)
        return True

    def _read(self, cleaned):
        """Have the page as `page`, and what it was as `content`; False if there is none."""
        self.answer = None
        if cleaned["pasted"]:
            self.content = cleaned["pasted"].encode()
            self.page = read_pasted(cleaned["pasted"], cleaned["address"], cleaned["title"])
            return True
        try:
            self.answer, self.page = get_page(cleaned["address"], self.fetcher)
        except FetchError as error:
            self.add_error("address", str(error))
            return False
        self.content = self.answer.body
        return True

    def _article(self, cleaned):
        page = self.page
        said = page.language if page.language in Article.Language else Article.Language.ENGLISH
        return Article(
            title=cleaned["title"] or page.title,
            language=cleaned["language"] or said,
            body=page.text,
            source=publisher(page.source),
            source_url=page.address[:500],
            reported_on=page.published_on,
            author=self.by,
        )

    def _check(self):
        if not self.article.title:
            return self.add_error("title", _("Type a title: the page says none."))
        try:
            self.article.full_clean(exclude=["canonical_source_url"])
        except forms.ValidationError as error:
            for field, messages in error.message_dict.items():
                self.add_error(SHOWN_AT.get(field), messages)


def publisher(name):
    """The Organisation that calls itself `name`, if just one of the base does; or None."""
    key = match_key(name)
    same = Organisation.objects.filter(merged_into=None, name_key=key)[:2] if key else []
    return same[0] if len(same) == 1 else None


@retried
def enter(form):
    """Save the article of a valid EntryForm, with the original that it was entered from."""
    article, answer = form.article, form.answer
    with publishing.kept_true(article), reversion.create_revision():
        reversion.set_user(form.by)
        reversion.set_comment(_("Entered from a page."))
        article.save()
        Original.keep(
            article,
            form.content,
            form.page.text,
            by=form.by,
            address=answer.url if answer else form.cleaned_data["address"],
            is_fetched=answer is not None,
        )
        workflow.edited(article, by=form.by)
    return article


def fetch_again(article, *, by, fetcher=None):
    """Fetch the page of `article` again: (the new Original, the sentences that are new), or None
    if the page is as it was. The body is left alone. Raises FetchError."""
    before = article.originals.latest().first()
    address = (before and before.address) or article.source_url
    answer, page = get_page(address, fetcher)
    if before and before.text == page.text:
        return None
    kept = Original.keep(
        article, answer.body, page.text, by=by, address=answer.url, is_fetched=True
    )
    known = set(before.text.split("\n")) if before else set(article.body.split("\n"))
    return kept, [line for line in page.text.split("\n") if line and line not in known]
