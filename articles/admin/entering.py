"""The page on which an article is begun from a link or a text."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from articles.desk.entering import EntryForm, enter
from articles.desk.pages import page_of


class EntryAdmin:
    """An ArticleAdmin with a page that begins an article from a link or a text."""

    def get_urls(self):
        page = path(
            "enter/", self.admin_site.admin_view(self.entry_view), name="articles_article_enter"
        )
        return [page, *super().get_urls()]

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def entry_view(self, request):
        """Ask for a link or a text; make a draft of it and show what it proposes."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = EntryForm(request.POST if request.method == "POST" else None, by=request.user)
        if not form.is_bound:
            return self._entry_page(request, form)
        if not form.is_valid():
            return self._entry_page(request, form, status=422)
        try:
            article = enter(form)
        except IntegrityError:
            form.add_error(None, _("A colleague was quicker: look at it again."))
            return self._entry_page(request, form, status=409)
        messages.success(request, _("Entered as a draft: %s") % article)
        return HttpResponseRedirect(page_of(article, "proposals"))

    def _entry_page(self, request, form, status=200):
        context = {
            **self.admin_site.each_context(request),
            "title": _("From a link or a text"),
            "opts": self.opts,
            "form": form,
        }
        request.current_app = self.admin_site.name
        template = "admin/articles/article/enter.html"
        return TemplateResponse(request, template, context, status=status)
