"""The saved views above each list: follow one, save the list as it is, delete one's own."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from articles.desk.pages import page_name
from articles.desk.saved_views import InvalidView, cleaned_query
from articles.models import SavedView

MOST_QUERY = SavedView._meta.get_field("query").max_length


class SavedViewForm(forms.ModelForm):
    class Meta:
        model = SavedView
        fields = ["name", "is_shared"]


class SavedViewsAdmin:
    """A ModelAdmin that keeps views of its list."""

    change_list_template = "admin/desk/change_list.html"

    @property
    def _listing(self):
        return self.opts.label_lower

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        views = [
            ("views/save/", self.save_view, f"{name}_save_view"),
            ("views/<int:pk>/delete/", self.delete_view_of_list, f"{name}_delete_view"),
        ]
        ours = [
            path(address, require_POST(self.admin_site.admin_view(view)), name=each)
            for address, view, each in views
        ]
        return [*ours, *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        shown = SavedView.objects.shown_to(request.user, self._listing).select_related("user")
        context = {
            "saved_views": [
                (view, reverse(page_name(self.model, "delete_view"), args=[view.pk]))
                for view in shown
            ],
            "save_view_page": reverse(page_name(self.model, "save_view")),
            "save_view_form": SavedViewForm(auto_id="id_view_%s"),
        }
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def save_view(self, request):
        """Keep the list's query string under a name; a view of this name is replaced."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            query = cleaned_query(self, request, request.POST.get("query", ""))
        except InvalidView:
            messages.error(request, _("This list has no such filter: nothing is saved."))
            return HttpResponseRedirect(self._list_page())
        form = SavedViewForm(request.POST)
        if len(query) > MOST_QUERY or not form.is_valid():
            messages.error(request, _("Not saved: give the view a name of up to 80 letters."))
        else:
            told = {"query": query, "is_shared": form.cleaned_data["is_shared"]}
            name = form.cleaned_data["name"]
            SavedView.objects.update_or_create(
                user=request.user, listing=self._listing, name=name, defaults=told
            )
            messages.success(request, _("Saved: “%s”.") % name)
        return HttpResponseRedirect(self._list_page(query))

    def delete_view_of_list(self, request, pk):
        """Forget a view of one's own."""
        own = SavedView.objects.filter(user=request.user, listing=self._listing)
        view = get_object_or_404(own, pk=pk)
        view.delete()
        messages.success(request, _("Deleted: “%s”.") % view.name)
        return HttpResponseRedirect(self._list_page())

    def _list_page(self, query=""):
        page = reverse(page_name(self.model, "changelist"))
        return f"{page}?{query}" if query else page
