"""Relations between amounts, what an investment links, and dates."""

from datetime import date

import pytest

from articles.extraction import NameIndex, PlaceIndex, propose

NAMES, PLACES = NameIndex(), PlaceIndex()


def read(text, lang, *kinds):
    found = propose(text, lang, names=NAMES, places=PLACES)
    return [each for each in found if each.kind in kinds]


@pytest.mark.parametrize(
    ("lang", "text", "roles"),
    [
        ("en", "It invests £1.5bn, bringing its total investment to £2.5bn.", ["new", "total"]),
        ("en", "The $5bn plant is part of a $40bn investment programme.", ["new", "total"]),
        ("en", "It will invest $9bn, of which $2bn goes to Ohio.", ["new", "part"]),
        ("en", "It will invest $9bn, including $2bn for chips.", ["new", "part"]),
        ("en", "It will invest £3bn (about $4bn).", ["new", "restates"]),
        ("en", "It will invest £3bn. The investment of £3bn is its largest.", ["new", "restates"]),
        ("en", "The fund builds on the $600 million investment announced in May.", ["restates"]),
        ("en", "Revenue was $3bn.", ["other"]),
        ("fr", "Il investit 1,5 Md£, portant son total à 2,5 Md£.", ["new", "total"]),
        ("fr", "Il investit 9 milliards d'euros, dont 2 milliards à Lyon.", ["new", "part"]),
        ("fr", "Le plan mobilise au total 9 milliards d'euros.", ["total"]),
        ("fr", "Il investit 3 milliards de dollars (2,6 milliards d'euros).", ["new", "restates"]),
        ("de", "Er investiert 9 Mrd. Euro, davon 2 Mrd. Euro in Köln.", ["new", "part"]),
    ],
)
def test_totals_parts_and_repetitions_are_told_from_new_money(lang, text, roles):
    assert [each.role for each in read(text, lang, "amount")] == roles


@pytest.mark.parametrize(
    ("lang", "text", "measure"),
    [
        ("en", "Quarterly revenue of $3bn", "revenue"),
        ("en", "It is valued at $3bn", "valuation"),
        ("en", "A price of $3bn", "price"),
        ("en", "A market of $3bn", "market"),
        ("en", "It owes $3bn", "debt"),
        ("en", "It will buy the rival for $3bn", "deal"),
        ("fr", "Un chiffre d'affaires de 3 Md€", "revenue"),
        ("fr", "Une dette de 3 Md€", "debt"),
        ("fr", "Le marché pèse 3 Md€", "valuation"),
    ],
)
def test_what_is_no_investment_is_named(lang, text, measure):
    assert [each.measure for each in read(text, lang, "amount")] == [measure]


def test_an_undisclosed_sum_is_an_amount_without_bounds():
    (found,) = read("It invested an undisclosed sum in the plant.", "en", "amount")
    assert (found.low, found.high, found.qualifier) == (None, None, "undisclosed")


def test_crowns_of_no_known_country_have_no_currency_and_little_confidence():
    (found,) = read("Il investit 3 milliards de couronnes.", "fr", "amount")
    assert (found.currency, found.confidence) == (None, "low")


def test_an_investment_links_the_parties_places_and_capacities_of_its_sentence():
    text = "Siemens will invest £1.5bn in 20,000 GPUs in Scotland. Bosch is based in Germany."
    everything = propose(text, "en", names=NAMES, places=PLACES)
    (investment,) = [each for each in everything if each.kind == "investment"]
    assert everything[investment.amount].text == "£1.5bn"
    linked = [*investment.parties, *investment.places, *investment.capacities]
    assert [everything[position].text for position in linked] == [
        "Siemens",
        "Scotland",
        "20,000 GPUs",
    ]


def test_an_investment_without_a_party_in_its_sentence_takes_those_of_its_paragraph():
    text = "Siemens has a plan. The company will invest £1.5bn."
    everything = propose(text, "en", names=NAMES, places=PLACES)
    (investment,) = [each for each in everything if each.kind == "investment"]
    assert [everything[position].text for position in investment.parties] == ["Siemens"]


@pytest.mark.parametrize(
    ("lang", "text", "kind", "start", "end"),
    [
        ("en", "It opens by the end of 2026.", "deadline", (2026, 12, 1), (2026, 12, 31)),
        ("en", "It opened on 10 February 2025.", "date", (2025, 2, 10), (2025, 2, 10)),
        ("en", "February 10, 2025: it opens.", "date", (2025, 2, 10), (2025, 2, 10)),
        ("en", "It opens in Q2 2027.", "date", (2027, 4, 1), (2027, 6, 30)),
        ("en", "It will grow by 2031.", "deadline", (2031, 1, 1), (2031, 12, 31)),
        ("en", "Dated 2025-02-28.", "date", (2025, 2, 28), (2025, 2, 28)),
        ("fr", "Il ouvrira d'ici fin 2026.", "deadline", (2026, 12, 1), (2026, 12, 31)),
        ("fr", "Annoncé le 16 septembre 2025.", "date", (2025, 9, 16), (2025, 9, 16)),
        ("fr", "Prêt d'ici 2030.", "deadline", (2030, 1, 1), (2030, 12, 31)),
        ("de", "Fertig bis Ende 2027.", "deadline", (2027, 12, 1), (2027, 12, 31)),
        ("es", "Listo en marzo de 2027.", "date", (2027, 3, 1), (2027, 3, 31)),
        ("it", "Pronto entro il 2028.", "deadline", (2028, 1, 1), (2028, 12, 31)),
        ("pt", "Pronto até 2028.", "deadline", (2028, 1, 1), (2028, 12, 31)),
        ("nl", "Klaar voor eind 2028.", "deadline", (2028, 12, 1), (2028, 12, 31)),
        ("ja", "2027年3月に稼働する。", "date", (2027, 3, 1), (2027, 3, 31)),
    ],
)
def test_a_date_and_a_deadline_are_read_as_the_days_they_may_mean(lang, text, kind, start, end):
    (found,) = read(text, lang, "date", "deadline")
    assert (found.kind, found.from_date, found.to_date) == (kind, date(*start), date(*end))


def test_a_day_that_no_month_has_is_no_date():
    assert read("On 31 February 2025-13-40 it rained.", "en", "date", "deadline") == []
