import pytest
from django.db import DatabaseError, connection, transaction

from accounts.appending import erasing
from accounts.models import SecurityEvent
from accounts.models.events import Kind

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_securityevent SET address = ''",
        "DELETE FROM accounts_securityevent",
    ],
)
class TestAppending:
    def test_no_event_is_changed_or_taken_away_even_by_raw_sql(self, statement):
        SecurityEvent.objects.create(kind=Kind.SIGNED_IN, address="203.0.113.7")
        with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
            connection.cursor().execute(statement)
        assert SecurityEvent.objects.filter(address="203.0.113.7").count() == 1

    def test_what_must_be_erased_can_be_and_nothing_after_it(self, statement, editor):
        SecurityEvent.objects.create(kind=Kind.SIGNED_IN, address="203.0.113.7", by=editor)
        with erasing():
            SecurityEvent.objects.update(address="")
        with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
            connection.cursor().execute(statement)
