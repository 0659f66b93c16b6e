import pytest
from hypothesis import given
from hypothesis import strategies as st

from entities.currencies import codes
from entities.figures import (
    UNDISCLOSED,
    Figure,
    FigureError,
    Interval,
    format_converted,
    format_figure,
    format_interval,
    parse_figure,
    parse_interval,
    qualified,
)

MILLION, BILLION = 10**6, 10**9

amounts = st.one_of(
    st.integers(0, 10**15),
    st.builds(lambda n, size: n * size, st.integers(0, 99_999), st.sampled_from([1, 10**4, 10**7])),
)
kinds = st.sampled_from(["exact", "up to", "at least", "range", "undisclosed"])


@st.composite
def bounds(draw):
    low, high = sorted([draw(amounts), draw(amounts)])
    return {
        "exact": (high, high),
        "up to": (None, high),
        "at least": (low, None),
        "range": (low, high),
        "undisclosed": (None, None),
    }[draw(kinds)]


intervals = bounds().flatmap(
    lambda pair: (
        st.builds(Interval, *map(st.just, pair), st.booleans())
        if pair != (None, None)
        else st.just(Interval(None, None))
    )
)
figures = st.builds(
    lambda interval, code: (
        Figure(interval.low, interval.high, code, interval.is_approximate)
        if interval.stated
        else UNDISCLOSED
    ),
    intervals,
    st.sampled_from(sorted(codes())),
)


def gbp(low, high=None, is_approximate=False):
    return Figure(low, high, "GBP", is_approximate)


def exact(amount, currency):
    return Figure(amount, amount, currency)


# What a figure is


@pytest.mark.parametrize(
    ("low", "high", "qualifier", "headline"),
    [
        (5, 5, "exact", 5),
        (None, 5, "up_to", 5),
        (5, None, "at_least", 5),
        (3, 5, "range", 5),
        (0, 5, "range", 5),
        (None, None, "undisclosed", None),
    ],
)
def test_bounds_say_the_qualifier_and_the_headline(low, high, qualifier, headline):
    interval = Interval(low, high)
    assert (interval.qualifier, interval.headline) == (qualifier, headline)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((2, 1, "GBP"), "swap"),
        ((-1, None, "GBP"), "whole number"),
        ((1.5, None, "GBP"), "whole number"),
        ((None, 2**63, "GBP"), "whole number"),
        ((1, 1, ""), "needs its currency"),
        ((None, None, "GBP"), "no currency"),
        ((None, None, "", True), "approximate"),
    ],
)
def test_a_figure_that_contradicts_itself_is_refused(arguments, reason):
    with pytest.raises(FigureError, match=reason):
        Figure(*arguments)


@pytest.mark.parametrize(
    ("low", "high", "minimum", "maximum", "surely", "headline", "possibly"),
    [
        (11, 11, 11, None, True, True, True),  # bounds are inclusive
        (11, 11, None, 11, True, True, True),
        (11, 11, 12, None, False, False, False),
        (None, 11, 5, None, False, True, True),  # up to 11 may be 0
        (None, 11, 0, 11, True, True, True),
        (None, 11, None, 5, False, False, True),
        (None, 11, 12, 20, False, False, False),
        (5, None, 3, None, True, True, True),  # at least 5 has no end
        (5, None, 3, 100, False, True, True),
        (5, None, 50, 100, False, False, True),
        (5, None, 1, 4, False, False, False),
        (30, 50, 40, 60, False, True, True),
        (30, 50, 30, 50, True, True, True),
        (None, None, None, None, False, False, False),
    ],
)
def test_a_search_means_surely_headline_or_possibly(
    low, high, minimum, maximum, surely, headline, possibly
):
    interval = Interval(low, high)
    assert interval.surely_in(minimum, maximum) is surely
    assert interval.headline_in(minimum, maximum) is headline
    assert interval.possibly_in(minimum, maximum) is possibly


limits = st.one_of(st.none(), amounts)


@given(intervals, limits, limits)
def test_what_is_surely_inside_has_its_headline_and_some_value_inside(interval, minimum, maximum):
    assert interval.surely_in(minimum, maximum) <= interval.headline_in(minimum, maximum)
    assert interval.headline_in(minimum, maximum) <= interval.possibly_in(minimum, maximum)


small = st.integers(0, 6)


@given(st.tuples(small, small).map(sorted), st.tuples(small, small).map(sorted))
def test_interval_logic_agrees_with_trying_every_value(bounds, searched):
    (low, high), (minimum, maximum) = bounds, searched
    for interval in Interval(low, high), Interval(None, high), Interval(low, None):
        values = range(interval.low or 0, 9 if interval.high is None else high + 1)
        inside = [minimum <= value <= maximum for value in values]
        assert interval.surely_in(minimum, maximum) is all(inside)
        assert interval.possibly_in(minimum, maximum) is any(inside)


# What people type


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("£1.5 billion", exact(1_500 * MILLION, "GBP")),
        ("GBP 11bn", exact(11 * BILLION, "GBP")),
        ("11bn GBP", exact(11 * BILLION, "GBP")),
        ("11 Md €", exact(11 * BILLION, "EUR")),
        ("€109 Mrd.", exact(109 * BILLION, "EUR")),
        ("500M€", exact(500 * MILLION, "EUR")),
        ("$40k", exact(40_000, "USD")),
        ("USD $40.5 million", exact(40_500_000, "USD")),
        ("US$2 bn", exact(2 * BILLION, "USD")),
        ("C$2bn", exact(2 * BILLION, "CAD")),
        ("HK$48.00", exact(48, "HKD")),
        ("$1.2tn", exact(1_200 * BILLION, "USD")),
        ("£1,500", exact(1_500, "GBP")),
        ("1.500 €", exact(1_500, "EUR")),
        ("1 234 567 €", exact(1_234_567, "EUR")),
        ("1\u202f234\u00a0567 €", exact(1_234_567, "EUR")),
        ("CHF 1'234'567", exact(1_234_567, "CHF")),
        ("1.234.567,00 €", exact(1_234_567, "EUR")),
        ("Rs 1,20,000", exact(120_000, "INR")),
        ("Rs 10,372 crore", exact(103_720 * MILLION, "INR")),
        ("₹1.5 lakh crore", exact(1_500 * BILLION, "INR")),
        ("1兆5000億円", exact(1_500 * BILLION, "JPY")),
        ("1.5億元", exact(150 * MILLION, "CNY")),
        ("7,5 milliards d\u2019euros", exact(7_500 * MILLION, "EUR")),
        ("1 234,5 M€", exact(1_234_500_000, "EUR")),
        ("£0", exact(0, "GBP")),
        ("up to £11bn", gbp(None, 11 * BILLION)),
        ("≤ £11bn", gbp(None, 11 * BILLION)),
        ("jusqu'à 11 milliards de livres", gbp(None, 11 * BILLION)),
        ("Jusqu\u2019a 11 Md £", gbp(None, 11 * BILLION)),
        ("over £1bn", gbp(BILLION)),
        (">= £1bn", gbp(BILLION)),
        ("£1bn+", gbp(BILLION)),
        ("more than 1bn pounds", gbp(BILLION)),
        ("au moins 1 Md £", gbp(BILLION)),
        ("plus de 1 milliard de livres", gbp(BILLION)),
        ("about £31bn", gbp(31 * BILLION, 31 * BILLION, True)),
        ("~£31bn", gbp(31 * BILLION, 31 * BILLION, True)),
        ("environ 31 Md £", gbp(31 * BILLION, 31 * BILLION, True)),
        ("about up to £31bn", gbp(None, 31 * BILLION, True)),
        ("£1.5bn-2bn", gbp(1_500 * MILLION, 2 * BILLION)),
        ("£30-50 billion", gbp(30 * BILLION, 50 * BILLION)),
        ("£30 to £50 billion", gbp(30 * BILLION, 50 * BILLION)),
        ("between 30 and 50 billion pounds", gbp(30 * BILLION, 50 * BILLION)),
        ("entre 30 et 50 milliards de livres", gbp(30 * BILLION, 50 * BILLION)),
        ("£500,000\u2013£2m", gbp(500_000, 2 * MILLION)),
        ("£50bn-50bn", gbp(50 * BILLION, 50 * BILLION)),
        ("undisclosed", UNDISCLOSED),
        ("Non communiqué", UNDISCLOSED),
    ],
)
def test_reads_what_people_type(text, figure):
    assert parse_figure(text) == figure


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.5bn", 1_500 * MILLION),
        ("1,5 milliard", 1_500 * MILLION),
        ("500m", 500 * MILLION),
        ("11 000 000 000", 11 * BILLION),
        ("1,234.5m", 1_234_500_000),
        ("1\u2019500m", 1_500 * MILLION),
    ],
)
def test_the_form_may_say_the_currency(text, amount):
    assert parse_figure(text, "EUR") == exact(amount, "EUR")


@pytest.mark.parametrize(
    ("text", "given", "code"),
    [
        ("$5bn", "", "USD"),
        ("$5bn", "CAD", "CAD"),
        ("¥5bn", "", "JPY"),
        ("¥5bn", "CNY", "CNY"),
        ("5bn 원", "", "KRW"),
        ("5bn kr", "SEK", "SEK"),
        ("5bn dirhams", "AED", "AED"),
        ("5bn rupees", "", "INR"),
    ],
)
def test_the_currency_given_settles_a_shared_symbol(text, given, code):
    assert parse_figure(text, given).currency == code


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("1,500m", "type 1.5m or 1500m"),
        ("1,500bn", "type 1.5bn or 1500bn"),
        ("1.500 Mrd", "type 1.5mrd or 1500mrd"),
        ("1.125bn", "type 1125m or 1125bn"),
        ("1,500-2000m", "type 1.5m or 1500m"),
        ("1,5 billion", "type 1.5bn .* or 1.5tn"),
        ("11 billion d'euros", "type 11bn .* or 11tn"),
        ("1,5 trillion", r"10\^18"),
        ("1.5", "did you mean 1.5bn"),
        ("1.0000000001bn", "whole"),
        ("-5bn", "negative"),
        ("minus 5bn", "negative"),
        ("5%", "percentage"),
        ("5bn 6bn", "several numbers"),
        ("30 and 50 billion", "two figures"),
        ("500-1 billion", "own unit"),
        ("30 € - 50bn €", "own unit"),
        ("£1200-1.5bn", "own unit"),
        ("1.000,000 €", "can't read the number"),
        ("3bn-2bn", "lower one first"),
        ("up to 3bn-4bn", "contradict"),
        ("up to at least 3bn", "contradict"),
        ("from 3bn", "contradict"),
        ("1億5000億", "larger ones first"),
        ("1.2.3bn", "can't read the number"),
        ("1,2345,678", "can't read the number"),
        ("1." + "0" * 40 + "1bn", "can't read the number"),
        ("100001tn", "check the unit"),
        ("9" * 25, "check the unit"),
        ("12 foo", "I don't understand 'foo'"),
        ("(5bn)", r"I don't understand '\('"),
        ("1½bn", "I don't understand '½bn'"),
        ("1e9", "I don't understand 'e'"),
        ("\u0665bn", "I don't understand"),
        ("billions", "no number"),
        ("", "undisclosed"),
        ("  ", "undisclosed"),
        ("5bn\0", "invisible"),
        ("5\u200bbn", "invisible"),
        ("5bn" * 100, "too long"),
    ],
)
def test_refuses_with_advice(text, advice):
    with pytest.raises(FigureError) as refusal:
        parse_figure(text, "EUR")
    assert refusal.match(advice)


@pytest.mark.parametrize(
    ("text", "given", "advice"),
    [
        ("1.5bn", "", "Say the currency"),
        ("€5bn", "USD", "€, USD are different"),
        ("£5bn - €6bn", "", "£, € are different"),
        ("5bn kr", "", "one of SEK, NOK, DKK"),
        ("5bn dirhams", "", "one of AED, MAD"),
        ("kr 5bn", "EUR", "different"),
        ("5bn", "XXX", "no ISO 4217"),
        ("top 5bn", "", "I don't understand 'top'"),
    ],
)
def test_refuses_a_currency_that_is_missing_or_unclear(text, given, advice):
    with pytest.raises(FigureError) as refusal:
        parse_figure(text, given)
    assert refusal.match(advice)


@pytest.mark.parametrize("text", ["1,500m", "1.125bn", "1.000 Mrd"])
def test_what_is_advised_can_be_typed(text):
    with pytest.raises(FigureError) as refusal:
        parse_figure(text, "EUR")
    small, large = refusal.value.params["small"], refusal.value.params["large"]
    low, high = parse_figure(small, "EUR").low, parse_figure(large, "EUR").low
    assert high == low * 1000


SIGNS = "0123456789.,'- €$£kmbnMrd兆億àtoup≥+%²\u202f\0"


@given(st.text(SIGNS, max_size=30))
def test_any_text_is_a_figure_or_is_refused_in_words(text):
    try:
        outcome = parse_figure(text)
    except FigureError as refusal:
        outcome = str(refusal)
    assert isinstance(outcome, Figure) or len(outcome) > 20


# Quantities


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("60,000", Interval(60_000, 60_000)),
        ("60.000", Interval(60_000, 60_000)),
        ("more than 24 000", Interval(24_000, None)),
        ("up to 120,000", Interval(None, 120_000)),
        ("about 250", Interval(250, 250, True)),
        ("jusqu'à 120 000", Interval(None, 120_000)),
    ],
)
def test_reads_quantities(text, interval):
    assert parse_interval(text) == interval


@pytest.mark.parametrize(
    ("text", "advice"),
    [("£60,000", "no currency: leave '£' out"), ("60,000 GPUs", "'GPUs'"), ("22.5", "whole")],
)
def test_refuses_what_is_no_quantity(text, advice):
    with pytest.raises(FigureError) as refusal:
        parse_interval(text)
    assert refusal.match(advice)


# How figures are written


def plain(text):
    """With the spaces and the dash of a keyboard, so that the tables below can be read."""
    return text.translate({0xA0: " ", 0x202F: " ", 0x2013: "-"})


@pytest.mark.parametrize(
    ("figure", "english", "french"),
    [
        (exact(1_500 * MILLION, "GBP"), "£1.5bn", "1,5 Md £"),
        (gbp(None, 11 * BILLION), "up to £11bn", "jusqu'à 11 Md £"),
        (gbp(100 * MILLION), "at least £100m", "au moins 100 M £"),
        (gbp(30 * BILLION, 50 * BILLION), "£30bn-£50bn", "30 Md £ à 50 Md £"),
        (gbp(31 * BILLION, 31 * BILLION, True), "about £31bn", "environ 31 Md £"),
        (gbp(None, 5, True), "up to about £5", "jusqu'à environ 5 £"),
        (exact(1_500 * BILLION, "USD"), "$1.5tn", "1 500 Md $"),
        (exact(1_234_567_891, "USD"), "$1,234,567,891", "1 234 567 891 $"),
        (exact(250_000, "EUR"), "€250,000", "250 000 €"),
        (exact(2 * BILLION, "CAD"), "C$2bn", "2 Md CAD"),
        (exact(15 * BILLION, "AED"), "AED 15bn", "15 Md AED"),
        (gbp(500_000, 2 * MILLION), "£500,000-£2,000,000", "500 000 £ à 2 000 000 £"),
        (gbp(0, 2 * MILLION), "£0-£2m", "0 £ à 2 M £"),
        (UNDISCLOSED, "undisclosed", "non communiqué"),
    ],
)
def test_writes_figures_in_both_languages(figure, english, french):
    assert plain(format_figure(figure, "en")) == english
    assert plain(format_figure(figure, "fr")) == french


@given(figures, st.sampled_from(["en", "fr"]))
def test_a_figure_survives_being_written_and_read(figure, language):
    assert parse_figure(format_figure(figure, language)) == figure


@given(intervals, st.sampled_from(["en", "fr"]))
def test_a_quantity_survives_being_written_and_read(interval, language):
    assert parse_interval(format_interval(interval, language)) == interval


def test_a_line_never_breaks_inside_a_french_figure():
    assert " " not in format_figure(exact(1_234_500 * MILLION, "AED"), "fr")


@pytest.mark.parametrize(
    ("figure", "english", "french"),
    [
        (exact(14_876_543_210, "USD"), "≈$14.9bn", "≈ 14,9 Md $"),
        (exact(999_950_000, "USD"), "≈$1bn", "≈ 1 Md $"),
        (Figure(None, 14_876_543_210, "USD", True), "up to ≈$14.9bn", "jusqu'à ≈ 14,9 Md $"),
        (Figure(3_001, 3_002, "USD"), "≈$3,000", "≈ 3 000 $"),
        (UNDISCLOSED, "undisclosed", "non communiqué"),
    ],
)
def test_a_converted_figure_says_that_it_is_rounded(figure, english, french):
    assert plain(format_converted(figure, "en")) == english
    assert plain(format_converted(figure, "fr")) == french


def test_a_regional_language_is_written_as_its_language():
    assert format_interval(Interval(None, 120_000), "fr-ca") == "jusqu'à 120\u202f000"
    assert format_interval(Interval(None, 120_000), "de") == "up to 120,000"
    assert format_interval(Interval(None, 120_000), None) == "up to 120,000"


@pytest.mark.parametrize(
    ("text", "language", "parts"),
    [
        ("up to £11bn", "en", ("up to", "£11bn")),
        ("about £31bn", "en", ("about", "£31bn")),
        ("up to about £2bn", "en", ("up to about", "£2bn")),
        ("£1.5bn", "en", ("", "£1.5bn")),
        ("undisclosed", "en", ("", "undisclosed")),
        ("jusqu'à 11 Md £", "fr", ("jusqu'à", "11\N{NO-BREAK SPACE}Md\N{NO-BREAK SPACE}£")),
        ("au moins 2 Md £", "fr", ("au moins", "2\N{NO-BREAK SPACE}Md\N{NO-BREAK SPACE}£")),
    ],
)
def test_a_qualifier_can_be_set_apart_from_its_amount(text, language, parts):
    assert qualified(parse_figure(text), language) == parts
