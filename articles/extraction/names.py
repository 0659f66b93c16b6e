"""Organisations that are known by name: the caller's, and the dictionaries shipped."""

import re
from dataclasses import dataclass
from functools import cache

from articles.extraction.folding import folded
from articles.extraction.phrases import PhraseIndex, key
from articles.extraction.places import DICTIONARIES
from articles.extraction.tables.naming import (
    ARTICLES,
    LEGAL_FORMS,
    NO_ORGANISATIONS,
    ORGANISATION_VERBS,
    TITLES,
)
from articles.extraction.tables.weak import WEAK

LISTED, WELL_KNOWN = "companies.txt", "organisations.txt"
LEGAL_TAIL = re.compile(r"(?:,? (?:[A-Za-z]+\.?|S\.A\.|S\.p\.A\.|N\.V\.|A\.G\.))$")


@dataclass(frozen=True, slots=True)
class Known:
    """An organisation under one of its names; `surface` is how that name is spelt."""

    name: str
    known_id: object
    surface: str
    is_own: bool


class NameIndex:
    """What organisations are called: those of the caller, who come first, and those shipped.

    `own` are (name, id): an alias is another pair with the same id. `rejected` are surface forms
    that are no organisations here. `dictionaries` names the shipped ones to use.
    """

    def __init__(self, own=(), *, rejected=(), dictionaries=(LISTED, WELL_KNOWN)):
        self.index = PhraseIndex()
        display = {}
        for name, known_id in own:
            display.setdefault(known_id, name)
            _file(self.index, name, known_id, display[known_id], is_own=True)
        self.bases = [shipped(name) for name in dictionaries]
        self.rejected = {key(name) for name in rejected}

    def matches(self, plain, words):
        """[(start, end, Known)]; the caller's names win over shipped ones, longer over shorter."""
        found = list(self.index.matches(plain, words))
        for base in self.bases:
            found += base.matches(plain, words)
        found.sort(key=lambda match: (match[0], -match[1], not match[2].is_own))
        kept, last = [], -1
        for start, end, known in found:
            if start >= last and not self.rejects(plain[start:end]):
                kept.append((start, end, known))
                last = end
        return kept

    def rejects(self, text):
        """Is `text` a surface form that was rejected?"""
        return key(text) in self.rejected

    def knows(self, text):
        """The Known that is called `text`, or None."""
        name_key = key(text)
        for index in (self.index, *self.bases):
            if name_key in index.entries:
                return index.entries[name_key]
        return None


@cache
def shipped(name):
    """The PhraseIndex of a shipped dictionary of organisations."""
    index = PhraseIndex()
    for line in (DICTIONARIES / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            first, *others = line.split("|")
            for form in (first, *others):
                _file(index, form, None, first, is_own=False)
    return index


def _file(index, name, known_id, display, *, is_own):
    for form in forms(name):
        index.add(key(form), Known(display, known_id, form, is_own))


def forms(name):
    """`name`, and what is left of it without its legal form, its article and '.com'."""
    yield name
    short = name
    while (tail := LEGAL_TAIL.search(short)) and _is_legal(tail[0]):
        short = short[: tail.start()].rstrip(",")
    first, _space, rest = short.partition(" ")
    if rest and first.lower() in ARTICLES and len(rest) > 4:
        short = rest
    if short != name and len(short) > 1:
        yield short
    if short.lower().endswith(".com") and len(short) > 8:
        yield short[:-4]


def _is_legal(tail):
    return folded(tail).strip(" ,.").replace(".", "") in LEGAL_FORMS


def is_meant(passage, start, end, known):
    """Is the name from start to end written and placed as a name, not as an ordinary word?"""
    surface = passage.text[start:end]
    word = passage.plain[start:end]
    if not any(char.isupper() or not char.isascii() or char.isdigit() for char in surface):
        return known.surface.islower() and known.is_own
    if not any(char.isalpha() for char in surface):
        return surface == known.surface
    if surface.isdigit() or len(surface) < 2 or (word in NO_ORGANISATIONS and not known.is_own):
        return False
    if " " in word:
        return True
    if known.surface.isupper() and len(surface) <= 5 and not surface.isupper():
        return False
    if surface.islower() or not (surface[0].isupper() or surface[0].isdigit()):
        return surface == known.surface
    if word in WEAK and not known.is_own:
        return _is_inside(passage, start, end)
    return True


@cache
def _acts(code):
    """What follows a name that opens a sentence: another name, a possessive or a verb."""
    verbs = ORGANISATION_VERBS.get(code, "(?!)")
    return re.compile(
        rf" (?:and|&|et|y|e|und|en) [A-Z]|'s? |,? (?:{verbs}|will|has|said|says|a)(?![a-z])"
    )


def _is_inside(passage, start, end):
    """Not the first word of its sentence, nor a part of other words in capitals."""
    evened = passage.evened
    if passage.sentence(start, end)[0] == start:
        return bool(_acts(passage.language.code).match(evened, end))
    before = re.search(r"([\w'.-]+) $", evened[max(0, start - 24) : start])
    behind = re.match(r" ([A-Z][\w-]*)", evened[end : end + 24])
    opens = before and before[1][:1].isupper() and before[1].lower() not in TITLES
    return not opens and not behind
