"""What an amount of money measures: an investment, or revenue, a valuation, a price, a market."""

import re
from bisect import bisect_left
from functools import cache

from articles.extraction.patterns import NOTHING

INVESTMENT, OTHER, DEAL = "investment", "other", "deal"
SMALLEST_INVESTMENT = 50_000
# A word behind the amount speaks for it less than one before it; another amount in between, less.
BEHIND, ACROSS_AMOUNT, ACROSS_CLAUSE = 12, 45, 25
SITE, OF_A_SITE = "site", 35  # 'a plant' speaks for an investment, but less than a verb does
CLAUSE = re.compile(r"[;:]|,\s|\s-\s")


@cache
def _cues(language):
    edge, close = ("", "") if language.spaceless else (r"(?<![a-z0-9])", r"(?![a-z])")
    sources = "|".join(f"(?P<{measure}>{source})" for measure, source in language.measures.items())
    return re.compile(rf"{edge}(?:{sources}){close}") if sources else NOTHING


class SentenceCues:
    """The cue words of one sentence, asked which of them speaks for a span."""

    def __init__(self, passage, span, amounts):
        self.cues = [
            (found.start(), found.end(), found.lastgroup)
            for found in _cues(passage.language).finditer(passage.plain, *span)
            if not any(amount.start <= found.start() < amount.end for amount in amounts[:50])
        ]
        self.starts = [start for start, _end, _measure in self.cues]
        self.ends = [amount.end for amount in amounts]
        self.plain = passage.plain

    def measure(self, amount):
        """(measure, distance) of the nearest cue of an Amount, (None, None) without any."""
        position = bisect_left(self.starts, amount.start)
        near = self.cues[max(0, position - 6) : position + 4]
        weighed = [(self._distance(cue, amount), cue[2]) for cue in near]
        distance, measure = min(weighed, default=(None, None))
        return INVESTMENT if measure == SITE else measure, distance

    def _distance(self, cue, amount):
        start, end, measure = cue
        is_before = end <= amount.start
        span = (end, amount.start) if is_before else (amount.end, start)
        between = bisect_left(self.ends, span[1] + 1) - bisect_left(self.ends, span[0] + 1)
        clauses = len(CLAUSE.findall(self.plain, span[0], max(span)))
        distance = span[1] - span[0] + (0 if is_before else BEHIND)
        distance += OF_A_SITE if measure == SITE else 0
        return (
            distance + ACROSS_AMOUNT * max(0, between - (not is_before)) + ACROSS_CLAUSE * clauses
        )


def measure_amounts(passage, amounts):
    """[measure] of the Amounts of a paragraph, in their order."""
    by_sentence = {}
    for amount in amounts:
        by_sentence.setdefault(passage.sentences.index(amount.start), []).append(amount)
    cues = {
        index: SentenceCues(passage, passage.sentences.spans[index], found)
        for index, found in by_sentence.items()
    }
    measures, last = [], None
    for amount in amounts:
        index = passage.sentences.index(amount.start)
        measure, _distance = cues[index].measure(amount)
        measure = measure or _said_next(passage, amount, index)
        last = _settled(passage, amount, measure, last)
        measures.append(last)
    return measures


SHORT = 12


def _said_next(passage, amount, index):
    """The first cue of the next sentence where the amount is a sentence of its own."""
    start, end = passage.sentences.spans[index]
    if end - start - (amount.end - amount.start) > SHORT or index + 1 == len(
        passage.sentences.spans
    ):
        return None
    found = _cues(passage.language).search(passage.plain, *passage.sentences.spans[index + 1])
    measure = found.lastgroup if found else None
    return INVESTMENT if measure == SITE else measure


def _settled(passage, amount, measure, last):
    """The measure of an amount, given its cue's and the measure of the amount before it."""
    if amount.stated is not None and amount.stated < SMALLEST_INVESTMENT:
        return "price" if measure in (None, INVESTMENT) else measure
    if last and _is_conversion(passage, amount):
        return last
    return measure or (INVESTMENT if last == INVESTMENT else OTHER)


def _is_conversion(passage, amount):
    before = passage.plain[max(0, amount.start - 20) : amount.start]
    return re.search(r"[0-9a-z€$£¥]\s?\([^()]*$", before) is not None
