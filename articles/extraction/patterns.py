"""Small pieces of regular expressions that tables of words become."""

import re


def word_set(text):
    """The words of `text` as a frozenset."""
    return frozenset(text.split())


def words(table):
    """{alternative: value} of a table {'one|other': value}."""
    return {word: value for names, value in table.items() for word in names.split("|") if word}


def _edge(name, spaceless):
    """What ends a word: Latin letters do among Japanese ones, too."""
    if not name[-1].isalpha():
        return ""
    return ("(?![a-z])" if name[-1].isascii() else "") if spaceless else r"\b"


def alternatives(names, spaceless=False):
    """The source of a pattern that matches any of `names`, longest first, as whole words."""
    return "|".join(
        re.escape(name).replace(r"\ ", r"\s") + _edge(name, spaceless)
        for name in sorted(names, key=len, reverse=True)
    )


def cue(source):
    """A compiled pattern that finds `source`, alternatives that are expressions, at word ends."""
    return re.compile(rf"(?<![a-z0-9])(?:{source})(?![a-z])") if source else None


NOTHING = re.compile(r"(?!)")
