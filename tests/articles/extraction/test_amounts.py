"""Amounts of money in running text, in eight languages."""

from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from articles.extraction import NameIndex, PlaceIndex, propose

SENTENCES = yaml.safe_load((Path(__file__).parent / "sentences.yaml").read_text())
CASES = [
    pytest.param(language, each["text"], each["amounts"], id=f"{language}-{number}")
    for language, sentences in SENTENCES.items()
    for number, each in enumerate(sentences, 1)
]
NAMES, PLACES = NameIndex(dictionaries=[]), PlaceIndex(gazetteer=False)


def read(text, lang=None):
    return propose(text, lang, names=NAMES, places=PLACES)


def amounts(text, lang=None):
    return [each for each in read(text, lang) if each.kind == "amount"]


def bound(written):
    return None if written == "-" else Decimal(str(written))


@pytest.mark.parametrize(("language", "text", "expected"), CASES)
def test_every_amount_of_a_sentence_is_read_with_its_bounds_and_meaning(language, text, expected):
    found = [
        (each.low, each.high, each.currency, each.qualifier, each.is_investment)
        for each in amounts(text, language)
    ]
    assert found == [
        (bound(low), bound(high), currency, qualifier, is_investment)
        for low, high, currency, qualifier, is_investment in expected
    ]


@pytest.mark.parametrize(("language", "text", "expected"), CASES)
def test_the_language_of_a_sentence_needs_no_telling_for_its_amounts_to_be_where_they_stand(
    language, text, expected
):
    for each in read(text):
        assert text[each.start : each.end] == each.text
        start, end = each.sentence
        assert start <= each.start <= each.end <= end
