"""`make entry`: how much work it is to enter the NVIDIA-UK article, in a real browser.

A throw-away base is served, a writer signs in and does by clicks and keys what docs/editors.md
says, from 'Add article' until the page says that it is submitted. An address of a server with the
demo accounts may be given instead: `python -m benchmarks.entry http://127.0.0.1:8000`.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks import announcement as told
from benchmarks.hands import Hands, Tally
from benchmarks.serving import newsbase
from tests.chromium import ARGUMENTS, find_chromium

ROOT = Path(__file__).parent.parent
WIDTH, HEIGHT = 1280, 900


@contextlib.contextmanager
def throwaway():
    """The address of a newsbase on a new base."""
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder) / "entry.sqlite3"
        environment = os.environ | {"DATABASE_URL": f"sqlite:///{base}"}
        command = [sys.executable, "-m", "benchmarks.entry_base"]
        subprocess.run(command, check=True, cwd=ROOT, env=environment)
        with newsbase(base) as address:
            yield address


def organisation(hands, name, kind, place):
    hands.type("name", name)
    hands.select("kind", kind)
    hands.choose("place", place)
    hands.save_and_close()


def site(hands, name, kind, place, operators, capacities):
    hands.type("name", name)
    hands.select("kind", kind)
    hands.choose("place", place)
    for each in operators:
        hands.choose("operators", each)
    enter_capacities(hands, capacities)
    hands.save_and_close()


def enter_capacities(hands, capacities):
    for number, each in enumerate(capacities):
        row = hands.row("capacities", number)
        if hands.reads_units:
            hands.type(f"{row}-interval", f"{each['amount']} {each['unit']}")
        else:
            hands.type(f"{row}-interval", each["amount"])
            hands.select(f"{row}-unit", each["unit"])
        hands.type(f"{row}-product", each["product"])


def investment(hands, title, kind, figure, parties, places=(), capacities=(), **more):
    hands.type("title", title)
    hands.select("kind", kind)
    hands.type("figure", figure)
    if nature := more.get("nature"):
        hands.select("nature", nature)
    hands.type("announced_on", told.DATE)
    for each in places:
        hands.choose("places", each)
    if more.get("is_place_not_stated"):
        hands.tick("is_place_not_stated")
    if whole := more.get("part_of"):
        hands.choose("part_of", whole["title"], lambda window: investment(window, **whole))
    for number, (name, role) in enumerate(parties):
        row = hands.row("parties", number)
        hands.choose(f"{row}-organisation", name)
        hands.select(f"{row}-role", role)
    enter_capacities(hands, capacities)
    hands.save_and_close()


def article(hands):
    hands.type("title", told.TITLE)
    hands.select("language", "English")
    hands.paste("summary", told.SUMMARY)
    hands.paste("body", told.BODY)
    hands.choose("source", told.SOURCE)
    hands.paste("source_url", told.ADDRESS)
    hands.type("reported_on", told.DATE)
    for each in told.ORGANISATIONS:
        hands.choose("organisations", each, lambda window: organisation(window, **told.NSCALE))
    hands.choose("sites", told.CAMPUS["name"], lambda window: site(window, **told.CAMPUS))
    for number, each in enumerate(told.CLAIMS):
        claim(hands, hands.row("claims", number), **each)


def claim(hands, row, quote, figure="", quantity="", is_chosen=False, **about):
    hands.paste(f"{row}-quote", quote)
    if not hands.reads_units:
        hands.select(f"{row}-statement", "states a figure" if figure else "states a quantity")
    if quantity and hands.reads_units:
        hands.type(f"{row}-interval", f"{quantity} GPUs")
    else:
        hands.type(f"{row}-interval", figure or quantity)
        if quantity:
            hands.select(f"{row}-unit", "GPUs")
    [(kind, record)] = about.items()
    name = record.get("title") or record["name"]
    hands.choose(f"{row}-{kind}", name, lambda window: investment(window, **record))
    if is_chosen:
        hands.tick(f"{row}-is_chosen")


def submit(hands):
    """Press the button until the page says that the article is submitted."""
    for _try in range(4):
        hands.click(hands.page.locator("[name=_move][value=submit]"))
        hands.page.wait_for_load_state()
        if "Submit for review" in " ".join(hands.page.locator(".messagelist").all_inner_texts()):
            return
        hands.answer_refusal()
    raise AssertionError("not submitted")


def enter(page, address):
    """(Tally, seconds) of the entry from 'Add article' to 'Submitted'."""
    page.goto(f"{address}/admin/login/?next=/admin/")
    page.locator("#id_username").fill("writer")
    page.locator("#id_password").fill("newsbase-demo-writer")
    page.locator("[type=submit]").click()
    hands, start = Hands(page, Tally()), time.perf_counter()
    hands.click(page.locator("#content a[href$='/articles/article/add/']").first)
    article(hands)
    submit(hands)
    return hands.tally, time.perf_counter() - start


def main(address=None):
    served = contextlib.nullcontext(address) if address else throwaway()
    with served as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.set_default_timeout(10_000)
        try:
            tally, seconds = enter(page, address)
        except Exception:
            page.screenshot(path="var/entry-failed.png", full_page=True)
            raise
        for name, number in vars(tally).items():
            print(f"{name:<10}{number:>7}")
        print(f"{'seconds':<10}{seconds:>7.1f}")


if __name__ == "__main__":
    main(*sys.argv[1:2])
