"""People named in a text, so that they are not taken for organisations or places."""

import re

from articles.extraction.cover import Cover
from articles.extraction.folding import folded
from articles.extraction.tables.naming import FIRST_NAMES, OPENERS, TITLES

NAME = re.compile(
    r"(?<![A-Za-z])[A-Z][a-z]+(?:-[A-Z][a-z]+)?(?: [A-Z]\.)?(?: (?:de |van |van der |von |von der "
    r"|al-?)?[A-Z][A-Za-z'-]+){1,2}"
)
TITLED = re.compile(
    r"(?<![A-Za-z-])([A-Za-z-]{1,24})[,:]? ([A-Z][a-z]+(?: [A-Z][a-z]+){0,2})(?![a-z])"
)
ROLE = re.compile(
    r", (?:the |its |le |la |l')?(?:[\w-]+ ){0,3}?(?:ceo|cfo|cto|chief|president|pdg|directeur"
    r"|directrice|founder|co-founder|cofondateur|fondateur|minister|ministre|head of|managing"
    r" director"
    r"|chairman|vice)(?![a-z])"
)


def surnames(passage):
    """(Cover, folded last names) of the people that the text names in full or by a title."""
    spans, last_names = [], set()
    for match in NAME.finditer(passage.evened):
        first = match[0].split()[0].lower().split("-")[0]
        if first in FIRST_NAMES or (
            ROLE.match(passage.plain, match.end()) and first not in OPENERS
        ):
            spans.append(match.span())
            last_names.add(folded(match[0].split()[-1]))
    for match in TITLED.finditer(passage.evened):
        if match[1].lower() in TITLES and match[1].lower() not in ("said", "officer", "general"):
            spans.append(match.span(2))
            last_names.add(folded(match[2].split()[-1]))
    return Cover(len(passage.text), spans), last_names
