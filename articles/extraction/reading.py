"""The one way in: a text goes in, proposals with their evidence come out."""

from dataclasses import replace

from articles.extraction.capacities import COMPUTING, quantities_in
from articles.extraction.cover import Cover
from articles.extraction.dates import dates_in
from articles.extraction.investments import Surroundings, investments
from articles.extraction.measures import measure_amounts
from articles.extraction.money import amounts_in
from articles.extraction.numbers import numbers_in
from articles.extraction.organisations import organisations_in, with_candidates
from articles.extraction.parties import roles_of_names
from articles.extraction.passage import Passage
from articles.extraction.people import surnames
from articles.extraction.phrases import tokens
from articles.extraction.places import places_in
from articles.extraction.proposals import KINDS, Proposal
from articles.extraction.roles import roles_of


def propose(text, lang=None, *, names, places):
    """The Proposals of `text` in order of (start, end, kind).

    `lang` is a language code; without a known one the language is found out. `names` is a
    NameIndex and `places` a PlaceIndex. Raises TextTooLong over LONGEST_TEXT characters.
    """
    passage = Passage(text, lang)
    figures = _figures(passage)
    taken = [(figure.start, figure.end) for figure in figures]
    found = [*figures, *_dates(passage, taken), *_named(passage, names, places, taken)]
    found += investments(passage, found)
    found.sort(key=lambda each: (each.start, each.end, KINDS.index(each.kind)))
    return _linked(passage, found)


def _proposal(passage, found, kind, **fields):
    span = {"start": found.start, "end": found.end, "text": passage.text[found.start : found.end]}
    sentence = passage.sentence(found.start, found.end)
    return Proposal(kind=kind, sentence=sentence, rule=found.rule, **span, **fields)


def _figures(passage):
    said, found = set(), []
    for start, end in passage.paragraphs.spans:
        numbers = numbers_in(passage, start, end)
        amounts = amounts_in(passage, start, end, numbers)
        quantities = quantities_in(passage, start, end, numbers, amounts)
        amounts = _without_counts(amounts, quantities)
        measures = measure_amounts(passage, amounts)
        roles = roles_of(passage, amounts, measures, said)
        found += [
            _amount(passage, amount, measure, role)
            for amount, measure, role in zip(amounts, measures, roles, strict=True)
        ]
        found += [_quantity(passage, quantity) for quantity in quantities]
    return sorted(found, key=lambda each: (each.start, each.end))


def _without_counts(amounts, quantities):
    """Bare 'two million' that counts something is no money."""
    starts = {quantity.start for quantity in quantities}
    return [amount for amount in amounts if not (amount.is_open and amount.start in starts)]


def _amount(passage, amount, measure, role):
    fields = {"low": amount.low, "high": amount.high, "currency": amount.codes}
    return _proposal(
        passage, amount, "amount", confidence=amount.confidence, qualifier=amount.qualifier,
        measure=measure, role=role, **fields,
    )  # fmt: skip


def _quantity(passage, found):
    fields = {"low": found.low, "high": found.high, "value": found.value, "unit": found.unit}
    return _proposal(
        passage, found, "capacity" if found.unit in COMPUTING else "quantity", confidence="high",
        qualifier=found.qualifier, role=found.role, product=found.product, **fields,
    )  # fmt: skip


def _dates(passage, taken):
    return [
        _proposal(
            passage, day, "deadline" if day.is_deadline else "date", confidence="high",
            from_date=day.from_date, to_date=day.to_date,
        )
        for day in dates_in(passage, taken)
    ]  # fmt: skip


def _named(passage, names, places, taken):
    words = tokens(passage.plain)
    people = surnames(passage)
    known, runs = organisations_in(passage, names, words, people, taken)
    figures = Cover(len(passage.text), taken)
    places = [
        place
        for place in places_in(passage, places, words)
        if not people[0].touches(*place[:2]) and not figures.touches(*place[:2])
    ]
    found = [
        each
        for each in with_candidates(passage, known, runs, places, people)
        if not names.rejects(each.name) and not names.rejects(passage.text[each.start : each.end])
    ]
    found.sort(key=lambda each: each.start)
    roles = roles_of_names(passage, [(each.start, each.end) for each in found])
    organisations = Cover(len(passage.text), ((each.start, each.end) for each in found))
    return [
        *(_organisation(passage, *each) for each in zip(found, roles, strict=True)),
        *(_place(passage, place) for place in places if not organisations.touches(*place[:2])),
    ]


def _organisation(passage, found, role):
    return _proposal(
        passage, found, "organisation", confidence=found.confidence, name=found.name,
        known_id=found.known_id, role=role,
    )  # fmt: skip


# What kind of place the gazetteer's entries are.
LEVELS = {"country": "country", "area": "region", "region": "region", "county": "region",
          "city": "city"}  # fmt: skip


def _place(passage, place):
    return _proposal(
        passage, place, "site" if place.kind == "site" else "place", confidence=place.confidence,
        name=place.name, known_id=place.known_id, country=place.country,
        level=LEVELS.get(place.kind, ""),
    )  # fmt: skip


def _linked(passage, proposals):
    """`proposals` with the positions that the investments among them link."""
    around = Surroundings(proposals)
    amounts = {
        (each.start, each.end): position
        for position, each in enumerate(proposals)
        if each.kind == "amount"
    }
    return [
        _with_links(passage, each, around, amounts) if each.kind == "investment" else each
        for each in proposals
    ]


def _with_links(passage, each, around, amounts):
    paragraph = passage.paragraphs.at(each.start)
    links = {
        field: around.around(field, each.sentence, paragraph)
        for field in ("parties", "places", "capacities")
    }
    return replace(each, amount=amounts[each.start, each.end], **links)
