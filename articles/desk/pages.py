"""Where pages of the admin are, and what those share that are no list or form of one model."""

from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import reverse

from articles import policy


def page(site, function):
    """The view `function`, which answers with a TemplateResponse, as a page of the admin `site` for
    all who may read records."""

    def guarded(request, **options):
        if not policy.may(request.user, "read_record"):
            raise PermissionDenied
        request.current_app = site.name
        answer = function(request, **options)
        if isinstance(answer, TemplateResponse):
            answer.context_data = {**site.each_context(request), **answer.context_data}
        return answer

    return site.admin_view(guarded)


def page_name(model, page):
    """What the admin calls its `page` ("changelist", "change", "history"...) of a model."""
    return f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"


def page_of(record, page="change"):
    """The address of the record's own form in the admin, or of another `page` of it."""
    return reverse(page_name(record, page), args=[record.pk])
