"""Which texts are nearly the same: pure text, and the columns by which such texts are found.

A text is cut into overlapping pieces of a few letters, so that any language will do. Of each of
twelve classes that the pieces fall into, the smallest hash is kept; two texts share a smallest
hash with the probability that is their likeness. Two of them make a band: texts that share
any band are compared piece by piece.
"""

from functools import lru_cache
from zlib import crc32

from django.db import models

from entities.names import fold

PIECE = 9
BANDS = 6
CLASSES = 2 * BANDS
# Of two texts shorter than this, a few words in common say nothing.
LEAST_LETTERS = 100
# So much of two texts in common is one text, edited.
ALIKE = 0.6


def pieces(text):
    """The hashes of all pieces of `text`, whatever its case, accents and punctuation."""
    letters = "".join(char for char in fold(text) if char.isalnum()).encode()
    return {crc32(letters[start : start + PIECE]) for start in range(len(letters) - PIECE + 1)}


def likeness(one, other):
    """How much of two texts is the same, 0 to 1: pieces in common by all the pieces they have."""
    first, second = pieces(one), pieces(other)
    return len(first & second) / len(first | second) if first and second else 0.0


@lru_cache(maxsize=4)
def bands(text):
    """BANDS numbers, of which texts that are ALIKE nearly always share one; None for a stub."""
    found = pieces(text)
    if len(found) < LEAST_LETTERS - PIECE:
        return [None] * BANDS
    smallest = [2**31] * CLASSES
    for piece in found:
        # The halves of the hash: one says which class, the other is compared.
        number, value = piece % CLASSES, piece // CLASSES
        if value < smallest[number]:
            smallest[number] = value
    return [(smallest[2 * band] << 31) + smallest[2 * band + 1] for band in range(BANDS)]


class BandField(models.BigIntegerField):
    """One of the bands of another field's text, written at every save."""

    def __init__(self, source="body", number=0, **options):
        self.source, self.number = source, number
        super().__init__(**{"null": True, "editable": False, "db_index": True, **options})

    def deconstruct(self):
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "source": self.source, "number": self.number}

    def pre_save(self, instance, add):
        value = bands(getattr(instance, self.source))[self.number]
        setattr(instance, self.attname, value)
        return value
