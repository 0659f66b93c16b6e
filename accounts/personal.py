"""What newsbase keeps about somebody who works here: told, and erased.

What points to an account is found by walking the models, so that a new table cannot be forgotten.
"""

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import Q

from accounts.appending import erasing
from accounts.events import record
from accounts.models import SecurityEvent
from accounts.models.events import Kind
from accounts.sessions import PENDING

# Secrets are nobody's to read, their owner's neither.
SECRETS = {"password", "sealed_secret", "digest", "last_step"}
# They are erased with the account; everything else that points to it is the newsroom's history.
OWNED = {"preferences", "savedview", "editing", "secondfactor", "recoverycode"}


def about(user):
    """Everything kept about `user`, as values for JSON: their own rows whole, and the kinds and
    numbers of what they had a part in."""
    return {
        "account": {**_values(user), "roles": [group.name for group in user.groups.all()]},
        "open_sessions": len(list(_sessions_of(user))),
        "own": _rows(user, lambda name: name in OWNED, _values),
        "security_events": [_values(event) for event in _events_of(user).order_by("pk")],
        "part_in": _rows(user, lambda name: name not in OWNED, lambda row: row.pk),
    }


def erase(user):
    """Take away all that says who `user` was; what they did stays, by 'former colleague N'.

    One transaction. The account can't sign in again.
    """
    name = f"former colleague {user.pk}"
    with transaction.atomic():
        record(Kind.ERASED, account=user)
        with erasing():
            _events_of(user).update(address="")
        for relation in _relations(user):
            if relation.related_model._meta.model_name in OWNED:
                relation.related_model._base_manager.filter(**{relation.field.name: user}).delete()
        for session in _sessions_of(user):
            session.delete()
        _forget_in_log(user, name)
        _empty(user, name)


def _empty(user, name):
    user.username = name
    user.first_name = user.last_name = user.email = ""
    user.is_active = user.is_staff = user.is_superuser = False
    user.last_login = None
    user.set_unusable_password()
    user.save()
    user.groups.clear()
    user.user_permissions.clear()


def _forget_in_log(user, name):
    """The admin's log says of each change of an account what it was called."""
    kind = ContentType.objects.get_for_model(user)
    LogEntry.objects.filter(content_type=kind, object_id=str(user.pk)).update(object_repr=name)


def _events_of(user):
    return SecurityEvent.objects.filter(Q(by=user) | Q(account=user))


def _relations(user):
    """The relations of other models' rows to an account."""
    fields = user._meta.get_fields(include_hidden=True)
    return [each for each in fields if isinstance(each, models.ManyToOneRel)]


def _rows(user, wanted, told):
    """{'articles.article.author': what is told of each such row} of the relations wanted."""
    found = {}
    for relation in _relations(user):
        model, field = relation.related_model, relation.field
        if model is SecurityEvent or not wanted(model._meta.model_name):
            continue
        rows = model._base_manager.filter(**{field.name: user}).order_by("pk")
        if rows := [told(row) for row in rows]:
            found[f"{model._meta.label_lower}.{field.name}"] = rows
    return found


def _values(row):
    fields = [each for each in row._meta.concrete_fields if each.name not in SECRETS]
    return {each.name: _plain(each, row) for each in fields}


def _plain(field, row):
    """The field's value as JSON can hold it: dates as text."""
    value = getattr(row, field.attname)
    return field.value_to_string(row) if isinstance(field, models.DateField) else value


def _sessions_of(user):
    """The sessions of an account; the table doesn't say whose a session is, so all are read."""
    for session in Session.objects.iterator():
        data = session.get_decoded()
        owner = data.get("_auth_user_id", (data.get(PENDING) or {}).get("user"))
        if str(owner) == str(user.pk):
            yield session
