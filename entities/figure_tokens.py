"""Cuts a typed figure into tokens: numbers, and the words and signs of English and French."""

import re
import unicodedata
from collections import namedtuple
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from entities.currencies import FRENCH_NAMES, NAMES, NAMES_OF_MANY, codes
from entities.intervals import FigureError

READ = ("en", "fr")  # the languages whose words are understood
LONGEST_TEXT = 200
LONGEST_NUMBER = 25  # so that arithmetic in Decimals of 28 digits is exact

# A kind of token is one letter, so that the shape of a figure can be a regular expression.
NUMBER, SCALE, ASIAN, CURRENCY, CUE, FILLER = "N", "S", "A", "C", "Q", "F"
DASH, AND, MORE, NOTHING, REFUSED = "-", "&", "+", "U", "X"

UP_TO, AT_LEAST, ABOUT, BETWEEN, FROM = "up_to", "at_least", "about", "between", "from"

NEGATIVE = _("A figure can't be negative: leave the minus out.")
SHARE = _("A figure is a sum, not a percentage: type the sum, e.g. £1.5bn.")

# What the word is in English and what it is in French and German.
SHORT_SCALE = {
    "billion": ("10^9", "10^12"),
    "billions": ("10^9", "10^12"),
    "trillion": ("10^12", "10^18"),
    "trillions": ("10^12", "10^18"),
}

ENGLISH = {
    SCALE: {
        "k|thousand": 10**3,
        "m|mn|mln|mln.|mio|mio.|million|millions|millionen": 10**6,
        "b|bn|bln|billion|billions|mrd|mrd.|milliarde|milliarden": 10**9,
        "t|tn|trn|trillion|trillions": 10**12,
    },
    # Units that are added up (1兆5000億, 5 crore 20 lakh) and whose digits no comma divides.
    ASIAN: {
        "lakh|lakhs|lac|lacs": 10**5,
        "crore|crores|cr": 10**7,
        "lakh crore|lakh crores": 10**12,
        "万|萬": 10**4,
        "億|亿": 10**8,
        "兆": 10**12,
    },
    CUE: {
        "up to|at most|no more than|not more than|less than|under|below|<=|<|≤": UP_TO,
        "at least|more than|over|above|no less than|>=|>|≥": AT_LEAST,
        "about|around|roughly|approximately|approx|approx.|circa|ca.|c.|some|nearly|almost"
        "|close to|an estimated|estimated|~|≈|≃": ABOUT,
        "between": BETWEEN,
        "from": FROM,
    },
    DASH: {"-|to": None},
    AND: {"and": None},
    MORE: {"+|or more": AT_LEAST},
    NOTHING: {"undisclosed|not disclosed|not stated": None},
    REFUSED: {"minus": NEGATIVE, "%|per cent|percent": SHARE},
}
FRENCH = {
    SCALE: {"mille": 10**3, "milliard|milliards|md|md.|mds": 10**9},
    CUE: {
        "jusqu'a|au plus|moins de|pas plus de|au maximum": UP_TO,
        "au moins|plus de|au minimum": AT_LEAST,
        "environ|autour de|quelque|pres de|presque|de l'ordre de": ABOUT,
        "entre": BETWEEN,
    },
    DASH: {"a": None},
    AND: {"et": None},
    MORE: {"ou plus": AT_LEAST},
    FILLER: {"de|d'": None},
    NOTHING: {"non communique|non communiquee|non divulgue|non divulguee": None},
    REFUSED: {"moins": NEGATIVE, "pour cent": SHARE},
}

# `value` by kind: the scale, the currency codes, the cue or the message of what is refused.
Word = namedtuple("Word", "kind value is_french")
Token = namedtuple("Token", "kind value is_french text")


def _words(kinds, currencies, is_french):
    yield from (
        (name, Word(kind, value, is_french))
        for kind, table in kinds.items()
        for names, value in table.items()
        for name in names.split("|")
    )
    for meant, names in currencies.items():
        yield from ((name, Word(CURRENCY, meant, is_french)) for name in names.split("|"))


# In small letters without accents.
VOCABULARY = {
    **dict(_words(ENGLISH, NAMES | NAMES_OF_MANY, False)),
    **dict(_words(FRENCH, FRENCH_NAMES, True)),
}

DIGITS = re.compile(r"[0-9]+(?: (?=[0-9]{3}(?![0-9]))[0-9]+|[.,'][0-9]+)*")
CODE = re.compile(r"[A-Z]{3}(?![A-Za-z])")
UNKNOWN = re.compile(r"[^\W\d_]{1,30}|.")
# Longest first, so that 'lakh crore' is not read as 'lakh'; a name ends where its letters end.
NAME = re.compile(
    "|".join(
        re.escape(name) + ("(?![a-z])" if "a" <= name[-1] <= "z" else "")
        for name in sorted(VOCABULARY, key=len, reverse=True)
    )
)

WHOLE = re.compile(r"[0-9]+")
GROUPED = re.compile(r"[1-9][0-9]{0,2}([ ',.])[0-9]{3}(?:\1[0-9]{3})*")
LAKHS = re.compile(r"[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}")  # 1,20,000 as India groups it
FRACTION = re.compile(r"(?P<whole>.*[0-9])(?P<point>[.,])(?P<fraction>[0-9]+)")

ALIKE = str.maketrans(
    {
        **{chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F)},  # full width
        **dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-"),
        **dict.fromkeys([0x2018, 0x2019, 0x02BC, 0x2032], "'"),
        "￥": "¥",
        "￡": "£",
        "￦": "₩",
    }
)


def _tidied(text):
    """`text` with one kind of space, dash and apostrophe."""
    if len(text) > LONGEST_TEXT:
        raise FigureError(_("This is too long for a figure: type only the figure, e.g. £1.5bn."))
    text = " ".join(unicodedata.normalize("NFC", text).split())
    if not text:
        raise FigureError(_("Type a figure, e.g. £1.5bn, or 'undisclosed'."))
    if any(unicodedata.category(character)[0] == "C" for character in text):
        raise FigureError(_("There is an invisible character in it: type the figure afresh."))
    return text.translate(ALIKE)


def tokens_of(text):
    """The Tokens of `text`, a FigureError for what is not in the VOCABULARY."""
    text = _tidied(text)
    folded = "".join(_folded(character) for character in text)
    tokens, position = [], 0
    while position < len(text):
        tokens.append(_token(text, folded, position))
        position += len(tokens[-1].text)
        position += text[position : position + 1] == " "
    return tokens


def _folded(character):
    """One small letter without accent for one letter, so that positions stay the same."""
    base = unicodedata.normalize("NFD", character.lower())[0]
    return base if base.isalpha() and base.isascii() else character


def _token(text, folded, position):
    if found := DIGITS.match(folded, position):
        return Token(NUMBER, _readings(found[0]), False, found[0])
    if found := NAME.match(folded, position):
        return Token(*VOCABULARY[found[0]], found[0])
    if (found := CODE.match(text, position)) and found[0] in codes():
        return Token(CURRENCY, (found[0],), False, found[0])
    raise FigureError(
        _("I don't understand '%(text)s': type only the figure, e.g. £1.5bn or up to 11bn GBP."),
        text=UNKNOWN.match(text, position)[0],
    )


def _readings(number):
    """What the digits of `number` can stand for, as Decimals: one value or two, larger first."""
    readings = []
    if any(form.fullmatch(number) for form in (WHOLE, GROUPED, LAKHS)):
        readings.append(Decimal(_only_digits(number)))
    if (found := FRACTION.fullmatch(number)) and _is_whole_part(found["whole"], found["point"]):
        readings.append(Decimal(f"{_only_digits(found['whole'])}.{found['fraction']}"))
    if not readings or len(number) > LONGEST_NUMBER:
        raise unreadable(number)
    return readings


def unreadable(number):
    """The FigureError for digits that have no reading."""
    return FigureError(
        _("I can't read the number %(number)s: type it as 1,234,567 or 1.5bn."), number=number
    )


def _is_whole_part(text, point):
    return WHOLE.fullmatch(text) or (point not in text and GROUPED.fullmatch(text))


def _only_digits(text):
    return re.sub("[^0-9]", "", text)
