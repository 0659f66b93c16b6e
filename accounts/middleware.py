"""What every request of the admin shares: whose it is, and a note of what was refused."""

import logging
import re

from django.db import DatabaseError

from accounts import throttling
from accounts.addresses import client_address
from accounts.events import coming_from, record, record_throttled
from accounts.models.events import Kind

ADMIN_PATH = re.compile(r"/(?:[a-z]{2}/)?admin(?:/|$)")
REFUSALS = (403, 404)


class AccountsMiddleware:
    """Tells events where they come from, and records each refusal to somebody signed in.

    Leaves public pages alone: they must not read who is signed in.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not ADMIN_PATH.match(request.path_info):
            return self.get_response(request)
        with coming_from(client_address(request)):
            response = self.get_response(request)
            if response.status_code in REFUSALS:
                note_refusal(request, response.status_code)
            return response


def note_refusal(request, status):
    """Record it, of somebody who knocks without end a hundred in five minutes and that there were
    more; what can't be recorded is logged: the answer is sent all the same."""
    try:
        if request.user.is_authenticated:
            throttling.take(throttling.refusal_limits(request.user))
            path = "".join(each if each.isprintable() else "?" for each in request.path_info)
            record(Kind.REFUSED, by=request.user, about=f"{status} {request.method} {path}")
    except throttling.TooMany:
        record_throttled(request.user)
    except DatabaseError as error:
        logging.getLogger(__name__).error("A refusal was not recorded.", exc_info=error)
