"""The admin site behind a guarded door: sign-in, second factor, sessions that end."""

from functools import wraps

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.views import redirect_to_login
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters

from accounts import factor_pages, sessions, throttling
from accounts.events import record, record_throttled
from accounts.forms import limits_of
from accounts.models.events import Kind
from accounts.sign_in import SignInView, too_many

guarded = [sensitive_post_parameters(), never_cache, csrf_protect]


class GuardedSite(admin.AdminSite):
    """An admin site whose pages are for sessions that are whole, fresh and unchanged."""

    def needs_second_factor(self, user):
        """Whether an account may do so much that a password alone is too little."""
        return user.is_superuser

    def comes_by_itself(self, request):
        """Whether a page that is open sent a request without anybody doing anything."""
        return False

    def must_have_factor(self, user):
        return settings.MFA_REQUIRED and self.needs_second_factor(user)

    def has_permission(self, request):
        if not super().has_permission(request):
            return False
        if not hasattr(request, "session_goes_on"):
            why = sessions.fault(request, self.must_have_factor(request.user))
            request.session_goes_on = why is None
            if why:
                sessions.end(request, why)
                messages.warning(request, sessions.ENDED[why])
            elif not self.comes_by_itself(request):
                sessions.note_seen(request)
        return request.session_goes_on

    def get_urls(self):
        view = self.admin_view
        return [
            path("sign-in/code/", self.code_view, name="sign_in_code"),
            path("second-factor/", self.second_factor_view, name="second_factor"),
            path("confirm/", view(self.confirm_view), name="confirm"),
            *super().get_urls(),
        ]

    def ask_again(self, request):
        """To the page that asks who one is, and back to where one was."""
        return redirect_to_login(request.get_full_path(), reverse("admin:confirm"))

    def page(self, request, template, context, status=200):
        """A page of this site."""
        request.current_app = self.name
        context = {**self.each_context(request), **context}
        return TemplateResponse(request, template, context, status=status)

    @method_decorator(never_cache)
    def login(self, request, extra_context=None):
        return SignInView.as_view(site=self)(request)

    def logout(self, request, extra_context=None):
        if request.method == "POST":
            record(Kind.SIGNED_OUT, by=request.user)
        return super().logout(request, extra_context)

    def password_change(self, request, extra_context=None):
        """One's own password: the former one is asked for, and counted like a sign-in."""
        if request.method != "POST":
            return super().password_change(request, extra_context)
        limits = limits_of(request, request.user.get_username())
        try:
            taken = throttling.take(limits)
        except throttling.TooMany as error:
            record_throttled(request.user)
            return too_many(self, request, error.seconds)
        response = super().password_change(request, extra_context)
        if response.status_code == 302:
            throttling.give_back(limits, taken)
            record(Kind.PASSWORD_CHANGED, by=request.user, account=request.user)
        return response

    @method_decorator(guarded)
    def code_view(self, request):
        return factor_pages.ask_for_code(self, request)

    @method_decorator(guarded)
    def second_factor_view(self, request):
        return factor_pages.second_factor(self, request)

    @method_decorator(sensitive_post_parameters())
    def confirm_view(self, request):
        return factor_pages.confirm(self, request)


def confirmed(view):
    """A method of a ModelAdmin for those alone who proved who they are a short while ago; others
    are asked to, and come back."""

    @wraps(view)
    def asked(self, request, *args, **kwargs):
        if sessions.is_confirmed(request):
            return view(self, request, *args, **kwargs)
        return self.admin_site.ask_again(request)

    return asked
