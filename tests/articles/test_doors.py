"""A walk through the doors of the desk by some of the people and records of `make verify`."""

import pytest
from django.db import connection

from tests.articles import doors, walk

pytestmark = [
    pytest.mark.django_db,
    # Who may do what is the same on any database; `make verify` walks on both.
    pytest.mark.skipif(connection.vendor != "sqlite", reason="walked on SQLite"),
]
# They may read some articles and no others, and edit some and no others.
SOME = ("writer",)
LEFT_OUT = (*walk.LIKE_OTHERS, "draft", "retracted", "approved")


@pytest.fixture
def base(db):
    return walk.Base()


def wrong(cells):
    return "\n".join(str(cell) for cell in cells if cell)


def test_every_door_of_the_desk_is_watched():
    for name in doors.names_of_doors():
        assert doors.door(name), name


def test_some_get_the_pages_that_the_policy_gives_them_and_no_hidden_title(base):
    assert not wrong(walk.pages(base, SOME))
    assert not wrong(walk.other_pages(base))


def test_nobody_of_them_changes_anything_by_a_borrowed_form_or_a_forged_button(base):
    assert not wrong(walk.forged_posts(base, SOME, LEFT_OUT))
