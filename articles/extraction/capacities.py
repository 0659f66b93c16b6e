"""Counts of AI accelerators and electric power, and of jobs, homes and floor space."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from articles.extraction import currencies
from articles.extraction.money import is_linked
from articles.extraction.numbers import is_glued
from articles.extraction.patterns import NOTHING
from articles.extraction.qualifiers import bounds, qualifier
from articles.extraction.vocabulary import RANGE

COMPUTING = ("GPU", "MW", "GWh", "EFLOPS")
BRAND = (
    r"nvidia|amd|intel|google|blackwell|hopper|grace|rubin|instinct|gaudi|trainium|inferentia|tpus?"
    r"|ascend|huawei|[abh][0-9]{3}s?|gb[0-9]{3}s?|gh200|mi[0-9]{3}x?|l40s?|ultra|superchips?|ai|ia|ki"
    r"|gpus?|graphi\w+|graf\w+|accelerat\w+|groq|cerebras|tensor|vera|nvl[0-9]+|processing|units"
)
BRANDS = re.compile(rf"(?<![a-z0-9])(?:{BRAND})(?![a-z])")
MODEL = re.compile(
    r"\s(?:(?:nvidia|amd|blackwell|hopper|grace)[ -]){0,2}"
    r"(?:(?:h100|h200|h800|h20|b100|b200|b300|gb200|gb300|gh200|a100|mi[0-9]{3}x?|trainium[0-9]?)s?)"
    r"(?![a-z0-9])"
)
CERTAIN = re.compile(
    r"gpu|superchip|tpu|graphi|graf|accelerat|acelerador|acelerat|beschleunig|versnel|super"
)
STOPS = re.compile(
    r"[.,;:!?()\[\]\n€$£¥]|(?<![a-z])(?:and|or|for|in|by|to|with|from|on|at|as|et|ou|pour|par|avec"
    r"|dans|sur|a|en|und|oder|fur|mit|im|y|para|con|per|e|com|voor|met|than|that|who|whose|million"
    r"|billion|euros?|dollars?|years?|ans)(?![a-z])|(?<![a-z0-9-])[0-9]+(?![a-z0-9-])"
)
LONGEST_PHRASE = 70


@dataclass(slots=True)
class Quantity:
    """A number with its unit; `value` is the bound that is stated, the higher one."""

    start: int
    end: int
    value: Decimal
    unit: str
    low: Decimal | None = None
    high: Decimal | None = None
    qualifier: str = ""
    product: str = ""
    rule: str = ""
    role: str = "new"


@cache
def _unit(language):
    names = [(name, *value) for names, value in language.units.items() for name in names.split("|")]
    pattern = "|".join(f"(?P<u{index}>{name[0]})" for index, name in enumerate(names))
    edge = "" if language.spaceless else r"(?![a-z0-9])"
    gap = r"[\s-]{0,2}(?:de\s|d')?"
    longest = sorted(range(len(names)), key=lambda index: -len(names[index][0]))
    pattern = "|".join(f"(?P<u{index}>{names[index][0]})" for index in longest)
    return re.compile(rf"{gap}(?:{pattern}){edge}"), names


@cache
def _accelerators(language):
    if not language.accelerators:
        return NOTHING
    if language.spaceless:
        return re.compile(rf"(?:{language.accelerators})")
    return re.compile(
        rf"[\s-]{{1,2}}(?:de\s|d'|of\s(?:the\s|its\s)?|di\s|der\s)?(?P<between>(?:[\w.'/+-]+\s){{0,6}}?)"
        rf"(?P<head>(?:[\w+]+-){{0,3}}(?:{language.accelerators}))(?![a-z])"
    )


@cache
def _part_cue(language):
    source = language.roles.get("part")
    return re.compile(rf"(?<![a-z])(?:{source})(?:\s[a-z']+){{0,3}}[\s(]*$") if source else NOTHING


def quantities_in(passage, start, end, numbers, amounts):
    """The Quantities of a paragraph, in order; numbers that are money are left out."""
    taken = [(amount.start, amount.end) for amount in amounts]
    found, previous = [], None
    for number in numbers:
        if any(begin <= number.start < stop for begin, stop in _near(taken, number)):
            previous = None
            continue
        quantity = _quantity(passage, number, end, found)
        if quantity:
            _qualify(passage, quantity, number, previous, start)
            found.append(quantity)
        previous = number
    return found


def _near(taken, number):
    """The spans that may hold `number`; those that ended before it are dropped for good."""
    while taken and taken[0][1] <= number.start:
        taken.pop(0)
    return taken[:2]


def _quantity(passage, number, end, found):
    if is_glued(passage, number) or currencies.before(passage, number.start):
        return None
    return (
        _with_unit(passage, number, end)
        or _accelerator_count(passage, number, end)
        or _part_of(passage, number, end, found)
    )


def _with_unit(passage, number, end):
    pattern, names = _unit(passage.language)
    if not (match := pattern.match(passage.plain, number.end, end)):
        return None
    _name, unit, factor = names[int(match.lastgroup[1:])]
    value = number.amount if unit in COMPUTING else number.whole * number.scale
    if unit not in COMPUTING and number.is_word:
        return None
    value *= Decimal(str(factor))
    return Quantity(number.start, match.end(), value, unit, rule=f"unit-{unit.lower()}")


def _accelerator_count(passage, number, end):
    value = number.whole * number.scale if number.scale == 1 else number.amount
    window = min(end, number.end + LONGEST_PHRASE)
    if value < 2 or value != value.to_integral_value():
        return None
    if match := MODEL.match(passage.plain, number.end, window):
        stop = _with_head(passage, match.end(), end)
        return _count(passage, number, stop, value, "accelerators-model")
    match = _accelerators(passage.language).match(passage.plain, number.end, window)
    if not match or STOPS.search(match[0].replace(" of the ", " ").replace(" a ", " # ")[1:]):
        return None
    stop = _with_brand(passage, match.end(), end)
    is_certain = CERTAIN.search(match[0]) or BRANDS.search(passage.plain, number.end, stop)
    if not is_certain and not _may_be_bare(passage, number, value):
        return None
    return _count(passage, number, stop, value, "accelerators")


MOST_BARE = 20_000_000  # chips that are sold by the million are no accelerators
COMPUTE = re.compile(
    r"(?<![a-z0-9])(?:gpus?|ai|ia|ki|nvidia|data cent(?:er|re)s?|compute|supercomput\w+)(?![a-z])"
)


def _may_be_bare(passage, number, value):
    """Are the plain 'chips' of a sentence about computing accelerators?"""
    return 100 <= value <= MOST_BARE and bool(
        COMPUTE.search(passage.plain, *passage.sentence(number.start, number.end))
    )


def _count(passage, number, stop, value, rule):
    product = passage.text[number.end : stop].strip(" -")
    for opening in ("de ", "d'", "d’", "of the ", "of "):
        product = product.removeprefix(opening)
    return Quantity(number.start, stop, value, "GPU", product=product[:120], rule=rule)


HEAD = re.compile(r"\s(?:gpus?|chips?|superchips?|accelerators?|systems?)(?![a-z])")
BRAND_ON = re.compile(rf"(?:\s(?:{BRAND})(?![a-z])){{1,4}}")


def _with_head(passage, stop, end):
    match = HEAD.match(passage.plain, stop, end)
    return match.end() if match else stop


def _with_brand(passage, stop, end):
    """Where the brand ends that stands behind the noun: 'puces NVIDIA Blackwell Ultra'."""
    match = BRAND_ON.match(passage.plain, stop, end)
    if not match or passage.text[match.start() + 1].islower():
        return stop
    return match.end()


def _part_of(passage, number, end, found):
    """'of which 60,000 in the UK' behind a quantity of the same sentence."""
    if not found or number.scale_text or number.is_word:
        return None
    whole = found[-1]
    start, _end = passage.sentence(whole.start, whole.end)
    if passage.sentence(number.start, number.end)[0] != start:
        return None
    if not _part_cue(passage.language).search(passage.plain, whole.end, number.start):
        return None
    following = re.compile(rf"\s?(?:[.,;:)]|$|(?:{passage.language.goes_on or '(?!)'})(?![a-z]))")
    if not following.match(passage.plain, number.end, end) or number.whole >= whole.value:
        return None
    return Quantity(
        number.start, number.end, number.whole, whole.unit, product=whole.product,
        rule="part-of", role="part",
    )  # fmt: skip


def _qualify(passage, quantity, number, previous, start):
    first = previous if previous and _is_range(passage, previous, number) else None
    bound = previous.end if previous and not first else start
    if first:
        factor = quantity.value / number.amount if number.amount else Decimal(1)
        scale = number.scale if first.scale == 1 and number.scale > 1 else first.scale
        quantity.low, quantity.high = first.value * scale * factor, quantity.value
        quantity.start, quantity.qualifier = first.start, RANGE
        return
    quantity.qualifier = qualifier(passage, quantity.start, number.end, bound)
    if quantity.qualifier == "exact":
        quantity.qualifier = qualifier(passage, quantity.start, quantity.end, bound)
    quantity.low, quantity.high = bounds(quantity.value, quantity.qualifier)


def _is_range(passage, first, second):
    is_near = second.start - first.end < 12 and first.value < second.value
    return is_near and is_linked(passage, first.start, first.end, second.start)
