"""The preview of every record in the admin, and the links that show it to others."""

from django.conf import settings
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.http import Http404, HttpResponseBadRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from articles import policy
from articles.desk import previews, typed
from articles.desk.pages import page_name, page_of
from articles.models import PreviewLink


def in_languages(name, arguments):
    """(code, name of the language, address) of an address in each language of the site."""
    addresses = []
    for code, language in settings.LANGUAGES:
        with override(code):
            addresses.append((code, language, reverse(name, args=arguments)))
    return addresses


class Previewed:
    """An admin page whose record can be seen as readers will see it."""

    def get_urls(self):
        views = {"preview": self.preview_view, "preview_links": self.preview_links_view}
        own = [
            path(
                f"<path:object_id>/{name.replace('_', '-')}/",
                self.admin_site.admin_view(view),
                name=self._name(name),
            )
            for name, view in views.items()
        ]
        return [*own, *super().get_urls()]

    def _name(self, page):
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"

    def _readable(self, request, object_id):
        record = self.get_object(request, unquote(object_id))
        if record is None or not policy.may_read(request.user, record):
            raise Http404
        return record

    @method_decorator(require_safe)
    def preview_view(self, request, object_id):
        """The readers' page of a record that is not public, for those who may read it."""
        return previews.page(request, self._readable(request, object_id), by=request.user)

    @method_decorator(require_POST)
    def preview_links_view(self, request, object_id):
        """Make a link, and show it this once; or revoke one."""
        record = self._readable(request, object_id)
        if "revoke" in request.POST:
            return self._revoke(request, record)
        lifetime = request.POST.get("lifetime", previews.DEFAULT)
        if lifetime not in previews.LIFETIMES:
            return HttpResponseBadRequest()
        secret = previews.make_link(record, by=request.user, lifetime=lifetime)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Preview link"),
            "opts": self.opts,
            "original": record,
            "lifetime": previews.LIFETIMES[lifetime][0],
            "SITE_URL": settings.SITE_URL,
            "addresses": in_languages("articles:preview", [secret]),
        }
        return TemplateResponse(request, "admin/preview_link.html", context)

    def _revoke(self, request, record):
        links = PreviewLink.objects.to(record)
        link = links.filter(pk=typed.key(request.POST["revoke"])).first()
        if link is None:
            raise Http404
        previews.revoke(link, by=request.user)
        messages.success(request, _("The link is revoked: it opens nothing any more."))
        return HttpResponseRedirect(f"{page_of(record)}#preview")

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and policy.may_read(request.user, obj) and not obj.is_public:
            context["preview"] = self._preview_context(request.user, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _preview_context(self, user, record):
        links = list(PreviewLink.objects.to(record).live().select_related("made_by"))
        for link in links:
            link.may_revoke = previews.may_revoke(user, link)
        shared = previews.may_share(user, record)
        return {
            "addresses": in_languages(page_name(record, "preview"), [record.pk]),
            "action": page_of(record, "preview_links"),
            "together": [each for each in previews.shown_with(record, user) if each != record],
            "lifetimes": [(key, label) for key, (label, _) in previews.LIFETIMES.items()],
            "default": previews.DEFAULT,
            "may_share": shared,
            "links": links,
        }

    def view_on_site(self, record):
        if record.is_public:
            return record.get_absolute_url()
        return page_of(record, "preview")
