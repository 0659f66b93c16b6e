"""Counts of accelerators, power, jobs, homes and floor space in running text."""

from decimal import Decimal

import pytest

from articles.extraction import NameIndex, PlaceIndex, propose

NAMES, PLACES = NameIndex(dictionaries=[]), PlaceIndex(gazetteer=False)


def read(text, lang, *kinds):
    return [
        (each.value, each.unit, each.qualifier)
        for each in propose(text, lang, names=NAMES, places=PLACES)
        if each.kind in kinds
    ]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "The hall takes 60,000 GPUs.", [("60000", "GPU", "exact")]),
        ("en", "It orders more than 18,000 Nvidia H200 GPUs.", [("18000", "GPU", "at_least")]),
        ("en", "Up to 350,000 AI accelerators will run there.", [("350000", "GPU", "up_to")]),
        ("en", "It bought 12,000 GB300s for the lab.", [("12000", "GPU", "exact")]),
        ("en", "About half a million Blackwell chips are planned.", [("500000", "GPU", "about")]),
        ("en", "It has 100,000 GPUs, of which 20,000 in Oslo.",
         [("100000", "GPU", "exact"), ("20000", "GPU", "exact")]),
        ("en", "A 1.2GW campus and a 90 MW site.",
         [("1200", "MW", "exact"), ("90", "MW", "exact")]),
        ("en", "It will add 300-400 megawatts.", [("400", "MW", "range")]),
        ("en", "It will add at least two gigawatts by 2030.", [("2000", "MW", "at_least")]),
        ("en", "A battery of 800 MWh stands there.", [("0.800", "GWh", "exact")]),
        ("en", "The GPU maker sold 40 million phones and 3 chip plants.", []),
        ("en", "The 40,000 people who use GPUs paid $3 each.", []),
        ("fr", "Le site accueille jusqu'à 120 000 puces Nvidia Blackwell.",
         [("120000", "GPU", "up_to")]),
        ("fr", "Il déploie 300 000 GPU, dont 60 000 en Norvège.",
         [("300000", "GPU", "exact"), ("60000", "GPU", "exact")]),
        ("fr", "Une puissance de 1,4 gigawatt et plus de 250 MW.",
         [("1400.0", "MW", "exact"), ("250", "MW", "at_least")]),
        ("fr", "Près de 5 000 processeurs graphiques y tournent.", [("5000", "GPU", "about")]),
        ("de", "Rund 13.800 Nvidia-Prozessoren und 44 Megawatt.",
         [("13800", "GPU", "about"), ("44", "MW", "exact")]),
        ("es", "Tendrá más de 2.000 GPU y 120 megavatios.",
         [("2000", "GPU", "at_least"), ("120", "MW", "exact")]),
        ("it", "Un impianto da 80 megawatt con 4.000 GPU.",
         [("80", "MW", "exact"), ("4000", "GPU", "exact")]),
        ("pt", "Terá 50 megawatts e 3.000 GPUs.",
         [("50", "MW", "exact"), ("3000", "GPU", "exact")]),
        ("nl", "Er komen 2.500 GPU's en 30 megawatt.",
         [("2500", "GPU", "exact"), ("30", "MW", "exact")]),
        ("ja", "約4,000基のGPUと50MWの電力を備える。",
         [("4000", "GPU", "about"), ("50", "MW", "exact")]),
    ],
)  # fmt: skip
def test_computing_and_power_are_read_with_their_qualifier(lang, text, expected):
    assert read(text, lang, "capacity") == [
        (Decimal(value), unit, qualifier) for value, unit, qualifier in expected
    ]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "It creates 250 jobs on 40,000 square metres.", [("250", "job"), ("40000", "m2")]),
        ("fr", "Le projet crée 1 200 emplois.", [("1200", "job")]),
        ("en", "It is enough for 90,000 homes.", [("90000", "household")]),
        ("de", "Es entstehen 1.200 Arbeitsplätze.", [("1200", "job")]),
    ],
)
def test_jobs_homes_and_floor_space_are_quantities_of_their_own(lang, text, expected):
    found = [(value, unit) for value, unit, _qualifier in read(text, lang, "quantity")]
    assert found == [(Decimal(value), unit) for value, unit in expected]


def test_the_product_that_is_counted_is_kept():
    (found,) = propose(
        "It runs 24,000 Nvidia Grace Blackwell chips.", "en", names=NAMES, places=PLACES
    )
    assert found.product == "Nvidia Grace Blackwell chips"
