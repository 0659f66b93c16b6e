"""The unit that is typed behind a quantity is read off it."""

import pytest

from entities.models import Capacity
from entities.quantities import UNITS, split_unit

Unit = Capacity.Unit


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("60,000 GPUs", "60,000", Unit.GPU),
        ("up to 90MW", "up to 90", Unit.MEGAWATT),
        ("plus de 250 emplois", "plus de 250", Unit.JOB),
        ("540 000 m²", "540 000", Unit.SQUARE_METRE),
        ("540,000 m2 ", "540,000", Unit.SQUARE_METRE),
        ("300 thousand jobs", "300 thousand", Unit.JOB),
        ("3 mètres carrés", "3", Unit.SQUARE_METRE),
        ("60,000", "60,000", ""),
        ("£1.5bn", "£1.5bn", ""),
        ("60,000 chips", "60,000 chips", ""),
        ("", "", ""),
    ],
)
def test_a_unit_behind_the_quantity_is_taken_for_it(text, amount, unit):
    assert split_unit(text) == (amount, unit)


def test_every_unit_has_a_name_to_type():
    assert set(UNITS.values()) == set(Unit)
