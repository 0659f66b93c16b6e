"""What will change? A page before an article is published or retracted."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from articles import policy, workflow
from articles.admin import readiness
from articles.desk import effects
from articles.desk.pages import page_of
from articles.desk.times import TimeError
from articles.models import Article
from entities.models import Organisation, Place

# Pressed in the article's form, which saves it first, as every step does.
PRESSED = "effects-"
# What was typed in the article's form goes on with the step.
CARRIED = ("move_at", "move_which", "move_note")
PREVIEWED = ("publish", "unschedule", "retract")


def effects_context(found):
    """What admin/_effects.html shows of Effects."""
    titles = {
        Organisation: _("Own commitments of organisations"),
        Place: _("Totals of places"),
    }
    tables = [(titles.get(model, _("Totals of dossiers")), rows)
              for model, rows in found.lines.items() if rows]  # fmt: skip
    lists = [
        (_("Becomes public"), found.becoming_public),
        (_("Stops being public"), found.no_longer_public),
        (_("Public at another time"), found.moved_in_time),
    ]
    return {
        "effects": found,
        "effect_tables": tables,
        "effect_lists": [(title, _linked(moved)) for title, moved in lists if moved],
    }


def _linked(moved):
    """(Moved, its kind, its page in the admin or '' for what isn't there yet) of each."""
    for each in moved:
        page = page_of(each.model(pk=each.pk)) if each.existed else ""
        yield each, each.model._meta.verbose_name, page


class EffectsAdmin:
    """An article's page that says what a step will do to readers' pages; for a ModelAdmin with
    `move` and `move_unedited`."""

    def get_urls(self):
        page = path(
            "<int:object_id>/effects/",
            self.admin_site.admin_view(self.effects_view),
            name="articles_article_effects",
        )
        return [page, *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["previewed_moves"] = [
            (PRESSED + name, label) for name, label in context["moves"] if name in PREVIEWED
        ]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def to_effects(self, article, pressed):
        """Send the browser on to the preview of a step, with all that was typed."""
        page = reverse("admin:articles_article_effects", args=[article.pk])
        name = pressed.removeprefix(PRESSED)
        if name not in PREVIEWED:
            raise PermissionDenied
        return HttpResponseRedirect(f"{page}?move={name}", preserve_request=True)

    def effects_view(self, request, object_id):
        """Show what ?move= will change, or make the step when its button is pressed."""
        article = self.get_object(request, str(object_id))
        if article is None or not policy.may_read_article(request.user, article):
            raise Http404
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if request.POST.get("_move") in PREVIEWED:
            return self.move_unedited(request, article)
        name = request.GET.get("move", "")
        if name not in PREVIEWED:
            raise Http404
        return self.effects_page(request, article, name)

    def effects_page(self, request, article, name):
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": article,
            "title": _("What will change?"),
            "subtitle": str(article),
            "move": name,
            "move_label": workflow.TRANSITIONS[name].label,
            "needs_reason": workflow.TRANSITIONS[name].needs_reason,
            "move_reason": request.POST.get("move_reason", "")[:1000],
            "typed": {
                field: request.POST.get(field, "")
                for field in ("move_at", "move_which", "move_note")
            },
            "ticked": request.POST.getlist("accept_warning"),
            "version_read": article.version,
        }
        status = 200
        try:
            context |= effects_context(self._effects(request, article, name))
        except workflow.NotReady as error:
            context["failures"] = self._list_of(error.failures)
            status = 422
        except (workflow.WorkflowError, TimeError) as error:
            context["refused"], status = error, 409
        template = "admin/articles/article/effects.html"
        return TemplateResponse(request, template, context, status=status)

    def _effects(self, request, article, name):
        at = self._chosen_time(request)
        # The preview's own: what it writes to an instance stays there.
        mine = Article.objects.get(pk=article.pk)
        # Asked for with the step itself, not before it.
        reason = request.POST.get("move_reason", "").strip() or "-"

        def step():
            readiness.accept_ticked(request, mine)
            workflow.move_by_name(mine, name, by=request.user, reason=reason, at=at)

        return effects.preview(step)
