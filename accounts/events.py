"""Writes the record of security events: `record(Kind.SIGNED_OUT, by=user)`."""

from contextlib import contextmanager
from contextvars import ContextVar

from accounts.models import SecurityEvent

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


def named(thing):
    """What the record calls a record: its kind and number; its title may be secret."""
    return f"{thing._meta.model_name} {thing.pk}"
