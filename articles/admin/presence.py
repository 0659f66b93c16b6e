"""Who else is editing the same record, on its page in the admin."""

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from articles.desk import presence


class PresenceAdmin:
    """Mixed into the admin page of a record that several people may open at once."""

    def get_urls(self):
        opts = self.model._meta
        return [
            path(
                "<path:object_id>/editing/",
                self.admin_site.admin_view(self.editing_view),
                name=f"{opts.app_label}_{opts.model_name}_editing",
            ),
            *super().get_urls(),
        ]

    @method_decorator(require_POST)
    def editing_view(self, request, object_id):
        """Take note that the user is `typing` or has `left`; answer who else is there."""
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404
        if not self.has_change_permission(request, record):
            raise PermissionDenied
        if "left" in request.POST:
            presence.left(record, request.user)
        elif "typing" in request.POST:
            presence.seen(record, request.user)
        context = {"editing": presence.others(record, request.user)}
        return TemplateResponse(request, "admin/_editing.html", context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and self.has_change_permission(request, obj):
            context["editing"] = presence.others(obj, request.user)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_change(self, request, obj):
        presence.left(obj, request.user)
        return super().response_change(request, obj)
