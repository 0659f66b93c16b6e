"""T13: no text of anybody's runs a script on any page, in a real browser.

The demo base is filled with payloads past every form, in every text field and in the history; every
kind of page, a reader's and the desk's, is opened in Chromium, which counts the calls of zq7() and
what the security policy had to block. A render is one payload standing on one page.
"""

import contextlib
import os

from playwright.sync_api import Error, sync_playwright

from articles.models import Article, Dossier
from entities.models import Investment, Organisation, Place, Site
from tests.chromium import ARGUMENTS, find_chromium
from verify.base import fill_with_demo, gunicorn
from verify.crawling import NOBODY, Crawl
from verify.figures import Figure
from verify.payloads import PAYLOADS, add_rows, plant

ROWS = ["T13"]
ENGINES = ["sqlite", "postgresql"]
# Before anything of a page runs: what it would call, and what its policy blocks.
WATCH = """
window.zq7Calls = []; window.zq7 = () => window.zq7Calls.push(document.URL);
window.alert = window.zq7; window.zq7Blocked = [];
document.addEventListener('securitypolicyviolation', (event) => window.zq7Blocked.push(
  `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile} ${event.sample}`));
"""
# Chromium's own viewer of XML has styles that the page's policy blocks, too.
SEEN = """() => ({calls: window.zq7Calls,
  blocked: document.contentType === 'application/xml' ? [] : window.zq7Blocked,
  shown: document.documentElement.outerHTML.split('zq7').length - 1,
  links: [...document.links]
    .filter((each) => /^(javascript|data|vbscript):/i.test(each.href)).length
})"""
TYPED = ["/search/?q=zq7", "/find/?q=zq7", "/investments/?q=zq7", "/articles/?q=zq7"]
RECORDS = (Article, Dossier, Investment, Organisation, Place, Site)


def public_paths():
    """The pages of all public records, in English and French, and what lists them."""
    pages = [each.get_absolute_url() for model in RECORDS for each in model.objects.public()]
    return [path for each in [*TYPED, *pages] for path in (each, f"/fr{each}")]


class Watcher:
    """Opens pages and counts."""

    def __init__(self, browser, address):
        self.address = address
        self.page = browser.new_page()
        self.page.add_init_script(WATCH)
        self.pages = self.shown = self.links = 0
        self.calls, self.blocked, self.failed = [], [], []

    def sign_in(self, role):
        self.page.goto(f"{self.address}/admin/login/")
        self.page.fill("[name=username]", role)
        self.page.fill("[name=password]", f"newsbase-demo-{role}")
        self.page.click("[type=submit]")

    def open(self, path):
        try:
            answer = self.page.goto(self.address + path, wait_until="load")
        except Error as error:
            # A file to download is no page.
            if "Download" not in str(error) and "ERR_ABORTED" not in str(error):
                self.failed.append(f"{path}: {error}")
            return
        if answer.status >= 500:
            self.failed.append(f"{path}: {answer.status}")
        with contextlib.suppress(Error):
            self.page.mouse.move(300, 300)
            self._count(path, self.page.evaluate(SEEN))

    def _count(self, path, seen):
        self.pages += 1
        self.shown += seen["shown"]
        self.links += seen["links"]
        self.calls += [f"{path} {each}" for each in seen["calls"]]
        self.blocked += [f"{path} {each}" for each in seen["blocked"]]


@contextlib.contextmanager
def watcher():
    """A Watcher of newsbase on this process's base."""
    with gunicorn() as address, sync_playwright() as playwright:
        options = {"executable_path": find_chromium(), "headless": True, "args": ARGUMENTS}
        browser = playwright.chromium.launch(**options)
        yield Watcher(browser, address)
        browser.close()


def run(quick):
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    fill_with_demo()
    add_rows()
    most = 15 if quick else 1000
    readers = [*public_paths(), *Crawl(NOBODY, most).paths]
    desk = Crawl("publisher", most).paths
    fields = plant()
    with watcher() as seen:
        for path in readers[:: 30 if quick else 3]:
            seen.open(path)
        seen.sign_in("publisher")
        for path in desk:
            if "logout" not in path:
                seen.open(path)
    for wrong in [*seen.calls, *seen.blocked, *seen.failed][:20]:
        print(" ", wrong)
    least = 500 if quick else 10_000
    bare = [name for name, rows in fields.items() if not rows]
    pages = f"{seen.pages} pages, {len(PAYLOADS)} payloads"
    yield Figure("text fields / without payloads", len(fields), len(bare), "30 / 0", 30,
                 note=", ".join(bare))  # fmt: skip
    yield Figure("payloads rendered in a browser / scripts run", seen.shown, len(seen.calls),
                 f"{least:,} / 0", least, note=pages)  # fmt: skip
    yield Figure("payloads rendered / security policy violations", seen.shown, len(seen.blocked),
                 f"{least:,} / 0", least)  # fmt: skip
    yield Figure("payloads rendered / script links", seen.shown, seen.links, f"{least:,} / 0")
    yield Figure("pages full of payloads / that failed", seen.pages, len(seen.failed), "20 / 0", 20)
