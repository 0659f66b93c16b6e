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
from tests.chromium import ARGUMENTS, find_chromium

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
    "proposals": ("/admin/articles/article/enter/", DESK, "light", "li.card.investment"),
}  # fmt: skip
# Pasted on the page of a stop before its picture is taken; written for it.
PASTED = {
    "proposals": """Un campus de calcul en Écosse
CoreWeave ouvre une nouvelle phase de 1,5 milliard de livres en Écosse, portant son total au \
Royaume-Uni à 2,5 milliards. Avec des partenaires comme Nscale et Microsoft, NVIDIA prévoit \
jusqu’à 11 milliards de livres d’usines d’IA au Royaume-Uni, dotées de jusqu’à 120 000 GPU.

Nscale annonce 300 000 GPU dans le monde, dont 60 000 au Royaume-Uni. À Loughton, le \
superordinateur de Microsoft et Nscale en aurait plus de 24 000, d’ici à la fin de 2026. \
Norrvik Compute, un nouveau venu, parle de 400 millions d’euros en Norvège.""",
}


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
    if name in PASTED:
        page.fill("[name=pasted]", PASTED[name])
        page.click("#content-main [type=submit]")
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
