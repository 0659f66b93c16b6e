"""How often somebody may try: counted in the database, so that all workers count together.

A try is counted before it is looked at, and taken back if it was right. The tries of one key stand
in one row that is locked while it is read and written: of fifty tries at once, ten are let in.
"""

import hashlib
import time
import unicodedata
from dataclasses import dataclass

from django.db import transaction

from accounts.addresses import counted_address
from accounts.models import Attempts

WINDOW = 5 * 60


@dataclass(frozen=True)
class Limit:
    """So many tries under one key in any five minutes."""

    key: str
    most: int


class TooMany(Exception):
    """Too many tries; another may be made after so many seconds."""

    def __init__(self, seconds):
        super().__init__(seconds)
        self.seconds = seconds


def sign_in_limits(name, address, device=""):
    """The limits of a sign-in: of a name from an address, of the address, and of all.

    A device that this account has signed in from before has one of its own instead: nobody else
    can use it up.
    """
    if device:
        return [Limit(_key("device", device), 10)]
    address = counted_address(address)
    return [
        Limit(_key("name", _folded(name), address), 10),
        Limit(_key("address", address), 10),
        Limit(_key("all"), 1000),
    ]


def second_factor_limits(user, device=""):
    """The limit of codes for an account, each known device apart from all others."""
    return [Limit(_key("factor", str(user.pk), device), 5)]


def note_limits(address):
    """The limits of noting that somebody came too often: a flood must not fill the record."""
    return [Limit(_key("note", counted_address(address)), 1), Limit(_key("notes"), 100)]


def refusal_limits(user):
    """The limits of recording what `user`, who is signed in, was refused."""
    return [Limit(_key("refusals", str(user.pk)), 100)]


def take(limits):
    """Count a try under each limit, or raise TooMany without counting any; gives what `give_back`
    takes."""
    now = time.time()
    # Most that come too often are told so without a lock.
    _refuse_if_full(limits, _tries(limits, now), now)
    # Always in the order of their keys: no two transactions wait for each other.
    keys = sorted(limit.key for limit in limits)
    with transaction.atomic():
        Attempts.objects.bulk_create([Attempts(key=key) for key in keys], ignore_conflicts=True)
        tries = _tries(limits, now, lock=True)
        _refuse_if_full(limits, tries, now)
        for key in keys:
            _write(key, [*tries.get(key, []), now])
    return now


def give_back(limits, taken):
    """A try was right: it counts no more."""
    with transaction.atomic():
        tries = _tries(limits, time.time(), lock=True)
        for key, times in tries.items():
            if taken in times:
                times.remove(taken)
                _write(key, times)


def _tries(limits, now, lock=False):
    """{key: the times of its tries in the latest five minutes}."""
    rows = Attempts.objects.order_by("pk")
    rows = rows.select_for_update() if lock else rows
    found = dict(rows.filter(pk__in=[limit.key for limit in limits]).values_list("pk", "times"))
    return {
        key: [each for each in map(float, text.split()) if each > now - WINDOW]
        for key, text in found.items()
    }


def _refuse_if_full(limits, tries, now):
    full = [tries[limit.key][0] for limit in limits if len(tries.get(limit.key, ())) >= limit.most]
    if full:
        raise TooMany(max(1, round(max(full) + WINDOW - now)))


def _write(key, times):
    text = " ".join(map(repr, times))
    Attempts.objects.filter(pk=key).update(times=text, latest=max(times, default=0))


def _folded(name):
    return unicodedata.normalize("NFKC", name).casefold()


def _key(*parts):
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
