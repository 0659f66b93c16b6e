"""Reads organisations, places, money, capacities, dates and investments out of a text.

Pure: no Django, no network, no clock, no settings; the same text and the same indexes give the
same proposals in the same order. What each module knows: docs/decisions/0014-extraction.md.
"""

from articles.extraction.names import NameIndex
from articles.extraction.places import PlaceIndex
from articles.extraction.proposals import LONGEST_TEXT, Proposal, TextTooLong
from articles.extraction.reading import propose

__all__ = ["LONGEST_TEXT", "NameIndex", "PlaceIndex", "Proposal", "TextTooLong", "propose"]
