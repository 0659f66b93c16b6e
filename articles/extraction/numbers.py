"""Numbers in running text: digits as each language groups them, and words before a scale."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from articles.extraction.patterns import NOTHING, alternatives

LONGEST = 24
DIGITS = re.compile(r"[0-9]{1,3}(?:[ '][0-9]{3})+(?![0-9])(?:[.,][0-9]+)?|[0-9]+(?:[.,][0-9]+)*")
# What makes digits a part of a name, a date or a share: GB300, H-100, 3.2x, 45 %.
GLUED = re.compile(r"(?:[A-Za-z_#/@]|[A-Za-z]-|[A-Za-z]\.)$")
AFTER = re.compile(
    r"\s?(?:%|percent\b|per cent\b|pour cent\b|prozent\b|por ciento\b|nm\b|st\b|th\b)"
)
GROUPS = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{3})+|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}")
ONE = re.compile(r"([0-9]+)[.,]([0-9]+)")


@dataclass(slots=True)
class Number:
    """A number and its scale: value * scale; `whole` is its reading as a grouped whole number."""

    start: int
    end: int
    value: Decimal
    whole: Decimal
    scale: int = 1
    is_word: bool = False
    scale_text: str = ""

    @property
    def amount(self):
        return self.value * self.scale


def read_digits(digits, point):
    """(value, value as a whole number) of written `digits` where `point` is the decimal mark."""
    bare = re.sub("[ ']", "", digits)
    whole = Decimal(re.sub("[.,]", "", bare))
    marks = [mark for mark in bare if mark in ".,"]
    if not marks:
        return whole, whole
    if len(marks) == 1 and (found := ONE.fullmatch(bare)):
        is_group = len(found[2]) == 3 and len(found[1]) < 4 and found[1][0] != "0"
        value = Decimal(f"{found[1]}.{found[2]}")
        if is_group and marks[0] != point and bare == digits:
            value = whole
        return value, whole if is_group else value
    if GROUPS.fullmatch(bare):
        return whole, whole
    head, mark, tail = bare.rpartition(marks[-1])
    if mark in head:
        return None, None
    value = Decimal(f"{re.sub('[.,]', '', head)}.{tail}")
    return value, value


@cache
def _patterns(language):
    """(scale behind digits, number word and scale, 'and a half')"""
    scale = re.compile(rf"\s{{0,2}}-?({language.scale_pattern})") if language.scales else NOTHING
    number_words = language.number_values
    glue = "" if language.spaceless else r"[\s-]{0,2}"
    names = alternatives(language.scale_values, language.spaceless)
    spelt = alternatives(number_words, spaceless=True)
    in_words = (
        re.compile(
            rf"(?<![a-z0-9-])({spelt}){glue}"
            rf"({names})"
        )
        if names and spelt
        else NOTHING
    )
    half = re.compile(rf"\s(?:{language.and_a_half})\b") if language.and_a_half else NOTHING
    return scale, in_words, half


GLUED_SCALE = re.compile(r"\s?(k|m|md|mds|mrd|bn|mio)(?=(?:eur|usd|gbp|chf|cad|aud|inr|sek|nok)\b)")


def numbers_in(passage, start, end):
    """The Numbers of a paragraph, in order."""
    found = [*_in_digits(passage, start, end), *_in_words(passage, start, end)]
    apart, last = [], start
    for number in sorted(found, key=lambda number: (number.start, number.is_word)):
        if number.start >= last:
            apart.append(number)
            last = number.end
    return apart


def _in_digits(passage, start, end):
    evened, language = passage.evened, passage.language
    last = start
    for match in DIGITS.finditer(evened, start, end):
        if match.start() < last:
            continue
        value, whole = read_digits(match[0], language.point)
        if value is None or len(match[0]) > LONGEST or AFTER.match(passage.plain, match.end()):
            continue
        number = Number(match.start(), match.end(), value, whole)
        with_scale(passage, number, end)
        while language.spaceless and _add_up(passage, number, end):
            pass
        last = number.end
        yield number


def with_scale(passage, number, end):
    """Adds to `number` the scale that stands behind it; those of the likes of 1兆5000億 add up."""
    language = passage.language
    pattern, _in_words, half = _patterns(language)
    found = pattern.match(passage.plain, number.end, end) or GLUED_SCALE.match(
        passage.plain, number.end, end
    )
    if not found:
        return
    number.scale_text = found[1]
    number.scale = _scale_value(language, found[1])
    number.end = found.end(1)
    if more := half.match(passage.plain, number.end, end):
        number.value += Decimal("0.5")
        number.end = more.end()


def _scale_value(language, text):
    text = re.sub(r"\s", " ", text)
    return language.scale_values.get(text) or language.abbreviation_values.get(text, 10**6)


def _add_up(passage, number, end):
    """Adds the smaller unit that stands behind a larger one, as in 1兆5000億; was there one?"""
    found = DIGITS.match(passage.evened, number.end, end) if number.scale_text else None
    value, whole = read_digits(found[0], passage.language.point) if found else (None, None)
    if value is None:
        return False
    smaller = Number(found.start(), found.end(), value, whole)
    with_scale(passage, smaller, end)
    if not smaller.scale_text or smaller.scale >= number.scale:
        return False
    number.value = number.whole = number.value + smaller.amount / number.scale
    number.end = smaller.end
    return True


COUNTED_IN_WORDS = r"(?=\s(?:gigawatt|megawatt|gw\b|mw\b|gigavat|megavat))"


@cache
def _before_units(language):
    """A number word before megawatts and the like."""
    spelt = alternatives(language.number_values)
    return re.compile(rf"(?<![a-z0-9-])({spelt}){COUNTED_IN_WORDS}") if spelt else NOTHING


def _in_words(passage, start, end):
    language = passage.language
    for match in _before_units(language).finditer(passage.plain, start, end):
        value = Decimal(language.number_values[re.sub(r"\s", " ", match[1])])
        yield Number(match.start(), match.end(), value, value, is_word=True)
    _scale, pattern, half = _patterns(language)
    values = language.number_values
    for match in pattern.finditer(passage.plain, start, end):
        value = Decimal(values[re.sub(r"\s", " ", match[1])])
        scale = _scale_value(language, match[2])
        number = Number(match.start(), match.end(), value, value, scale, True, match[2])
        if more := half.match(passage.plain, number.end, end):
            number.value += Decimal("0.5")
            number.end = more.end()
        yield number


def is_glued(passage, number):
    """Do the digits belong to a name, as in GB300 or H-100?"""
    return not number.is_word and bool(
        GLUED.search(passage.evened, max(0, number.start - 2), number.start)
    )
