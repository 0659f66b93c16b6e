"""Dates and deadlines that a text states: '10 February 2025', 'by the end of 2026', 'Q2 2026'."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cache

from articles.extraction.patterns import NOTHING, words

FIRST_YEAR, LAST_YEAR = 1900, 2199
YEAR = r"(?P<year>(?:19|20|21)[0-9]{2})"


@dataclass(slots=True)
class Day:
    """A date found: the days it may mean, and whether something is due by then."""

    start: int
    end: int
    from_date: date
    to_date: date
    is_deadline: bool
    rule: str


@cache
def _patterns(language):
    """[(rule, pattern)], the most exact first, and the pattern of the word before a deadline"""
    if language.spaceless:
        return _japanese()
    months = "|".join(sorted(language.month_numbers, key=len, reverse=True))
    month = rf"(?P<month>{months})\.?"
    day = r"(?P<day>[0-3]?[0-9])(?:st|nd|rd|th|er|\.|o)?"
    of = r"(?:\s(?:of|de|del))?"
    periods = "|".join(
        re.escape(name) for name in sorted(words(language.periods), key=len, reverse=True)
    )
    patterns = [
        ("iso-date", r"(?P<year>(?:19|20|21)[0-9]{2})-(?P<iso>[01][0-9])-(?P<day>[0-3][0-9])"),
        ("day", rf"{day}{of}\s{month}{of},?\s{YEAR}"),
        ("day", rf"{month}\s{day},?\s{YEAR}"),
        ("period", rf"(?P<period>{periods})\s?(?:(?:de|of|du|del|van)\s)?{YEAR}")
        if periods
        else ("", "(?!)"),
        (
            "month",
            rf"(?:(?:the\send\sof|fin|ende|late|early|mid-?|debut|finales\sde)\s)?{month}{of},?\s{YEAR}",
        ),
        ("years", rf"{YEAR}(?=\s?(?:-|to|and|et|a|bis)\s?(?:19|20|21)[0-9]{{2}}(?![0-9]))"),
        ("year", YEAR),
    ]
    compiled = [
        (
            rule,
            re.compile(rf"(?<![a-z0-9$€£¥.,-])(?:{source})(?![0-9%-]|[.,][0-9]|\s?(?:mw|gw|gpu))"),
        )
        for rule, source in patterns
    ]
    due = re.compile(rf"(?<![a-z])(?:{language.deadlines})\s$") if language.deadlines else NOTHING
    return compiled, due


def _japanese():
    day = re.compile(
        r"(?P<year>(?:19|20|21)[0-9]{2})年(?:(?P<iso>[01]?[0-9])月(?:(?P<day>[0-3]?[0-9])日)?)?"
    )
    return [("day", day)], NOTHING


def dates_in(passage, taken=()):
    """The Days of a text in order; none within the spans `taken`, in order too."""
    found = []
    patterns, due = _patterns(passage.language)
    covered = bytearray(len(passage.plain) + 1)
    for start, end in taken:
        covered[start:end] = b"\1" * (end - start)
    for rule, pattern in patterns:
        for match in pattern.finditer(passage.plain):
            if any(covered[match.start() : match.end()]):
                continue
            days = _days(match, passage.language)
            if days and not (rule == "year" and not _is_a_year(passage, match)):
                covered[match.start() : match.end()] = b"\1" * len(match[0])
                found.append(_day(passage, match, days, rule, due))
    return sorted(found, key=lambda day: day.start)


def _day(passage, match, days, rule, due):
    before = due.search(passage.plain, max(0, match.start() - 24), match.start())
    behind = passage.language.spaceless and passage.plain.startswith("まで", match.end())
    return Day(match.start(), match.end(), *days, bool(before or behind), rule)


PREPOSITION = re.compile(
    r"(?<![a-z])(?:in|by|since|until|from|to|for|before|after|through|during|of|between|and|en|d'ici"
    r"|d'ici a|depuis|avant|apres|a|fin|horizon|des|jusqu'en|entre|et|bis|seit|ab|im jahr|von"
    r"|vor|ende"
    r"|para|hasta|desde|de|entro|nel|il|dal|em|ate|desde|tegen|sinds|voor|vanaf|late|early|spring|summer"
    r"|autumn|winter|fall|fiscal|year|annee|cette|-)\s?$"
)


def _is_a_year(passage, match):
    """Four digits are a year where a word of time stands before them, or in brackets."""
    start = match.start()
    before = passage.plain[max(0, start - 12) : start]
    return bool(PREPOSITION.search(before)) or before.endswith("(")


def _days(match, language):
    groups = match.groupdict()
    year = int(groups["year"])
    month = language.month_numbers.get(groups.get("month") or "") or int(groups.get("iso") or 0)
    if groups.get("period"):
        first, last = words(language.periods)[groups["period"]]
        return date(year, first, 1), _last(year, last)
    if groups.get("day") and month:
        day = int(groups["day"])
        if not (1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
            return None
        return date(year, month, day), date(year, month, day)
    if month:
        return (date(year, month, 1), _last(year, month)) if month <= 12 else None
    return date(year, 1, 1), date(year, 12, 31)


def _last(year, month):
    return date(year, month, monthrange(year, month)[1])
