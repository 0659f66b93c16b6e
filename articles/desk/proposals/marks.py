"""The text with its proposals marked: runs of text, each with the marks that it stands in."""

from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Run:
    """A run of the text; `card` is the Card whose mark it stands in, None outside of all."""

    text: str
    card: object = None


def runs(text, cards):
    """The Runs of `text` in order; joined they are the text. Where marks overlap, the text belongs
    to the one that begins last: a name within a quantity is seen."""
    marks = sorted(
        ((start, -end, card) for card in cards for start, end in card.spans),
        key=lambda mark: mark[:2],
    )
    edges = sorted({0, len(text), *(abs(edge) for mark in marks for edge in mark[:2])})
    found, under_way = [], []
    for start, end in pairwise(edges):
        under_way = [mark for mark in under_way if -mark[1] > start]
        while marks and marks[0][0] <= start:
            under_way.append(marks.pop(0))
        found.append(Run(text[start:end], under_way[-1][2] if under_way else None))
    return found
