"""Accounts: an administrator gives roles, and no more than that."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.urls import path
from django.utils.translation import gettext_lazy as _

from accounts import factors
from accounts.events import record
from accounts.models.events import Kind
from accounts.site import confirmed
from articles import policy
from articles.desk.pages import page_of
from entities.admin import HardyAdmin

admin.site.unregister(User)
admin.site.unregister(Group)


class AccountForm(UserChangeForm):
    """Refuses what would leave nobody to manage accounts."""

    def clean(self):
        data = super().clean()
        roles = {group.name for group in data.get("groups", ())}
        manages = self.instance.is_superuser or roles & set(policy.MATRIX["manage_users"])
        others = policy.able("manage_users").exclude(pk=self.instance.pk)
        if not (manages and data.get("is_active")) and not others.exists():
            raise forms.ValidationError(
                _("This is the last account that manages accounts: give another the role first.")
            )
        return data


@admin.register(User)
class NewsroomUserAdmin(HardyAdmin, UserAdmin):
    """A user with a role may sign in here. Superusers are made in the shell, and only there."""

    form = AccountForm
    change_form_template = "admin/accounts/account.html"
    list_display = ["username", "first_name", "last_name", "email", "roles", "is_active"]
    list_filter = ["is_active", "groups"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["first_name", "last_name", "email"]}),
        (_("Roles"), {"fields": ["is_active", "groups"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]

    def get_urls(self):
        view = self.admin_site.admin_view(self.reset_factor_view)
        return [
            path("<path:object_id>/reset-factor/", view, name="auth_user_reset_factor"),
            *super().get_urls(),
        ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("roles"))
    def roles(self, user):
        return ", ".join(group.name for group in user.groups.all())

    def formfield_for_manytomany(self, db_field, request=None, **options):
        if db_field.name == "groups":
            options["queryset"] = Group.objects.filter(name__in=policy.grantable(request.user))
        return super().formfield_for_manytomany(db_field, request, **options)

    @confirmed
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            policy.hold_accounts()
            # Whoever lost the role while this request waited for its turn has lost it.
            if not policy.able("manage_users").filter(pk=request.user.pk).exists():
                raise PermissionDenied
            return super().changeform_view(request, object_id, form_url, extra_context)

    @confirmed
    def user_change_password(self, request, id, form_url=""):
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == 302:
            record(Kind.PASSWORD_CHANGED, by=request.user, account=self.get_object(request, id))
        return response

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if not change:
            record(Kind.ACCOUNT_MADE, by=request.user, account=obj)
        elif "is_active" in form.changed_data:
            kind = Kind.SWITCHED_ON if obj.is_active else Kind.SWITCHED_OFF
            record(kind, by=request.user, account=obj)
        if change and set(form.changed_data) - {"is_active", "groups"}:
            record(Kind.ACCOUNT_CHANGED, by=request.user, account=obj)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        user = form.instance
        if not user.is_superuser:
            user.is_staff = user.groups.filter(name__in=policy.ROLES).exists()
            user.save(update_fields=["is_staff"])
        if "groups" in form.changed_data:
            roles = ", ".join(sorted(group.name for group in form.cleaned_data["groups"]))
            record(Kind.ROLES_CHANGED, by=request.user, account=user, about=roles)

    @confirmed
    def reset_factor_view(self, request, object_id):
        """Take a colleague's second factor away, who has lost it: they set up another."""
        user = self.get_object(request, unquote(object_id))
        if user is None:
            raise Http404
        if not self.may_reset_factor(request, user):
            raise PermissionDenied
        if request.method == "POST":
            factors.take_away(user)
            record(Kind.FACTOR_RESET, by=request.user, account=user)
            messages.success(request, _("The second factor of %s is taken away.") % user)
            return HttpResponseRedirect(page_of(user))
        context = {"title": _("Take the second factor away"), "original": user, "opts": self.opts}
        return self.admin_site.page(request, "admin/accounts/reset_factor.html", context)

    def may_reset_factor(self, request, user):
        """Nobody does so with their own, nor in the admin with a superuser's."""
        return policy.may(request.user, "manage_users") and not (
            user == request.user or user.is_superuser
        )

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and self.may_reset_factor(request, obj):
            context["may_reset_factor"] = factors.factor_of(obj) is not None
        return super().render_change_form(request, context, add, change, form_url, obj)

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
