"""Asks about look-alikes in the admin's forms, before anything is kept of a save.

The save is made and looked at in its transaction; while somebody has yet to choose, it is taken
back, and the form is shown again with what was typed and with the choices.
"""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles import policy
from articles.desk import decisions, duplicates
from articles.desk.pages import page_of
from articles.models import Article
from entities.choices import is_key
from entities.models import Alias, Party

NAMED_IN_ROWS = (Alias, Party)


class Undecided(Exception):
    """Somebody has to choose about the `questions` before the record is saved."""

    def __init__(self, questions, reason=""):
        self.questions, self.reason = questions, reason


class UsesExisting(Exception):
    """What was being entered is there already, as `record`."""

    def __init__(self, record):
        self.record = record


@dataclass(frozen=True)
class Question:
    """One look-alike in the form: what it is, why it is shown, and what may be chosen."""

    other: object
    reason: str
    choices: dict
    chosen: str

    @property
    def name(self):
        return field_name(self.other)

    @property
    def address(self):
        return page_of(self.other)

    @property
    def details(self):
        return duplicates.described(self.other)


def field_name(record):
    return f"duplicate_{record.pk}"


def held(form, reason):
    """`form`, refused until the questions below it are answered."""

    class HeldForm(form):
        def clean(self):
            cleaned = super().clean() or self.cleaned_data
            self.add_error(None, forms.ValidationError(reason, code="undecided"))
            return cleaned

    return HeldForm


def nothing_saved(reason):
    text = _("Nothing is saved yet: something like it is there already.")
    link = format_html('<a href="#duplicates">{}</a>', _("Choose for each, then save again."))
    return format_html("{} {} {}", text, link, reason)


class AsksAboutDuplicates:
    """For a GuardedAdmin of articles, organisations or investments."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except UsesExisting as found:
            return self.use_existing(request, found.record)
        except Undecided as undecided:
            request.undecided = undecided
            return super().changeform_view(request, object_id, form_url, extra_context)

    def use_existing(self, request, record):
        """Give the popup's field the record that is there; otherwise show that record."""
        if IS_POPUP_VAR in request.POST:
            return self.response_add(request, record)
        messages.success(request, _("Nothing new was made: this is the one that was there."))
        return HttpResponseRedirect(page_of(record))

    def get_form(self, request, obj=None, change=False, **options):
        form = super().get_form(request, obj, change, **options)
        form.reader = request.user
        if undecided := getattr(request, "undecided", None):
            form = held(form, nothing_saved(undecided.reason))
        return form

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        asks = not change or self.may_be_another(form, formsets)
        self.settle(request, form.instance, asks=asks, is_new=not change)

    def may_be_another(self, form, formsets):
        """Was anything changed by which look-alikes are found?"""
        rows = any(each.model in NAMED_IN_ROWS and each.has_changed() for each in formsets)
        return rows or bool(decisions.ASKED_AGAIN[self.model] & set(form.changed_data))

    def settle(self, request, record, *, asks, is_new):
        """Do what was chosen about each look-alike; ask about the others, if `asks`."""
        answered = any(name.startswith("duplicate_") for name in request.POST)
        if not asks and not answered:
            return
        questions = self.questions(request, record, is_new=is_new)
        for question in questions:
            if question.chosen == decisions.SAME and decisions.SAME in question.choices:
                raise UsesExisting(question.other)
        if asks and any(question.chosen not in question.choices for question in questions):
            raise Undecided(questions)
        try:
            for question in questions:
                if question.chosen in question.choices:
                    decisions.apply(record, question.other, question.chosen, by=request.user)
        except (PermissionDenied, ValidationError):
            # One choice made another impossible.
            raise Undecided(questions, _("These choices don't go together.")) from None

    def questions(self, request, record, *, is_new):
        return [
            self.question(request, record, each.other, each.reason, is_new)
            for each in duplicates.found([record], request.user)
        ]

    def question(self, request, record, other, reason, is_new):
        offered = decisions.choices(record, other, by=request.user, is_new=is_new)
        return Question(other, reason, offered, request.POST.get(field_name(other), ""))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if add or (obj and self.has_change_permission(request, obj)):
            context["duplicates"] = self.shown_questions(request, context, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def shown_questions(self, request, context, obj):
        if undecided := getattr(request, "undecided", None):
            return undecided.questions
        if request.method == "POST":
            return self.answered_questions(request, context["adminform"].form.instance, obj is None)
        return self.questions(request, obj, is_new=False) if obj else []

    def answered_questions(self, request, record, is_new):
        """What was chosen already, in a form that is shown again for another reason."""
        prefix = "duplicate_"
        pks = [name.removeprefix(prefix) for name in request.POST if name.startswith(prefix)]
        pks = [int(pk) for pk in pks if is_key(pk)][: duplicates.MOST_SHOWN]
        others = self.model.objects.filter(pk__in=pks)
        if self.model is Article:
            others = others.filter(policy.readable(request.user)).select_related("source")
        return [self.question(request, record, other, "", is_new) for other in others]
