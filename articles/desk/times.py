"""Times as people type and read them, in their own time zone."""

import zoneinfo
from datetime import UTC, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

SHOWN = "%Y-%m-%d %H:%M"
FIRST, SECOND = "first", "second"


class TimeError(ValueError):
    """A time that can't be taken as it was typed; its text says what to do instead."""


def read_local(text, zone, which=""):
    """The aware time, in UTC, that `text` such as '2026-01-31 09:30' names in the ZoneInfo `zone`.

    A text with an offset of its own means that. When clocks are put back an hour comes twice, and
    `which` says whether the FIRST or the SECOND is meant. Raises TimeError for what is no time,
    for a time that comes twice without `which`, and for one that the clocks leave out.
    """
    typed = _parsed(text)
    if typed.tzinfo:
        return typed.astimezone(UTC)
    if not which and choices(text, zone):
        raise TimeError(
            _("%(typed)s comes twice in %(zone)s, because clocks are put back: say which.")
            % {"typed": typed.strftime(SHOWN), "zone": zone}
        )
    moment = typed.replace(tzinfo=zone, fold=int(which == SECOND)).astimezone(UTC)
    exists = moment.astimezone(zone).replace(tzinfo=None)
    if exists != typed:
        raise TimeError(
            _("%(typed)s does not exist in %(zone)s, because clocks are put forward: %(exists)s?")
            % {
                "typed": typed.strftime(SHOWN),
                "zone": zone,
                "exists": exists.strftime(SHOWN),
            }
        )
    return moment


def choices(text, zone):
    """(FIRST or SECOND, 'UTC+02:00') for each of the times that `text` names in `zone`, if it
    names two; otherwise nothing. Raises TimeError for what is no time."""
    typed = _parsed(text)
    if typed.tzinfo:
        return []
    both = [typed.replace(tzinfo=zone, fold=fold) for fold in (0, 1)]
    if both[0].utcoffset() <= both[1].utcoffset():
        return []
    return [
        (which, each.strftime("UTC%:z")) for which, each in zip((FIRST, SECOND), both, strict=True)
    ]


def _parsed(text):
    try:
        typed = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise TimeError(_("Type the time as 2026-01-31 09:30.")) from error
    # Zones have no rules further away, and an offset could leave the calendar.
    if not 1970 <= typed.year <= 9998:
        raise TimeError(_("Type the time as 2026-01-31 09:30."))
    return typed


def shown(moment):
    """An aware time as people read it, in the current time zone, which is named."""
    zone = timezone.get_current_timezone()
    return f"{timezone.localtime(moment, zone).strftime(SHOWN)} ({zone})"


def known_zone(name):
    """The ZoneInfo called `name`, that of UTC if this machine does not know it."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")
