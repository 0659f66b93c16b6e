"""The units that people type behind a quantity: '60,000 GPUs', '90 MW', '250 emplois'."""

import re

from entities.models.capacities import Unit
from entities.names import fold

# In small letters without accents; fold() makes 'm2' of 'm²'.
NAMES = {
    Unit.GPU: "gpu|gpus",
    Unit.SUPERCHIP: "superchip|superchips",
    Unit.MEGAWATT: "mw|megawatt|megawatts",
    Unit.JOB: "job|jobs|emploi|emplois",
    Unit.SQUARE_METRE: "m2|square metre|square metres|metre carre|metres carres",
    Unit.HOUSEHOLD: "household|households|foyer|foyers",
}
UNITS = {name: unit for unit, names in NAMES.items() for name in names.split("|")}
_LAST_WORDS = re.compile(r"(?:[^\W\d]+\s+)?(?:m[2²]|[^\W\d]+)\s*$", re.IGNORECASE)


def split_unit(text):
    """(what is left of `text`, its Unit): ('up to 90', Unit.MEGAWATT) of 'up to 90 MW'.

    A text that ends in no unit is left as it is, with the unit ''.
    """
    for name in _endings(text):
        if unit := UNITS.get(fold(name)):
            return text.rstrip().removesuffix(name).rstrip(), unit
    return text, ""


def _endings(text):
    """What may be the unit of `text`: its last two words, its last word."""
    found = _LAST_WORDS.search(text)
    if found is None:
        return []
    words = found[0].strip()
    return [words, words.split()[-1]]
