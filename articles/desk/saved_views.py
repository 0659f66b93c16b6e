"""Lists of the admin as people filter and sort them, kept under a name."""

from copy import copy

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG, PAGE_VAR
from django.core.exceptions import SuspiciousOperation
from django.http import QueryDict

# What is of one moment, and not of the list.
MOMENTARY = {PAGE_VAR, ERROR_FLAG, "_popup", "_to_field", "_changelist_filters", "all"}


class InvalidView(Exception):
    """A query that the list does not know."""


def cleaned_query(model_admin, request, text):
    """`text`, a query string of the list of `model_admin`, without what is of one moment.

    Raises InvalidView if that list would refuse it.
    """
    query = QueryDict(text, mutable=True)
    for name in MOMENTARY & query.keys():
        del query[name]
    asked = copy(request)
    asked.method, asked.GET = "GET", query
    try:
        model_admin.get_changelist_instance(asked)
    except (IncorrectLookupParameters, SuspiciousOperation) as error:
        raise InvalidView from error
    return query.urlencode()
