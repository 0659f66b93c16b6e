import pytest

from articles.quotes import anchor, nearest_sentence, spans, stands_in

BODY = (
    "CoreWeave said it will “invest £1.5\N{NO-BREAK SPACE}billion”.\n"
    "It’s the firm’s second deal – after 2024 … and not the last. Work starts in 2026."
)


@pytest.mark.parametrize(
    "quote",
    [
        'said it will "invest £1.5 billion"',
        "said it will «invest £1.5\tbillion»",
        "'It's the firm's second deal".removeprefix("'"),
        "second deal - after 2024 ... and not the last.",
        "second deal — after 2024 … and not the last.",
        "£1.5 billion”.\n\nIt’s",
        "  Work starts   in 2026. ",
        BODY,
    ],
)
def test_only_spaces_and_typographic_signs_are_folded(quote):
    assert stands_in(quote, BODY)


@pytest.mark.parametrize(
    "quote",
    [
        "",
        "   ",
        "£1.6 billion",
        "£1,5 billion",
        "coreweave said",
        "CoreWeave it will",
        "second deal after 2024",
        "Work starts in 2026!",
        "Work starts in 20.6",
    ],
)
def test_another_word_number_or_capital_is_not_the_quote(quote):
    assert not stands_in(quote, BODY)


def test_a_japanese_sentence_may_touch_the_number_of_the_next():
    assert stands_in("総額は2兆円である。", "総額は2兆円である。2011年から続く。")


def test_three_dots_in_the_body_are_an_ellipsis_in_the_quote():
    assert stands_in("more… later", "There is more... later")
    assert not stands_in("more… later", "There is more. later")


def test_signs_that_mean_something_to_a_pattern_are_only_signs():
    assert stands_in("(up to $5bn) [sic] a+b*?", "It is (up to $5bn) [sic] a+b*? now")
    assert not stands_in("a.b", "axb")


@pytest.mark.parametrize(
    ("quote", "sentence"),
    [
        ("Work begins in 2026", "Work starts in 2026."),
        ("second deal after 2024", "It’s the firm’s second deal – after 2024 …"),
    ],
)
def test_the_nearest_sentence_is_shown(quote, sentence):
    assert nearest_sentence(quote, BODY) == sentence


def test_an_empty_body_has_no_nearest_sentence():
    assert nearest_sentence("Work starts", "  \n ") == ""


def test_a_japanese_sentence_is_one_without_spaces():
    body = "投資を発表した。総額は15億ポンド。"
    assert nearest_sentence("総額は15億円。", body) == "総額は15億ポンド。"


def test_quotes_are_placed_in_order_and_one_that_overlaps_keeps_its_own_part():
    body = "one two three four five"
    placed = spans(["four", "two three", "three four", "two three", "six"], body)
    assert [body[start:end] for start, end, _ in placed] == ["two three", "four", "four"]


def test_a_quote_has_one_anchor_however_it_is_spaced():
    assert anchor("Work  starts\nin 2026.") == anchor(" Work starts in 2026. ")
    assert anchor("Work starts") != anchor("Work started")
