"""Names of organisations, compared without what spelling and law add to them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from entities.names import LEGAL_FORMS, match_key

NAMES = st.text(max_size=40)
WORDS = st.lists(st.from_regex(r"[A-Za-zÀ-ÖØ-öø-ÿ]{2,9}", fullmatch=True), min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CoreWeave", "Core Weave, Inc."),
        ("NVIDIA", "Nvidia Corporation"),
        ("Société Générale", "SOCIETE GENERALE S.A."),
        ("Schneider Electric", "Schneider Electric SE"),
        ("Łukasz Ørsted", "Lukasz Orsted A/S"),
        ("Johnson & Johnson", "Johnson and Johnson"),
        ("The Coca-Cola Company", "Coca Cola"),
    ],
)
def test_one_name_in_two_spellings_has_one_key(one, other):
    assert match_key(one) == match_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("Microsoft", "Micron"), ("Fund II", "Fund III"), ("AB InBev", "InBev"), ("Group", "Holding")],
)
def test_other_names_have_other_keys(one, other):
    assert match_key(one) != match_key(other)


@given(NAMES)
@example("℡ Ltd")
@example("ŉ")
def test_a_key_is_its_own_key(name):
    assert match_key(match_key(name)) == match_key(name)


@given(WORDS)
@example(["straße"])
def test_case_does_not_matter(words):
    name = " ".join(words)
    assert match_key(name.upper()) == match_key(name.lower()) == match_key(name)


@given(WORDS, st.sampled_from(sorted(LEGAL_FORMS)), st.sampled_from([" ", ", ", " & ", " ("]))
def test_a_legal_form_does_not_matter(words, form, between):
    name = " ".join(words)
    assert match_key(f"{name}{between}{form.upper()}.") == match_key(name)


@given(WORDS)
def test_spaces_do_not_matter(words):
    # Where no word of them is taken for a legal form or an article.
    words = [f"{word}x" for word in words]
    assert match_key(" ".join(words)) == match_key("".join(words)) == match_key("-".join(words))
