"""Where a claim's quote stands in its article: pure text, no database.

A quote must stand word for word; only white space and typographic quotes, hyphens and
ellipses are folded, because pasting changes those and nobody's meaning hangs on them.
"""

import hashlib
import re

from rapidfuzz import fuzz, process

# Each group of characters counts as one when quotes are compared.
ALIKE = ("'’‘ʼ‛", '"“”„‟«»', "-‐‑‒–—")
_CLASS = {char: f"[{re.escape(group)}]" for group in ALIKE for char in group}
# A number at a quote's edge is whole: "5 billion" does not stand in "1.5 billion". Words may touch
# a number: Japanese sentences are written without a space between them.
_WHOLE_START = r"(?:(?![.,]?\d)|(?<!\d)(?<!\d[.,]))"
_WHOLE_END = r"(?:(?<!\d)(?<!\d[.,])|(?!\d|[.,]\d))"
_ELLIPSIS = r"(?:\.\.\.|…)"
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])\s*|\n+")


def pattern(quote):
    """A compiled regular expression that matches `quote` in a body, or None for an empty one."""
    words = quote.replace("…", "...").split()
    if not words:
        return None
    return re.compile(_WHOLE_START + r"\s+".join(map(_word, words)) + _WHOLE_END)


def _word(word):
    return _ELLIPSIS.join("".join(map(_literal, part)) for part in word.split("..."))


def _literal(char):
    return _CLASS.get(char) or re.escape(char)


def spans(quotes, body):
    """(start, end, anchor) of each quote that stands in `body`, outer ones before inner ones.

    A quote that begins in another and ends after it keeps only its own part.
    """
    found = set()
    for quote in quotes:
        if (expression := pattern(quote)) and (match := expression.search(body)):
            found.add((match.start(), match.end(), anchor(quote)))
    kept = []
    for start, end, name in sorted(found, key=lambda span: (span[0], -span[1], span[2])):
        for _, other_end, _ in kept:
            if start < other_end < end:
                start = other_end
        start += len(body[start:end]) - len(body[start:end].lstrip())
        kept.append((start, end, name))
    return sorted(kept, key=lambda span: (span[0], -span[1]))


def stands_in(quote, body):
    """Whether `quote` stands in `body` word for word."""
    expression = pattern(quote)
    return bool(expression and expression.search(body))


def anchor(quote):
    """The name of the quote's place in its article's page, the same wherever it is computed."""
    folded = " ".join(quote.split())
    return "q-" + hashlib.sha256(folded.encode()).hexdigest()[:10]


def nearest_sentence(quote, body):
    """The sentence of `body` most like `quote`, or '' when `body` is empty."""
    sentences = [part.strip() for part in _SENTENCE_END.split(body) if part and part.strip()]
    best = process.extractOne(quote, sentences, scorer=fuzz.ratio)
    return best[0] if best else ""
