"""Accounts under attack: passwords and codes tried at once, sessions that must end, forged rights.

Tries and header tricks go over HTTP to gunicorn with two workers, so that the limits are those that
all workers share; the rest asks the same application in this process. What a figure counts as wrong
is what got through: a try too many, an answer from the admin, a right that nobody gave.
"""

import random
import re
from concurrent.futures import ThreadPoolExecutor
from io import StringIO

from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import override_settings
from django.urls import NoReverseMatch, get_resolver, reverse

from accounts import factors, totp
from accounts.models import Attempts, RecoveryCode, SecondFactor, SecurityEvent
from accounts.models.events import Kind
from articles.management.commands.make_demo_accounts import PASSWORD
from articles.policy import ROLES
from verify.base import gunicorn
from verify.figures import Figure
from verify.passwords import Door, timing, tries_at_once

ROWS = ["T29", "T30", "T31", "T32"]
ENGINES = ["sqlite", "postgresql"]
LOGIN = "/admin/login/"
CLIENT = "192.0.2.7"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def run(quick):
    call_command("make_demo_accounts", verbosity=0, stdout=StringIO())
    with gunicorn() as address:
        yield from tries_at_once(Door(address))
    yield timing(25 if quick else 200)
    yield fixation()
    yield endings()
    yield half_signed_in(["", "/fr"][: 1 if quick else 2])
    yield from codes_at_once(2 if quick else 20)
    yield escalations()
    yield last_administrators(3 if quick else 20)
    yield record_kept()


def member(name, *roles, **values):
    user = User.objects.create(username=name, is_staff=True, **values)
    user.set_password(PASSWORD.format(role=name))
    user.save()
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def enrolled(user):
    """Give the user a second factor, and return its secret and recovery codes."""
    secret = totp.new_secret()
    codes = factors.enrol(user, secret, totp.code_at(secret, totp.step_now()))
    SecondFactor.objects.filter(user=user).update(last_step=0)
    return secret, codes


def start_sign_in(user, client=None):
    """A client whose right password was just taken."""
    Attempts.objects.all().delete()
    client = client or Client()
    password = PASSWORD.format(role=user.username)
    client.post(LOGIN, {"username": user.username, "password": password})
    return client


def fixation():
    """A key of a session that somebody else knew, before the password and before the code."""
    user, wrong = member("fixed", "editor"), 0
    secret, _ = enrolled(user)
    for attempt in range(10):
        SecondFactor.objects.update(last_step=0)
        known = Client().session
        known["planted"] = attempt
        known.save()
        client = Client()
        client.cookies["session"] = known.session_key
        start_sign_in(user, client)
        half = client.session.session_key
        client.post(reverse("admin:sign_in_code"), {"code": totp.code_at(secret, totp.step_now())})
        keys = {known.session_key, half, client.session.session_key}
        is_in = client.get("/admin/").status_code == 200
        planted = Client()
        for key in (known.session_key, half):
            planted.cookies["session"] = key
            wrong += planted.get("/admin/").status_code == 200
        wrong += len(keys) < 3 or "planted" in client.session or not is_in
    return Figure("session keys known beforehand / of use after sign-in", 20, wrong, "20 / 0")


def updated(user, **values):
    User.objects.filter(pk=user.pk).update(**values)


def new_password(user):
    user.set_password("something else entirely")
    user.save()


ENDINGS = [
    lambda user: updated(user, is_active=False),
    lambda user: updated(user, is_staff=False),
    lambda user: updated(user, is_superuser=True),
    new_password,
    lambda user: user.groups.clear(),
    lambda user: user.groups.add(Group.objects.get(name="administrator")),
    lambda user: user.groups.set(Group.objects.filter(name="writer")),
    enrolled,
    lambda user: Session.objects.all().delete(),
    lambda user: updated(user, password="!"),
]


def endings():
    """A session in use when its account is changed: what the next request gets."""
    wrong = 0
    for number, change in enumerate(ENDINGS):
        user = member(f"ended{number}", "editor")
        client = signed_in(user)
        was_in = client.get("/admin/").status_code == 200
        change(user)
        wrong += not was_in or client.get("/admin/").status_code == 200
    what = "ways to end a session elsewhere / next request answered"
    return Figure(what, len(ENDINGS), wrong, "10 / 0", least=10)


ARGUMENTS = ([], [1], ["reviews"], [1, 1], ["without-claims", 1], ["article", 1])
OPEN = ("login", "sign_in_code")


def addresses(prefixes):
    """(name, an address) of each page of the admin, under each prefix of a language."""
    for name in sorted(key for key in get_resolver().namespace_dict["admin"][1].reverse_dict
                       if isinstance(key, str)):  # fmt: skip
        for arguments in ARGUMENTS:
            try:
                url = reverse(f"admin:{name}", args=arguments)
            except NoReverseMatch:
                continue
            yield from ((name, prefix + url) for prefix in prefixes)
            break


def half_signed_in(prefixes):
    """Every page of the admin, asked for between the password and the code."""
    user, tried, wrong = member("half", "publisher", "administrator"), 0, []
    enrolled(user)
    client = start_sign_in(user)
    for name, url in addresses(prefixes):
        for method in ("get", "post"):
            answer = getattr(client, method)(url)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            # A page that is not found is the public one.
            told = answer.status_code not in (302, 404, 405) or b"user-tools" in body
            tried += 1
            if told and not (name in OPEN and b"user-tools" not in body):
                wrong.append(f"{method} {url} {answer.status_code}")
    with override_settings(MFA_REQUIRED=True):
        without = start_sign_in(member("without", "publisher"))
        wrong += [url for name, url in addresses(prefixes)
                  if name not in (*OPEN, "second_factor")
                  and without.get(url).status_code == 200]  # fmt: skip
    what = "half-signed-in requests to every address of the admin / answered by it"
    return Figure(what, tried, len(wrong), "0 admin bytes", least=200, note=" ".join(wrong[:3]))


def at_once(count, action):
    """What `action` gives in each of `count` threads."""

    def alone(_number):
        try:
            return action()
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(alone, range(count)))


def codes_at_once(rounds):
    """One code by twenty at once: how often it is taken more than once, or not at all."""
    user = member("twenty", "publisher")
    secret, codes = enrolled(user)
    kinds = {"code of the app": [0, 0], "recovery code": [0, 0]}
    for _ in range(rounds):
        SecondFactor.objects.filter(user=user).update(last_step=0)
        RecoveryCode.objects.filter(user=user).update(used_at=None)
        code = totp.code_at(secret, totp.step_now())
        for kind, typed in zip(kinds, (code, codes[0]), strict=True):
            accepted = sum(map(bool, at_once(20, lambda typed=typed: factors.use(user, typed))))
            kinds[kind][0] += 20
            kinds[kind][1] += accepted != 1
    for kind, (tried, wrong) in kinds.items():
        what = f"uses of one {kind}, 20 at once / rounds in which not exactly 1 was taken"
        yield Figure(what, tried, wrong, f"{rounds * 20} / 0", least=40)


def forged():
    """The fields that somebody sends who wants more rights."""
    roles = list(Group.objects.filter(name__in=ROLES).values_list("pk", flat=True))
    gods = Group.objects.create(name="gods").pk
    yield from ({"is_superuser": value} for value in ("on", "1", "True", "true"))
    yield from ({"user_permissions": each} for each in ("1", ["1", "2"], "all"))
    yield {"groups": [gods]}
    yield {"groups": [*roles, gods]}
    yield {"is_superuser": "on", "groups": roles, "user_permissions": ["1"], "is_staff": "on"}


def rights():
    """The superusers, with what lets them in."""
    superusers = User.objects.filter(is_superuser=True).order_by("pk")
    return list(superusers.values_list("pk", "username", "password", "is_active"))


def escalations():
    """An administrator forges what makes a superuser or reaches an account above their own."""
    boss = member("boss", "administrator")
    chief = member("chief", is_superuser=True)
    client, count = signed_in(boss), 0
    before = rights()
    target = member("target", "writer")
    for fields in list(forged()):
        for user in (target, random.choice([boss, chief])):
            form = {"username": user.username, "is_active": "on", **fields}
            client.post(reverse("admin:auth_user_change", args=[user.pk]), form)
            client.post(reverse("admin:auth_user_add"), {**form, "username": f"made{count}",
                        "password1": "x9-long-enough", "password2": "x9-long-enough",
                        "usable_password": "true"})  # fmt: skip
            count += 1
    client.post(reverse("admin:auth_user_password_change", args=[chief.pk]),
                {"password1": "x9-long-enough", "password2": "x9-long-enough"})  # fmt: skip
    client.post(reverse("admin:auth_user_reset_factor", args=[chief.pk]))
    wrong = User.objects.filter(user_permissions__isnull=False).count()
    wrong += User.objects.filter(groups__name="gods").count()
    wrong += set(boss.groups.values_list("name", flat=True)) != {"administrator"}
    wrong += before != rights()
    return Figure("forged escalations / that gave a right", count, wrong, "20 / 0", least=20)


def last_administrators(rounds):
    """Two administrators, each switching the other off: how often nobody is left."""
    wrong = 0
    for number in range(rounds):
        User.objects.filter(is_superuser=True).update(is_active=False)
        User.objects.filter(groups__name="administrator").update(is_active=False)
        pair = [member(f"last{number}-{each}", "administrator") for each in "ab"]
        sides = iter([pair, pair[::-1]])

        def switch_off(sides=sides):
            me, other = next(sides)
            form = {"username": other.username, "is_active": ""}
            signed_in(me).post(reverse("admin:auth_user_change", args=[other.pk]), form)

        at_once(2, switch_off)
        wrong += User.objects.filter(is_active=True, groups__name="administrator").count() != 1
    what = "pairs of administrators switching each other off / not one left"
    return Figure(what, rounds, wrong, f"{rounds} / 0", least=3)


def record_kept():
    """Raw SQL against the record of security events."""
    SecurityEvent.objects.create(kind=Kind.REFUSED)
    count, wrong = SecurityEvent.objects.count(), 0
    statements = [
        "UPDATE accounts_securityevent SET kind = 'signed_in'",
        "UPDATE accounts_securityevent SET about = '', address = ''",
        "DELETE FROM accounts_securityevent",
        "DELETE FROM accounts_securityevent WHERE id > 1",
    ]
    for statement in statements:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
            wrong += 1
        except DatabaseError:
            pass
    wrong += SecurityEvent.objects.count() != count
    what = "raw SQL against the record of security events / got through"
    return Figure(what, len(statements), wrong, "4 / 0", least=4, note=f"{count} events stand")
