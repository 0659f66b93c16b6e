"""What the pages of the desk share that are neither a list nor a form of one model."""

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


def page_of(record):
    """The address of the record's own form in the admin."""
    opts = record._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[record.pk])
