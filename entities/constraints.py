"""Rules that the database holds, said once: each function makes CHECK constraints for a model.

SQLite enforces neither lengths nor choices by itself, so each has a CHECK on both databases.
"""

from functools import reduce
from operator import and_, or_

from django.db.models import CheckConstraint, F, Q, Value
from django.db.models.functions import Length, Substr, Upper
from django.db.models.lookups import Exact, GreaterThanOrEqual, LessThanOrEqual
from django.utils.translation import gettext_lazy as _

NAMED = "%(app_label)s_%(class)s_"


def lengths(**maxima):
    """No named text field is longer than its maximum, in characters."""
    fits = [Q(LessThanOrEqual(Length(field), most)) for field, most in maxima.items()]
    return CheckConstraint(
        condition=reduce(and_, fits),
        name=NAMED + "lengths",
        violation_error_message=_("A text is too long: shorten it."),
    )


def one_of(field, choices):
    """`field` holds a value of the TextChoices `choices`."""
    return CheckConstraint(
        condition=Q((f"{field}__in", choices.values)),
        name=f"{NAMED}{field}_known",
        violation_error_message=_("Choose one of the values listed."),
    )


def filled(*fields):
    """None of the text fields is empty."""
    return CheckConstraint(
        condition=reduce(and_, [~Q((field, "")) for field in fields]),
        name=NAMED + "filled",
        violation_error_message=_("A name and an address are needed."),
    )


def web_address(field):
    """`field` is empty or begins with http:// or https:// (no javascript:, no data:)."""
    schemes = [Q((f"{field}__istartswith", scheme)) for scheme in ("http://", "https://")]
    return CheckConstraint(
        condition=reduce(or_, schemes, Q((field, ""))),
        name=f"{NAMED}{field}_is_web",
        violation_error_message=_("Web addresses begin with http:// or https://."),
    )


def not_itself(field, message):
    """The self-reference `field` does not point at its own row; `message` says so to people."""
    return CheckConstraint(
        condition=Q((f"{field}__isnull", True)) | ~Q((field, F("pk"))),
        name=f"{NAMED}{field}_not_itself",
        violation_error_message=message,
    )


def coordinates():
    """Latitude and longitude come together, in degrees (WGS 84), within the globe."""
    within = Q(latitude__range=(-90, 90), longitude__range=(-180, 180))
    return CheckConstraint(
        condition=Q(latitude__isnull=True, longitude__isnull=True)
        | (Q(latitude__isnull=False, longitude__isnull=False) & within),
        name=NAMED + "coordinates",
        violation_error_message=_(
            "Give both latitude (-90 to 90) and longitude (-180 to 180), or neither."
        ),
    )


# What eight bytes hold. SQLite would take any number, and even a text, which is above all numbers.
MOST_WHOLE = 2**63 - 1


def interval():
    """Bounds are whole numbers, not negative and in order; a missing bound is NULL."""
    return [
        CheckConstraint(
            condition=Q(low__isnull=True) | Q(low__range=(0, MOST_WHOLE)),
            name=NAMED + "low_not_negative",
            violation_error_message=_("Amounts are not negative."),
        ),
        CheckConstraint(
            condition=Q(high__isnull=True) | Q(high__range=(0, MOST_WHOLE)),
            name=NAMED + "high_not_negative",
            violation_error_message=_("Amounts are not negative."),
        ),
        CheckConstraint(
            condition=Q(low__isnull=True) | Q(high__isnull=True) | Q(low__lte=F("high")),
            name=NAMED + "low_up_to_high",
            violation_error_message=_("The lower bound is above the upper bound."),
        ),
    ]


STATED = Q(low__isnull=False) | Q(high__isnull=False)
NOT_STATED = Q(low__isnull=True, high__isnull=True)


def _is_letter(position):
    letter = Substr("currency", position, 1)
    return Q(GreaterThanOrEqual(letter, Value("A"))) & Q(LessThanOrEqual(letter, Value("Z")))


# ISO 4217: three capital letters. A regular expression would need a function that SQLite lacks.
CURRENCY_CODE = reduce(
    and_,
    map(_is_letter, (1, 2, 3)),
    Q(Exact(Length("currency"), 3)) & Q(currency=Upper("currency")),
)


def figure_with_currency():
    """A figure and its currency come together; an undisclosed figure has neither."""
    return CheckConstraint(
        condition=(STATED & CURRENCY_CODE)
        | (NOT_STATED & Q(currency="") & Q(is_approximate=False)),
        name=NAMED + "figure_with_currency",
        violation_error_message=_(
            "A figure needs its currency, and an undisclosed figure has no currency."
        ),
    )
