"""Forms of the article page in the admin."""

from contextlib import suppress

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles import policy
from articles.models import Article, Statement
from articles.sources import canonical_url
from entities.figures import FigureError, Interval, parse_figure, parse_interval
from entities.forms import RecordForm, StatedField, currency_field
from entities.quantities import split_unit


class ClaimForm(RecordForm):
    interval_field = "interval"
    interval = StatedField(
        label=_("Figure or quantity"),
        required=False,
        help_text=_("As the source states it: up to £11bn, more than 24,000 GPUs."),
    )
    currency = currency_field()

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if "statement" in self.fields:
            told = _("Left alone, it follows from the figure, quantity or status filled in.")
            self.fields["statement"].help_text = told

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if "statement" not in self.changed_data and cleaned.get("statement") == Statement.MENTION:
            cleaned["statement"] = self.evident_statement()
        text, parse = cleaned.get("interval"), self.readers().get(cleaned.get("statement"))
        if parse and not text:
            self.add_error("interval", _("Type the figure or quantity that this claim states."))
        elif text and not parse:
            self.add_error("interval", _("Say that the claim states a figure or a quantity."))
        else:
            cleaned["interval"] = parse() if parse else Interval(None, None)
        cleaned["currency"] = getattr(cleaned.get("interval"), "currency", "")
        return cleaned

    def evident_statement(self):
        """What the claim states by what was filled in, where nobody chose it."""
        text, cleaned = self.cleaned_data.get("interval"), self.cleaned_data
        if not text:
            return Statement.STATUS if cleaned.get("status") else Statement.MENTION
        if cleaned.get("unit") or split_unit(text)[1]:
            return Statement.QUANTITY
        with suppress(FigureError):
            if parse_figure(text, cleaned.get("currency", "").upper()).stated:
                return Statement.FIGURE
        return Statement.MENTION

    def readers(self):
        """What reads the text, for each statement that has one."""
        return {Statement.FIGURE: self.read_figure, Statement.QUANTITY: self.read_quantity}

    def read_quantity(self):
        self.take_unit()
        return self.read(parse_interval)


class ArticleForm(RecordForm):
    # Whoever fills in the form; the admin sets it.
    reader = None

    correction_note = forms.CharField(
        label=_("Correction"),
        required=False,
        max_length=500,
        help_text=_("What you corrected, for readers: a published article changes in their sight."),
    )

    is_touch_up = forms.BooleanField(
        label=_("A mere touch-up"),
        required=False,
        help_text=_("Spelling, a link: nothing that a reader could have taken wrongly."),
    )

    def clean(self):
        cleaned = super().clean()
        note, is_touch_up = cleaned.get("correction_note"), cleaned.get("is_touch_up")
        if note and is_touch_up:
            self.add_error("is_touch_up", _("Either readers are told, or it is a mere touch-up."))
        elif self._is_correction() and not (note or is_touch_up):
            self.add_error(
                "correction_note",
                _("Say what was wrong and what is right, for readers, or tick a mere touch-up."),
            )
        if "reviewer" in self.changed_data and self._is_writer(cleaned.get("reviewer")):
            self.add_error("reviewer", _("Nobody reviews what they wrote: choose a colleague."))
        return cleaned

    def _is_writer(self, person):
        if person is None or settings.ALLOW_SELF_APPROVAL:
            return False
        if not self.instance.pk:
            return person == self.reader
        return person.pk == self.instance.author_id or person in self.instance.contributors.all()

    def _post_clean(self):
        super()._post_clean()
        if self.reader and self.has_error("source_url", "entered"):
            self._link_to_the_one_entered()

    def _link_to_the_one_entered(self):
        address = canonical_url(self.cleaned_data.get("source_url") or self.data["source_url"])
        same = Article.objects.filter(canonical_source_url=address)
        for article in same.filter(policy.readable(self.reader)):
            page = reverse("admin:articles_article_change", args=[article.pk])
            link = format_html('<a href="{}">{}</a>', page, article)
            self.add_error("source_url", format_html("{} {}", _("It is here:"), link))

    def _is_correction(self):
        # A button of the workflow or of the remarks is pressed without correcting anything.
        pressed = {"_move", "_remark"} & set(self.data)
        saves = bool(set(self.changed_data) - {"correction_note", "is_touch_up"}) or not pressed
        return self.instance.is_public and saves
