"""The action 'Change these...' in the lists of records: choose, look at what it does, confirm."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.admin.effects import effects_context
from articles.desk import bulk, effects
from articles.desk.pages import page_name
from entities.choices import RecordChoice, is_key

UNCHANGED = [("", _("leave as it is"))]
YES_NO = [*UNCHANGED, ("yes", _("yes")), ("no", _("no"))]
WIDGETS = {"checked_on": forms.DateInput(attrs={"type": "date"})}


class BulkForm(forms.Form):
    """The fields of a model that may be changed in bulk, all optional: what is left empty stays."""

    def __init__(self, model, *args, **options):
        super().__init__(*args, **options)
        self.model = model
        columns = [model._meta.get_field(name) for name in bulk.FIELDS[model]]
        for column in columns:
            self.fields[column.name] = _field_of(column)
        nullable = [(column.name, column.verbose_name) for column in columns if column.null]
        self.fields["emptied"] = forms.MultipleChoiceField(
            label=_("Make empty"),
            choices=nullable,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["reason"] = forms.CharField(
            label=_("Reason"), max_length=500, help_text=_("For the history of each record.")
        )

    def clean(self):
        cleaned = super().clean()
        self.values = dict.fromkeys(cleaned.get("emptied", []))
        for name in bulk.FIELDS[self.model]:
            value = cleaned.get(name)
            if value not in (None, ""):
                self.values[name] = {"yes": True, "no": False}.get(value, value)
        if not self.values and not self.errors:
            raise forms.ValidationError(_("Choose at least one field to change."))
        return cleaned


def _field_of(column):
    options = {"label": capfirst(column.verbose_name), "required": False}
    if column.is_relation:
        widget = AutocompleteSelect(column, admin.site)
        return column.formfield(form_class=RecordChoice, widget=widget, required=False)
    if column.get_internal_type() == "BooleanField":
        return forms.ChoiceField(choices=YES_NO, **options)
    if column.choices:
        return forms.ChoiceField(choices=[*UNCHANGED, *column.choices], **options)
    widget = WIDGETS.get(column.name)
    return column.formfield(widget=widget, validators=column.validators, **options)


class BulkAdmin:
    """A ModelAdmin whose list has the action 'Change these'."""

    actions = ["change_these"]

    def get_urls(self):
        page = path(
            "change-these/",
            self.admin_site.admin_view(self.bulk_view),
            name=f"{self.opts.app_label}_{self.opts.model_name}_bulk",
        )
        return [page, *super().get_urls()]

    @admin.action(description=_("Change these…"), permissions=["change"])
    def change_these(self, request, queryset):
        """Ask what is to be changed in the ticked records; their own page goes on."""
        return self._bulk_page(request, BulkForm(self.model), _versions(queryset))

    def bulk_view(self, request):
        """Show what the change would do to the records that were seen, then make it: two POSTs."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        seen, form = _seen(request.POST.get("seen", "")), BulkForm(self.model, request.POST)
        if not form.is_valid() or "_back" in request.POST:
            return self._bulk_page(request, form, seen)
        if "_confirm" in request.POST:
            return self._change(request, form, seen)
        return self._bulk_page(request, form, *self._planned(request, form, seen))

    def _planned(self, request, form, seen):
        """The versions that the preview shows, what would become of each record, and of totals."""
        records = list(bulk.with_relations(self.model).filter(pk__in=seen))
        versions = {record.pk: record.version for record in records}
        tried = effects.preview(lambda: self._apply(request, form, versions))
        return versions, bulk.plan(records, form.values, by=request.user), tried

    def _apply(self, request, form, seen):
        reason = form.cleaned_data["reason"]
        return bulk.apply(self.model, seen, form.values, by=request.user, reason=reason)

    def _bulk_page(self, request, form, seen, planned=None, tried=None):
        if not 0 < len(seen) <= bulk.MOST_RECORDS:
            most = {"most": bulk.MOST_RECORDS}
            messages.error(request, _("Choose at least one and at most %(most)s.") % most)
            return self._to_list(request)
        context = {
            **self.admin_site.each_context(request),
            **(effects_context(tried) if tried else {}),
            "title": _("Change these"),
            "opts": self.opts,
            "media": self.media + form.media,
            "form": form,
            "number": len(seen),
            "seen": " ".join(f"{pk}:{version}" for pk, version in seen.items()),
            "planned": planned,
            "number_changing": sum(not each.refusal for each in planned or ()),
            "page": reverse(page_name(self.model, "bulk"), query=request.GET),
            "list": reverse(page_name(self.model, "changelist"), query=request.GET),
        }
        status = 400 if form.errors else 200
        return TemplateResponse(request, "admin/desk/bulk.html", context, status=status)

    def _change(self, request, form, seen):
        done = self._apply(request, form, seen)
        changed = ngettext("%(number)s changed.", "%(number)s changed.", done.number)
        messages.success(request, changed % {"number": done.number})
        if done.left:
            told = format_html_join("", "<li>{}: {}</li>", done.left)
            messages.warning(request, format_html("{}<ul>{}</ul>", _("Left as they were:"), told))
        return self._to_list(request)

    def _to_list(self, request):
        return HttpResponseRedirect(reverse(page_name(self.model, "changelist"), query=request.GET))


def _versions(queryset):
    """Id -> version of the records that were ticked; one more than may be, if there are more."""
    rows = queryset.order_by("pk").values_list("pk", "version")
    return dict(rows[: bulk.MOST_RECORDS + 1])


def _seen(text):
    """Id -> version of what a page of ours sent; whatever else it holds is left out."""
    pairs = (pair.partition(":") for pair in text.split()[: bulk.MOST_RECORDS + 1])
    return {
        int(pk): int(version) for pk, _colon, version in pairs if is_key(pk) and is_key(version)
    }
