import pytest
from django.core.cache import cache
from django.test import TransactionTestCase
from django.utils import translation

from accounts.appending import erasing
from accounts.models import SecurityEvent
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


@pytest.fixture(autouse=True, scope="session")
def security_events_end_with_their_test():
    """A test that commits empties all tables at its end; triggers keep security events."""
    empty = TransactionTestCase._fixture_teardown

    def forget_events_and_empty(case):
        if SecurityEvent.objects.exists():
            with erasing():
                SecurityEvent.objects.all().delete()
        empty(case)

    TransactionTestCase._fixture_teardown = forget_events_and_empty
    yield
    TransactionTestCase._fixture_teardown = empty


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
