"""The editor's screen: an article with all it reports, and the workflow as buttons."""

from urllib.parse import urlencode

import reversion
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from articles import policy, workflow
from articles.admin import readiness, remarks
from articles.admin.duplicates import AsksAboutDuplicates
from articles.admin.effects import PRESSED, EffectsAdmin
from articles.admin.entering import EntryAdmin
from articles.admin.guarded import GuardedAdmin
from articles.admin.proposals import ProposalsAdmin
from articles.desk import comments, notifications, times, typed
from articles.desk.pages import page_of
from articles.forms import ArticleForm, ClaimForm
from articles.models import Article, Claim, Correction, Dossier, Transition
from entities.admin import OwnedInline, ReadOnlyInline, RecordAdmin


class ClaimInline(OwnedInline):
    model = Claim
    form = ClaimForm
    ready = 2
    template = "admin/edit_inline/stacked.html"
    autocomplete_fields = ["investment", "site"]
    fields = [
        "quote",
        ("investment", "site"),
        ("statement", "interval", "currency", "unit", "status"),
        ("summary", "is_chosen"),
    ]


class DossierInline(OwnedInline):
    """The dossiers that the article belongs to."""

    model = Dossier.articles.through
    verbose_name = _("dossier")
    verbose_name_plural = _("dossiers")
    ready = 1
    autocomplete_fields = ["dossier"]


class TransitionInline(ReadOnlyInline):
    """How the article came to its state: written by the workflow alone."""

    model = Transition
    fields = readonly_fields = ["from_state", "to_state", "by", "at", "reason"]


# What is arranged about an article, and no part of it.
PLANNING = {"reviewer", "due_on"}


def is_pressed(request):
    """Was a button of the workflow or of the remarks pressed, which saves first?"""
    return request.method == "POST" and bool({"_move", "_remark"} & set(request.POST))


@admin.register(Article)
class ArticleAdmin(
    EntryAdmin, ProposalsAdmin, EffectsAdmin, AsksAboutDuplicates, GuardedAdmin, RecordAdmin
):
    form = ArticleForm
    change_form_template = "admin/articles/article/change_form.html"
    list_display = [
        "title",
        "shown_state",
        "due_on",
        "open_remarks",
        "author",
        "source",
        "reported_on",
        "language",
        "is_public",
    ]
    list_filter = ["state", "language", ("reviewer", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["source", "author"]
    date_hierarchy = "reported_on"
    search_fields = ["folded_title", "source__folded_name", "organisations__folded_name"]
    prepopulated_fields = {"slug": ["title"]}
    autocomplete_fields = ["source", "translation_of", "related", "organisations", "sites"]
    readonly_fields = ["shown_state", "shown_author"]
    inlines = [ClaimInline, DossierInline, TransitionInline]

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return [*self._told(), (_("Review"), {"fields": [("reviewer", "due_on")]})]
        correction = ["correction_note", "is_touch_up"] if obj.is_public else []
        people = ("shown_state", "shown_author", "reviewer", "due_on")
        return [(None, {"fields": [people, *correction]}), *self._told()]

    def get_inlines(self, request, obj):
        return self.inlines if obj else [ClaimInline, DossierInline]

    def _told(self):
        """What the article says, in the order of the work."""
        dated = ("reported_on", "is_date_approximate")
        source = [("source", "source_credit"), "source_url", dated]
        return [
            (None, {"fields": ["title", "slug", "language", "summary", "body"]}),
            (_("Source"), {"fields": source}),
            (_("What it reports"), {"fields": ["organisations", "sites"]}),
            (_("Other articles"), {"fields": ["translation_of", "related"]}),
        ]

    def get_changeform_initial_data(self, request):
        """A new article is in the language of the page, if that is one of an article."""
        language = get_language()[:2]
        known = {"language": language} if language in Article.Language.values else {}
        return known | super().get_changeform_initial_data(request)

    def get_queryset(self, request):
        readable = super().get_queryset(request).filter(policy.readable(request.user))
        return readable.annotate(open_remarks=comments.number_open())

    def formfield_for_foreignkey(self, db_field, request, **options):
        if db_field.name == "reviewer":
            options["queryset"] = policy.able("approve_article").order_by("username")
        return super().formfield_for_foreignkey(db_field, request, **options)

    @admin.display(description=_("author"))
    def shown_author(self, article):
        # Without a link to the account, which only administrators may open.
        return str(article.author) if article.pk else "-"

    @admin.display(description=_("state"), ordering="state")
    def shown_state(self, article):
        if article.is_scheduled:
            return _("scheduled for %s") % times.shown(article.public_from)
        return article.get_state_display()

    @admin.display(description=_("open remarks"), ordering="open_remarks")
    def open_remarks(self, article):
        return article.open_remarks

    # Who may do what

    def has_view_permission(self, request, obj=None):
        if obj is None:
            return policy.may(request.user, "read_published_article")
        return policy.may_read_article(request.user, obj)

    def has_add_permission(self, request):
        return policy.may(request.user, "create_article")

    def has_change_permission(self, request, obj=None):
        if obj is None:
            return policy.may(request.user, "edit_article")
        return policy.may_edit_article(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        if obj is None:
            return policy.may(request.user, "delete_article")
        return obj.is_deletable and policy.may(request.user, "delete_article", obj)

    def get_deleted_objects(self, objs, request):
        deleted, count, needed, protected = super().get_deleted_objects(objs, request)
        refused = [str(a) for a in objs if not self.has_delete_permission(request, a)]
        return deleted, count, needed, [*protected, *refused]

    # Saving

    def save_model(self, request, obj, form, change):
        if not change:
            obj.author = request.user
        super().save_model(request, obj, form, change)

    def after_save(self, request, form, change):
        article = form.instance
        # With the claims saved, their quotes are marked in the body.
        article.save(update_fields=["body_html"])
        if not form.has_any_change:
            return
        if note := form.cleaned_data.get("correction_note"):
            Correction.objects.create(article=article, note=note, by=request.user)
        if form.has_changed_inlines or set(form.changed_data) - PLANNING:
            workflow.edited(article, by=request.user)
        else:
            workflow.planned(article)
        # Whoever is asked for the review at once needs no second mail.
        if "reviewer" in form.changed_data and request.POST.get("_move") != "submit":
            notifications.assigned(article, by=request.user)

    def log_change(self, request, obj, message):
        entry = super().log_change(request, obj, message)
        if "is_touch_up" in request.POST:
            reversion.set_comment(f"{_('A mere touch-up')}. {reversion.get_comment()}")
        return entry

    # The workflow

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        article = self.get_object(request, object_id) if object_id else None
        if article and is_pressed(request) and not self.has_change_permission(request, article):
            return self.move_unedited(request, article)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def move_unedited(self, request, article):
        """A button pressed by someone who reads the article and doesn't edit it."""
        if not self.has_view_permission(request, article):
            raise PermissionDenied
        article.version = typed.version(request)
        return self.move(request, article)

    def response_add(self, request, obj, post_url_continue=None):
        response = super().response_add(request, obj, post_url_continue)
        return self.move(request, obj) if is_pressed(request) else response

    def response_change(self, request, obj):
        if is_pressed(request):
            return self.move(request, obj)
        return super().response_change(request, obj)

    def move(self, request, article):
        """Do what the pressed button says; say how it went; show the article again."""
        page = page_of(article)
        if request.POST.get("_move", "").startswith(PRESSED):
            return self.to_effects(article, request.POST["_move"])
        try:
            if "_remark" in request.POST:
                done = remarks.act(request, article, self.remark_fields(request, article))
            else:
                done = self._move(request, article)
        except workflow.NotReady as error:
            messages.error(request, self._list_of(error.failures))
        except (workflow.WorkflowError, times.TimeError) as error:
            messages.error(request, error)
        else:
            messages.success(request, done)
            return HttpResponseRedirect(page)
        # What was typed beside the button stays.
        kept = {
            name: request.POST.get(name, "") for name in ("move_at", "move_note", "move_reason")
        }
        return HttpResponseRedirect(f"{page}?{urlencode(kept)}#next-step")

    def _move(self, request, article):
        name = request.POST["_move"]
        if name not in workflow.TRANSITIONS:
            raise PermissionDenied
        reason, note = (typed.text(request, field, 1000) for field in ("move_reason", "move_note"))
        at = self._chosen_time(request)
        readiness.accept_ticked(request, article)
        workflow.move_by_name(article, name, by=request.user, reason=reason, at=at, note=note)
        return _("Done: %s.") % workflow.TRANSITIONS[name].label

    def remark_fields(self, request, article):
        """Name -> label of the fields of its page that a remark may be about."""
        columns = {each.name: each for each in [*Article._meta.fields, *Article._meta.many_to_many]}
        names = flatten_fieldsets(self.get_fieldsets(request, article))
        return {name: capfirst(columns[name].verbose_name) for name in names if name in columns}

    def _chosen_time(self, request):
        typed = request.POST.get("move_at", "")
        if not typed:
            return None
        which = request.POST.get("move_which", "")
        return times.read_local(typed, timezone.get_current_timezone(), which)

    def _two_times(self, typed):
        """The choices between the two times that `typed` names where clocks are put back."""
        try:
            return times.choices(typed, timezone.get_current_timezone())
        except times.TimeError:
            return []

    def _list_of(self, failures):
        links = [(readiness.address(failure), failure.message) for failure in failures]
        listed = format_html_join("", '<li><a href="{}">{}</a></li>', links)
        return format_html("{}<ul>{}</ul>", _("Not ready to publish yet:"), listed)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        moves = workflow.available(obj, request.user) if obj else []
        if add:
            moves = ["submit"]
        context["moves"] = [(name, workflow.TRANSITIONS[name].label) for name in moves]
        context["takes_note"] = "retract" in moves
        context["takes_time"] = bool({"publish", "reschedule"} & set(moves))
        context["time_zone"] = timezone.get_current_timezone()
        context["typed"] = request.POST or request.GET
        context["times"] = self._two_times(context["typed"].get("move_at", ""))
        if obj:
            context |= readiness.context(request, obj)
        if obj and policy.may(request.user, "comment_article", obj):
            fields = self.remark_fields(request, obj)
            context |= remarks.context(obj, context["adminform"].form, fields)
        return super().render_change_form(request, context, add, change, form_url, obj)
