"""Organisations and places in running text."""

from pathlib import Path

import pytest
import yaml

from articles.extraction import NameIndex, PlaceIndex, propose

PASSAGES = yaml.safe_load((Path(__file__).parent / "named.yaml").read_text())
NAMES, PLACES = NameIndex(), PlaceIndex()
CASES = [pytest.param(each, id=f"{each['lang']}-{n}") for n, each in enumerate(PASSAGES)]


def found(text, kind, lang="en", names=NAMES, places=PLACES):
    return [each for each in propose(text, lang, names=names, places=places) if each.kind == kind]


def texts(text, kind, **options):
    return list(dict.fromkeys(each.text for each in found(text, kind, **options)))


@pytest.mark.parametrize("passage", CASES)
def test_the_organisations_of_a_passage_are_found_and_nothing_else(passage):
    assert texts(passage["text"], "organisation", lang=passage["lang"]) == passage["organisations"]


@pytest.mark.parametrize("passage", CASES)
def test_the_places_of_a_passage_are_found_and_nothing_else(passage):
    assert texts(passage["text"], "place", lang=passage["lang"]) == passage["places"]


def test_a_name_of_the_caller_is_known_by_its_alias_and_wins_over_the_dictionary():
    names = NameIndex([("Acme Compute", 7), ("AC", 7), ("Microsoft Corporation", 8)])
    text = "AC and Microsoft will build with ACME COMPUTE."
    known = [
        (each.text, each.name, each.known_id) for each in found(text, "organisation", names=names)
    ]
    assert known == [
        ("AC", "Acme Compute", 7),
        ("Microsoft", "Microsoft Corporation", 8),
        ("ACME COMPUTE", "Acme Compute", 7),
    ]


def test_a_rejected_name_is_not_proposed_again():
    text = "Siemens and Bosch signed."
    names = NameIndex(rejected=["siemens"])
    assert "Siemens" not in texts(text, "organisation", names=names)


def test_a_rejected_place_is_not_proposed_again():
    text = "It has a plant in Skellhamn and one in Lisbon."
    assert texts(text, "place") == ["Skellhamn", "Lisbon"]
    assert texts(text, "place", places=PlaceIndex(rejected=["Skellhamn", "lisbon"])) == []


def test_a_site_of_the_caller_is_found_by_name():
    places = PlaceIndex([("Harwell Hall 3", 12, "site"), ("Loughborough", 4)])
    text = "It will move from Loughborough to Harwell Hall 3."
    assert [(each.text, each.known_id) for each in found(text, "site", places=places)] == [
        ("Harwell Hall 3", 12)
    ]
    assert [each.known_id for each in found(text, "place", places=places)] == [4]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("It was built in partnership with Siemens.", "partner"),
        ("The campus will be operated by Siemens.", "operator"),
        ("The turbines are supplied by Siemens.", "supplier"),
        ("The plant is funded by Siemens.", "investor"),
        ("Siemens will invest £3m.", "investor"),
        ("Siemens raised £3m.", "recipient"),
    ],
)
def test_the_words_around_an_organisation_say_its_role(text, role):
    assert [each.role for each in found(text, "organisation")] == [role]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("It works with partners such as Siemens, Bosch and Nvidia.", "en"),
        ("It signed with its partners Siemens, Bosch and Nvidia.", "en"),
        ("Ses partenaires clés, dont Siemens, Bosch et Nvidia.", "fr"),
        ("Ses partenaires tels que Siemens, Bosch et Nvidia.", "fr"),
    ],
)
def test_what_is_said_of_a_list_is_said_of_each_of_its_names(text, lang):
    assert [each.role for each in found(text, "organisation", lang=lang)] == ["partner"] * 3


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Le site est bâti en partenariat avec Siemens.", "partner"),
        ("Le site sera exploité par Siemens.", "operator"),
        ("Les turbines sont fournies par Siemens.", "supplier"),
        ("Siemens investit 3 M€.", "investor"),
    ],
)
def test_the_words_around_an_organisation_say_its_role_in_french(text, role):
    assert [each.role for each in found(text, "organisation", lang="fr")] == [role]
