"""Names found by longest match over folded words: the one lookup behind names and places."""

import re

from articles.extraction.folding import folded

CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"
TOKEN = re.compile(rf"[{CJK}]|[^\W_{CJK}]+")
GAPS = frozenset(["", " ", "-", "'", ".", ". ", " & ", "&", "/", "\n", "' ", ".-", " - "])
LONGEST_NAME = 12  # words


def tokens(plain):
    """[(start, end, word)] of a folded text."""
    return [(found.start(), found.end(), found[0]) for found in TOKEN.finditer(plain)]


def key(name):
    """What two spellings of a name share."""
    if name.isascii() and name.isalpha():
        return name.lower()
    return " ".join(TOKEN.findall(folded(name)))


class PhraseIndex:
    """{key of a name: entry}, and how long the names are that start with a word."""

    def __init__(self):
        self.entries = {}
        self.lengths = {}

    def add(self, name_key, entry):
        """Files `entry` under a key; the first to have a key keeps it."""
        if not name_key or name_key in self.entries:
            return
        self.entries[name_key] = entry
        first, length = name_key.partition(" ")[0], name_key.count(" ") + 1
        if length > self.lengths.get(first, 0):
            self.lengths[first] = min(length, LONGEST_NAME)

    def discard(self, name_key):
        self.entries.pop(name_key, None)

    def matches(self, plain, words):
        """(start, end, entry) of the longest names in `words`, tokens of `plain`, none within
        another."""
        position, lengths = 0, self.lengths
        while position < len(words):
            length = lengths.get(words[position][2])
            found = length and self._longest(plain, words, position, length)
            if found:
                position, start, end, entry = found
                yield start, end, entry
            else:
                position += 1

    def _longest(self, plain, words, position, length):
        reach = self._reach(plain, words, position, length)
        for stop in range(position + reach, position, -1):
            entry = self.entries.get(" ".join(word for _s, _e, word in words[position:stop]))
            if entry is not None:
                return stop, words[position][0], words[stop - 1][1], entry
        return None

    def _reach(self, plain, words, position, length):
        """How many words from `position` stand together, at most `length`."""
        last = min(len(words), position + length)
        for index in range(position + 1, last):
            gap = plain[words[index - 1][1] : words[index][0]]
            is_initial = gap == ", " and words[index][1] - words[index][0] == 1
            if gap not in GAPS and not is_initial:
                return index - position
            if gap == ". " and words[index - 1][1] - words[index - 1][0] > 3:
                return index - position
        return last - position
