"""What guards every record in the admin: the policy, stale saves, what is public, and history."""

from django import forms
from django.db import IntegrityError
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from accounts import events
from accounts.models.events import Kind
from articles import policy, publishing, workflow
from articles.admin import conflicts
from articles.admin.history import HistoryAdmin
from articles.admin.names import NamesForReader
from articles.admin.presence import PresenceAdmin
from articles.admin.previews import Previewed
from articles.admin.saved_views import SavedViewsAdmin
from articles.desk import history, merged, typed
from entities.retrying import retried


class StaleSave(Exception):
    """Somebody saved the record between this form's reading and its saving."""


def guarded_form(form):
    """`form` with the version that its reader saw, checked against the one in the database."""

    class GuardedForm(form):
        version_read = forms.IntegerField(widget=forms.HiddenInput, required=False)
        is_stale = False

        def __init__(self, *args, **options):
            super().__init__(*args, **options)
            self.initial["version_read"] = self.instance.version

        def clean(self):
            cleaned = super().clean() or self.cleaned_data
            if self.instance.pk and cleaned.get("version_read") != self.instance.version:
                self.is_stale = True
                raise forms.ValidationError(
                    _(
                        "Somebody saved this record while you were editing it. Nothing of yours is"
                        " lost: choose below where you both changed something, and save again."
                    ),
                    code="stale",
                )
            return cleaned

        @property
        def version_seen(self):
            """The version that the form's reader saw, 0 if the form does not say."""
            return self.cleaned_data.get("version_read") or 0

        def read_again(self):
            """Saving the form once more is a decision made in sight of the other version."""
            self.data = self.data.copy()
            self.data[self.add_prefix("version_read")] = self.instance.version

    return GuardedForm


class GuardedAdmin(NamesForReader, PresenceAdmin, SavedViewsAdmin, Previewed, HistoryAdmin):
    """An admin page that asks articles.policy, refuses stale saves and keeps public_from true."""

    change_form_template = "admin/guarded_change_form.html"

    def get_form(self, request, obj=None, change=False, **options):
        if obj is not None and self.has_change_permission(request, obj):
            options["form"] = guarded_form(self.form)
        return super().get_form(request, obj, change, **options)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST":
            if object_id and (record := self._closed(request, object_id)):
                return self.not_saved_page(request, record)
            request.POST = conflicts.chosen(request.POST)
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (StaleSave, IntegrityError):
            # Somebody was quicker: read again, the form says so, at its field where it can.
            return super().changeform_view(request, object_id, form_url, extra_context)

    def _closed(self, request, object_id):
        """The record, if its reader may see it and may not change it (any more)."""
        record = self.get_object(request, object_id)
        if record is None or self.has_change_permission(request, record):
            return None
        return record if self.has_view_permission(request, record) else None

    def not_saved_page(self, request, record):
        """403 with all that was typed: while it was, somebody submitted or published the record."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": record,
            "title": _("Not saved"),
            "inputs": typed.texts(request),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/not_saved.html", context, status=403)

    @retried
    def add_view(self, request, form_url="", extra_context=None):
        return super().add_view(request, form_url, extra_context)

    @retried
    def change_view(self, request, object_id, form_url="", extra_context=None):
        if request.method == "POST":
            # Before the library opens the revision of this save.
            record = self.get_object(request, object_id)
            if record is not None and self.has_change_permission(request, record):
                history.keep(record)
        return super().change_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        if is_stale := getattr(form, "is_stale", False):
            formsets = [inline.formset for inline in context["inline_admin_formsets"]]
            read = form.version_seen
            context["saves"] = history.since(obj, read)
            context["conflicts"] = conflicts.find(obj, read, form, formsets)
            form.read_again()
        response = super().render_change_form(request, context, add, change, form_url, obj)
        if is_stale:
            response.status_code = 409
        return response

    def save_model(self, request, obj, form, change):
        # A change is saved in save_related, where it is known whether an inline changed too.
        if not change:
            obj.save()

    def save_related(self, request, form, formsets, change):
        record = form.instance
        form.has_changed_inlines = any(each.has_changed() for each in formsets)
        form.has_any_change = form.has_changed() or form.has_changed_inlines
        with publishing.kept_true(record):
            if change and form.has_any_change:
                # Its form has checked that this is the version which its reader saw.
                if not record.claim_version():
                    raise StaleSave
                record.save(update_fields=self.saved_fields(form))
            super().save_related(request, form, formsets, change)
            merged.refuse(record)
            self.after_save(request, form, change)

    def after_save(self, request, form, change):
        """What else belongs to the change, in its transaction."""
        if change and form.has_any_change:
            workflow.edited(form.instance, by=request.user)

    def saved_fields(self, form):
        """The columns that the form stands for: what else the row holds is not written."""
        names = {field.name for field in form.instance._meta.concrete_fields}
        bounds = form.BOUNDS if form.interval_field else set()
        return {*form.fields, *bounds} & names

    def delete_model(self, request, obj):
        with publishing.kept_true(obj):
            events.record(Kind.DELETED, by=request.user, about=events.named(obj))
            obj.delete()

    def delete_queryset(self, request, queryset):
        for record in queryset:
            self.delete_model(request, record)

    def has_module_permission(self, request):
        return policy.may(request.user, "read_record")

    def has_view_permission(self, request, obj=None):
        return policy.may(request.user, "read_record")

    def has_add_permission(self, request):
        return policy.may(request.user, "create_record")

    def has_change_permission(self, request, obj=None):
        return policy.may_edit_record(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        return policy.may(request.user, "delete_record")
