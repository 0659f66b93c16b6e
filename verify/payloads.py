"""Texts that would run a script, zq7(), if any page took them for more than text; and a base full
of them, written past every form."""

import json
from itertools import count

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import DatabaseError, models, transaction
from django.utils import timezone
from reversion.models import Version

from articles import search
from articles.desk.findings import set_aside
from articles.desk.health import CHECKS
from articles.desk.merging import merge
from articles.markup import render
from articles.models import (
    Article,
    Comment,
    Correction,
    LinkCheck,
    Original,
    SavedView,
    Verdict,
)
from tests.factories import OrganisationFactory

PAYLOADS = """
<script>zq7()</script>
<ScRiPt>zq7()</sCrIpT>
<script src=data:,zq7()></script>
<script/x>zq7()</script >
<<script>zq7()//<</script>
<img src=x onerror=zq7()>
<img/src=x/onerror=zq7()>
<img src=x onerror="zq7()"//>
"><img src=x onerror=zq7()>
'><img src=x onerror=zq7()>
"autofocus onfocus=zq7() x="
'autofocus onfocus=zq7() x='
" onmouseover="zq7()
<svg onload=zq7()>
<svg><script>zq7()</script></svg>
<svg><animate onbegin=zq7() attributeName=x>
<svg><set onbegin=zq7() attributeName=x>
<svg><a xlink:href="javascript:zq7()"><text>a</text></a>
</title><script>zq7()</script>
</textarea><script>zq7()</script>
</style><script>zq7()</script>
</script><script>zq7()</script>
</option></select><img src=x onerror=zq7()>
</td></tr></table><svg onload=zq7()>
--><script>zq7()</script>
<!--><script>zq7()</script>-->
]]><script>zq7()</script>
<![CDATA[<script>zq7()</script>]]>
<iframe src=javascript:zq7()>
<iframe srcdoc="<script>parent.zq7()</script>">
<object data=javascript:zq7()>
<embed src=javascript:zq7()>
<math><mtext><script>zq7()</script>
<math href=javascript:zq7()>a</math>
<body onload=zq7()>
<details open ontoggle=zq7()>
<video><source onerror=zq7()>
<audio src=x onerror=zq7()>
<marquee onstart=zq7()>a</marquee>
<input autofocus onfocus=zq7()>
<select autofocus onfocus=zq7()>
<form action=javascript:zq7()><input type=submit>
<button formaction=javascript:zq7()>a
<a href=javascript:zq7()>a</a>
<a href="jav&#x09;ascript:zq7()">a</a>
[a](javascript:zq7())
[a](data:text/html,<script>zq7()</script>)
![a](x"onerror=zq7()//)
<javascript:zq7()>
<meta http-equiv=refresh content="0;javascript:zq7()">
<base href=javascript:zq7()//>
<link rel=stylesheet href="data:,*{x:zq7()}">
<style>*{background:url(javascript:zq7())}</style>
<div style="background:url(javascript:zq7())">
<noscript><p title="</noscript><img src=x onerror=zq7()>">
<template><script>zq7()</script></template><img src=x onerror=zq7()>
\\u003cscript\\u003ezq7()\\u003c/script\\u003e
&lt;script&gt;zq7()&lt;/script&gt;
{{constructor.constructor('zq7()')()}}
';zq7();//
";zq7();//
`${zq7()}`
""".strip().splitlines()
# What has a form of its own, or is made from the others.
LEFT_ALONE = {
    "slug", "path", "currency", "iso_code", "wikidata_id", "fingerprint", "check_name", "kind",
    "action", "field", "digest", "listing", "query", "time_zone", "canonical_source_url",
    "username", "password", "db", "format", "object_id", "serialized_data", "name_key", "language",
    "address", "body_html", "undo_reason", "sha256", "sentence",
}  # fmt: skip
PLACES = ("entities", "articles", "reversion")
SAFE_URL = "https://example.com/"


def _fields(model):
    """The fields of a model that hold a text of somebody's own."""
    for each in model._meta.concrete_fields:
        is_text = isinstance(each, models.CharField | models.TextField) and not each.choices
        if is_text and each.name not in LEFT_ALONE and not each.name.startswith("folded"):
            yield each


def _packed(room, turns):
    """The next payloads, as many as there is room for."""
    text = PAYLOADS[next(turns) % len(PAYLOADS)]
    while len(text) < room:
        longer = f"{text} {PAYLOADS[next(turns) % len(PAYLOADS)]}"
        if len(longer) > min(room, 5_000):
            break
        text = longer
    return text[:room]


def _written(model, field, turns):
    """Write payloads into a field of all rows; how many rows took them."""
    prefix = SAFE_URL + "?" if isinstance(field, models.URLField) else ""
    written = 0
    for pk in model._base_manager.order_by("pk").values_list("pk", flat=True)[:400]:
        text = prefix + _packed((field.max_length or 3000) - len(prefix), turns)
        try:
            with transaction.atomic():
                written += model._base_manager.filter(pk=pk).update(**{field.name: text})
        except DatabaseError:
            continue
    return written


def add_rows():
    """One of each thing that the demo has none of, so that its pages exist."""
    editor = get_user_model().objects.get(username="editor")
    article = Article.objects.filter(state="published").first()
    Comment.objects.create(article=article, by=editor, text="x")
    Correction.objects.create(article=article, by=editor, note="x")
    listing = "articles.article"
    SavedView.objects.create(user=editor, name="x", listing=listing, query="q=a", is_shared=True)
    LinkCheck.objects.create(
        address=article.source_url, checked_at=timezone.now(), outcome="failed", failures=3
    )
    for check in CHECKS.values():
        for row in check.rows()[:1]:
            set_aside(check, row, until=timezone.localdate(), reason="x", by=editor)
    for article in Article.objects.all():
        Original.keep(article, b"x", "x", by=editor, address=SAFE_URL, is_fetched=True)
        Verdict.objects.create(
            article=article, kind="organisation", words="x", is_accepted=False, by=editor
        )
    source, target = OrganisationFactory.create_batch(2)
    merge(source, target, by=get_user_model().objects.get(username="publisher"), reason="x")


def _old_versions(turns):
    """The texts of the history, too."""
    for version in Version.objects.all():
        rows = json.loads(version.serialized_data)
        for row in rows:
            for name in row["fields"].keys() & {"title", "name", "summary", "note", "quote"}:
                row["fields"][name] = _packed(200, turns)
        version.serialized_data = json.dumps(rows)
        version.save()


def plant():
    """Fill every text of the base; returns {field: how many rows hold payloads}."""
    turns = count()
    found = {}
    for model in apps.get_models():
        if model._meta.app_label in PLACES:
            for field in _fields(model):
                found[f"{model._meta.label}.{field.name}"] = _written(model, field, turns)
    get_user_model().objects.update(first_name=PAYLOADS[0], last_name=PAYLOADS[5])
    _old_versions(turns)
    for article in Article.objects.all():
        Article.objects.filter(pk=article.pk).update(body_html=render(article.body))
    for model in search.TEXTS:
        search.index(model, list(model.objects.values_list("pk", flat=True)))
    return found
