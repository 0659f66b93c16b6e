"""The record of security events, to read."""

from django.contrib import admin

from accounts.models import SecurityEvent
from accounts.models.events import CONTENT
from articles import policy
from entities.admin import HardyAdmin

PUBLISHERS_SEE = ["at", "kind", "by", "about"]


@admin.register(SecurityEvent)
class SecurityEventAdmin(HardyAdmin):
    """Administrators read all of it, publishers what concerns articles and records, without
    addresses. Nobody changes it."""

    list_display = ["at", "kind", "by", "account", "about", "address"]
    list_filter = ["kind", "at"]
    list_select_related = ["by", "account"]
    list_display_links = None
    list_per_page = 100
    show_full_result_count = False
    actions = None

    def get_queryset(self, request):
        events = super().get_queryset(request)
        return events if self._sees_all(request) else events.filter(kind__in=CONTENT)

    def get_list_display(self, request):
        return self.list_display if self._sees_all(request) else PUBLISHERS_SEE

    def get_fields(self, request, obj=None):
        return self.get_list_display(request)

    def get_search_fields(self, request):
        names = ["by__username", "about"]
        return [*names, "account__username", "address"] if self._sees_all(request) else names

    def lookup_allowed(self, lookup, value, request=None):
        return lookup.split("__")[0] in ("kind", "at") and super().lookup_allowed(
            lookup, value, request
        )

    def _sees_all(self, request):
        return policy.may(request.user, "read_security_events")

    def has_view_permission(self, request, obj=None):
        return policy.may(request.user, "read_content_events")

    has_module_permission = has_view_permission

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
