"""`make tour`: the pictures of docs/tour.md, taken of the demo in a real browser.

They are made by a command so that they stay true: run it when a page has changed its looks.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.serving import newsbase
from tests.browser.conftest import ARGUMENTS, find_chromium

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs/tour"
DESK, PHONE = (1280, 900), (390, 844)
# Name of the picture: address, size, colour scheme, and what is scrolled into view.
STOPS = {
    "home": ("/", DESK, "light", None),
    "map": ("/", DESK, "light", "figure.map"),
    "search": ("/investments/?organisation=nvidia&place=gb", DESK, "light", None),
    "investment": ("/investments/coreweave-uk-total-2-5bn/", DESK, "light", None),
    "dossier": ("/dossiers/uk-tech-prosperity/", DESK, "light", "svg.network"),
    "organisation": ("/organisations/coreweave/", DESK, "dark", None),
    "comparison": ("/compare/?organisation=nvidia&organisation=coreweave&place=gb", DESK, "light",
                   None),
    "sites": ("/fr/sites/", DESK, "light", "figure.map"),
    "phone": ("/fr/investments/nvidia-uk-ai-factories/", PHONE, "dark", None),
    "desk": ("/admin/", DESK, "light", None),
}  # fmt: skip


@contextlib.contextmanager
def demo():
    """The address of a newsbase with its demo data."""
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder) / "tour.sqlite3"
        environment = os.environ | {
            "DATABASE_URL": f"sqlite:///{base}",
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        }
        for command in ("migrate", "load_demo", "make_demo_accounts"):
            words = [sys.executable, "-m", "django", command, "--verbosity", "0"]
            subprocess.run(words, check=True, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        with newsbase(base) as address:
            yield address


def sign_in(page, address):
    page.goto(f"{address}/admin/login/")
    page.fill("#id_username", "editor")
    page.fill("#id_password", "newsbase-demo-editor")
    page.click("[type=submit]")


def take(browser, address, name):
    path, (width, height), scheme, part = STOPS[name]
    size = {"width": width, "height": height}
    page = browser.new_context(viewport=size, color_scheme=scheme).new_page()
    if path.startswith("/admin/"):
        sign_in(page, address)
    page.goto(address + path)
    if part:
        page.locator(part).first.evaluate("part => part.scrollIntoView({block: 'center'})")
    page.screenshot(path=FOLDER / f"{name}.jpg", type="jpeg", quality=80)
    page.context.close()


def main():
    FOLDER.mkdir(exist_ok=True)
    with demo() as address, sync_playwright() as playwright:
        options = {"executable_path": find_chromium(), "args": ARGUMENTS}
        browser = playwright.chromium.launch(**options)
        for name in STOPS:
            take(browser, address, name)
            print(f"docs/tour/{name}.jpg")
        browser.close()


if __name__ == "__main__":
    main()
