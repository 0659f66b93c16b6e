"""The admin site whose first page is the desk: what waits for whoever signed in."""

from django.contrib import messages
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from accounts.site import GuardedSite
from articles import policy, workflow
from articles.desk import health, health_pages, resting_pages, typed
from articles.desk.forms import PreferencesForm
from articles.desk.pages import page_of
from articles.desk.queue import queues
from articles.models import Article, Preferences

# More of a queue are a click away.
FIRST = 6
PER_PAGE = 50
COUNTED_EVERY = 300  # seconds


def _findings(user):
    """What the checks of the base find, counted every few minutes: they read all of it."""

    def count():
        found = health.summary(policy.readable(user))
        return [(each.check.name, each.number) for each in found if each.number]

    counted = cache.get_or_set(f"health-{user.pk}", count, COUNTED_EVERY)
    return [{"check": health.CHECKS[name], "number": number} for name, number in counted]


def no_shortcut(request, content_type_id, object_id):
    """Django's way to the page of any record by its number tells whoever is signed in the addresses
    of drafts. Our own pages link to where a record is."""
    raise Http404


class DeskSite(GuardedSite):
    index_template = "admin/desk/index.html"
    index_title = _("Desk")

    def needs_second_factor(self, user):
        return policy.needs_second_factor(user)

    def comes_by_itself(self, request):
        """An open form tells every few seconds that it is open, and whether somebody types."""
        name = request.resolver_match.url_name or ""
        return name.endswith("_editing") and "typing" not in request.POST

    def admin_view(self, view, cacheable=False):
        """As Django's; what somebody sends whose session ended meanwhile is shown to them."""
        guarded = super().admin_view(view, cacheable)

        @csrf_protect
        def kept(request, *args, **kwargs):
            if request.method == "POST" and not self.has_permission(request):
                told = _("You were signed out while you wrote: nothing was saved.")
                door = reverse("admin:login", query={"next": request.path})
                if page := self._typed_meanwhile(request, _("Sign in"), told, door):
                    return page
            return guarded(request, *args, **kwargs)

        return kept

    def ask_again(self, request):
        told = _("Prove that it is still you: nothing was saved.")
        page = None
        if request.method == "POST":
            page = self._typed_meanwhile(request, _("Prove it"), told, reverse("admin:confirm"))
        return page or super().ask_again(request)

    def _typed_meanwhile(self, request, title, told, door):
        """403 with what was typed and the `door` to pass first; None if nothing was typed."""
        inputs = list(typed.texts(request))
        if not inputs:
            return None
        context = {"title": title, "told": told, "door": door, "inputs": inputs}
        return self.page(request, "admin/typed_meanwhile.html", context, status=403)

    def index(self, request, extra_context=None):
        found = queues(request.user)
        for queue in found:
            queue.read(FIRST)
        may_write = policy.may(request.user, "create_article")
        context = {
            "queues": [queue for queue in found if queue.number],
            "empty_queues": [queue for queue in found if not queue.number],
            "may_write": may_write,
            "findings": _findings(request.user),
            **(extra_context or {}),
        }
        return super().index(request, context)

    def get_urls(self):
        return [
            path("desk/<slug:name>/", self.admin_view(self.queue_view), name="desk_queue"),
            path("desk/take/<int:pk>/", self.admin_view(self.take_view), name="desk_take"),
            path("preferences/", self.admin_view(self.preferences_view), name="preferences"),
            path("r/<path:content_type_id>/<path:object_id>/", no_shortcut, name="view_on_site"),
            *health_pages.urls(self),
            *resting_pages.urls(self),
            *super().get_urls(),
        ]

    def queue_view(self, request, name):
        """All of one queue, in pages."""
        queue = next((each for each in queues(request.user) if each.name == name), None)
        if queue is None:
            raise Http404
        page = Paginator(queue.articles, PER_PAGE).get_page(request.GET.get("page"))
        context = {"title": queue.title, "queue": queue, "page_obj": page}
        return self.page(request, "admin/desk/queue.html", context)

    @method_decorator(require_POST)
    def take_view(self, request, pk):
        """Become the reviewer of an article that has none."""
        article = Article.objects.filter(pk=pk).first()
        if article is None:
            raise Http404
        try:
            workflow.take(article, by=request.user)
        except workflow.WorkflowError as error:
            messages.error(request, error)
            return HttpResponseRedirect(reverse("admin:index"))
        messages.success(request, _("“%s” is yours to review.") % article.title)
        return HttpResponseRedirect(page_of(article))

    def preferences_view(self, request):
        """One's own language of mail, time zone, and whether mail is wanted."""
        form = PreferencesForm(request.POST or None, instance=Preferences.of(request.user))
        if request.method == "POST" and form.is_valid():
            Preferences.objects.update_or_create(user=request.user, defaults=form.cleaned_data)
            messages.success(request, _("Your preferences are saved."))
            return HttpResponseRedirect(reverse("admin:index"))
        context = {"title": _("Preferences"), "form": form}
        return self.page(request, "admin/desk/preferences.html", context)
