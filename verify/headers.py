"""T18, T19, T20 and section 2: what production sends with every answer, and whom it believes.

newsbase is served in the production profile, asked as by a proxy in front of it, and every kind of
answer is graded. Then every page is asked under other people's names, asked to lead elsewhere, and
asked for files that are none of its own.
"""

from itertools import product
from urllib.parse import quote, urlsplit

from django.contrib.auth import get_user_model
from django.db import connection

from articles import workflow
from articles.models import Article
from verify.asking import Asker
from verify.base import fill_with_demo, gunicorn
from verify.crawling import NOBODY, Crawl
from verify.figures import Figure
from verify.grading import grade

ROWS = ["T18", "T19", "T20"]
ENGINES = ["sqlite", "postgresql"]
HOST = "news.example.org"
PRODUCTION = {
    # One address asks all of it.
    "REQUESTS_PER_MINUTE": "0",
    "DJANGO_SETTINGS_MODULE": "newsbase.settings", "LOCAL": "0", "DEBUG": "0",
    "ALLOWED_HOSTS": f"{HOST},127.0.0.1", "SITE_URL": f"https://{HOST}",
    "SECRET_KEY": "known-to-this-verification-alone-and-long-enough", "WEB_CONCURRENCY": "1",
}  # fmt: skip
EVERYWHERE = [
    "content-security-policy", "strict-transport-security", "x-content-type-options",
    "referrer-policy", "x-frame-options", "cross-origin-opener-policy",
    "cross-origin-resource-policy", "permissions-policy", "cache-control",
]  # fmt: skip
# Over plain HTTP a browser ignores it, and no server may send it (RFC 6797, 7.2).
UNENCRYPTED = ("a redirect to https", "strict-transport-security")
EVIL = "evil.example"
POISONED = [
    {"X-Forwarded-Host": EVIL}, {"Forwarded": f"host={EVIL};proto=http"}, {"X-Host": EVIL},
    {"X-Forwarded-Server": EVIL}, {"X-Original-Host": EVIL}, {"X-HTTP-Host-Override": EVIL},
    {"X-Forwarded-Prefix": f"/{EVIL}"}, {"X-Script-Name": f"/{EVIL}"}, {"Origin": f"https://{EVIL}"},
    {"X-Original-URL": f"//{EVIL}/"}, {"X-Rewrite-URL": f"//{EVIL}/"},
    {"Referer": f"https://{EVIL}/"},
]  # fmt: skip
HOSTS = [
    EVIL, "", f"{HOST}.{EVIL}", f"{EVIL}.{HOST}", f"{HOST}@{EVIL}", f"{EVIL}#{HOST}",
    f"{HOST},{EVIL}",
    "[::1", f"{HOST}:x", f"{HOST}/{EVIL}", f"{HOST} {EVIL}", "a" * 300,
]  # fmt: skip
ELSEWHERE = [
    f"//{EVIL}", f"///{EVIL}", f"////{EVIL}", f"https://{EVIL}", f"http:{EVIL}", f"https:/{EVIL}",
    f"https:///{EVIL}", f"\\\\{EVIL}", f"/\\{EVIL}", f"\\/{EVIL}", f"/\\/{EVIL}",
    f"//{EVIL}/%2e%2e",
    f"/%09/{EVIL}", f"/\t/{EVIL}", f"\t//{EVIL}", f" //{EVIL}", f"/\n/{EVIL}", f"\r\n//{EVIL}",
    f"//{HOST}@{EVIL}", f"https://{HOST}@{EVIL}", f"https://{HOST}.{EVIL}", f"//{EVIL}#{HOST}",
    f"//{EVIL}?{HOST}", f"//{EVIL}\\{HOST}", f"https:{EVIL}", f"//{EVIL}%00{HOST}", f"/%2f{EVIL}",
    f"/%5c{EVIL}", f"%2f%2f{EVIL}", f"javascript://{EVIL}/%0a", f"data:text/html,{EVIL}",
    f"ftp://{EVIL}", f"//\u2044{EVIL}", f"／／{EVIL}", f"//{EVIL}。com", f"http://[::1]@{EVIL}",
    f"/..//{EVIL}", f"/.//{EVIL}", f"/fr//{EVIL}", f"//{EVIL}/admin/",
]  # fmt: skip
REDIRECTING = ["/admin/login/?next={}", "/fr/admin/login/?next={}", "/admin/?next={}", "/{}",
               "/fr/{}", "/search{}", "/admin/preferences{}", "/articles/{}"]  # fmt: skip
UP = ["../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%252f", "%252e%252e/", "..%5c", "..\\", "..%c0%af",
      "....//", "..;/", ".%2e/", "..%00/"]  # fmt: skip
INSIDE = ["/static/", "/static/css/", "/static/admin/", "/", "/charts/"]
# Files of the machine and of the project, each with a text that it holds.
WANTED = {"etc/passwd": b"root:x:", "newsbase/settings.py": b"DEVELOPMENT_KEY",
          "pyproject.toml": b"[project]"}  # fmt: skip


def retracted():
    """The address of a retracted article."""
    article = Article.objects.public().first()
    publisher = get_user_model().objects.get(username="publisher")
    workflow.retract(article, by=publisher, reason="For a proof.")
    return article.get_absolute_url()


def sign_in(asker, path="/admin/login/", after="/admin/"):
    asker.cookies.clear()
    asker.ask(path)
    fields = {"username": "writer", "password": "newsbase-demo-writer", "next": after,
              "csrfmiddlewaretoken": asker.cookies.get("__Host-csrf", "")}  # fmt: skip
    return asker.post(path, "&".join(f"{name}={quote(text)}" for name, text in fields.items()))


def answers(asker, gone):
    """{what it is: the Answer} for every kind of answer but faults."""
    home = asker.ask("/")
    static = next(part for part in home.body.decode().split('"') if part.startswith("/static/css"))
    found = {
        "a reader's page": home,
        "sign-in page": Asker(asker.address.geturl(), HOST).ask("/admin/login/"),
        "a static file": asker.ask(static),
        "a chart": asker.ask("/charts/money.svg"),
        "304": asker.ask("/", If_None_Match=home.headers["etag"]),
        "400 of a parameter": asker.ask("/investments/?page=x"),
        "400 of a host": asker.ask("/", Host=EVIL),
        "403": asker.ask("/admin/logout/", "POST"),
        "404": asker.ask("/nowhere/"),
        "405": asker.ask("/search/", "PUT"),
        "410": asker.ask(gone),
        "a redirect to https": asker.ask("/", X_Forwarded_Proto="http"),
        "a redirect with a slash": asker.ask("/articles"),
        "a download": asker.ask("/investments.csv"),
    }
    sign_in(asker)
    found["a page of the desk"] = asker.ask("/admin/")
    asker.cookies.clear()
    return found


def broken(asker):
    """The answer to a page whose table is gone."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE articles_dossier RENAME TO lost")
    return asker.ask("/dossiers/?q=a")


def told(kinds):
    """The Figures of the answers to judge."""
    missing = [f"{what}: {name}" for what, each in kinds.items() for name in EVERYWHERE
               if name not in each.headers and (what, name) != UNENCRYPTED]  # fmt: skip
    versions = [
        what
        for what, each in kinds.items()
        if "x-powered-by" in each.headers or "/" in each.headers.get("server", "")
    ]
    wrong = "; ".join([*missing, *versions])
    codes = sorted({each.status for each in kinds.values()})
    yield Figure("headers of every kind of answer / missing", len(kinds) * len(EVERYWHERE),
                 len(missing) + len(versions), "100 / 0", 100, note=f"{codes} {wrong}")  # fmt: skip
    for what, bar in {"a reader's page": 135, "sign-in page": 140}.items():
        points = grade(kinds[what])
        yield Figure(f"grade of {what} / points short of {bar}", points, max(0, bar - points),
                     f"{bar} / 0", bar)  # fmt: skip


def poisoned(asker, paths):
    """T18: nobody else's name comes back, and no host but the site's own is answered."""
    wrong = []
    for path, headers in product(paths, POISONED):
        answer = asker.ask(path, **headers)
        if EVIL in str(answer.headers) or EVIL.encode() in answer.body:
            wrong.append(f"{path} {headers}")
    yield Figure(
        "pages asked under poisoned headers / that repeat them",
        len(paths) * len(POISONED),
        len(wrong),
        "100 / 0",
        100,
        note=str(wrong[:3] or ""),
    )
    asked = list(product(paths, HOSTS))
    wrong = [each for each in asked if asker.ask(each[0], Host=each[1]).status != 400]
    yield Figure("pages asked of a foreign host / not 400", len(asked), len(wrong), "100 / 0", 100,
                 note=str(wrong[:3] or ""))  # fmt: skip


def leads_away(location):
    """Would a browser follow this Location to another site? It takes \\ for / and drops tabs."""
    seen = "".join(each for each in location if each > " ").replace("\\", "/")
    parts = urlsplit(seen)
    return bool(parts.scheme and parts.hostname != HOST) or parts.hostname not in (None, HOST)


def redirects(asker):
    """T19: no redirect leads to another site, before or after signing in."""
    asked, wrong = 0, []
    for form, payload in product(REDIRECTING, ELSEWHERE):
        for text in dict.fromkeys([quote(payload, safe=""), quote(payload, safe="/%:?#@=")]):
            asked += 1
            answer = asker.ask(form.format(text))
            if leads_away(answer.headers.get("location", "")):
                wrong.append(form.format(text))
    for payload in ELSEWHERE:
        asked += 1
        answer = sign_in(asker, f"/admin/login/?next={quote(payload, safe='')}", payload)
        if answer.status != 302 or leads_away(answer.headers["location"]):
            wrong.append(f"sign in, then {payload}: {answer.status}")
    asker.cookies.clear()
    yield Figure("redirects asked for / to another site", asked, len(wrong), "40 / 0", 40,
                 note=str(wrong[:3] or ""))  # fmt: skip


def traversals(asker):
    """T20: no spelling of 'the directory above' reaches a file that is not static."""
    asked = [f"{start}{up * 8}{name}" for start, up, name in product(INSIDE, UP, WANTED)]
    asked += [f"{start}{up * deep}{name}" for start, up, name in product(INSIDE, UP, WANTED)
              for deep in (1, 2, 3)]  # fmt: skip
    wrong = []
    for path in asked:
        body = asker.ask(path.replace(" ", "%20")).body
        wrong += [path for text in WANTED.values() if text in body]
    yield Figure("spellings of a path to other files / files sent", len(asked), len(wrong),
                 "60 / 0", 60, note=str(wrong[:3] or ""))  # fmt: skip


def run(quick):
    fill_with_demo()
    paths = Crawl(NOBODY, most_pages=20 if quick else 1000).paths
    paths = [path for path in paths if path not in ("/healthz", "/readyz")]
    gone = retracted()
    with gunicorn(**PRODUCTION) as address:
        asker = Asker(address, HOST)
        kinds = answers(asker, gone)
        yield from poisoned(asker, paths)
        yield from redirects(asker)
        yield from traversals(asker)
        kinds["5xx"] = broken(asker)
    with gunicorn(**PRODUCTION, MAINTENANCE="Back soon.") as address:
        kinds["503"] = Asker(address, HOST).ask("/")
    yield from told(kinds)
