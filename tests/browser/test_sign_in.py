"""Signing in with a second factor, by the keyboard alone in a real browser."""

import re
from base64 import b32decode

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts import totp
from accounts.models import SecondFactor
from tests.browser.test_desk import faults_of
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a long pass phrase"


@pytest.mark.parametrize(("width", "scheme", "prefix"), [(390, "dark", "/fr"), (1280, "light", "")])
def test_a_publisher_sets_up_a_second_factor_and_signs_in_with_it(
    width, scheme, prefix, page, live_server, faults, settings
):
    settings.MFA_REQUIRED = True
    publisher = UserFactory(username="publisher", role="publisher")
    publisher.set_password(PASSWORD)
    publisher.save()
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})

    def sign_in():
        page.goto(f"{live_server.url}{prefix}/admin/")
        # A busy browser gives the focus some time after the page is loaded.
        expect(page.locator("#id_username")).to_be_focused()
        page.keyboard.type("publisher")
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("second-factor|sign-in"))

    def type_code(secret):
        assert faults_of(page) == []
        expect(page.locator("#id_code")).to_be_focused()
        page.keyboard.type(totp.code_at(secret, totp.step_now()))
        page.keyboard.press("Enter")

    sign_in()
    secret = b32decode(page.locator("#secret").inner_text().replace(" ", ""))
    type_code(secret)
    page.locator(".recovery-codes").wait_for()
    assert faults_of(page) == []
    page.context.clear_cookies()
    SecondFactor.objects.update(last_step=0)
    sign_in()
    type_code(secret)
    page.wait_for_url(f"{live_server.url}{prefix}{reverse('admin:index')}")
    assert faults == []
