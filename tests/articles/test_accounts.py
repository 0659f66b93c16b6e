from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from urllib.parse import quote

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts import factors, totp
from accounts.models import SecurityEvent
from accounts.models.events import Kind
from tests.factories import ArticleFactory, OrganisationFactory, UserFactory
from tests.html_forms import filled_in

pytestmark = pytest.mark.django_db


def page(user):
    return reverse("admin:auth_user_change", args=[user.pk])


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def save(client, user, **changes):
    return client.post(page(user), filled_in(client.get(page(user)), **changes))


def groups(*roles):
    return [Group.objects.get_or_create(name=role)[0].pk for role in roles]


def events():
    return list(SecurityEvent.objects.order_by("pk").values_list("kind", "account__username"))


class TestRights:
    @pytest.mark.parametrize(
        "forged",
        [
            {"is_superuser": "on"},
            {"is_staff": "on", "is_superuser": "on"},
            {"user_permissions": ["1", "2"]},
            {"is_superuser": "1", "user_permissions": "1"},
        ],
    )
    def test_a_forged_form_makes_nobody_a_superuser(self, administrator, writer, forged):
        save(signed_in(administrator), writer, **forged)
        writer.refresh_from_db()
        assert not writer.is_superuser
        assert not writer.user_permissions.exists()

    def test_no_group_but_a_role_is_given(self, administrator, writer):
        other = Group.objects.create(name="gods")
        answer = save(signed_in(administrator), writer, groups=[other.pk])
        assert answer.status_code == 200
        assert not writer.groups.filter(name="gods").exists()

    def test_neither_ones_own_account_nor_a_superusers_is_changed(self, administrator):
        superuser = UserFactory(is_superuser=True)
        client = signed_in(administrator)
        for user in (administrator, superuser):
            form = {"username": "other", "groups": groups("publisher")}
            assert client.post(page(user), form).status_code == 403
            user.refresh_from_db()
            assert user.username != "other"

    def test_the_last_account_that_manages_accounts_stays(self, administrator):
        superuser = UserFactory(is_superuser=True)
        administrator.groups.clear()
        client = signed_in(superuser)
        answer = client.post(page(superuser), {"username": superuser.username})
        assert answer.status_code == 200
        assert "last account that manages accounts" in answer.content.decode()
        superuser.refresh_from_db()
        assert superuser.is_active

    def test_what_was_done_to_an_account_is_recorded(self, administrator, writer):
        client = signed_in(administrator)
        save(client, writer, groups=groups("editor"))
        save(client, writer, is_active="")
        assert events() == [("roles_changed", "writer"), ("switched_off", "writer")]


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_switch_each_other_off_at_once_leave_one():
    both = [UserFactory(role="administrator") for _ in range(2)]
    together = Barrier(2)

    def switch_off(me, other):
        client = signed_in(me)
        form = filled_in(client.get(page(other)), is_active="")
        together.wait()
        try:
            return client.post(page(other), form).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(switch_off, both, both[::-1]))
    assert User.objects.filter(is_active=True).count() == 1


class TestSecondFactorOfAColleague:
    def enrolled(self, user):
        secret = totp.new_secret()
        factors.enrol(user, secret, totp.code_at(secret, totp.step_now()))
        return reverse("admin:auth_user_reset_factor", args=[user.pk])

    def test_an_administrator_takes_it_away_when_it_is_lost(self, administrator, writer):
        address = self.enrolled(writer)
        client = signed_in(administrator)
        assert address in client.get(page(writer)).content.decode()
        assert client.get(address).status_code == 200
        client.post(address)
        assert factors.factor_of(writer) is None
        assert events() == [("factor_reset", "writer")]

    def test_never_their_own_nor_a_superusers_and_nobody_else_may(self, administrator, editor):
        superuser, writer = UserFactory(is_superuser=True), UserFactory(role="writer")
        for by, user in [(administrator, superuser), (editor, writer)]:
            address = self.enrolled(user)
            assert signed_in(by).post(address).status_code == 403
            assert factors.factor_of(user)
        own = reverse("admin:auth_user_reset_factor", args=[administrator.pk])
        assert signed_in(administrator).post(own).status_code == 403


class TestRecord:
    LIST = "/admin/accounts/securityevent/"

    def test_a_refusal_is_recorded_once_and_for_the_signed_in_alone(self, writer, client):
        assert signed_in(writer).get("/admin/auth/user/?secret=1").status_code == 403
        client.get("/admin/nowhere/")
        (event,) = SecurityEvent.objects.all()
        assert (event.kind, event.by) == (Kind.REFUSED, writer)
        assert event.about == "403 GET /admin/auth/user/"
        assert event.address == "127.0.0.1"

    def test_somebody_who_knocks_without_end_does_not_fill_the_record(self, writer):
        client = signed_in(writer)
        for _knock in range(110):
            client.get("/admin/auth/user/")
        kinds = list(SecurityEvent.objects.values_list("kind", flat=True))
        assert kinds.count(Kind.REFUSED) == 100
        assert kinds.count(Kind.THROTTLED) == 1

    def test_an_address_that_no_database_takes_is_recorded_all_the_same(self, writer):
        assert signed_in(writer).get("/admin/no\0where/").status_code == 404
        assert SecurityEvent.objects.get().about == "404 GET /admin/no?where/"

    def test_links_exports_and_deletions_are_recorded_without_any_title(self, publisher):
        article = ArticleFactory(title="Nobody knows yet", author=publisher)
        client = signed_in(publisher)
        client.post(reverse("admin:articles_article_preview_links", args=[article.pk]))
        client.get("/admin/entities/organisation/export/?format=json")
        organisation = OrganisationFactory()
        delete = reverse("admin:entities_organisation_delete", args=[organisation.pk])
        client.post(delete, {"post": "yes"})
        found = SecurityEvent.objects.order_by("pk").values_list("kind", "about", "by")
        assert list(found) == [
            ("preview_made", f"article {article.pk}", publisher.pk),
            ("exported", "organisation, json", publisher.pk),
            ("deleted", f"organisation {organisation.pk}", publisher.pk),
        ]

    def test_administrators_read_all_and_publishers_what_concerns_content(
        self, administrator, publisher, editor
    ):
        for kind in (Kind.SIGN_IN_FAILED, Kind.MERGED):
            SecurityEvent.objects.create(kind=kind, by=editor, address="203.0.113.7")
        everything = signed_in(administrator).get(self.LIST).content.decode()
        content = signed_in(publisher).get(self.LIST).content.decode()
        rows = [text.count('class="field-kind') for text in (everything, content)]
        assert rows == [2, 1]
        assert "203.0.113.7" in everything
        assert "203.0.113.7" not in content
        assert signed_in(editor).get(self.LIST).status_code == 403

    def test_nobody_changes_it_in_the_admin(self, administrator):
        event = SecurityEvent.objects.create(kind=Kind.MERGED)
        client = signed_in(administrator)
        for action in ("change", "delete"):
            answer = client.post(f"{self.LIST}{event.pk}/{action}/", {"post": "yes"})
            assert answer.status_code == 403
        assert client.get(f"{self.LIST}add/").status_code == 403
        assert SecurityEvent.objects.filter(pk=event.pk).exists()


class TestTypedMeanwhile:
    """Nothing that somebody typed is lost because their session ended, or was to be proved anew."""

    def test_who_was_signed_out_while_writing_gets_the_text_back(self, writer):
        article, client = ArticleFactory(author=writer), signed_in(writer)
        client.logout()
        page = reverse("admin:articles_article_change", args=[article.pk])
        answer = client.post(page, {"title": "An hour of work", "body": "All of it."})
        assert answer.status_code == 403
        text = answer.content.decode()
        assert "An hour of work" in text
        assert "All of it." in text
        assert f"/admin/login/?next={quote(page, safe='')}" in text

    def test_a_form_of_another_site_is_not_shown_back(self, writer):
        client = Client(enforce_csrf_checks=True)
        answer = client.post("/admin/articles/article/add/", {"title": "Not theirs"})
        assert answer.status_code == 403
        assert "Not theirs" not in answer.content.decode()

    def test_a_form_that_must_be_proved_anew_is_kept_but_for_passwords(self, administrator):
        client = signed_in(administrator)
        session = client.session
        session["confirmed_at"] = 0
        session.save()
        typed = {"username": "newcomer", "password1": "a long secret", "password2": "a long secret"}
        answer = client.post("/admin/auth/user/add/", typed)
        assert answer.status_code == 403
        assert "newcomer" in answer.content.decode()
        assert "a long secret" not in answer.content.decode()
        assert not User.objects.filter(username="newcomer").exists()

    def test_an_empty_form_leads_to_signing_in(self, client):
        answer = client.post("/admin/articles/article/add/", {})
        assert answer.status_code == 302
        assert answer["Location"].startswith("/admin/login/")
