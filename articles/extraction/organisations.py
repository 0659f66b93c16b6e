"""The organisations of a text: known ones, then candidates, then their lists and short forms."""

import re
from dataclasses import dataclass

from articles.extraction import candidates
from articles.extraction.candidates import DICTIONARY_ONLY, LEGAL_FORMS, Run
from articles.extraction.cover import Cover
from articles.extraction.folding import folded
from articles.extraction.names import is_meant
from articles.extraction.tables.naming import (
    FIRST_NAMES,
    NAME_GOES_ON,
    NO_ORGANISATIONS,
    OPENERS,
    PRODUCT,
)

SHORTEST_ALIAS = 3
BRACKETED = re.compile(r"\s\(\s?[\"'“«]?\s?(?P<alias>[A-Z][\w.&-]{1,20})\s?[\"'”»]?\s?\)")
ALLOWED_LEGAL = re.compile(
    r",? (?:(?:Inc|Corp|Corporation|Ltd|Limited|LLC|PLC|plc|SA|AG|SE|NV|GmbH|Co|Group"
    r"|Holdings)(?![a-z])\.?)"
)
LINK = re.compile(
    r"(?:, (?:and |et |y |e |und |en |or |ou )?|,? and |,? et | y | e | und | & | or | ou"
    r" )(?:the )?"
)


@dataclass(slots=True)
class Found:
    """An organisation found in the text."""

    start: int
    end: int
    name: str
    known_id: object
    rule: str
    confidence: str


def organisations_in(passage, index, words, people, taken):
    """The Found organisations in order. `people` are (spans, last names), `taken` spans that are
    figures and the like."""
    known = [
        Found(start, _with_legal_form(passage, end), known.name, known.known_id,
              "known-name" if known.is_own else "dictionary", "high")
        for start, end, known in index.matches(passage.plain, words)
        if is_meant(passage, start, end, known) and not _is_a_person(start, end, people)
    ]  # fmt: skip
    found = _with_longer_names(passage, _with_institutions(passage, known))
    return found, _runs(passage, found, taken, people)


def _with_legal_form(passage, end):
    match = ALLOWED_LEGAL.match(passage.evened, end)
    return match.end() if match else end


def _is_a_person(start, end, people):
    return people[0].touches(start, end)


LONGER = re.compile(r"(?: [A-Z][\w&-]+){1,3}(?![\w])")


def _with_longer_names(passage, found):
    """'SoftBank' that goes on as 'SoftBank Vision Fund' is another organisation."""
    for each, following in zip(found, [*found[1:], None], strict=False):
        match = LONGER.match(passage.evened, each.end)
        while match and match[0].split()[-1].lower() not in NAME_GOES_ON:
            shorter = match[0].rpartition(" ")[0]
            match = shorter and LONGER.fullmatch(passage.evened, each.end, each.end + len(shorter))
        if match and each.end + len(match[0]) <= (
            following.start if following else len(passage.text)
        ):
            each.end += len(match[0])
            each.name, each.known_id = passage.text[each.start : each.end], None
            each.rule = "longer-name"
    return found


def _with_institutions(passage, known):
    if passage.language.spaceless:
        return known
    taken = Cover(len(passage.text), ((each.start, each.end) for each in known))
    found = [
        Found(run.start, run.end, passage.text[run.start : run.end], None, run.rule, "high")
        for run in candidates.institutions(passage)
        if not taken.holds(run.start, run.end)
    ]
    longer = Cover(len(passage.text), ((each.start, each.end) for each in found))
    kept = [each for each in known if not longer.touches(each.start, each.end)]
    return sorted([*kept, *found], key=lambda each: each.start)


def _runs(passage, found, taken, people):
    spans = sorted(
        [*((each.start, each.end) for each in found), *taken, *candidates.tickers(passage)]
    )
    runs = candidates.runs(passage, spans) if not passage.language.spaceless else []
    for run in runs:
        candidates.judge(passage, run, people)
    return runs


def with_candidates(passage, found, runs, places, people):
    """`found` and the runs that are organisations: judged so, listed with some, or their short
    forms. Returns the Found in order."""
    places = Cover(len(passage.text), (place[:2] for place in places))
    free = [run for run in runs if not places.holds(run.start, run.end)]
    known = {_key(passage, each): each for each in found}
    everything = sorted([*found, *free], key=lambda each: each.start)
    _of_places(passage, free, places, people)
    _spread(passage, everything, people)
    _spread(passage, everything[::-1], people)
    new = [_found(passage, run, known) for run in free if run.rule]
    everything = sorted([*found, *new], key=lambda each: each.start)
    everything += _aliases(passage, everything)
    everything += _again(passage, everything, free)
    return _apart(everything)


def _key(passage, each):
    return folded(passage.text[each.start : each.end])


def _found(passage, run, known):
    name = passage.text[run.start : run.end]
    same = known.get(folded(name))
    known_id, name = (same.known_id, same.name) if same else (None, name)
    return Found(run.start, run.end, name, known_id, run.rule, run.confidence)


def _of_places(passage, runs, places, people):
    """'Taiwan's Foo': one word that a place has is an organisation of it."""
    if passage.language.code != "en":
        return
    for run in runs:
        text = passage.evened[run.start : run.end]
        start = max(4, run.start)
        is_its = passage.evened[start - 3 : start] == "'s " and places.touches(start - 4, start - 3)
        is_name = not run.rule and " " not in text and not _is_no_name(passage, run)
        if is_its and is_name and not _is_a_person(run.start, run.end, people):
            run.rule, run.confidence = "of-a-place", "low"


def _spread(passage, everything, people):
    """Makes organisations of the runs that are listed with one, in one direction."""
    before = None
    for run in everything:
        if not run.rule and folded(passage.text[run.start : run.end]) not in people[1]:
            _by_list(passage, run, [before], people)
        before = run


def _by_list(passage, run, beside, people):
    """'A, B and C' where A or B is an organisation: so is C."""
    if passage.language.code in DICTIONARY_ONLY or _is_no_name(passage, run):
        return
    text = passage.evened[run.start : run.end]
    opens = run.start == passage.sentence(run.start, run.end)[0] and " " not in text
    for other in filter(lambda each: each and each.rule, beside):
        first, second = sorted([(run.start, run.end), (other.start, other.end)])
        between = passage.evened[first[1] : second[0]]
        if opens and "," in between:
            return  # 'Meanwhile, Siemens'
        if LINK.fullmatch(between) and not _is_a_person(run.start, run.end, people):
            run.rule, run.confidence = "listed", "low"
            return


def _is_no_name(passage, run):
    text = passage.evened[run.start : run.end].lower()
    first = text.split()[0]
    return (
        text in NO_ORGANISATIONS
        or text in OPENERS
        or bool(PRODUCT.match(text))
        or first in FIRST_NAMES
        or len(text) < 2
    )


def _aliases(passage, everything):
    """'Oxford Quantum Circuits (OQC)': what stands in brackets behind a name is a name of it."""
    taken = {each.start for each in everything}
    for each in everything:
        match = BRACKETED.match(passage.evened, each.end)
        if match and match.start("alias") not in taken and _may_be_alias(match["alias"]):
            yield Found(*match.span("alias"), each.name, each.known_id, "alias", each.confidence)


def _may_be_alias(alias):
    return alias.lower() not in NO_ORGANISATIONS and alias.lower() not in OPENERS


def _again(passage, everything, runs):
    """Runs without a rule that are a name found elsewhere, its alias, or its first word."""
    names = {}
    for each in everything:
        text = passage.evened[each.start : each.end]
        names.setdefault(text.lower(), each)
        first = text.split()[0]
        is_short = len(first) >= 4 and " " in text and first.lower() not in OPENERS
        if is_short and first.lower() not in LEGAL_FORMS and each.rule != "institution":
            names.setdefault(first.lower(), each)
    for run in runs:
        same = names.get(passage.evened[run.start : run.end].lower())
        if same and not run.rule:
            yield Found(run.start, run.end, same.name, same.known_id, "short-form", same.confidence)


def _apart(everything):
    kept, last = [], -1
    for each in sorted(everything, key=lambda each: (each.start, -each.end, each.rule)):
        if each.start >= last:
            kept.append(each)
            last = each.end
    return kept


__all__ = ["Found", "Run", "organisations_in", "with_candidates"]
