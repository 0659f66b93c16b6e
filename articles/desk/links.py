"""Do the addresses that we send readers to still answer? Asked politely, and noted."""

import time
from collections import defaultdict
from urllib.parse import urlsplit

from articles.desk.fetching import FetchError
from articles.desk.robots import Robots
from articles.models import Article, LinkCheck
from articles.sources import canonical_url
from entities.models import Organisation

Outcome = LinkCheck.Outcome
# They say no to programs, and may well show the page to a reader.
CLOSED = {401, 403, 407, 429, 451}


def addresses():
    """What readers can follow: the sources of public articles, the websites of organisations; the
    ones not asked for longest first."""
    sources = Article.objects.public().order_by().values_list("source_url", flat=True)
    websites = Organisation.objects.public().order_by().values_list("website", flat=True)
    known = dict(LinkCheck.objects.values_list("address", "checked_at"))
    found = {address for address in (*sources, *websites) if address}
    never = [address for address in found if address not in known]
    return sorted(never) + sorted(found & known.keys(), key=known.get)


class LinkChecker:
    """Asks one address at a time with a `fetcher`, and a host again only after `pause` seconds."""

    def __init__(self, fetcher, pause):
        self.fetcher, self.pause = fetcher, pause
        self.asked_at = defaultdict(lambda: float("-inf"))
        self.robots = Robots(self._ask)

    def check(self, address):
        """Ask `address`, or find that programs may not; the LinkCheck that notes it."""
        try:
            if not self.robots.allow(address):
                return LinkCheck.record(address, Outcome.CLOSED)
            answer = self._ask(address, "HEAD")
            if answer.status >= 400:
                # Many servers answer HEAD with an error, and the page itself all the same.
                answer = self._ask(address, "GET")
        except FetchError:
            return LinkCheck.record(address, Outcome.FAILED)
        return LinkCheck.record(address, *_outcome(address, answer))

    def _ask(self, address, method="GET", **options):
        host = urlsplit(address).netloc
        time.sleep(max(0, self.asked_at[host] + self.pause - time.monotonic()))
        try:
            return self.fetcher.fetch(address, method, **options)
        finally:
            self.asked_at[host] = time.monotonic()


def _outcome(address, answer):
    """(outcome, status, redirected to) for LinkCheck.record."""
    if answer.status in CLOSED:
        return Outcome.CLOSED, answer.status
    if answer.status >= 400:
        return Outcome.FAILED, answer.status
    # http or https, with www or without, is no move that an editor need follow.
    if answer.moved_to and canonical_url(answer.moved_to) != canonical_url(address):
        return Outcome.MOVED, answer.status, answer.moved_to
    return Outcome.ANSWERS, answer.status
