"""Sums that a sentence restates and does not announce: 'bringing its total to £2.5bn'."""

import re

from entities.figures import FigureError, parse_figure

FIGURE = (
    r"(?P<figure>(?:(?:up to|more than|over|about|nearly|jusqu['’]à|plus de|près de|environ)\s+)?"
    r"(?:[A-Z]{0,3}[£$€¥]\s?|[A-Z]{3}\s)?\d(?:[\d.,\s]*\d)?"
    r"(?:\s?(?:bn|tn|m|billions?|trillions?|millions?|milliards?|Mds?|M)\b)?"
    r"(?:\s?(?:d['’]euros|de dollars|de livres(?: sterling)?|[£$€]|[A-Z]{3}\b|euros?|dollars?"
    r"|pounds?))?)"
)
SUM = r"(?:total|investments?|commitments?|investissements?|engagements?|montant)"
WORDS = r"(?:[\w’'-]+\s+){0,6}?"
# The figure follows the phrase, or comes right before it.
PHRASES = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:bring|tak|rais|lift|push|driv)(?:s|es|ing|e)?\s+{WORDS}{SUM}\s+{WORDS}to\s+{FIGURE}",
        rf"\bport(?:ant|e|era|ent)\s+{WORDS}{SUM}\s+{WORDS}à\s+{FIGURE}",
        rf"\bport(?:ant|e|era|ent)\s+à\s+{FIGURE}\s+{WORDS}{SUM}",
        rf"\b(?:au total|in total|en tout)\b[\s,:]*{FIGURE}",
        rf"{FIGURE}[\s,]*\b(?:au total|in total|en tout)\b",
    )
]


def restated(sentence, currency):
    """The Figures that `sentence` gives as the sum of what was announced before.

    `currency` (ISO 4217) is taken where a sign or none stands for several; what can't be read as
    one figure is left out.
    """
    texts = (match["figure"] for phrase in PHRASES for match in phrase.finditer(sentence))
    return [figure for text in texts if (figure := _read(text, currency))]


def _read(text, currency):
    try:
        return parse_figure(text.strip(" .,"), currency)
    except FigureError:
        return None
