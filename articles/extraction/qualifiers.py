"""How exact a number is: 'up to', 'more than', 'around', before or behind it."""

import re
from functools import cache

from articles.extraction.patterns import NOTHING
from articles.extraction.vocabulary import ABOUT, AT_LEAST, EXACT, UP_TO

LOOKED_BACK, LOOKED_ON = 48, 20
OPENING = "[\\s(\\[\"'«“]{0,3}"


@cache
def _before(language):
    fillers = rf"(?:(?:{language.fillers})\s{{1,2}}|d'|l'){{0,3}}" if language.fillers else ""
    edge, gap = ("", "") if language.spaceless else (r"(?:^|(?<=[\s(\"«“\-—:,]))", OPENING)
    alternatives = "|".join(
        f"(?P<{qualifier}>{source})" for qualifier, source in language.before.items()
    )
    return re.compile(rf"{edge}(?:{alternatives}){gap}{fillers}$")


@cache
def _after(language):
    alternatives = "|".join(
        f"(?P<{qualifier}>{source})" for qualifier, source in language.after.items()
    )
    edge = "" if language.spaceless else r"(?![a-z]|\s(?:than|als|dan|di|de|que)\b)"
    return re.compile(rf"\s?(?:{alternatives}){edge}") if alternatives else NOTHING


def qualifier(passage, start, end, bound=0):
    """The qualifier of what stands from `start` to `end`; a limit tells more than 'about'.
    Words before `bound` are not its own."""
    found = {*_cues_before(passage, start, bound)}
    if match := _after(passage.language).match(
        passage.plain, end, min(len(passage.plain), end + LOOKED_ON)
    ):
        found.add(match.lastgroup)
    for limit in (UP_TO, AT_LEAST, ABOUT):
        if limit in found:
            return limit
    return EXACT


def _cues_before(passage, start, bound):
    for _cue in range(2):
        bound = max(bound, start - LOOKED_BACK)
        match = _before(passage.language).search(passage.plain, bound, start)
        if not match:
            return
        yield match.lastgroup
        start = match.start()


def bounds(value, limit):
    """(low, high) of a value under a qualifier."""
    return (None if limit == UP_TO else value), (None if limit == AT_LEAST else value)
