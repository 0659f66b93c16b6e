"""Cuts a text into paragraphs and sentences, as spans."""

import re
from bisect import bisect_right

from articles.extraction.patterns import word_set

LONGEST_SENTENCE = 1500
ABBREVIATIONS = word_set(
    """
    inc corp co ltd st mr mrs ms dr prof no vs approx ca bn mrd mio md mill tsd jan feb mar apr jun
    jul aug sept sep oct nov dec gov sen rep gen u.s u.k e.u z.b bzw art etc fig rs kr fr env janv
    fevr sr sra mds mia mld mln bio av nr al d.c
    """
)
END = re.compile(r"[.!?…]+[\"'»”’)\]]*\s+|[。！？]+[」』）]*|;\s*\n")
OPENS = re.compile(r"[a-z]")
LINE = re.compile(r"\n\s*")
WORD_BEFORE = re.compile(r"[\w.]{1,12}$")
FRESH = re.compile(
    r"(?:The|In|It|A|An|This|But|And|He|She|Its|Their|On|At|For|As|We|If|Les?|La|Il)\b"
)


def paragraphs(text):
    """[(start, end)] of the lines that belong together; a line that goes on small is no new one."""
    cuts = [0]
    for found in LINE.finditer(text):
        if found[0].count("\n") > 1 or not _goes_on(text, found.start(), found.end()):
            cuts.append(found.end())
    return [(start, end) for start, end in _pairs(cuts, len(text)) if text[start:end].strip()]


def _goes_on(text, end, start):
    before, after = text[max(0, end - 1) : end], text[start : start + 1]
    return before not in ".!?:…" and (after.islower() or before.isdigit() or before == ",")


def sentences(text, plain, start, end):
    """[(start, end)] of the sentences of text[start:end], spaces at their ends left out."""
    cuts = [start]
    for found in END.finditer(text, start, end):
        if _ends(text, plain, found):
            cuts.append(found.end())
    spans = [_stripped(text, *pair) for pair in _pairs(cuts, end)]
    return [part for span in spans if span[0] < span[1] for part in _parts(text, *span)]


def _ends(text, plain, found):
    if found[0][0] != ".":
        return True
    following = text[found.end() : found.end() + 1]
    if following.islower():
        return False
    word = WORD_BEFORE.search(plain, max(0, found.start() - 12), found.start())
    last = word[0] if word else ""
    is_short = last in ABBREVIATIONS or len(last) == 1 or re.fullmatch(r"(?:[a-z]\.)+[a-z]", last)
    return not is_short or bool(FRESH.match(text, found.end()))


def _pairs(cuts, end):
    return zip(cuts, [*cuts[1:], end], strict=True)


def _stripped(text, start, end):
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _parts(text, start, end):
    """The span itself; one without end is cut at spaces, so that work stays in proportion."""
    while end - start > LONGEST_SENTENCE:
        cut = text.rfind(" ", start + LONGEST_SENTENCE // 2, start + LONGEST_SENTENCE) + 1
        cut = cut or start + LONGEST_SENTENCE
        yield _stripped(text, start, cut)
        start = cut
    yield start, end


class Spans:
    """Spans in order, asked which of them holds a position."""

    def __init__(self, spans):
        self.spans = spans
        self.starts = [start for start, _end in spans]

    def index(self, position):
        return max(0, bisect_right(self.starts, position) - 1)

    def at(self, position):
        return self.spans[self.index(position)]
