"""What holds for any text: spans, order, purity, and an end within bounds for hostile ones."""

import subprocess
import sys
import time
from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.extraction import LONGEST_TEXT, NameIndex, PlaceIndex, TextTooLong, propose
from entities.figures import Figure, format_figure

NAMES, PLACES = NameIndex(), PlaceIndex()
LETTERS = "£€$¥0123456789.,'- \n()bnmMd%kαéÉ兆円億\u202e\x00\u0301ßİ"
WORDS = [" milliard", " up to ", "Siemens", " Paris", " to ", " GPUs"]
ALPHABET = st.sampled_from([*LETTERS, *WORDS])
LONGEST_SECONDS = 3
HOSTILE = {
    "no spaces": "a" * LONGEST_TEXT,
    "digits": "1" * LONGEST_TEXT,
    "digits and spaces": "1 " * 50_000,
    "brackets": "(" * LONGEST_TEXT,
    "control characters": "".join(map(chr, range(32))) * 3000,
    "mixed direction": "\u202e\u2066£5bn\u2069 ابجد " * 6000,
    "amounts": "£5bn, " * 10_000,
    "open ranges": "between 5 and " * 7000,
    "qualifiers": "up to " * 16_000,
    "names in lists": "Siemens, Bosch and Foo, " * 4000,
    "new names": "Alpha Beta Gamma, " * 5500,
    "places": "Paris U.S. in Ohio, " * 5000,
    "dashes": "A-" * 50_000,
    "lines": "x\n" * 50_000,
    "institutions": "University of " * 7000,
    "Japanese": "1兆" * 50_000,
}


def read(text, lang=None):
    return propose(text, lang, names=NAMES, places=PLACES)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_ends_within_bounds(name):
    began = time.monotonic()
    read(HOSTILE[name][:LONGEST_TEXT], "ja" if name == "Japanese" else "en")
    assert time.monotonic() - began < LONGEST_SECONDS * 2  # the machine may be busy


def test_a_text_of_a_megabyte_is_refused_at_once_and_says_what_to_do():
    with pytest.raises(TextTooLong, match="cut it"):
        read("a" * 1_000_000)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(ALPHABET, max_size=60).map("".join), st.sampled_from(["en", "fr", "de", "ja", None])
)
def test_every_span_is_the_text_at_its_place_and_the_order_is_fixed(text, lang):
    found = read(text, lang)
    assert all(text[each.start : each.end] == each.text for each in found)
    assert all(0 <= each.start < each.end <= len(text) for each in found)
    assert all(each.sentence[0] <= each.start < each.end <= each.sentence[1] for each in found)
    assert [(each.start, each.end) for each in found] == sorted(
        (each.start, each.end) for each in found
    )
    assert found == read(text, lang)


def test_the_package_needs_no_django():
    check = (
        "import sys, articles.extraction as e;"
        "e.propose('Siemens invests £3bn.', names=e.NameIndex(), places=e.PlaceIndex());"
        "assert not [name for name in sys.modules if name.split('.')[0] == 'django']"
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", check], env={}, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""


# Any figure that we format is read back the same


@st.composite
def figures(draw):
    digits = draw(st.integers(1, 999))
    low = digits * 10 ** draw(st.integers(4, 10))
    high = low * draw(st.integers(1, 5))
    shape = draw(st.sampled_from(["exact", "up_to", "at_least", "range"]))
    bounds = {
        "exact": (low, low),
        "up_to": (None, low),
        "at_least": (low, None),
        "range": (low, high),
    }
    currency = draw(st.sampled_from(["GBP", "EUR", "USD", "JPY", "INR", "SEK", "CHF", "CAD"]))
    return Figure(*bounds[shape], currency, draw(st.booleans()))


@settings(max_examples=200, deadline=None)
@given(figures(), st.sampled_from(["en", "fr"]))
def test_any_figure_that_we_write_is_read_back_the_same(figure, language):
    opening = {"en": "It will invest ", "fr": "Il investira "}[language]
    (found,) = [
        each
        for each in read(f"{opening}{format_figure(figure, language)}.", language)
        if each.kind == "amount"
    ]
    assert (found.low, found.high, found.currency) == (figure.low, figure.high, figure.currency)
    if found.qualifier in ("exact", "about"):
        assert (found.qualifier == "about") == figure.is_approximate


WRITTEN = {
    "en": ("en_GB", "{} million euros"),
    "fr": ("fr_FR", "{} millions d'euros"),
    "de": ("de_DE", "{} Millionen Euro"),
    "es": ("es_ES", "{} millones de euros"),
    "it": ("it_IT", "{} milioni di euro"),
    "pt": ("pt_PT", "{} milhões de euros"),
    "nl": ("nl_NL", "{} miljoen euro"),
    "ja": ("ja_JP", "{}百万ユーロ"),
}


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 9_999_99), st.sampled_from(sorted(WRITTEN)))
def test_a_number_as_each_language_writes_it_is_read_back_the_same(hundredths, language):
    locale, pattern = WRITTEN[language]
    number = Decimal(hundredths) / 100
    text = f"X {pattern.format(format_decimal(number, '#,##0.##', locale))}."
    assert [each.high for each in read(text, language) if each.kind == "amount"] == [number * 10**6]
