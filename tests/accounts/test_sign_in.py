import re
import time
from base64 import b32decode
from http.cookies import SimpleCookie

import pytest
from django.test import Client
from django.urls import reverse

from accounts import factors, throttling, totp
from accounts.models import RecoveryCode, SecondFactor, SecurityEvent
from accounts.models.events import Kind

pytestmark = pytest.mark.django_db
PASSWORD = "a long pass phrase"
LOGIN = "/admin/login/"
SECRET = b"12345678901234567890"


def with_password(user):
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client, name, password=PASSWORD, **extra):
    return client.post(LOGIN, {"username": name, "password": password}, **extra)


def kinds():
    return list(SecurityEvent.objects.order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def enrolled(publisher):
    """A publisher with a second factor, and their recovery codes."""
    codes = factors.enrol(with_password(publisher), SECRET, totp.code_at(SECRET, totp.step_now()))
    SecondFactor.objects.update(last_step=0)
    return publisher, codes


class TestPassword:
    def test_the_right_one_opens_the_desk_and_is_recorded(self, client, writer):
        answer = sign_in(client, with_password(writer).username)
        assert answer.url == "/admin/"
        assert client.get("/admin/").status_code == 200
        assert kinds() == [Kind.SIGNED_IN]

    def test_it_leads_on_to_where_one_wanted_to_go_and_never_off_the_site(self, client, writer):
        with_password(writer)
        data = {"username": "writer", "password": PASSWORD}
        assert client.post(LOGIN, data | {"next": "/admin/preferences/"}).url == (
            "/admin/preferences/"
        )
        client.logout()
        assert client.post(LOGIN, data | {"next": "//evil.example/"}).url == "/admin/"

    def test_a_session_key_that_was_known_before_is_worth_nothing(self, client, writer):
        client.get(LOGIN)
        session = client.session
        session["known"] = "before"
        session.save()
        before = session.session_key
        client.cookies["session"] = before
        sign_in(client, with_password(writer).username)
        assert client.session.session_key != before
        assert "known" not in client.session

    def test_the_answer_does_not_tell_whether_the_account_exists(self, client, writer, stranger):
        pages = []
        for name in ["writer", "nobody", with_password(stranger).username]:
            page = sign_in(client, name, "wrong").content.decode()
            page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
            pages.append(page.replace(f'value="{name}"', ""))
        assert pages[0] == pages[1] == pages[2]

    def test_after_ten_wrong_ones_even_the_right_one_must_wait(self, client, writer):
        with_password(writer)
        for _ in range(10):
            assert sign_in(client, "writer", "wrong").status_code == 200
        answer = sign_in(client, "writer")
        assert answer.status_code == 429
        assert 0 < int(answer["Retry-After"]) <= throttling.WINDOW
        assert kinds() == [Kind.SIGN_IN_FAILED] * 10 + [Kind.THROTTLED]

    def test_a_flood_of_tries_is_no_flood_of_events(self, client, writer):
        for _ in range(20):
            sign_in(client, with_password(writer).username, "wrong")
            client.post(LOGIN, {"username": "writer"})
        assert kinds() == [Kind.SIGN_IN_FAILED] * 10 + [Kind.THROTTLED]

    def test_an_address_that_anybody_can_write_gains_nothing(self, client, writer):
        for number in range(12):
            there = {"REMOTE_ADDR": "203.0.113.7", "HTTP_X_FORWARDED_FOR": f"198.51.100.{number}"}
            last = sign_in(client, "writer", "wrong", **there)
        assert last.status_code == 429

    def test_who_signed_in_from_this_device_before_gets_in_while_others_try(self, client, writer):
        sign_in(client, with_password(writer).username)
        device = client.cookies["device"].value
        attacker = Client()
        for _ in range(11):
            answer = sign_in(attacker, "writer", "wrong")
        assert answer.status_code == 429
        back = Client()
        back.cookies = SimpleCookie({"device": device})
        assert sign_in(back, "writer").status_code == 302

    def test_the_device_of_one_account_is_none_of_another(self, client, writer, editor):
        sign_in(client, with_password(writer).username)
        other = Client()
        other.cookies = SimpleCookie({"device": client.cookies["device"].value})
        for _ in range(11):
            answer = sign_in(other, "editor", "wrong")
        assert answer.status_code == 429


class TestSecondFactor:
    def test_between_password_and_code_no_page_opens(self, client, enrolled):
        answer = sign_in(client, "publisher")
        assert answer.url == reverse("admin:sign_in_code")
        for page in ["/admin/", "/admin/preferences/", "/admin/second-factor/", "/admin/confirm/"]:
            assert client.get(page).status_code == 302
        client.post(answer.url, {"code": totp.code_at(SECRET, totp.step_now())})
        assert client.get("/admin/").status_code == 200

    def test_it_has_a_new_session_key_again(self, client, enrolled):
        sign_in(client, "publisher")
        half = client.session.session_key
        client.post(reverse("admin:sign_in_code"), {"code": totp.code_at(SECRET, totp.step_now())})
        assert client.session.session_key != half

    def test_a_code_is_good_once_and_no_older_one_after_it(self, enrolled):
        user, _ = enrolled
        now = totp.step_now()
        assert factors.use(user, totp.code_at(SECRET, now))
        assert not factors.use(user, totp.code_at(SECRET, now))
        assert not factors.use(user, totp.code_at(SECRET, now - 1))

    def test_a_recovery_code_is_good_once_however_it_is_typed(self, client, enrolled):
        user, codes = enrolled
        sign_in(client, "publisher")
        typed = codes[0].upper().replace("-", " ")
        client.post(reverse("admin:sign_in_code"), {"code": typed})
        assert client.get("/admin/").status_code == 200
        assert Kind.RECOVERY_USED in kinds()
        assert not factors.use(user, codes[0])
        assert factors.recovery_codes_left(user) == 9

    def test_neither_secret_nor_codes_can_be_read_in_the_database(self, enrolled):
        _, codes = enrolled
        kept = str([*SecondFactor.objects.values(), *RecoveryCode.objects.values()])
        assert totp.as_text(SECRET).replace(" ", "") not in kept
        assert SECRET.decode() not in kept
        assert not [code for code in codes if code in kept or code.replace("-", "") in kept]

    def test_after_five_wrong_codes_one_must_wait(self, client, enrolled):
        sign_in(client, "publisher")
        page = reverse("admin:sign_in_code")
        assert [client.post(page, {"code": "000000"}).status_code for _ in range(5)] == [200] * 5
        assert client.post(page, {"code": "000000"}).status_code == 429

    def test_a_half_sign_in_ends_after_ten_minutes(self, client, enrolled, time_machine):
        sign_in(client, "publisher")
        time_machine.move_to(time.time() + 601)
        code = {"code": totp.code_at(SECRET, totp.step_now())}
        assert client.post(reverse("admin:sign_in_code"), code).url == LOGIN


class TestEnrolment:
    def secret_on(self, page):
        letters = re.search(r'id="secret">([^<]+)<', page.content.decode())[1]
        return b32decode(letters.replace(" ", ""))

    def test_who_needs_a_second_factor_sets_it_up_before_anything_else(
        self, client, publisher, settings
    ):
        settings.MFA_REQUIRED = True
        with_password(publisher)
        sign_in(client, "publisher")
        assert client.get("/admin/").status_code == 302
        page = client.get(reverse("admin:sign_in_code"), follow=True)
        secret = self.secret_on(page)
        wrong = client.post(page.request["PATH_INFO"], {"code": "000000"})
        assert self.secret_on(wrong) == secret
        code = totp.code_at(secret, totp.step_now())
        done = client.post(page.request["PATH_INFO"], {"code": code})
        assert done.content.decode().count("<li><code>") == 10
        assert client.get("/admin/").status_code == 200
        assert Kind.FACTOR_SET in kinds()

    def test_a_session_from_before_it_was_needed_ends(self, client, publisher, settings):
        client.force_login(publisher)
        settings.MFA_REQUIRED = True
        assert client.get("/admin/").status_code == 302

    def test_a_writer_may_do_without(self, client, writer, settings):
        settings.MFA_REQUIRED = True
        sign_in(client, with_password(writer).username)
        assert client.get("/admin/").status_code == 200

    def test_the_page_has_no_style_or_script_of_its_own_and_never_shows_a_used_secret(
        self, client, enrolled
    ):
        user, _ = enrolled
        client.force_login(user)
        session = client.session
        session["second_factor"] = True
        session.save()
        page = client.get(reverse("admin:second_factor")).content.decode()
        assert "<svg" in page
        assert "style=" not in page
        assert "<style" not in page
        assert totp.as_text(SECRET) not in page

    def test_new_recovery_codes_take_the_place_of_the_old(self, client, enrolled):
        user, codes = enrolled
        client.force_login(user)
        session = client.session
        session["second_factor"] = True
        session.save()
        page = client.post(reverse("admin:second_factor"), {"recovery": "1"})
        assert page.content.decode().count("<li><code>") == 10
        assert not factors.use(user, codes[0])
