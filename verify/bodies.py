"""T15: the worst bodies that the cap lets through are saved and read in no time, by the form.

What is timed is the processor's time of this process: the machine may have other work.
"""

import time

from django.test import Client
from django.urls import reverse

from articles.markup import MOST_BODY, MOST_LINES, MOST_SIGNS
from tests.factories import InvestmentFactory, UserFactory, report
from tests.html_forms import filled_in
from verify.figures import Figure

ROWS = ["T15"]
ENGINES = ["sqlite"]
SAVE, PAGE = 1.0, 0.2  # seconds
ROOM = 200  # for the quote that stands above
# Each is repeated as often as the caps let it be.
PIECES = [
    "*a ", "**a*", "_a ", "[", "*[", "[*", "[a](", "[a](b) ", "<http://a> ", ">", "> a\n", "- a\n",
    "1. a\n", "`", "`a", "&amp;", "&", "<b>", "<a<", "[a]: b\n", "---\n", "# a\n", "a\n=\n", "\\*",
    "![a]", "*_", "a**b", "(", "a  \n", "word ", "x", "é\u0301", "```\n", "    a\n", "\u202e", "\t",
]  # fmt: skip


def run(quick):
    client = Client()
    client.force_login(UserFactory(role="publisher"))
    pieces = PIECES[::6] if quick else PIECES
    saves, pages, bad = [], [], []
    for piece in pieces:
        seconds, read, is_good = tried(client, worst(piece))
        saves.append(seconds)
        pages.append(read)
        bad += [] if is_good else [piece]
    slowest = f"slowest {max(saves):.2f} s" if saves else ""
    yield Figure("toxic bodies saved by the form / longer than 1 s, or not saved", len(saves),
                 sum(each > SAVE for each in saves) + len(bad), "20 / 0", least=len(pieces),
                 note=slowest + "".join(f"; {piece!r}" for piece in bad))  # fmt: skip
    yield Figure("pages of toxic bodies / slower than 200 ms", len(pages),
                 sum(each > PAGE for each in pages), "20 / 0", least=len(pieces),
                 note=f"slowest {max(pages) * 1000:.0f} ms")  # fmt: skip


def worst(piece):
    """`piece` as often as the longest body may hold it, and no sign or line too many."""
    signs = sum(not char.isalnum() and not char.isspace() for char in piece) or 1
    lines = piece.count("\n") or 1
    by_letters, by_signs = (MOST_BODY - ROOM) // len(piece), (MOST_SIGNS - ROOM) // signs
    has_sign = any(not char.isalnum() and not char.isspace() for char in piece)
    by_lines = (MOST_LINES - ROOM) // lines if "\n" in piece else by_letters
    return piece * min(by_letters, by_signs if has_sign else by_letters, by_lines)


def tried(client, body):
    """(seconds of saving, seconds of reading, did both go well?) for an article with this body."""
    article = report(InvestmentFactory())
    page = reverse("admin:articles_article_change", args=[article.pk])
    quote = article.claims.get().quote
    form = filled_in(client.get(page), body=f"{quote}\n\n{body}", is_touch_up="on")
    started = time.process_time()
    answer = client.post(page, form)
    saved = time.process_time()
    read = client.get(article.get_absolute_url())
    ended = time.process_time()
    return saved - started, ended - saved, (answer.status_code, read.status_code) == (302, 200)
