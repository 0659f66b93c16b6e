"""Finds what a base's pages can be asked: addresses and their parameters, read from the pages."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.contrib import admin
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import translation

from articles.policy import ROLES
from entities.charts.views import PICTURES
from verify.hostile import LOOKUPS

NOBODY = "nobody"
MOST_PER_VIEW = 2
# Where readers and editors come in, and what no page links to.
STARTS = [
    "/", "/fr/", "/find/", "/robots.txt", "/sitemap.xml", "/admin/", "/fr/admin/", "/compare/",
    "/healthz", "/readyz", "/preview/none/", "/admin/login/", "/nowhere/",
    *(f"/{kind}/{name}/" for kind in ("charts", "embed") for name in PICTURES),
    *(f"/charts/{name}.{kind}" for kind in ("svg", "csv") for name in PICTURES),
]  # fmt: skip
USUAL = {"q", "page", "next", "format", "sort", "o"}


@dataclass(frozen=True)
class Target:
    """A parameter of a page: `others` is the query that makes the page look at it."""

    role: str
    path: str
    name: str
    others: str = ""


class _Page(HTMLParser):
    """The addresses on a page, and the fields of its GET forms by their addresses."""

    def __init__(self, path):
        super().__init__()
        self.path, self.action = path, None
        self.links, self.fields, self.lookups = set(), defaultdict(set), []

    def handle_starttag(self, tag, pairs):
        found = {name: value or "" for name, value in pairs}
        self.links |= {value for value in found.values() if value.startswith(("/", "?"))}
        if tag == "form":
            is_get = found.get("method", "get").lower() == "get"
            self.action = urljoin(self.path, found.get("action", "")) if is_get else None
        elif found.get("name") and self.action:
            self.fields[urlsplit(self.action).path].add(found["name"])
        if "data-ajax--url" in found:
            self.lookups.append(found)

    def handle_endtag(self, tag):
        self.action = None if tag == "form" else self.action

    def handle_data(self, data):
        # A sitemap's text is addresses.
        if data.startswith("http"):
            self.links.add(urlsplit(data.strip()).path)


def client_of(role, **options):
    """A test client of nobody, or signed in with the demo account of a role."""
    client = Client(raise_request_exception=False, **options)
    if role != NOBODY:
        client.login(username=role, password=f"newsbase-demo-{role}")
    return client


def body_of(response):
    return response.getvalue()


def view_of(path):
    """(name of the view, the view) at a path; ('', None) where there is none."""
    language = "fr" if path.startswith("/fr/") else "en"
    try:
        with translation.override(language):
            match = resolve(path)
    except (Resolver404, UnicodeError):
        return "", None
    return f"{language} {match.view_name} {match.kwargs.get('name', '')}", match.func


class Crawl:
    """All that one role can reach: `paths`, and the `names` of the parameters of each."""

    def __init__(self, role, most_pages=1000):
        self.role, self.client = role, client_of(role)
        self.paths, self.lookups, self.names = [], {}, defaultdict(set)
        self._seen, self._of_view = set(), Counter()
        # Signed in, the desk; otherwise the readers' pages, which are the same for all.
        waiting = [each for each in STARTS if role == NOBODY or "/admin/" in each]
        for path in waiting:
            if len(self.paths) < most_pages and self._is_new(path):
                waiting += sorted(self._read(path))

    def _is_new(self, path):
        is_other = self.role != NOBODY and "/admin/" not in path
        if path in self._seen or path.startswith("/static/") or is_other:
            return False
        self._seen.add(path)
        view = view_of(path)[0]
        self._of_view[view] += 1
        return self._of_view[view] <= MOST_PER_VIEW

    def _read(self, path):
        response = self.client.get(path)
        self.paths.append(path)
        page = _Page(path)
        text = body_of(response).decode("utf-8", "replace")
        if "xml" in response.get("Content-Type", "") or "html" in response.get("Content-Type", ""):
            page.feed(text)
        links = {urlsplit(urljoin(path, each)) for each in page.links}
        links.add(urlsplit(urljoin(path, response.get("Location", path))))
        for link in links:
            self.names[link.path] |= {name for name, _value in parse_qsl(link.query, True)}
        for action, names in page.fields.items():
            self.names[action] |= names
        self.lookups |= {(each.get("data-model-name"), each.get("data-field-name")): each
                         for each in page.lookups}  # fmt: skip
        return {link.path for link in links if link.path.startswith("/")}

    def targets(self):
        """A Target for each parameter that a page may be asked with."""
        for path in self.paths:
            names = self.names[path] | USUAL | filters_of(path) | columns_of(path)
            for name in sorted(names):
                yield Target(self.role, path, name)
        for found in self.lookups.values():
            others = "&".join(f"{name}={found.get(f'data-{name}'.replace('_', '-'), '')}"
                              for name in ("app_label", "model_name", "field_name"))  # fmt: skip
            for name in ("term", "page", "app_label", "model_name", "field_name"):
                yield Target(self.role, found["data-ajax--url"], name, others)


def filters_of(path):
    """The parameters of the FilterSet of the view at `path`."""
    view = getattr(view_of(path)[1], "view_class", None)
    filterset = getattr(view, "filterset_class", None)
    return set(filterset.base_filters) if filterset else set()


def columns_of(path):
    """What a list of the admin could be asked for by a field's name, if it let everything."""
    model = getattr(getattr(view_of(path)[1], "model_admin", None), "model", None)
    if model not in admin.site._registry or not path.endswith(f"/{model._meta.model_name}/"):
        return set()
    fields = [field.name for field in model._meta.get_fields()][:12]
    names = {f"{field}__{lookup}" for field in fields[:4] for lookup in LOOKUPS}
    return names | set(fields) | {"p", "all", "e", "_facets", "_popup", "_to_field", "columns"}


def everybody():
    """Those who may ask: nobody in particular, and each role."""
    return [NOBODY, *ROLES]
