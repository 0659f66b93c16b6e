"""Merge into another, and undo: pages of organisations, sites and places."""

from itertools import groupby

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from articles import policy
from articles.admin.effects import effects_context
from articles.desk import effects, merging, typed, unmerging
from articles.desk.pages import page_of
from articles.models import Merge
from entities.choices import RecordChoice

MOST_NAMED = 30
WHYS = {
    "moved": _("Moves to the other record"),
    "folded": _("Both have it: one is folded into the other"),
    "filled": _("Takes what only the folded one states"),
    "yielded": _("Moves, and is no longer the chosen one: the other record has one"),
    "let_go": _("No longer belongs to what it is merged with"),
    "given": _("Gives up what only one record may have"),
    "chosen": _("Taken over"),
    "named": _("Becomes another name"),
    "forwarded": _("Addresses that redirect"),
    "merged": _("Leaves readers' sight"),
}


class MergedFilter(admin.SimpleListFilter):
    """Lists show what is not merged, unless asked for the rest."""

    title, parameter_name = _("merged"), "merged"

    def lookups(self, request, model_admin):
        return [("yes", _("merged into another"))]

    def queryset(self, request, queryset):
        return queryset.filter(merged_into__isnull=self.value() != "yes")


class TargetForm(forms.Form):
    def __init__(self, source, site, *args, **options):
        super().__init__(*args, **options)
        model = type(source)
        self.fields["target"] = RecordChoice(
            model.objects.filter(merged_into=None).exclude(pk=source.pk),
            label=_("Merge into"),
            widget=AutocompleteSelect(model._meta.get_field("merged_into"), site),
        )


class ConfirmForm(forms.Form):
    """Which value stays of each field, and why the two are one."""

    source_version = forms.IntegerField(widget=forms.HiddenInput, max_value=2**31 - 1)
    target_version = forms.IntegerField(widget=forms.HiddenInput, max_value=2**31 - 1)
    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.TextInput(attrs={"size": 80})
    )

    def __init__(self, choices, *args, **options):
        super().__init__(*args, **options)
        self.choices = choices
        for choice in choices:
            values = [("target", choice.target or "–"), ("source", choice.source)]
            self.fields[choice.key] = forms.ChoiceField(
                label=choice.label.capitalize(),
                choices=values,
                widget=forms.RadioSelect,
                initial="source" if choice.takes_source else "target",
            )

    @property
    def choice_fields(self):
        return [self[choice.key] for choice in self.choices]

    def taking(self):
        """The keys of what is taken from the merged record."""
        chosen = self.cleaned_data if self.is_bound else {
            choice.key: self[choice.key].value() for choice in self.choices
        }  # fmt: skip
        return [choice.key for choice in self.choices if chosen.get(choice.key) == "source"]


def summary(entries):
    """(title, kind, number, the first labels) of a merge's entries, by what happens to what."""
    order = list(WHYS)

    def kind(entry):
        return order.index(entry["why"]), entry["model"]

    for (why, model), group in groupby(sorted(entries, key=kind), key=kind):
        labels = [entry["label"] for entry in group]
        yield WHYS[order[why]], _kind_of(model), len(labels), labels[:MOST_NAMED]


def _kind_of(label):
    """What rows of a model are called; those of a relation as the records that it ties."""
    model = apps.get_model(label)
    if not model._meta.auto_created:
        return model._meta.verbose_name_plural
    ends = [each.related_model for each in model._meta.concrete_fields if each.many_to_one]
    return " – ".join(str(end._meta.verbose_name_plural) for end in ends)


class MergeAdmin:
    """The pages of a ModelAdmin whose records can be merged."""

    change_form_template = "admin/mergeable_change_form.html"

    def get_list_filter(self, request):
        return [*super().get_list_filter(request), MergedFilter]

    def get_search_results(self, request, queryset, search_term):
        if request.GET.get("merged") != "yes":
            queryset = queryset.filter(merged_into=None)
        return super().get_search_results(request, queryset, search_term)

    def has_change_permission(self, request, obj=None):
        is_merged = obj is not None and obj.merged_into_id is not None
        return not is_merged and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        is_merged = obj is not None and obj.merged_into_id is not None
        return not is_merged and super().has_delete_permission(request, obj)

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/merge/", view(self.merge_view), name=f"{name}_merge"),
            path("<int:pk>/undo-merge/", view(self.undo_merge_view), name=f"{name}_undo_merge"),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context["may_merge"] = policy.may(request.user, "merge_record")
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _merged(self, request, pk, action):
        if not policy.may(request.user, action):
            raise PermissionDenied
        record = self.get_object(request, str(pk))
        if record is None:
            raise Http404
        return record

    def _merging_page(self, request, record, template, status=200, **context):
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": record,
            "subtitle": str(record),
            **context,
        }
        return TemplateResponse(request, f"admin/{template}.html", context, status=status)

    # Merging

    def merge_view(self, request, pk):
        """Choose the other record; see what the merge does; confirm it with a reason."""
        source = self._merged(request, pk, "merge_record")
        if source.merged_into_id:
            raise Http404
        target_form = TargetForm(source, self.admin_site, request.POST or None)
        if request.method != "POST" or not target_form.is_valid():
            status = 400 if target_form.is_bound else 200
            return self._merge_page(request, source, status, target_form=target_form)
        target = target_form.cleaned_data["target"]
        if "_merge" in request.POST or "_again" in request.POST:
            form = ConfirmForm(merging.choices(source, target), request.POST)
            if form.is_valid() and "_merge" in request.POST:
                return self._merge(request, source, target, target_form, form)
            status = 200 if form.is_valid() or "_again" in request.POST else 400
            return self._preview(request, source, target, target_form, form, status)
        versions = {"source_version": source.version, "target_version": target.version}
        form = ConfirmForm(merging.choices(source, target), initial=versions)
        return self._preview(request, source, target, target_form, form)

    def _merge(self, request, source, target, target_form, form):
        source.version = form.cleaned_data["source_version"]
        target.version = form.cleaned_data["target_version"]
        try:
            merging.merge(
                source,
                target,
                by=request.user,
                reason=form.cleaned_data["reason"],
                taking=form.taking(),
            )
        except merging.MergeError as error:
            context = {"refused": error.reasons, "target_form": target_form}
            return self._merge_page(request, source, 409, **context)
        done = _("“%(source)s” is merged into “%(target)s”. It can be undone from its page.")
        messages.success(request, done % {"source": source, "target": target})
        return HttpResponseRedirect(page_of(target))

    def _preview(self, request, source, target, target_form, form, status=200):
        context = {"target_form": target_form, "target": target}
        # The preview's own: what it writes to an instance stays there.
        mine = [type(source).objects.get(pk=each.pk) for each in (source, target)]
        try:
            found = effects.preview(
                lambda: merging.merge(*mine, by=request.user, reason="-", taking=form.taking())
            )
        except merging.MergeError as error:
            return self._merge_page(request, source, 409, refused=error.reasons, **context)
        context |= effects_context(found)
        context["form"] = form
        context["summary"] = list(summary(found.result.changes))
        context["private_names"] = merging.names_becoming_public(source, target)
        return self._merge_page(request, source, status, **context)

    def _merge_page(self, request, source, status, **context):
        title = _("Merge into another")
        media = self.media + context["target_form"].media
        return self._merging_page(
            request, source, "merge", status, title=title, media=media, **context
        )

    # Undoing

    def undo_merge_view(self, request, pk):
        """What was merged, what was changed since, and the button that takes it all back."""
        source = self._merged(request, pk, "undo_merge")
        merge = Merge.objects.filter(
            kind=self.opts.model_name, source_id=source.pk, undone_at=None
        ).first()
        if merge is None:
            raise Http404
        if request.method != "POST":
            return self._undo_page(request, source, merge, unmerging.conflicts(merge))
        try:
            unmerging.undo(
                merge,
                by=request.user,
                reason=typed.text(request, "reason", 1000),
                leaving=request.POST.getlist("leaving"),
            )
        except unmerging.InTheWay as error:
            return self._undo_page(request, source, merge, error.conflicts, error.reasons, 409)
        except merging.MergeError as error:
            found = unmerging.conflicts(merge)
            return self._undo_page(request, source, merge, found, error.reasons, 409)
        messages.success(request, _("The merge is undone."))
        return HttpResponseRedirect(page_of(source))

    def _undo_page(self, request, source, merge, conflicts, refused=(), status=200):
        return self._merging_page(
            request,
            source,
            "undo_merge",
            status,
            title=_("Undo the merge"),
            merge=merge,
            conflicts=conflicts,
            refused=refused,
            summary=list(summary(merge.changes)),
        )
