"""What an amount is to the others: new money, a running total, a part of one, said again."""

import re
from functools import cache

from articles.extraction.measures import INVESTMENT
from articles.extraction.patterns import NOTHING

NEW, TOTAL, PART, RESTATES, OTHER = "new", "total", "part", "restates", "other"
LOOKED_BACK, LOOKED_ON = 120, 30


@cache
def _before(language, role):
    source = language.roles.get(role)
    gap = "" if language.spaceless else r"(?<![a-z0-9])"
    joined = r"[^.;]{0,26}" if role == TOTAL else r"(?:\s[\w'-]+){0,4}"
    return re.compile(rf"{gap}(?:{source}){joined}[\s(]*$") if source else NOTHING


@cache
def _after(language, role):
    source = language.roles.get(f"after_{role}")
    return re.compile(rf"[\s(]{{1,2}}(?:[\w'-]+\s)?(?:{source})(?![a-z])") if source else NOTHING


def roles_of(passage, amounts, measures, said):
    """[role] of the Amounts of a paragraph; `said` is a set that takes (value, currency) of those
    read before, so that what is said again is known as such."""
    found = []
    for index, (amount, measure) in enumerate(zip(amounts, measures, strict=True)):
        previous = amounts[index - 1] if index else None
        role = _role(passage, amount, previous, measure, said)
        said.add((amount.low, amount.high, amount.codes))
        said.add((amount.stated, amount.codes))
        found.append(role)
    return found


def _role(passage, amount, previous, measure, said):
    if measure != INVESTMENT:
        return OTHER
    if previous and _is_in_brackets(passage, amount, previous):
        return RESTATES
    language, plain = passage.language, passage.plain
    start = max(passage.sentences.at(amount.start)[0], amount.start - LOOKED_BACK)
    floor = max(start, previous.end) if previous else start
    if _before(language, TOTAL).search(plain, floor, amount.start):
        return TOTAL
    if (amount.stated, amount.codes) in said and amount.stated is not None:
        return RESTATES
    for role in (PART, RESTATES):
        if _before(language, role).search(plain, floor, amount.start):
            return role
    return next((role for role in (PART, TOTAL, RESTATES) if _is_after(passage, amount, role)), NEW)


def _is_after(passage, amount, role):
    window = (passage.plain, amount.end, min(len(passage.plain), amount.end + LOOKED_ON))
    return bool(_after(passage.language, role).match(*window))


def _is_in_brackets(passage, amount, previous):
    between = passage.plain[previous.end : amount.start]
    return len(between) < 20 and "(" in between and ")" not in between
