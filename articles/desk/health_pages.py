"""The pages of the base's health in the admin: all findings, the records of one, one set aside."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from articles import policy
from articles.desk import findings, health
from articles.desk.pages import page, page_of
from articles.models import SetAside

PER_PAGE = 50
LONGEST_REST = timedelta(days=730)


def urls(site):
    """The addresses of these pages on the admin site `site`."""
    one = "health/<slug:name>/<int:pk>/"
    return [
        path("health/", page(site, summary_view), name="health"),
        path("health/<slug:name>/", page(site, finding_view), name="health_finding"),
        path(one, page(site, set_aside_view), name="health_set_aside"),
        path(f"{one}again/", page(site, take_up_view), name="health_take_up"),
    ]


class SetAsideForm(forms.ModelForm):
    class Meta:
        model = SetAside
        fields = ["reason", "until"]
        widgets = {"until": forms.DateInput(attrs={"type": "date"})}
        help_texts = {
            "reason": _("For your colleagues: why it may stay as it is."),
            "until": _("From the day after, it is shown among the others again."),
        }

    def clean_until(self):
        until, today = self.cleaned_data["until"], timezone.localdate()
        if not today <= until <= today + LONGEST_REST:
            raise forms.ValidationError(_("Choose a day from today to two years ahead."))
        return until


def summary_view(request):
    """Every kind of finding, with how many there are."""
    context = {
        "title": _("Health of the base"),
        "findings": health.summary(policy.readable(request.user)),
    }
    return TemplateResponse(request, "admin/desk/health.html", context)


def finding_view(request, name):
    """The records of one finding, in pages; with ?aside=1 those that were set aside."""
    check = _check(name)
    readable = policy.readable(request.user)
    aside = request.GET.get("aside") == "1"
    rows = check.rows(readable, aside=aside)
    page_obj = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    number, set_aside = check.count(readable)
    context = {
        "title": check.title,
        "check": check,
        "aside": aside,
        "number": number,
        "number_aside": set_aside,
        "page_obj": page_obj,
        "rows": _described(check, page_obj.object_list),
        "may_set_aside": policy.may(request.user, "set_aside_finding"),
    }
    return TemplateResponse(request, "admin/desk/finding.html", context)


def set_aside_view(request, name, pk):
    """Ask why a finding may wait, and until when; keep the answer."""
    check, row = _row(request, name, pk)
    if not policy.may(request.user, "set_aside_finding"):
        raise PermissionDenied
    form = SetAsideForm(request.POST or None, instance=check.decisions([row]).get(row.pk))
    if request.method == "POST" and form.is_valid():
        findings.set_aside(check, row, by=request.user, **form.cleaned_data)
        messages.success(request, _("Set aside: %s.") % check.subject(row))
        return HttpResponseRedirect(reverse("admin:health_finding", args=[name]))
    described = _described(check, [row])[0]
    context = {"title": _("Set aside"), "check": check, "row": described, "form": form}
    status = 400 if form.errors else 200
    return TemplateResponse(request, "admin/desk/set_aside.html", context, status=status)


@require_POST
def take_up_view(request, name, pk):
    """Put a finding that was set aside among the others again."""
    check, row = _row(request, name, pk)
    findings.take_up(check, row, by=request.user)
    messages.success(request, _("Among the findings again: %s.") % check.subject(row))
    return HttpResponseRedirect(reverse("admin:health_finding", args=[name]))


def _check(name):
    if name not in health.CHECKS:
        raise Http404
    return health.CHECKS[name]


def _row(request, name, pk):
    check = _check(name)
    row = check.find(policy.readable(request.user)).filter(pk=pk).first()
    if row is None:
        raise Http404
    return check, row


def _described(check, rows):
    """Of each row what the pages show: its record, that record's page, what is wrong with it."""
    decisions = check.decisions(rows)
    return [
        {
            "pk": row.pk,
            "record": check.subject(row),
            "page": page_of(check.subject(row)),
            "detail": check.detail(row),
            "set_aside": decisions.get(row.pk),
        }
        for row in rows
    ]
