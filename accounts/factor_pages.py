"""The pages of the second factor: the code at sign-in, setting one up, proving oneself again."""

import segno
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from accounts import factors, proving, sealing, sessions, totp
from accounts.events import record
from accounts.forms import CodeForm, PasswordForm
from accounts.models.events import Kind
from accounts.sign_in import too_many, whole_sign_in
from accounts.throttling import TooMany

ISSUER = "newsbase"
ENROLLING = "second_factor_to_be"


def ask_for_code(site, request):
    """The second page of a sign-in, or the way to setting up a second factor."""
    user, following = sessions.half_signed_in(request)
    if user is None:
        return HttpResponseRedirect(reverse("admin:login"))
    if not factors.factor_of(user):
        return HttpResponseRedirect(reverse("admin:second_factor"))
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            if proving.by_code(request, user, form.cleaned_data["code"]):
                return whole_sign_in(request, user, following, by_factor=True)
        except TooMany as error:
            return too_many(site, request, error.seconds)
        form.add_error("code", _("This code is wrong or was used before."))
    return site.page(request, "admin/accounts/code.html", {"title": _("Your code"), "form": form})


def second_factor(site, request):
    """Set up one's second factor, replace it, or make recovery codes anew."""
    user, following = sessions.half_signed_in(request)
    if user is not None and factors.factor_of(user):
        # Who has one must prove it before they may replace it.
        return HttpResponseRedirect(reverse("admin:sign_in_code"))
    if user is None:
        if not site.has_permission(request):
            return redirect_to_login(request.path, reverse("admin:login"))
        if not sessions.is_confirmed(request):
            return redirect_to_login(request.path, reverse("admin:confirm"))
        user, following = request.user, ""
    if "recovery" in request.POST and request.user.is_authenticated and factors.factor_of(user):
        record(Kind.RECOVERY_MADE, by=user, account=user)
        return _codes_page(site, request, factors.new_recovery_codes(user), reverse("admin:index"))
    return _enrolment(site, request, user, following)


def _enrolment(site, request, user, following):
    form = CodeForm(request.POST or None)
    secret = _secret_to_be(request)
    if form.is_valid():
        codes = factors.enrol(user, secret, "".join(form.cleaned_data["code"].split()))
        if codes:
            return _enrolled(site, request, user, codes, following)
        form.add_error("code", _("This code is wrong: take the one that your app shows now."))
    context = {
        "title": _("Second factor"),
        "form": form,
        "factor": factors.factor_of(user),
        "codes_left": factors.recovery_codes_left(user),
        "half": not request.user.is_authenticated,
        "secret": totp.as_text(secret),
        "qr_code": qr_code(totp.address(secret, ISSUER, user.get_username())),
    }
    return site.page(request, "admin/accounts/second_factor.html", context)


def _secret_to_be(request):
    """The secret that this session is setting up: the same until it is done."""
    sealed = request.session.get(ENROLLING)
    try:
        return sealing.unseal(sealed)
    except (sealing.Unreadable, TypeError):
        secret = totp.new_secret()
        request.session[ENROLLING] = sealing.seal(secret)
        return secret


def _enrolled(site, request, user, codes, following):
    record(Kind.FACTOR_SET, by=user, account=user)
    request.session.pop(ENROLLING, None)
    if request.user.is_authenticated:
        sessions.keep(request, user)
        request.session[sessions.FACTOR] = True
        return _codes_page(site, request, codes, reverse("admin:index"))
    signed_in = whole_sign_in(request, user, following, by_factor=True)
    page = _codes_page(site, request, codes, following)
    page.cookies = signed_in.cookies
    return page


def _codes_page(site, request, codes, following):
    context = {"title": _("Recovery codes"), "codes": codes, "next": following}
    return site.page(request, "admin/accounts/recovery_codes.html", context)


def qr_code(address):
    """The address as an SVG element, its colours in attributes: our policy forbids styles."""
    code = segno.make(address, error="m")
    svg = code.svg_inline(scale=5, border=4, dark="#000", light="#fff", omitsize=False)
    return mark_safe(svg)  # noqa: S308 (drawn by segno: paths and numbers)


def confirm(site, request):
    """Ask again who it is: the code where there is a second factor, else the password."""
    by_code = factors.factor_of(request.user) is not None
    form = (CodeForm if by_code else PasswordForm)(request.POST or None)
    following = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME, "")
    if not url_has_allowed_host_and_scheme(following, allowed_hosts=None):
        following = reverse("admin:index")
    if form.is_valid():
        try:
            if _proved(request, form, by_code):
                sessions.confirm(request)
                return HttpResponseRedirect(following)
        except TooMany as error:
            return too_many(site, request, error.seconds)
    context = {"title": _("Is it still you?"), "form": form, "next": following, "by_code": by_code}
    return site.page(request, "admin/accounts/confirm.html", context)


def _proved(request, form, by_code):
    if by_code and proving.by_code(request, request.user, form.cleaned_data["code"]):
        return True
    if not by_code and proving.by_password(request, request.user, form.cleaned_data["password"]):
        return True
    wrong = _("This code is wrong or was used before.") if by_code else _("This is wrong.")
    form.add_error(None, wrong)
    return False
