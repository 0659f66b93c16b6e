"""Two readings of a text that keep every position: offsets into them are offsets into the text."""

import unicodedata

DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
APOSTROPHES = "\u2018\u2019\u201b\u02bc\u2032"
SPACES = (
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
UNDECOMPOSED = {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "Ł": "L", "Ø": "O", "Đ": "D"}

ALIKE = {
    **{ord(dash): "-" for dash in DASHES},
    **{ord(quote): "'" for quote in APOSTROPHES},
    **{ord(space): " " for space in SPACES},
    **{code + 0xFEE0: chr(code) for code in range(0x21, 0x7F)},  # full width
    **{ord(letter): plain for letter, plain in UNDECOMPOSED.items()},
    ord("\t"): " ",
    ord("\r"): " ",
    ord("￥"): "¥",
    ord("￡"): "£",
    ord("￦"): "₩",
}
ACCENTS = {
    code: base
    for code in [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)]
    if (base := unicodedata.normalize("NFD", chr(code))[0]) != chr(code)
}
LOWER = {
    code: chr(code).lower()
    for code in range(0x530)
    if chr(code).isupper() and len(chr(code).lower()) == 1
}


def evened(text):
    """`text` with one kind of space, dash, apostrophe and digit, without accents; as long as it."""
    return text.translate(ALIKE).translate(ACCENTS)


def lowered(text):
    """`text` in small letters; as long as it was."""
    return text.translate(LOWER)


def folded(text):
    """What names are compared by: evened, in small letters, as long as `text`."""
    return lowered(evened(text))
