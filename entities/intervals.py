"""A quantity or a sum of money as it was announced: an interval of whole units."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

LARGEST = 2**63 - 1  # what a BigIntegerField holds on both databases


class FigureError(ValueError):
    """A figure that can't be kept or read: str() says why and what to do, in the active language.

    `message` may be lazily translated and have %(named)s places for `params`.
    """

    def __init__(self, message, **params):
        super().__init__(message, params)
        self.message, self.params = message, params

    def __str__(self):
        return str(self.message) % self.params


class Qualifier(StrEnum):
    EXACT = "exact"
    UP_TO = "up_to"
    AT_LEAST = "at_least"
    RANGE = "range"
    UNDISCLOSED = "undisclosed"


class Bounds:
    """What an Interval and a Figure share: `low`, `high` (None: not stated), `is_approximate`."""

    def __post_init__(self):
        for bound in self.stated:
            if not isinstance(bound, int) or not 0 <= bound <= LARGEST:
                raise FigureError(
                    _("A bound is a whole number from 0 to 9,223,372,036,854,775,807.")
                )
        if len(self.stated) == 2 and self.low > self.high:
            raise FigureError(_("The lower bound is above the upper one: swap them."))
        if self.is_approximate and not self.stated:
            raise FigureError(_("What is undisclosed can't be approximate: type a number."))

    @property
    def stated(self):
        """The bounds that are known, lower first."""
        return [bound for bound in (self.low, self.high) if bound is not None]

    @property
    def qualifier(self):
        if not self.stated:
            return Qualifier.UNDISCLOSED
        if self.low is None:
            return Qualifier.UP_TO
        if self.high is None:
            return Qualifier.AT_LEAST
        return Qualifier.EXACT if self.low == self.high else Qualifier.RANGE

    @property
    def headline(self):
        """The number the figure is known by: high, else low, else None."""
        return self.low if self.high is None else self.high

    def headline_in(self, minimum, maximum):
        """Is the headline between `minimum` and `maximum`? Both inclusive, None where open.

        Here and below: minimum <= maximum, and what is undisclosed lies in no range, not even
        in an open one.
        """
        headline = self.headline
        return headline is not None and _above(headline, minimum) and _below(headline, maximum)

    def surely_in(self, minimum, maximum):
        """Is every value that was announced inside? 'Up to 5' may be 0; 'at least 5' has no end."""
        has_end = self.high is not None or maximum is None
        starts = _above(self.low or 0, minimum)
        return bool(self.stated) and has_end and starts and _below(self.headline, maximum)

    def possibly_in(self, minimum, maximum):
        """Is some value that was announced inside?"""
        reaches = self.high is None or _above(self.high, minimum)
        return bool(self.stated) and reaches and _below(self.low or 0, maximum)


def _above(value, minimum):
    return minimum is None or value >= minimum


def _below(value, maximum):
    return maximum is None or value <= maximum


@dataclass(frozen=True)
class Interval(Bounds):
    """A quantity of whole units (GPUs, jobs): exact, up to, at least, range or undisclosed."""

    low: int | None
    high: int | None
    is_approximate: bool = False


@dataclass(frozen=True)
class Figure(Bounds):
    """A sum in whole units of `currency` (ISO 4217): exact, up to, at least, range or undisclosed.

    A FigureError is raised for bounds that contradict each other and for a sum without a currency.
    """

    low: int | None
    high: int | None
    currency: str = ""
    is_approximate: bool = False

    def __post_init__(self):
        super().__post_init__()
        if self.stated and not self.currency:
            raise FigureError(_("A figure needs its currency: add one, e.g. GBP."))
        if self.currency and not self.stated:
            raise FigureError(_("What is undisclosed has no currency: leave it out."))


UNDISCLOSED = Figure(None, None)
