"""Accounts: an administrator gives roles, and no more than that."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.utils.translation import gettext_lazy as _

from articles import policy
from entities.admin import HardyAdmin

admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class NewsroomUserAdmin(HardyAdmin, UserAdmin):
    """A user with a role may sign in here. Superusers are made in the shell, and only there."""

    list_display = ["username", "first_name", "last_name", "email", "roles", "is_active"]
    list_filter = ["is_active", "groups"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["first_name", "last_name", "email"]}),
        (_("Roles"), {"fields": ["is_active", "groups"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("roles"))
    def roles(self, user):
        return ", ".join(group.name for group in user.groups.all())

    def formfield_for_manytomany(self, db_field, request=None, **options):
        if db_field.name == "groups":
            options["queryset"] = Group.objects.filter(name__in=policy.ROLES)
        return super().formfield_for_manytomany(db_field, request, **options)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        user = form.instance
        if not user.is_superuser:
            user.is_staff = user.groups.filter(name__in=policy.ROLES).exists()
            user.save(update_fields=["is_staff"])

    def has_module_permission(self, request):
        return policy.may(request.user, "manage_users")

    def has_view_permission(self, request, obj=None):
        return policy.may(request.user, "manage_users")

    def has_add_permission(self, request):
        return policy.may(request.user, "manage_users")

    def has_change_permission(self, request, obj=None):
        """Nobody changes their own roles, or an account above their own."""
        if obj is not None and (obj == request.user or obj.is_superuser):
            return request.user.is_superuser
        return policy.may(request.user, "manage_users")

    def has_delete_permission(self, request, obj=None):
        # An account is switched off, never deleted: the history names it.
        return False
