"""Gets the page of an article from the web, once, for the editor who asks for it."""

import time
from email.message import Message
from functools import partial

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from articles.desk.fetching import MOST_SECONDS, Fetcher, FetchError
from articles.desk.reading import read_page
from articles.desk.robots import Robots

MOST_BYTES = 2 * 1024 * 1024
TYPES = {"text/html", "application/xhtml+xml", "text/plain"}
REFUSED = _("The site does not let programs read this page: paste its text.")
REASONS = {
    401: _("The page is for people who sign in: paste its text instead."),
    402: _("The page has to be paid for: paste its text instead."),
    403: _("The site turns programs away: paste its text instead."),
    404: _("There is no such page at this address."),
    410: _("The page was taken away."),
    429: _("The site asks for patience: try again later, or paste the text."),
    451: _("The page may not be shown, for legal reasons."),
}
FETCHING_IS_OFF = _("Fetching is off here: paste the page's text instead.")


def get_page(address, fetcher=None):
    """(Answer, PageText) of the page at `address`.

    Raises FetchError, whose text is for the editor, for whatever else comes of it.
    """
    if not settings.FETCH_PAGES:
        raise FetchError(FETCHING_IS_OFF)
    fetcher = fetcher or Fetcher()
    # All together, robots.txt included: the editor waits for it, and so does a worker.
    deadline = time.monotonic() + MOST_SECONDS
    ask = partial(fetcher.fetch, deadline=deadline)
    robots = Robots(ask)
    if not robots.allow(address):
        raise FetchError(REFUSED)
    answer = ask(address, most_bytes=MOST_BYTES)
    if not robots.allow(answer.url):
        raise FetchError(REFUSED)
    charset = _charset(answer)
    page = read_page(answer.body, answer.url, charset)
    if not page.text:
        raise FetchError(_("No text of an article was found on the page: paste it instead."))
    return answer, page


def _charset(answer):
    """The characters that a good answer says to be of. Raises FetchError for one that is not."""
    if answer.status != 200:
        unknown = _("The site answers with the error %s.") % answer.status
        raise FetchError(REASONS.get(answer.status, unknown))
    said = Message()
    said["Content-Type"] = answer.headers.get("content-type", "")
    if said.get_content_type() not in TYPES:
        raise FetchError(_("This is no page of text, but %s.") % said.get_content_type())
    if answer.headers.get("content-encoding", "identity") != "identity":
        raise FetchError(_("The site packs its pages in a way that was not asked for."))
    if not answer.is_whole:
        raise FetchError(_("The page is larger than 2 MB: paste its text instead."))
    return said.get_content_charset("")
