"""An editor's hands on a page of the desk: every click, key and window counts.

What a page does for the editor (an empty row that is there, a name taken along) is used where it is
there and done by hand where it is not, so that one script measures any version of the forms.
"""

import contextlib
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

# What the newer forms have, told by what they load.
TAKES_ALONG = "script[src*='js/entry']"


@dataclass
class Tally:
    """What the entry took."""

    clicks: int = 0
    keys: int = 0
    pasted: int = 0
    windows: int = 0
    refusals: int = 0


def asks_for(term, address):
    """Is `address` what an autocomplete asks when `term` is typed?"""
    parts = urlsplit(address)
    return "autocomplete" in parts.path and parse_qs(parts.query).get("term") == [term]


class Hands:
    def __init__(self, page, tally):
        self.page, self.tally = page, tally

    @property
    def reads_units(self):
        """Does the page read '120,000 GPUs', and see from it what a claim states?"""
        return bool(self.page.locator(TAKES_ALONG).count())

    def click(self, target):
        target.click()
        self.tally.clicks += 1

    def type(self, field, text):
        """Click into a field and type, unless what is to be typed stands there."""
        box = self.page.locator(f"#id_{field}")
        if box.input_value() == text:
            return
        self.click(box)
        box.press("ControlOrMeta+a")
        self.page.keyboard.type(text)
        self.tally.keys += len(text)

    def paste(self, field, text):
        self.click(self.page.locator(f"#id_{field}"))
        self.page.keyboard.insert_text(text)
        self.tally.pasted += 1

    def select(self, field, label):
        """Choose from a list that opens: two clicks."""
        box = self.page.locator(f"#id_{field}")
        if box.locator("option:checked").text_content().strip() == label:
            return
        box.select_option(label=label)
        self.tally.clicks += 2

    def tick(self, field):
        self.click(self.page.locator(f"#id_{field}"))

    def search(self, field, text):
        """Type into an autocomplete; True if that finds a record of exactly this name."""
        self.click(self.page.locator(f"#id_{field} + .select2"))
        expect(self.page.locator(".select2-search__field:focus")).to_have_count(1)
        with self.page.expect_response(lambda answer: asks_for(text, answer.url)):
            self.page.keyboard.type(text)
        self.tally.keys += len(text)
        results = self.page.locator(".select2-container--open .select2-results__option")
        expect(results.filter(has_text="Searching")).to_have_count(0)
        results.first.wait_for()
        return bool(results.get_by_text(text, exact=True).count())

    def choose(self, field, text, make=None):
        """Take a record, or let `make` fill in a new one in the window that the plus sign opens."""
        if self.search(field, text):
            options = self.page.locator(".select2-container--open .select2-results__option")
            self.click(options.get_by_text(text, exact=True).first)
            return
        if make is None:
            raise LookupError(f"nothing is called {text} in {field}")
        with self.page.expect_popup() as opened:
            self._press_add(field)
        self.tally.windows += 1
        make(Hands(opened.value, self.tally))

    def _press_add(self, field):
        offered = self.page.locator(".select2-results .add-typed")
        if offered.count():
            return self.click(offered)
        self.page.keyboard.press("Escape")
        self.tally.keys += 1
        return self.click(self.page.locator(f"#add_id_{field}"))

    def row(self, prefix, number):
        """Make sure that row `number` is there to be filled in; gives its prefix of names."""
        if not self.page.locator(f"#{prefix}-{number}").count():
            self.click(self.page.locator(f"#{prefix}-group .add-row a"))
        return f"{prefix}-{number}"

    def save_and_close(self):
        """Save a window; where it is refused, say that look-alikes are different and save again."""
        for _try in range(3):
            with contextlib.suppress(Exception):
                self.click(self.page.locator("[name=_save]").last)
                self.page.wait_for_load_state()
            if self.page.is_closed() or self._closes():
                return
            self.answer_refusal()
        raise AssertionError(self.page.locator(".errornote, .errorlist").all_inner_texts())

    def _closes(self):
        with contextlib.suppress(Exception):
            self.page.wait_for_event("close", timeout=2000)
        return self.page.is_closed()

    def answer_refusal(self):
        self.tally.refusals += 1
        print("refused:", self.page.locator(".errornote, .errorlist").all_inner_texts())
        for different in self.page.locator("input[name^=duplicate_][value=different]").all():
            self.click(different)
