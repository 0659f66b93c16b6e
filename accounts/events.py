"""Writes the record of security events: `record(Kind.SIGNED_OUT, by=user)`."""

from contextlib import contextmanager
from contextvars import ContextVar

from accounts import throttling
from accounts.models import SecurityEvent
from accounts.models.events import Kind

_address = ContextVar("address of the client", default="")


@contextmanager
def coming_from(address):
    """Events recorded meanwhile come from that address."""
    token = _address.set(address)
    try:
        yield
    finally:
        _address.reset(token)


def record(kind, *, by=None, account=None, about=""):
    """Note that `by`, a user or nobody, did `kind` to `account`, a user, or about a thing.

    `about` is text made by us, never what somebody typed: see `named`.
    """
    return SecurityEvent.objects.create(
        kind=kind,
        by=by if by is not None and by.is_authenticated else None,
        account=account,
        about=about[:200],
        address=_address.get(),
    )


def record_throttled(account=None):
    """Note that there were too many tries: once in five minutes for an address, so that a flood of
    them is no flood of events."""
    try:
        throttling.take(throttling.note_limits(_address.get()))
    except throttling.TooMany:
        return
    record(Kind.THROTTLED, account=account)


def named(thing):
    """What the record calls a record: its kind and number; its title may be secret."""
    return f"{thing._meta.model_name} {thing.pk}"
