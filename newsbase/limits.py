"""How often one address may ask: counted in the memory of each worker, so that reading a page
writes nothing to the database. Signing in has a limit of its own, shared by all workers."""

import math
import re
import threading
import time
from collections import OrderedDict

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.addresses import client_address, counted_address

# So many addresses are remembered; who has not asked for longest is forgotten first.
MOST_ADDRESSES = 50_000
# A tenth of a minute's requests may come at once.
AT_ONCE = 10
UNLIMITED = re.compile(r"/(healthz|readyz)$")
# Whole searches as files, the costliest thing that anybody can ask for.
EXPORT = re.compile(r"\.(csv|json|jsonl|xlsx)$")


class Limiter:
    """Lets each key in `per_minute` times a minute, evenly, and a tenth of that at once."""

    def __init__(self, per_minute):
        self.interval = 60 / per_minute
        self.ahead = self.interval * max(1, per_minute / AT_ONCE)
        self.due = OrderedDict()  # key -> when all that it asked for is paid
        self.lock = threading.Lock()

    def seconds_to_wait(self, key, now):
        """0 if `key` may ask at `now`, in seconds of any clock that only goes forward; otherwise
        how long it is to wait, and then it has not asked."""
        with self.lock:
            due = max(self.due.pop(key, now), now) + self.interval
            wait = due - self.ahead - now
            self.due[key] = due - self.interval if wait > 0 else due
            if len(self.due) > MOST_ADDRESSES:
                self.due.popitem(last=False)
        return max(0, wait)


class RateLimitMiddleware:
    """
    Answers 429 to an address that asks too often: settings.REQUESTS_PER_MINUTE, and for whole
    searches as files settings.EXPORTS_PER_MINUTE; 0 is no limit.

    It stands below what answers from memory: only what makes work is counted.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.pages = settings.REQUESTS_PER_MINUTE and Limiter(settings.REQUESTS_PER_MINUTE)
        self.exports = settings.EXPORTS_PER_MINUTE and Limiter(settings.EXPORTS_PER_MINUTE)

    def __call__(self, request):
        path = request.path_info
        limiter = self.exports if EXPORT.search(path) else self.pages
        if limiter and not UNLIMITED.match(path):
            key = counted_address(client_address(request))
            if wait := limiter.seconds_to_wait(key, time.monotonic()):
                return too_many(request, math.ceil(wait))
        return self.get_response(request)


def too_many(request, seconds):
    """429: who asks is told to come back in so many `seconds`."""
    headers = {"Retry-After": str(seconds), "Cache-Control": "no-store"}
    if EXPORT.search(request.path_info):
        text = _("Too many requests from your address: try again in %d s.") % seconds
        return HttpResponse(
            f"{text}\n", status=429, headers=headers, content_type="text/plain; charset=utf-8"
        )
    response = render(request, "429.html", {"seconds": seconds}, status=429)
    for name, value in headers.items():
        response.headers[name] = value
    return response
