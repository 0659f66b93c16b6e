from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from articles import consistency
from articles.models import SearchDocument
from entities.models import Investment, Place
from tests.factories import LONG_AGO, InvestmentFactory, PlaceFactory, report

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal():
    country = PlaceFactory(slug="gb")
    deal = InvestmentFactory(figure="$5bn", places=[PlaceFactory(slug="london", parent=country)])
    report(deal)
    return deal


def check(**options):
    said = StringIO()
    call_command("check_base", stdout=said, **options)
    return said.getvalue()


def spoil(model, **fields):
    model.objects.update(**fields)


SPOILT = {
    "folded copies of names": lambda: spoil(Investment, folded_title="other"),
    "paths of places": lambda: Place.objects.filter(slug="london").update(path="fr/london"),
    "converted figures": lambda: spoil(Investment, low_gbp=1),
    "times of publication": lambda: spoil(Investment, public_from=LONG_AGO - timedelta(days=1)),
    "documents of the search": lambda: SearchDocument.objects.filter(kind="investment").delete(),
}


def test_a_base_that_the_workflow_made_is_right(deal):
    assert "All that is derived is right." in check()


@pytest.mark.parametrize("name", SPOILT)
def test_what_was_spoilt_is_told_and_made_right_when_asked(deal, name):
    SPOILT[name]()
    with pytest.raises(CommandError, match="--rebuild"):
        check()
    assert list(consistency.CHECKS[name]())
    assert "All that is derived is right." in check(rebuild=True)
    assert "All that is derived is right." in check()


def test_a_trigger_that_is_gone_is_told_and_installed(deal):
    table = "" if connection.vendor == "sqlite" else " ON entities_party"
    name = {"sqlite": "entities_party_update_is_a_change"}.get(
        connection.vendor, "entities_party_is_a_change"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{table}")
    assert list(consistency.missing_triggers()) == [name]
    check(rebuild=True)
    assert list(consistency.missing_triggers()) == []
