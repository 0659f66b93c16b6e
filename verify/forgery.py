"""T21: nothing is changed without a token, and nothing by looking.

Every address of the site and the desk gets a POST without its token, signed in as each role. Then
an administrator and a publisher look at every kind of page by GET, HEAD and OPTIONS, and all
tables are compared before and after.
"""

import hashlib

from django.apps import apps

from articles.policy import ROLES
from verify.base import fill_with_demo
from verify.crawling import NOBODY, Crawl, body_of, client_of
from verify.figures import Figure

ROWS = ["T21"]
ENGINES = ["sqlite", "postgresql"]
# Who is signed in and who is looking are noted by looking.
# A refusal is recorded.
LEFT_OUT = {"sessions.Session", "articles.Editing", "accounts.SecurityEvent"}
LOOKS = ("GET", "HEAD", "OPTIONS")


def digests():
    """{table: the digest of all its rows}."""
    return {
        model._meta.label: hashlib.sha256(repr(_rows(model)).encode()).hexdigest()
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label not in LEFT_OUT
    }


def _rows(model):
    names = [each.attname for each in model._meta.concrete_fields if each.name != "last_login"]
    return list(model._base_manager.order_by("pk").values_list(*names))


def without_token(paths, roles):
    """The Figure of POSTs without a token."""
    tried, wrong = 0, []
    for role in roles:
        client = client_of(role, enforce_csrf_checks=True)
        for path in paths:
            for fields in ({}, {"csrfmiddlewaretoken": "a" * 64}):
                tried += 1
                status = client.post(path, fields).status_code
                # 404: no such address; 405: a page that takes no POST at all, whatever it brings.
                if status not in (403, 404, 405):
                    wrong.append(f"{role} {path} {status}")
    return Figure("POSTs without a token / not refused", tried, len(wrong), "300 / 0", 300,
                  note=str(wrong[:5] or ""))  # fmt: skip


def looked_at(paths, role):
    """How many looks there were, as one role."""
    client = client_of(role)
    for path in paths:
        for method in LOOKS:
            body_of(client.generic(method, path))
    return len(paths) * len(LOOKS)


def run(quick):
    fill_with_demo()
    most = 25 if quick else 1000
    readers = Crawl(NOBODY, most).paths
    lookers = ["publisher"] if quick else ["publisher", "administrator"]
    desks = {role: Crawl(role, most).paths for role in lookers}
    before = digests()
    tried = sum(looked_at([*readers, *paths], role) for role, paths in desks.items())
    every = sorted({*readers, *(path for paths in desks.values() for path in paths)})
    posted = without_token(every, lookers if quick else [NOBODY, *ROLES])
    after = digests()
    changed = [name for name in before if before[name] != after[name]]
    if quick:
        posted = Figure(**posted.as_dict() | {"least": 50, "bar": "50 / 0"})
    yield posted
    yield Figure("looks by GET, HEAD and OPTIONS / tables changed", tried, len(changed), "100 / 0",
                 100, note=", ".join(changed))  # fmt: skip
