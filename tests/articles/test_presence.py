"""'Someone is editing this': who sees it, until when, and who may say so."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from articles.models import Editing
from tests.factories import InvestmentFactory, OrganisationFactory, UserFactory, report
from tests.html_forms import filled_in

pytestmark = pytest.mark.django_db
NOON = datetime(2030, 1, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def deal():
    return InvestmentFactory(investors=[OrganisationFactory()])


@pytest.fixture
def open_page():
    """A colleague's browser with the record's page open, whose script tells so."""

    def opened(name, record, role="publisher"):
        client = Client()
        client.force_login(UserFactory(username=name, role=role))
        seen = client.get(page(record))
        client.post(editing(record), {"typing": "1"})
        return client, seen

    return opened


def page(record):
    opts = record._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[record.pk])


def editing(record):
    return page(record).replace("change/", "editing/")


def test_who_opens_the_page_sees_who_edits_it_and_since_when(open_page, deal):
    with time_machine.travel(NOON, tick=False) as clock:
        ada, _page = open_page("ada", deal)
        for _ in range(6):
            clock.shift(timedelta(seconds=20))
            assert ada.post(editing(deal), {"typing": "1"}).status_code == 200
        _grace, seen = open_page("grace", deal)
    text = seen.content.decode()
    assert 'aria-live="polite"' in text
    assert "ada has been editing this since 12:00 (2\xa0minutes ago)." in text
    assert "grace has been" not in text


def test_after_a_minute_of_silence_nobody_is_there(open_page, deal):
    with time_machine.travel(NOON, tick=False) as clock:
        open_page("ada", deal)
        grace, _page = open_page("grace", deal)
        clock.shift(timedelta(seconds=59))
        assert "ada has been editing" in grace.post(editing(deal)).content.decode()
        clock.shift(timedelta(seconds=2))
        assert "ada has been editing" not in grace.post(editing(deal)).content.decode()
        grace.post(editing(deal), {"typing": "1"})
    assert Editing.objects.get().user.username == "grace"


def test_who_saves_or_leaves_is_gone_at_once(open_page, deal):
    ada, form = open_page("ada", deal)
    ada.post(page(deal), filled_in(form, title="Saved"))
    assert not Editing.objects.exists()
    ada.post(editing(deal), {"typing": "1"})
    assert Editing.objects.count() == 1
    ada.post(editing(deal), {"left": "1"})
    assert not Editing.objects.exists()


def test_who_may_not_edit_neither_tells_nor_learns(open_page, deal, client):
    report(deal)
    open_page("ada", deal)
    for role in ("writer", "administrator"):
        other, seen = open_page(role, deal, role)
        assert "has been editing" not in seen.content.decode()
        answer = other.post(editing(deal), {"typing": "1"})
        assert answer.status_code == 403
        assert b"ada" not in answer.content
    assert client.post(editing(deal), {"typing": "1"}).status_code == 302
    assert [each.user.username for each in Editing.objects.all()] == ["ada"]


def test_it_is_told_by_post_alone_and_with_the_token(open_page, deal):
    ada, _page = open_page("ada", deal)
    assert ada.get(editing(deal)).status_code == 405
    assert ada.post(editing(InvestmentFactory(pk=999))).status_code == 200
    assert ada.post(editing(deal).replace(str(deal.pk), "12345")).status_code == 404
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(UserFactory(role="publisher"))
    assert strict.post(editing(deal), {"typing": "1"}).status_code == 403


def test_opening_a_page_writes_nothing_by_itself(client, deal, publisher):
    client.force_login(publisher)
    assert client.get(page(deal)).status_code == 200
    assert not Editing.objects.exists()


def test_public_pages_write_nothing_of_it(open_page, deal):
    report(deal)
    ada, _page = open_page("ada", deal)
    Editing.objects.all().delete()
    assert ada.get(deal.get_absolute_url()).status_code == 200
    assert not Editing.objects.exists()
