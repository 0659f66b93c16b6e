"""Signing in: a name and a password, then a code where the account has a second factor."""

from django.contrib.auth import get_user_model, login
from django.contrib.auth.views import LoginView
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import factors, sessions
from accounts.devices import remember_device
from accounts.events import record, record_throttled
from accounts.forms import SignInForm
from accounts.models.events import Kind

BACKEND = "django.contrib.auth.backends.ModelBackend"


class SignInView(LoginView):
    """The first page: whoever gets a right password from it is not signed in yet if a second
    factor is still to come."""

    site = None
    template_name = "admin/login.html"
    authentication_form = SignInForm

    def dispatch(self, request, *args, **kwargs):
        if request.method == "GET" and self.site.has_permission(request):
            return HttpResponseRedirect(self.get_success_url())
        request.current_app = self.site.name
        return super().dispatch(request, *args, **kwargs)

    def get_default_redirect_url(self):
        return reverse("admin:index", current_app=self.site.name)

    def get_context_data(self, **kwargs):
        page = {
            "title": _("Log in"),
            "subtitle": None,
            "app_path": self.request.get_full_path(),
            "username": self.request.user.get_username(),
        }
        context = {**self.site.each_context(self.request), **page}
        return {**super().get_context_data(**kwargs), **context, "next": self.get_success_url()}

    def form_valid(self, form):
        user, following = form.get_user(), self.get_success_url()
        if factors.factor_of(user) or self.site.must_have_factor(user):
            sessions.begin_half(self.request, user, following)
            return HttpResponseRedirect(reverse("admin:sign_in_code"))
        return whole_sign_in(self.request, user, following)

    def form_invalid(self, form):
        account = account_named(form.cleaned_data.get("username", ""))
        if form.wait:
            record_throttled(account)
            return too_many(self.site, self.request, form.wait)
        if form.was_tried:
            record(Kind.SIGN_IN_FAILED, account=account)
        return super().form_invalid(form)


def account_named(name):
    """The account that somebody tried to sign in to, or None."""
    return get_user_model().objects.filter(username=name).first()


def whole_sign_in(request, user, following, by_factor=False):
    """Sign the user in, in a session with a new key, and go on to where they wanted to go."""
    request.session.flush()
    login(request, user, backend=BACKEND)
    request.session[sessions.FACTOR] = by_factor
    record(Kind.SIGNED_IN, by=user, account=user, about="second factor" if by_factor else "")
    response = HttpResponseRedirect(following)
    remember_device(request, response, user.get_username())
    return response


def too_many(site, request, seconds):
    """The page that says when to try again."""
    minutes = -(-seconds // 60)
    context = {"title": _("Too many tries"), "minutes": minutes}
    response = site.page(request, "admin/accounts/too_many.html", context, status=429)
    response["Retry-After"] = str(seconds)
    return response
