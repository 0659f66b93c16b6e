"""Places: a gazetteer's and the caller's own, and new ones as 'X, Region' and 'a plant in X'."""

import gzip
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from articles.extraction.patterns import NOTHING
from articles.extraction.phrases import PhraseIndex, key
from articles.extraction.tables.naming import (
    FIRST_NAMES,
    LOCATED,
    NO_PLACES,
    OPENERS,
    ORGANISATION_ENDS,
    PLACE_ENDINGS,
    PLACE_PREPOSITIONS,
    TITLES,
)

DICTIONARIES = Path(__file__).parent / "dictionaries"
LARGE = 150  # thousands: a city that is meant without a word that says so
OWN = "own"


@dataclass(frozen=True, slots=True)
class Entry:
    name: str
    known_id: object
    kind: str  # country, area, region, county, city, site or own
    country: str = ""
    thousands: int = 0


class PlaceIndex:
    """What is known to be a place: those of the gazetteer and the caller's, who come first.

    `own` are (name, id) or (name, id, kind) of the caller's places and sites ('site'); `rejected`
    are surface forms that are no places.
    """

    def __init__(self, own=(), *, gazetteer=True, rejected=()):
        self.index = PhraseIndex()
        self.base = gazetteer_index() if gazetteer else PhraseIndex()
        for name, known_id, *kind in own:
            self.index.add(key(name), Entry(name, known_id, kind[0] if kind else OWN))
        self.rejected = {key(name) for name in rejected}
        self.has_gazetteer = gazetteer

    def matches(self, plain, words, code="en"):
        """[(start, end, Entry)], the caller's own before the gazetteer's, without overlaps."""
        own = list(self.index.matches(plain, words))
        if code == "de" and self.has_gazetteer:
            own = sorted([*own, *_in_genitive(plain, words)], key=lambda match: match[0])
        taken = [(start, end) for start, end, _entry in own]
        others = [match for match in self.base.matches(plain, words) if not _within(match, taken)]
        found = sorted([*own, *others], key=lambda match: match[0])
        return [match for match in found if not self.rejects(plain[match[0] : match[1]])]

    def rejects(self, text):
        """Is `text` a surface form that was rejected?"""
        return key(text) in self.rejected


def _in_genitive(plain, words):
    """Matches of 'Chinas' and 'Europas' without their last letter."""
    return ((start, end - 1, entry) for start, end, entry in genitives().matches(plain, words))


def _within(match, taken):
    while taken and taken[0][1] <= match[0]:
        taken.pop(0)
    return bool(taken) and taken[0][0] < match[1]


@cache
def gazetteer_index():
    """The PhraseIndex of the shipped gazetteer: what was written by hand before GeoNames."""
    index = PhraseIndex()
    for entry, names in [*_by_hand(), *_from_geonames()]:
        for name in names:
            index.add(key(name), entry)
    return index


@cache
def genitives():
    """The PhraseIndex of countries and continents in the German genitive: 'Chinas', 'Europas'."""
    index = PhraseIndex()
    for name_key, entry in gazetteer_index().entries.items():
        if entry.kind in ("country", "area") and name_key.isascii() and name_key[-1] not in "sz":
            index.add(f"{name_key}s", entry)
    return index


def _by_hand():
    for line in (DICTIONARIES / "regions.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line:
            continue
        head, _colon, rest = line.partition(": ")
        country, kind = head.split(" ")
        for names in rest.split("; "):
            first, *_others = forms = names.split("|")
            known_id = country if kind == "country" else f"{country}/{key(first)}"
            yield Entry(first, known_id, kind, country, 1000), forms


def _from_geonames():
    with gzip.open(DICTIONARIES / "places.tsv.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("#"):
                continue
            kind, known_id, country, thousands, names = line.rstrip("\n").split("\t")
            forms = names.split("|")
            yield Entry(forms[0], known_id, kind, country, int(thousands)), forms


# Which matches are meant as places


@cache
def _place_cue(code):
    source = PLACE_PREPOSITIONS.get(code)
    return (
        re.compile(rf"(?<![a-z])(?:{source})\s{{1,2}}(?:(?:the|la|le|l')\s?)?$")
        if source
        else NOTHING
    )


@cache
def _new_place(code):
    source = LOCATED.get(code)
    word = r"[A-Z][a-z]+(?:(?:-[a-z]{1,4})?[ '-][A-Z][a-z]+){0,3}"
    return (
        re.compile(rf"(?<![A-Za-z])(?i:{source})\s(?P<name>{word})(?![A-Za-z])")
        if source
        else NOTHING
    )


BEFORE_REGION = re.compile(r"(?:^|[^\w])(?P<name>[A-Z][\w'-]+(?: [A-Z][\w'-]+){0,2}),? \(?$")
COUNTY = re.compile(
    r"(?<![A-Za-z])[A-Z][a-z]+(?: [A-Z][a-z]+)? (?:County|Parish|Township)(?![a-z])"
)


class FoundPlace(NamedTuple):
    """A place in a text; `known_id` and `country` as in a Proposal, `kind` that of its Entry."""

    start: int
    end: int
    name: str
    known_id: object
    kind: str
    country: str
    confidence: str
    rule: str


def places_in(passage, index, words):
    """The FoundPlaces of a text, in order."""
    found, last = [], -1
    for start, end, entry in index.matches(passage.plain, words, passage.language.code):
        is_listed = last >= 0 and bool(LINK.fullmatch(passage.plain, last, start))
        if how := _meant(passage, start, end, entry, is_listed):
            known_id = entry.known_id if entry.kind in (OWN, "site") else None
            place = (start, end, entry.name, known_id, entry.kind, entry.country, *how)
            found.append(FoundPlace(*place))
            last = end
    return _without_overlaps([*found, *_new_ones(passage, index, found)])


LINK = re.compile(r",? (?:and|et|und|y|e|en|or|ou) |, ")


def _meant(passage, start, end, entry, is_listed):
    """(confidence, rule) if the words from start to end are meant as the place, else None."""
    surface, evened = passage.text[start:end], passage.evened[start:end]
    word = passage.plain[start:end]
    if entry.kind in (OWN, "site"):
        return ("high", "known-place") if surface[:1].isupper() or not surface.isascii() else None
    if not _is_written_as_name(surface, entry) or word in NO_PLACES:
        return None
    if not entry.name.isascii() and not surface.isascii() and len(surface) < 2:
        return None
    if _is_part_of_name(passage, start, end, evened):
        return None
    if entry.kind != "city" or entry.thousands >= LARGE or " " in word or "-" in word:
        return "high", f"gazetteer-{entry.kind}"
    if is_listed or _has_cue(passage, start, end):
        return "high", "gazetteer-town"
    return None


def _is_written_as_name(surface, entry):
    """In capitals as a name is; 'US' and 'UK' not as 'us'."""
    if not surface.isascii() and not surface[:1].isalpha():
        return False
    if len(surface) <= 3 and entry.kind in ("country", "area"):
        return surface.isupper()
    if surface.isupper() and len(surface) <= 3:
        return False
    return surface[:1].isupper() or (surface[:1] >= "\u3040")


def _is_part_of_name(passage, start, end, evened):
    """Does a capital word without comma go on before or behind it, as in 'Paris Hilton'?"""
    plain = passage.evened
    behind = re.match(r"['.]?[ -]([A-Z][a-z]+)", plain[end : end + 24])
    if plain[end : end + 1].isalpha() and plain[end].isascii() and plain[end - 1].isascii():
        is_genitive = passage.language.code == "de" and re.match(r"s(?!\w)", plain[end : end + 2])
        return not is_genitive
    if re.match(r"-[A-Z0-9]", plain[end : end + 2]):
        return True
    if start and plain[start - 1] in '"“«”' and plain[end : end + 1] in '"”»“':
        return True
    if plain[start - 1 : start] == "-" and start > 1 and plain[start - 2].isalpha():
        return True
    before = re.search(r"([A-Z][\w']+)[ -]$", plain[max(0, start - 24) : start])
    is_title = before and before[1].lower() in TITLES
    return bool(is_title) or bool(behind and behind[1].lower() in ("university", "times", "post"))


def _has_cue(passage, start, end):
    code = passage.language.code
    if _place_cue(code).search(passage.plain, max(0, start - 28), start):
        return True
    return bool(re.match(r",? \(?(?:[A-Z])", passage.evened[end : end + 4])) and passage.evened[
        end : end + 1
    ] in (",",)


def _new_ones(passage, index, found):
    """Places that no gazetteer has: before a region, behind 'a plant in', counties, in lists."""
    evened = passage.evened
    for place in found:
        match = BEFORE_REGION.search(evened, max(0, place.start - 60), place.start)
        if not match or place.kind not in ("region", "country"):
            continue
        if evened[match.end("name") : place.start] in (", ", " (") and _is_new(
            passage, index, match["name"]
        ):
            yield _new(passage, *match.span("name"), "before-region")
    for match in COUNTY.finditer(evened):
        yield _new(passage, *match.span(), "county")
    for match in _new_place(passage.language.code).finditer(evened):
        if _is_new(passage, index, match["name"]):
            yield _new(passage, *match.span("name"), "located-in")
            yield from _listed(passage, index, match.end("name"))


LISTED = re.compile(
    r"(?:, (?:and |et |y |und )?| and | et | y | und | \()"
    r"(?P<name>[A-Z][a-z]+(?:-[A-Za-z]+|(?: [A-Z][a-z]+)){0,3})(?=[,.;)]| and | et | to | y |"
    r" in |$)"
)


def _listed(passage, index, end):
    for _item in range(6):
        match = LISTED.match(passage.evened, end)
        if not match or not _is_new(passage, index, match["name"]):
            return
        yield _new(passage, *match.span("name"), "listed-place")
        end = match.end()
        end += passage.evened[end : end + 1] == ")"


def _is_new(passage, index, name):
    plain = name.lower()
    first = plain.split()[0]
    if (
        name.isupper()
        or index.rejects(name)
        or plain in NO_PLACES
        or first in OPENERS
        or first in FIRST_NAMES
    ):
        return False
    return plain.split()[-1] not in ORGANISATION_ENDS and not PLACE_ENDINGS.search(plain)


def _new(passage, start, end, rule):
    return FoundPlace(start, end, passage.text[start:end], None, "", "", "low", rule)


def _without_overlaps(found):
    kept, last = [], -1
    for place in sorted(found, key=lambda each: (each.start, -each.end, not each.kind)):
        if place.start >= last:
            kept.append(place)
            last = place.end
    return kept
