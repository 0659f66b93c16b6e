import pytest
from django.core.cache import cache
from django.utils import translation

from entities.loading import kept
from newsbase.kept_pages import pages
from tests.factories import UserFactory


@pytest.fixture(autouse=True)
def english():
    """A request in French leaves its thread in French; the next test starts in English."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def nothing_kept():
    """What a test committed and its end took away again is no change that a trigger tells."""
    kept.forget()
    pages.forget()
    cache.clear()


@pytest.fixture
def writer(db):
    return UserFactory(username="writer", role="writer")


@pytest.fixture
def editor(db):
    return UserFactory(username="editor", role="editor")


@pytest.fixture
def publisher(db):
    return UserFactory(username="publisher", role="publisher")


@pytest.fixture
def administrator(db):
    return UserFactory(username="administrator", role="administrator")


@pytest.fixture
def stranger(db):
    """Signed in, but given no role."""
    return UserFactory(username="stranger")


@pytest.fixture
def disabled(db):
    """Left the newsroom: their account is switched off and still in its group."""
    return UserFactory(username="disabled", role="publisher", is_active=False)
