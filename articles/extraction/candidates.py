"""Organisations that no dictionary knows yet: by their shape, their company and what is said."""

import re
from dataclasses import dataclass
from functools import cache

from articles.extraction.patterns import NOTHING
from articles.extraction.tables.naming import (
    ADJECTIVES,
    APPOSITION,
    FIRST_NAMES,
    INSTITUTION,
    LEGAL_FORMS,
    NO_ORGANISATIONS,
    OPENERS,
    ORGANISATION_ENDS,
    ORGANISATION_HEADS,
    ORGANISATION_VERBS,
    PRODUCT,
)

WORD = (
    r"(?:[A-Z][\w+]*(?:(?:[.&-]|'(?!s\b))[A-Za-z0-9+]+)*|[a-z]{1,5}[A-Z]\w+|[0-9]+[A-Z]\w+"
    r"|[a-z]{3,}\.(?:ai|io|com|tech|org))"
)
RUN = re.compile(rf"(?<![\w&.])(?:{WORD})(?:(?: | & ){WORD}){{0,5}}")
INSTITUTIONS = re.compile(rf"(?<![\w])(?:{INSTITUTION})")
CAMEL = re.compile(
    r"(?:[A-Z]+[a-z]+[A-Z]\w*|[a-z]{1,5}[A-Z]\w+|[A-Z][A-Z]+[a-z]{2,}\w*|[A-Z]\.[A-Z]{2,}"
    r"|\w{3,}\.(?:com|ai|io|tech|org)|[A-Z][a-z]+[0-9]+)"
)
ACRONYM = re.compile(r"[A-Z][A-Z0-9&]{1,5}")
DICTIONARY_ONLY = frozenset(
    ["de", "ja", "nl"]
)  # languages in which capitals say little, or nothing
POSSESSIVE = re.compile(r"'s$|'$")


@dataclass(slots=True)
class Run:
    """Words in capitals that stand together, and what speaks for their being an organisation."""

    start: int
    end: int
    rule: str = ""
    confidence: str = "low"


@cache
def _cues(code):
    """(verb behind, head before, apposition behind)"""
    verbs, heads = ORGANISATION_VERBS.get(code), ORGANISATION_HEADS.get(code)
    return (
        re.compile(rf"(?:'s)? (?:{verbs})(?![a-z])") if verbs else NOTHING,
        re.compile(rf"(?<![a-z])(?:{heads})s? ?(?:[\"'“«] ?|the |d'|de |l'|de l')?$")
        if heads
        else NOTHING,
        re.compile(APPOSITION[code]) if code in APPOSITION else NOTHING,
    )


# What somebody has that only an organisation has: "Helix's investment".
OWNED = re.compile(
    r"'s? (?:[\w-]+ ){0,2}?(?:investments?|president|ceo|chief|chairman|founder|plans?|unit"
    r"|subsidiary"
    r"|headquarters|factory|plant|board|shares|stock|revenue|profits?|spokes\w+|data"
    r" cent(?:er|re)s?"
    r"|campus|site|business|cloud|shareholders|customers|products|chips|gpus|technology|platform"
    r"|executives?|engineers|portfolio|funding|stake)(?![a-z])"
)
SAID = re.compile(r"(?: also)? (?:said|says|added|told|confirmed|declined)(?![a-z])")
MARKED = re.compile("\\s?[™®]")
TICKER = re.compile(
    r"\([A-Za-z][\w ]{1,14}: ?[A-Z0-9.]{1,8}(?:[;,] ?[\w ]{2,14}: ?[A-Z0-9.]{1,8})*\)"
)


def tickers(passage):
    """The spans of '(NASDAQ: ABCD)'."""
    return [found.span() for found in TICKER.finditer(passage.evened)]


def institutions(passage):
    """Runs of 'University of X', 'Université de X', 'Ministry of X'."""
    return [
        Run(found.start(), found.end(), "institution", "high")
        for found in INSTITUTIONS.finditer(passage.evened)
    ]


def runs(passage, taken):
    """Runs of capital words, cut where something `taken` stands and at words that only open."""
    found = []
    for match in RUN.finditer(passage.evened):
        start, end = match.span()
        for begin, stop in _overlapping(taken, start, end):
            if start < begin:
                found.append((start, begin))
            start = max(start, stop)
        if start < end:
            found.append((start, end))
    trimmed = (_trimmed(passage, *span) for span in found)
    return [Run(*span) for span in trimmed if span]


def _overlapping(taken, start, end):
    while taken and taken[0][1] <= start:
        taken.pop(0)
    for begin, stop in taken:
        if begin >= end:
            return
        yield begin, stop


def _opens_a_name(text, word):
    """Is `word`, the first of `text`, a part of its name?"""
    last = text.split()[-1].lower()
    return word not in OPENERS or (
        word in ADJECTIVES and last in ORGANISATION_ENDS and len(text.split()) > 2
    )


DESCRIBED = re.compile(
    r"-(?:based|related|driven|powered|focused|ready|enabled|backed|owned|led|listed|headquartered|born|made|run|style|class)$"
)
NEW_TOWN = re.compile(
    r"(?:New|NEW) (?:York|YORK|Mexico|Jersey|Delhi|England|Zealand|Orleans|Hampshire)"
)


def _trimmed(passage, start, end):
    """The span without words that open sentences or describe, possessives and spaces; or None."""
    evened = passage.evened
    while start < end and not evened[start].isalnum():
        start += 1
    while True:
        word = re.match(r"[\w.'-]+", evened[start:end])
        if not word:
            return None
        if _opens_a_name(evened[start:end], word[0].lower()) or NEW_TOWN.match(evened, start):
            break
        start += word.end()
        while start < end and not evened[start].isalnum():
            start += 1
    text = DESCRIBED.sub("", evened[start:end]).rstrip(" &.-'")
    text = POSSESSIVE.sub("", text)
    return (start, start + len(text)) if len(text) > 1 else None


def judge(passage, run, people):
    """Sets the rule of a Run for what its shape and the words around it say; '' if nothing does."""
    code, evened = passage.language.code, passage.evened
    text = evened[run.start : run.end]
    words = text.split()
    plain = text.lower()
    if plain in NO_ORGANISATIONS or PRODUCT.match(plain) or words[0].lower() in FIRST_NAMES:
        return
    if plain in people[1] or MARKED.match(evened, run.end):
        return
    if people[0].touches(run.start, run.end):
        return
    run.rule, run.confidence = (
        _shape(words, code) or _context(passage, run, words, code) or ("", "")
    )


GROUPED = re.compile(r"[A-Z][\w-]{2,30}-(?:Gruppe|Konzern|Group|Werke|Stiftung|Gesellschaft)")


def _shape(words, code):
    last = re.sub(r"[.,]", "", words[-1]).lower()
    if GROUPED.fullmatch(words[-1]):
        return "name-ending", "high"
    if len(words) > 1 and last in LEGAL_FORMS:
        return "legal-form", "high"
    if len(words) > 1 and last in ORGANISATION_ENDS:
        return "name-ending", "high"
    if len(words) <= 3 and any(CAMEL.fullmatch(word) and _is_coined(word) for word in words[:2]):
        return "coined-word", "low"
    return None


def _is_coined(word):
    return not re.fullmatch(
        r"[A-Z]{2,}s|Mc[A-Z]\w+|Mac[A-Z]\w+|(?:Le|De|Du|Van)[A-Z]\w+", word
    ) and (word.lower() not in NO_ORGANISATIONS)


def _context(passage, run, words, code):
    verb, head, apposition = _cues(code)
    plain = passage.plain
    if code in DICTIONARY_ONLY and not (
        head.search(plain, max(0, run.start - 30), run.start)
        or apposition.match(plain, run.end, min(len(plain), run.end + 90))
    ):
        return None
    if head.search(plain, max(0, run.start - 40), run.start):
        return "named-by-head", "low"
    window = (plain, run.end, min(len(plain), run.end + 60))
    if len(words) <= 4 and verb.match(*window):
        return "subject-of-verb", "low"
    if len(words) <= 3 and OWNED.match(*window):
        return "owner", "low"
    if len(words) == 1 and SAID.match(*window):
        return "speaker", "low"
    if apposition.match(plain, run.end, min(len(plain), run.end + 90)):
        return "apposition", "low"
    if plain.startswith("-backed", run.end) or plain.startswith("-owned", run.end):
        return "backer", "low"
    if len(words) == 1 and ACRONYM.fullmatch(words[0]) and len(words[0]) >= 3:
        return "acronym", "low"
    return None
