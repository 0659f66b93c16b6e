"""Every address an anonymous reader can ask for: the URL map walked, with an argument for each.

A public pattern without an entry here fails the test of it: nothing public goes unwatched.
"""

from django.urls import URLResolver, get_resolver, reverse

from entities.charts.views import PICTURES
from newsbase.sitemaps import SITEMAPS

IN_NO_LANGUAGE = ("/healthz", "/readyz", "/robots.txt", "/sitemap", "/.well-known/")

# Name of the pattern -> the arguments to ask for it with, given the base's public records.
ARGUMENTS = {
    "healthz": lambda base: [()],
    "readyz": lambda base: [()],
    "robots": lambda base: [()],
    "security_txt": lambda base: [()],
    "sitemap_index": lambda base: [()],
    "sitemap": lambda base: [(section,) for section in SITEMAPS],
    "home": lambda base: [()],
    "search": lambda base: [()],
    "find": lambda base: [()],
    "about": lambda base: [()],
    "design": lambda base: [()],
    "articles:preview": lambda base: [(secret,) for secret in base["previews"]],
    "articles:article_list": lambda base: [()],
    "articles:article_detail": lambda base: [(article.slug,) for article in base["articles"]],
    "articles:dossier_list": lambda base: [()],
    "articles:dossier_detail": lambda base: [(dossier.slug,) for dossier in base["dossiers"]],
    "entities:investment_list": lambda base: [()],
    "entities:investment_csv": lambda base: [()],
    "entities:investment_json": lambda base: [()],
    "entities:investment_jsonl": lambda base: [()],
    "entities:investment_xlsx": lambda base: [()],
    "entities:investment_detail": lambda base: [(each.slug,) for each in base["investments"]],
    "entities:organisation_list": lambda base: [()],
    "entities:organisation_detail": lambda base: [(each.slug,) for each in base["organisations"]],
    "entities:chart_svg": lambda base: [(name,) for name in PICTURES],
    "entities:chart_csv": lambda base: [(name,) for name in PICTURES],
    "entities:chart_share": lambda base: [(name,) for name in PICTURES],
    "entities:chart_embed": lambda base: [(name,) for name in PICTURES],
    "entities:comparison": lambda base: [()],
    "entities:site_list": lambda base: [()],
    "entities:site_detail": lambda base: [(each.slug,) for each in base["sites"]],
    "entities:place_list": lambda base: [()],
    "entities:place_detail": lambda base: [(each.path,) for each in base["places"]],
}
QUERIES = {
    "find": ["?q=a", "?q=investment", "?q=canary", "?q=gb >1bn"],
    "search": ["?q=a", "?q=investment", "?q=canary", "?q=investment&kind=article"],
    "articles:article_list": ["?q=invests", "?language=en", "?page=2"],
    "entities:investment_list": [
        "?sort=amount",
        "?sort=relevance&q=a",
        "?amount_min=1&currency=EUR",
        "?amount_max=100&match=possibly",
        "?not_counted=part",
        "?figure=undisclosed",
        "?place=gb",
        "?q=canary",
        "?page=2",
        "?preview=1",
    ],
    "entities:investment_csv": ["?sort=-date", "?match=surely&amount_min=5"],
    "entities:investment_json": ["?year=2025"],
    "entities:organisation_list": ["?q=a", "?sort=-deals", "?kind=company"],
    "entities:comparison": ["?organisation=a", "?place=gb&place=fr"],
    "entities:site_list": ["?q=a"],
}


def public_patterns():
    """The names of all patterns outside the admin."""
    return sorted(name for name in _names(get_resolver()) if not name.startswith("admin:"))


def _names(resolver, namespace=""):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _names(pattern, inner)
        else:
            yield f"{namespace}{pattern.name}"


def public_urls(base):
    """Every public address in English, with the query strings worth trying, as a list."""
    return [
        reverse(name, args=arguments) + query
        for name in public_patterns()
        for arguments in ARGUMENTS[name](base)
        for query in ["", *QUERIES.get(name, [])]
    ]


def in_french(url):
    return url if url.startswith(IN_NO_LANGUAGE) else f"/fr{url}"
