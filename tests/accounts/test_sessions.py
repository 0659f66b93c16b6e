import time

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.test import Client

from accounts import factors, totp
from accounts.models import SecurityEvent
from accounts.models.events import Kind
from accounts.sessions import CONFIRMED, IDLE, WHOLE
from articles.desk.pages import page_of
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db
DESK = "/admin/"


@pytest.fixture
def signed_in(editor):
    client = Client()
    client.force_login(editor)
    assert client.get(DESK).status_code == 200
    return client


def role(name):
    return Group.objects.get_or_create(name=name)[0]


def new_factor(user):
    secret = totp.new_secret()
    factors.enrol(user, secret, totp.code_at(secret, totp.step_now()))


def save(user, **values):
    for name, value in values.items():
        setattr(user, name, value)
    user.save()


@pytest.mark.parametrize(
    "change",
    [
        lambda user: save(user, is_active=False),
        lambda user: save(user, is_staff=False),
        lambda user: save(user, is_superuser=True),
        lambda user: user.groups.clear(),
        lambda user: user.groups.add(role("publisher")),
        lambda user: user.set_password("another") or user.save(),
        lambda user: user.set_unusable_password() or user.save(),
        new_factor,
        lambda user: Group.objects.filter(name="editor").delete(),
        lambda user: Session.objects.all().delete(),
    ],
)
def test_a_changed_account_is_signed_out_at_the_next_request(change, editor, signed_in):
    change(editor)
    assert signed_in.get(DESK).status_code == 302
    assert signed_in.get(DESK).status_code == 302


def test_a_lost_second_factor_ends_the_session_it_opened(editor, signed_in):
    new_factor(editor)
    signed_in.force_login(editor)
    session = signed_in.session
    session["second_factor"] = True
    session.save()
    assert signed_in.get(DESK).status_code == 200
    factors.take_away(editor)
    assert signed_in.get(DESK).status_code == 302


def test_three_idle_hours_end_a_session_and_its_owner_is_told(signed_in, time_machine):
    time_machine.move_to(time.time() + IDLE + 1)
    answer = signed_in.get(DESK, follow=True)
    assert "nothing was done for three hours" in answer.content.decode()
    assert SecurityEvent.objects.get().kind == Kind.SESSION_ENDED


def test_who_works_on_stays_signed_in_for_twelve_hours_and_no_longer(signed_in, time_machine):
    start = time.time()
    for hours in (2, 4, 6, 8, 10, 11.9):
        time_machine.move_to(start + hours * 3600)
        assert signed_in.get(DESK).status_code == 200
    time_machine.move_to(start + WHOLE + 1)
    assert signed_in.get(DESK).status_code == 302


@pytest.mark.parametrize(("typing", "status"), [({}, 302), ({"typing": "1"}, 200)])
def test_a_page_left_open_keeps_nobody_signed_in_and_typing_does(
    typing, status, editor, signed_in, time_machine
):
    page = page_of(ArticleFactory(author=editor), "editing")
    start = time.time()
    for hours in (1, 2, 3.1):
        time_machine.move_to(start + hours * 3600)
        signed_in.post(page, typing)
    assert signed_in.get(DESK).status_code == status


def test_a_session_is_not_saved_at_every_request(
    signed_in, time_machine, django_assert_max_num_queries
):
    def saves():
        with django_assert_max_num_queries(100) as queries:
            signed_in.get(DESK)
        return [query for query in queries if "UPDATE" in query["sql"].upper().split("WHERE")[0]]

    assert saves() == []
    time_machine.move_to(time.time() + 61)
    assert len(saves()) == 1
    assert saves() == []


class TestAskedAgain:
    def test_a_quarter_of_an_hour_later_the_password_is_asked_for(self, editor, time_machine):
        editor.set_password("a long pass phrase")
        editor.save()
        client = Client()
        client.force_login(editor)
        page = "/admin/entities/organisation/export/?format=csv"
        assert client.get(page).status_code == 200
        time_machine.move_to(time.time() + CONFIRMED + 1)
        asked = client.get(page)
        assert asked.url.startswith("/admin/confirm/?next=")
        wrong = client.post(asked.url, {"password": "wrong", "next": page})
        assert wrong.status_code == 200
        assert client.get(page).status_code == 302
        right = client.post(asked.url, {"password": "a long pass phrase", "next": page})
        assert right.url == page
        assert client.get(page).status_code == 200

    def test_it_leads_nowhere_else(self, editor):
        editor.set_password("a long pass phrase")
        editor.save()
        client = Client()
        client.force_login(editor)
        data = {"password": "a long pass phrase", "next": "https://evil.example/"}
        assert client.post("/admin/confirm/", data).url == "/admin/"
