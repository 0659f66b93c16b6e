"""Amounts of money: a currency before or behind a number, ranges, and second figures that leave
their currency out ('..., bringing its total to 2.5 billion')."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from articles.extraction import currencies
from articles.extraction.numbers import Number, is_glued, numbers_in
from articles.extraction.patterns import NOTHING, cue
from articles.extraction.qualifiers import bounds, qualifier
from articles.extraction.vocabulary import ABOUT, EXACT, RANGE, UNDISCLOSED

LONGEST_LINK, LOOKED_BACK = 16, 70
LETTERS = re.compile(r"[a-z.]+")


@dataclass(slots=True)
class Amount:
    """Money found in a text; `codes` is a currency, several that it may be, or None."""

    start: int
    end: int
    number: Number | None
    codes: object = None
    low: Decimal | None = None
    high: Decimal | None = None
    qualifier: str = ""
    rule: str = ""
    confidence: str = "high"
    is_open: bool = False  # its currency stands elsewhere
    cues: dict = field(default_factory=dict)

    @property
    def stated(self):
        return self.high if self.high is not None else self.low


def amounts_in(passage, start, end, numbers=None):
    """The Amounts of a paragraph, in order."""
    numbers = numbers_in(passage, start, end) if numbers is None else numbers
    atoms = [
        atom
        for number, following in zip(numbers, [*numbers[1:], None], strict=False)
        if (atom := _atom(passage, number, following.start if following else end, end))
    ]
    found = _with_ranges(passage, atoms)
    found = _with_borrowed(passage, found)
    _qualify(passage, found, start)
    found += _undisclosed(passage, start, end)
    return sorted(found, key=lambda amount: (amount.start, amount.end))


def _atom(passage, number, following, end):
    """The Amount of one number, one that is_open without a currency, None if it is no money."""
    prefix = None if number.is_word else currencies.before(passage, number.start)
    if not prefix and is_glued(passage, number):
        return None
    suffix = currencies.behind(passage, number.end, min(end, max(following, number.end)))
    if suffix and not prefix and not _may_be_money(passage, number, suffix):
        suffix = None
    if not prefix and not suffix:
        return Amount(number.start, number.end, number, rule="bare", is_open=True)
    start = prefix[0] if prefix else number.start
    codes = prefix[1] if prefix else suffix[1]
    rule = "currency-first" if prefix else "currency-last"
    if prefix and suffix and isinstance(suffix[1], str) and codes == "USD":
        codes = suffix[1]  # $5 CAD
    return Amount(start, suffix[0] if suffix else number.end, number, codes, rule=rule)


def _may_be_money(passage, number, suffix):
    _end, _codes, name = suffix
    following = passage.plain[suffix[0] : suffix[0] + 4]
    if number.is_word and number.value == 1 and "-" in passage.plain[number.start : suffix[0]]:
        return False  # a billion-dollar question
    if name in ("pound", "pounds") and following.startswith(" of "):
        return False
    return number.scale >= 1000 or name not in currencies.NEED_SCALE


# Ranges


@cache
def _links(language):
    """('to' between two numbers, 'and' between them, 'between' before them, words of growth)"""
    to = re.compile(rf"\s{{0,2}}(?:-|~|{language.to})\s{{0,2}}" if language.to else "-")
    both = re.compile(rf"\s{{1,2}}(?:{language.both})\s{{1,2}}") if language.both else NOTHING
    between = (
        re.compile(rf"(?<![a-z])(?:{language.between})[^.;0-9]{{0,24}}$")
        if language.between
        else NOTHING
    )
    return to, both, between, cue(language.growth) or NOTHING


def _with_ranges(passage, atoms):
    found = []
    for atom in atoms:
        if found and (joined := _range(passage, found[-1], atom)):
            found[-1] = joined
        else:
            found.append(atom)
    return found


def _range(passage, first, second):
    """The range that two neighbours state, or None."""
    if first.rule == RANGE or second.start - first.end > LONGEST_LINK:
        return None
    if first.is_open and second.is_open and not (second.number.scale >= 1000):
        return None
    if not _is_linked(passage, first, second):
        return None
    if first.codes and second.codes and first.codes != second.codes:
        return None
    low, high = _shared(first.number, second.number), second.number.amount
    if low is None or low > high:
        return None
    is_open = first.is_open and second.is_open
    return Amount(
        first.start, second.end, second.number, first.codes or second.codes, low, high, RANGE,
        RANGE, is_open=is_open,
    )  # fmt: skip


def is_linked(passage, first_start, first_end, second_start):
    """Does only 'to', a dash, or the 'and' of 'between' stand between two numbers?"""
    to, both, between, growth = _links(passage.language)
    before = (passage.plain, max(0, first_start - LOOKED_BACK), first_start)
    if both.fullmatch(passage.plain, first_end, second_start):
        return bool(between.search(*before))
    if not to.fullmatch(passage.plain, first_end, second_start):
        return False
    is_dash = passage.plain[first_end:second_start].strip() in ("-", "~", "")
    return is_dash or not _is_growth(passage, before, growth)


def _is_growth(passage, before, growth):
    text, start, end = before
    opening = text[max(start, end - 8) : end].rstrip("$€£¥ us")
    return bool(re.search(r"\b(?:from|de|von|van|da)$", opening) and growth.search(*before))


def _is_linked(passage, first, second):
    return is_linked(passage, first.start, first.end, second.start)


def _shared(first, second):
    """The first number of a range with the scale of the second where it has none of its own."""
    if first.scale > 1 or second.scale == 1:
        return first.amount
    return first.value * second.scale if first.value < 10_000 else first.amount


# Second figures without a currency


@cache
def _bare(language):
    following = language.goes_on or NOTHING.pattern
    return (
        re.compile(rf"\s{{0,2}}(?:[.,;:!?)\]»”\"-]|$|\n|…|(?:{following})(?:(?<=')|(?![a-z])))"),
        re.compile(rf"\s{{1,2}}(?:{language.counted})") if language.counted else NOTHING,
    )


def _with_borrowed(passage, atoms):
    """`atoms` without those that are no money; open ones take the currency stated before them."""
    found, last = [], None
    for atom in atoms:
        if atom.is_open and not (last and _may_be_bare(passage, atom)):
            continue
        if atom.is_open:
            atom.codes = last.codes
            is_near = passage.sentence(last.start, last.end) == passage.sentence(
                atom.start, atom.end
            )
            atom.rule, atom.confidence = "ellipsis", "high" if is_near else "low"
        elif not _is_conversion(passage, atom) or last is None:
            last = atom
        found.append(atom)
    return found


def _may_be_bare(passage, atom):
    number, language = atom.number, passage.language
    if number.scale < 10**6 or number.scale_text not in language.scale_values:
        return False
    if number.is_word and number.value == 1:
        return False
    goes_on, counted = _bare(language)
    if thing := counted.match(passage.plain, atom.end):
        return _is_a_name(passage, thing)
    return bool(goes_on.match(passage.plain, atom.end))


def _is_a_name(passage, thing):
    """Does what is 'counted' start in a capital: '10 milliards de Bpifrance'?"""
    words = re.split(r"[\s']", passage.evened[thing.start() : thing.end()].strip())
    return len(words) > 1 and words[-1][:1].isupper()


def _is_conversion(passage, amount):
    """Does the amount stand in brackets, as a conversion does?"""
    before = passage.plain[max(0, amount.start - 24) : amount.start]
    return "(" in before and ")" not in before.rpartition("(")[2]


# Qualifiers and currencies


def _qualify(passage, found, start):
    bound, last = start, None
    for amount in found:
        if amount.qualifier != RANGE:
            amount.qualifier = qualifier(passage, amount.start, amount.end, bound)
            if _is_about_too(passage, amount, last):
                amount.qualifier = ABOUT
            amount.low, amount.high = bounds(amount.number.amount, amount.qualifier)
        amount.codes = currencies.settled(passage, amount.codes, amount.start)
        if amount.codes is None:
            amount.confidence = "low"
        bound, last = amount.end, amount


def _is_about_too(passage, amount, last):
    """'about $980m (£720m)': what is converted is no more exact than what it is converted from."""
    is_beside = last and passage.plain[last.end : amount.start].strip() == "("
    return bool(is_beside and last.qualifier == ABOUT and amount.qualifier == EXACT)


@cache
def _undisclosed_cue(language):
    return cue(language.undisclosed) or NOTHING


def _undisclosed(passage, start, end):
    return [
        Amount(found.start(), found.end(), None, qualifier=UNDISCLOSED, rule=UNDISCLOSED)
        for found in _undisclosed_cue(passage.language).finditer(passage.plain, start, end)
    ]
