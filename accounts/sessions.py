"""How long a session lasts, and what ends it: asked on every page of the admin."""

import hashlib
import time

from django.contrib.auth import get_user_model, logout
from django.utils.translation import gettext_lazy as _

from accounts.events import record
from accounts.models.events import Kind

MINUTE, HOUR = 60, 60 * 60
IDLE, WHOLE, CONFIRMED, NOTED_EVERY = 3 * HOUR, 12 * HOUR, 15 * MINUTE, MINUTE
# What a session holds.
STARTED, SEEN, CONFIRMED_AT, STAMP, FACTOR = (
    "started_at",
    "seen_at",
    "confirmed_at",
    "account_stamp",
    "second_factor",
)
ENDED = {
    "idle": _("You were signed out: nothing was done for three hours."),
    "old": _("You were signed out: a session lasts twelve hours."),
    "changed": _("You were signed out: your account was changed."),
    "factor": _("Sign in again: your account needs its second factor."),
}


def begin(sender, request, user, **kwargs):
    """Note in the session when and for what account it began; called at every sign-in."""
    now = time.time()
    request.session.update({STARTED: now, SEEN: now, CONFIRMED_AT: now, STAMP: stamp_of(user)[0]})


def keep(request, user):
    """The account has changed by its owner's own hand: this session goes on, others end."""
    request.session.cycle_key()
    begin(None, request, user)


def stamp_of(user):
    """(a text that changes with the account's roles, rights and second factor; whether it has
    one)."""
    found = get_user_model().objects.filter(pk=user.pk)
    fields = ["is_active", "is_staff", "is_superuser", "second_factor__made_at", "groups"]
    rows = list(found.values_list(*fields))
    text = "\n".join(sorted(map(str, rows)))
    return hashlib.sha256(text.encode()).hexdigest(), any(row[3] for row in rows)


def fault(request, needs_factor):
    """Why the session of whoever is signed in may not go on: a key of ENDED, or None."""
    session, now = request.session, time.time()
    if now - session.get(STARTED, 0) > WHOLE:
        return "old"
    if now - session.get(SEEN, 0) > IDLE:
        return "idle"
    stamp, has_factor = stamp_of(request.user)
    if session.get(STAMP) != stamp:
        return "changed"
    if (has_factor or needs_factor) and not session.get(FACTOR):
        return "factor"
    return None


def end(request, why):
    """Sign somebody out because of that fault."""
    record(Kind.SESSION_ENDED, by=request.user, about=why)
    logout(request)


def note_seen(request):
    """Somebody is at work: noted each minute at most, for a session that is saved at every request
    is saved by requests that overtake each other."""
    if time.time() - request.session.get(SEEN, 0) > NOTED_EVERY:
        request.session[SEEN] = time.time()


def is_confirmed(request):
    """Did they prove who they are within the last quarter of an hour?"""
    return time.time() - request.session.get(CONFIRMED_AT, 0) <= CONFIRMED


def confirm(request):
    """They just proved who they are."""
    request.session[CONFIRMED_AT] = time.time()


# Between the password and the second factor

PENDING, PENDING_LASTS = "half_signed_in", 10 * MINUTE


def begin_half(request, user, following):
    """The password was right, and a code is still to come: nobody is signed in yet."""
    request.session.flush()
    request.session[PENDING] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "at": time.time(),
        "next": following,
    }


def half_signed_in(request):
    """(the user whose password was right in this session, where they wanted to go), or
    (None, '')."""
    pending = request.session.get(PENDING)
    if not pending or time.time() - pending["at"] > PENDING_LASTS:
        return None, ""
    user = get_user_model().objects.filter(pk=pending["user"], is_active=True).first()
    if user is None or user.get_session_auth_hash() != pending["hash"]:
        return None, ""
    return user, pending["next"]
