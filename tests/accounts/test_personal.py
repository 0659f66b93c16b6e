import json
import time
from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import factors, totp
from accounts.models import Attempts, SecurityEvent
from accounts.models.events import Kind
from articles.models import Article, Preferences
from tests.factories import ArticleFactory, UserFactory
from tests.html_forms import filled_in

pytestmark = pytest.mark.django_db
SAYS_WHO = ("quentin", "Quillfeather", "q@example.org")


def called(name, *arguments):
    out = StringIO()
    call_command(name, *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def colleague(administrator):
    """Somebody who has worked here: an article, preferences, a second factor, sessions, events."""
    user = UserFactory(
        username="quentin", last_name="Quillfeather", email="q@example.org", role="editor"
    )
    ArticleFactory(author=user)
    secret = totp.new_secret()
    factors.enrol(user, secret, totp.code_at(secret, totp.step_now()))
    Preferences.objects.create(user=user, time_zone="Europe/Paris")
    SecurityEvent.objects.create(kind=Kind.SIGNED_IN, by=user, address="203.0.113.7")
    boss = Client()
    boss.force_login(administrator)
    page = reverse("admin:auth_user_change", args=[user.pk])
    boss.post(page, filled_in(boss.get(page), first_name="Q."))
    Client().force_login(user)
    return user


def texts():
    """All text of the database."""
    for model in apps.get_models(include_auto_created=True):
        fields = [
            each.attname
            for each in model._meta.concrete_fields
            if isinstance(each, models.CharField | models.TextField | models.JSONField)
        ]
        yield str(list(model._base_manager.values_list(*fields)) if fields else "")


def test_all_that_is_kept_about_somebody_is_told_and_no_secret(colleague):
    told = json.loads(called("export_account", "quentin"))
    assert told["account"]["email"] == "q@example.org"
    assert told["account"]["roles"] == ["editor"]
    assert told["own"]["articles.preferences.user"][0]["time_zone"] == "Europe/Paris"
    assert len(told["part_in"]["articles.article.author"]) == 1
    assert told["open_sessions"] == 1
    assert told["security_events"][0]["address"] == "203.0.113.7"
    assert not {"password", "sealed_secret", "digest"} & set(str(told).split("'"))


def test_who_is_erased_is_named_nowhere_and_the_history_stands(colleague):
    called("erase_account", "quentin", "--yes")
    everything = "".join(texts())
    assert [word for word in (*SAYS_WHO, "203.0.113.7") if word in everything] == []
    colleague.refresh_from_db()
    assert colleague.username == f"former colleague {colleague.pk}"
    assert not colleague.is_active
    assert not colleague.has_usable_password()
    assert Article.objects.filter(author=colleague).count() == 1
    whose = [each.get_decoded().get("_auth_user_id") for each in Session.objects.all()]
    assert str(colleague.pk) not in whose
    assert SecurityEvent.objects.filter(account=colleague, kind=Kind.ERASED).exists()


def test_nobody_is_erased_by_mistake(colleague, administrator):
    for arguments in (["quentin"], ["nobody", "--yes"], ["administrator", "--yes"]):
        with pytest.raises(CommandError):
            called("erase_account", *arguments)
    assert {"quentin", "administrator"} <= set(
        type(colleague).objects.values_list("username", flat=True)
    )


def test_what_is_old_is_forgotten_and_nothing_else(colleague):
    long_ago = timezone.now() - timedelta(days=401)
    SecurityEvent.objects.create(kind=Kind.SIGNED_OUT, at=long_ago)
    Attempts.objects.create(key="old", latest=time.time() - 301)
    Attempts.objects.create(key="new", latest=time.time())
    Session.objects.create(session_key="old", session_data="", expire_date=long_ago)
    sessions, events = Session.objects.count(), SecurityEvent.objects.count()
    assert called("forget_old") == "Forgot 1 sessions, 1 tries, 1 events.\n"
    assert Session.objects.count() == sessions - 1
    assert SecurityEvent.objects.count() == events - 1
    assert Attempts.objects.get().key == "new"


def test_a_superuser_who_lost_the_second_factor_is_let_in_again_by_the_shell(colleague):
    called("reset_second_factor", "quentin")
    assert factors.factor_of(colleague) is None
