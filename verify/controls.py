"""Eight leaks made on purpose: the comparison of verify.answers must see each of them."""

import json

from articles.models import Article
from entities.models import Investment, Organisation
from newsbase.middleware import HeadersMiddleware
from verify.answers import answers, differing
from verify.figures import Figure
from verify.hidden import after, taken_back


def all_of(field):
    return "".join(Article.objects.filter(state="draft").values_list(field, flat=True))


def into_body(match, text):
    def leak(request, response):
        if not response.streaming and match in request.path and b"</" in response.content:
            response.content += text().encode()

    return leak


def into_header(name, text):
    def leak(request, response):
        response.headers[name] = text()

    return leak


CONTROLS = {
    "a count": ("/articles/", into_body("/articles/", lambda: str(Article.objects.count()))),
    "an entry of the sitemap": (
        "/sitemap.xml", into_body("sitemap", lambda: all_of("slug"))
    ),
    "lastmod": ("/", into_header("Last-Modified", lambda: str(Investment.objects.latest("pk").pk))),
    "a suggestion": (
        "/find/?q=coreweave", into_body("/find/", lambda: all_of("title"))
    ),
    "the suffix of an address": (
        "/articles/the-report/",
        into_header("Link", lambda: f"</articles/the-report-{Article.objects.count()}/>"),
    ),
    "a related list": (
        "/investments/whole/",
        into_body("/whole/", lambda: str(Investment.objects.filter(part_of__slug="whole").count())),
    ),
    "an ETag": ("/", into_header("ETag", lambda: f'"{Article.objects.count()}"')),
    "JSON": (
        "/organisations/",
        into_body("/organisations/", lambda: json.dumps(Organisation.objects.count())),
    ),
}  # fmt: skip


def controls(base):
    """Is each leak seen by the same comparison?"""
    clean = HeadersMiddleware.__call__
    before = {name: with_leak(clean, leak, url) for name, (url, leak) in CONTROLS.items()}
    with taken_back():
        after(base)
        missed = [
            name
            for name, (url, leak) in CONTROLS.items()
            if not differing(before[name], with_leak(clean, leak, url))
        ]
    note = f"missed: {', '.join(missed)}" if missed else ""
    number = len(CONTROLS)
    return Figure("leaks made on purpose / not seen", number, len(missed), "8 / 0", 8, note=note)


def with_leak(clean, leak, url):
    def leaking(self, request):
        response = clean(self, request)
        leak(request, response)
        return response

    HeadersMiddleware.__call__ = leaking
    try:
        return answers([("get", url, {})])
    finally:
        HeadersMiddleware.__call__ = clean
