"""Understands a question typed in a few words: 'nvidia uk >1bn' asks for investments.

What stands for exactly one organisation, place, amount, year, kind or status becomes a parameter of
the search; the rest stays words to look for. Nothing is guessed: a name of two records is a word.
"""

import re
from dataclasses import dataclass, field

from django.utils.translation import get_language

from entities.exchange import REPORTING_CURRENCIES
from entities.figures import Figure, FigureError, format_figure, parse_figure, parse_interval
from entities.models import Alias, Investment, Organisation, Place
from entities.names import fold
from entities.parameters import DEFAULT_CURRENCY, MOST_WORDS

MOST_WORDS_OF_A_NAME = 5
# Countries as people write them who mean ISO 3166-1 codes.
SHORT_NAMES = {
    "uk": "gb", "u.k.": "gb", "britain": "gb", "grande-bretagne": "gb", "usa": "us", "u.s.": "us",
    "america": "us", "uae": "ae", "emirates": "ae", "eau": "ae", "korea": "kr", "coree": "kr",
}  # fmt: skip
LEAST = r">=?|≥|\b(?:above|over|more than|at least|from|plus de|au moins|des|a partir de)\b"
MOST = r"<=?|≤|\b(?:below|under|less than|at most|up to|moins de|au plus|jusqu'a)\b"
AMOUNT = r"(?P<amount>[£$€]?\s?\d[\d.,]*\s?(?:[a-zµ]+\.?)?(?:\s(?:de\s)?[a-z£$€]+){0,2}[£$€]?)"
BOUNDS = [("amount_min", re.compile(rf"(?:{LEAST})\s*{AMOUNT}")),
          ("amount_max", re.compile(rf"(?:{MOST})\s*{AMOUNT}"))]  # fmt: skip
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# Small words between what is meant.
BETWEEN = frozenset(
    "a an and at au aux by dans de deal deals des du en et for in investment investments"  # noqa: SIM905
    " investissement investissements l la le les of on par pour sur the to with avec".split()
)


@dataclass
class Question:
    """What was understood: `parameters` of the search for investments, and in words `told`; `names`
    are those of the records in it, `rest` the words that stand for nothing."""

    parameters: dict = field(default_factory=dict)
    told: list = field(default_factory=list)
    names: list = field(default_factory=list)
    rest: list = field(default_factory=list)

    @property
    def is_understood(self):
        return bool(self.told)

    @property
    def title(self):
        words = [f"“{' '.join(self.rest)}”"] if self.rest else []
        return ", ".join([*self.told, *words])

    def add(self, name, value, told):
        self.parameters[name] = value
        self.told.append(str(told))
        if name in ("organisation", "place"):
            self.names.append(str(told))


def understand(text):
    """The Question that `text` asks in the active language, or in the other: both are read."""
    question, left = Question(), fold(text)
    amounts = []
    for name, pattern in BOUNDS:
        left = _take_amount(name, pattern, left, question, amounts)
    if year := YEAR.search(left):
        question.add("year", year[0], year[0])
        left = left[: year.start()] + left[year.end() :]
    _take_names(left.split()[:MOST_WORDS], question)
    question.told += amounts
    if question.rest and question.is_understood:
        question.parameters["q"] = " ".join(question.rest)
    return question


def _take_amount(name, pattern, text, question, told):
    """`text` without the bound that `pattern` finds in it, which goes to the question."""
    found = pattern.search(text)
    if found is None:
        return text
    words = found["amount"].split()
    for number in range(len(words), 0, -1):
        amount = _amount(" ".join(words[:number]))
        if amount is None:
            continue
        value, currency = amount
        known = question.parameters.setdefault("currency", currency)
        if known != currency:
            return text
        question.parameters[name] = value
        bounds = (value, None) if name == "amount_min" else (None, value)
        told.append(format_figure(Figure(*bounds, currency), get_language()))
        rest = " ".join(words[number:])
        return f"{text[: found.start()]} {rest} {text[found.end() :]}"
    return text


def _amount(text):
    """(whole units, reporting currency) of an amount, or None; pounds where no currency is said."""
    try:
        figure = parse_figure(text)
    except FigureError:
        try:
            figure, currency = parse_interval(text), DEFAULT_CURRENCY
        except FigureError:
            return None
    else:
        currency = figure.currency
    if figure.low is None or figure.low != figure.high or currency not in REPORTING_CURRENCIES:
        return None
    return figure.low, currency


def _take_names(words, question):
    known = _known(words)
    at = 0
    while at < len(words):
        for length in range(min(MOST_WORDS_OF_A_NAME, len(words) - at), 0, -1):
            found = known.get(" ".join(words[at : at + length]))
            if found and found[0] not in question.parameters:
                question.add(*found)
                at += length
                break
        else:
            if words[at] not in BETWEEN:
                question.rest.append(words[at])
            at += 1


def _known(words):
    """Words -> (parameter, value, label) of what stands for exactly one thing, of all runs of the
    words; four questions to the database, however many."""
    runs = {
        " ".join(words[start : start + length])
        for start in range(len(words))
        for length in range(1, MOST_WORDS_OF_A_NAME + 1)
    } - BETWEEN
    found = {}
    for run, what in [*_organisations(runs), *_places(runs), *_choices(runs)]:
        found.setdefault(run, set()).add(what)
    return {run: next(iter(what)) for run, what in found.items() if len(what) == 1}


def _organisations(runs):
    spelt = _spellings(runs)
    public = Organisation.objects.public()
    named = public.filter(folded_name__in=spelt).values_list("folded_name", "slug", "name")
    called = Alias.objects.filter(folded_name__in=spelt, organisation__in=public)
    rows = called.values_list("folded_name", "organisation__slug", "organisation__name")
    for name, slug, label in [*named, *rows]:
        yield spelt[name], ("organisation", slug, label)


def _places(runs):
    spelt = _spellings(runs)
    codes = {SHORT_NAMES.get(run, run): run for run in runs}
    public = Place.objects.public()
    for place in public.filter(path__in=codes):
        yield codes[place.path], ("place", place.path, place.label)
    found = [*public.filter(folded_name__in=spelt), *public.filter(folded_name_fr__in=spelt)]
    # 'Washington' the state and the city: the outermost is meant.
    for place in sorted(found, key=lambda place: -place.path.count("/")):
        outer = [other for other in found if place.path.startswith(f"{other.path}/")]
        if not outer:
            for name in {place.folded_name, place.folded_name_fr} & spelt.keys():
                yield spelt[name], ("place", place.path, place.label)


def _choices(runs):
    for name, choices in (("kind", Investment.Kind), ("status", Investment.Status)):
        for value, label in choices.choices:
            for run in runs & {fold(str(label)), value}:
                yield run, (name, value, label)


def _spellings(runs):
    """How the runs may be spelt -> the run: with hyphens where words are typed."""
    return {run.replace(" ", "-"): run for run in runs} | {run: run for run in runs}
