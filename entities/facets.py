"""The choices that a reader is shown: how many deals each would leave, and the links to them."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from entities.dimensions import DIMENSIONS, Linked, by_organisation, most_named
from entities.models import Organisation, Place
from entities.names import fold
from entities.parameters import AFRESH, NOT_STATED

MOST_VALUES = 12


@dataclass(frozen=True)
class Value:
    """One value of a facet: `number` of deals that have it under the other filters; `add`,
    `exclude` and `remove` are changes of the query string."""

    value: str
    label: str
    number: int
    is_chosen: bool
    is_excluded: bool
    add: dict
    exclude: dict
    remove: dict


@dataclass(frozen=True)
class Facet:
    """A dimension as it is shown: its Values, and how many `more` there are that are not."""

    name: str
    label: str
    values: list
    more: int = 0
    search: str = ""


def facets(filterset):
    """The Facets of a valid InvestmentFilter, without those that have nothing to choose from."""
    made = [_countries(filterset), _organisations(filterset)]
    made += [_choices(filterset, name) for name in DIMENSIONS]
    return [facet for facet in made if facet.values or facet.search]


def _value(filterset, name, value, label, number):
    """The Value whose links change parameter `name` of the search."""
    given = filterset.values(name)
    without = [each for each in given if each not in (value, f"-{value}")]
    # A place inside one that is chosen narrows it: both together would be the larger one.
    narrowed = [each for each in without if not value.startswith(f"{each}/")]
    return Value(
        value,
        label,
        number,
        value in given,
        f"-{value}" in given,
        add={**AFRESH, name: [*narrowed, value]},
        exclude={**AFRESH, name: [*without, f"-{value}"]},
        remove={**AFRESH, name: without or None},
    )


def _choices(filterset, name):
    counts = DIMENSIONS[name].counts(filterset.without(name))
    field = filterset.form.fields[name]
    values = [
        _value(filterset, name, value, label, counts.get(value, 0))
        for value, label in field.choices
    ]
    values = [each for each in values if each.number or each.is_chosen or each.is_excluded]
    return Facet(name, field.label, values)


def _countries(filterset):
    """Countries, or what lies right below the one place chosen, or wherever one looks for a name; a
    deal in two counts in both."""
    tally = Linked("places").counts(filterset.without("place"))
    included = [place for place in filterset.records("place").included if place]
    parent = included[0] if len(included) == 1 else None
    if text := filterset.form.cleaned_data.get("find_place"):
        places = Place.objects.public().called(fold(text))
    else:
        places = Place.objects.public().filter(parent=parent)
    below = [each for each in places if tally.of(each.pk)]
    ranked = sorted(below, key=lambda place: (-tally.of(place.pk), place.folded_name))
    shown = ranked[:MOST_VALUES]
    return _named(filterset, "place", shown, tally, len(ranked) - len(shown), text)


def _organisations(filterset):
    """The organisations named in most deals, in the chosen role if one is chosen."""
    role = filterset.form.cleaned_data.get("role") or None
    tally = by_organisation(filterset.without("organisation"), role)
    public = Organisation.objects.public()
    if text := filterset.form.cleaned_data.get("find_organisation"):
        public = public.called(fold(text))
        tally = tally.among(public.values_list("pk", flat=True))
    shown = most_named(public, tally, MOST_VALUES)
    return _named(filterset, "organisation", shown, tally, len(tally.named) - len(shown), text)


def _named(filterset, name, shown, tally, more, search=""):
    """The Facet of the records `shown`, those that are chosen, and what names none."""
    included, excluded = filterset.records(name)
    chosen = [each for each in [*included, *excluded] if each and each not in shown]
    values = [
        _value(filterset, name, each.address, str(each), tally.of(each.pk))
        for each in [*chosen, *shown]
    ]
    if tally.none:
        values.append(_value(filterset, name, NOT_STATED, _("not stated"), tally.none))
    return Facet(name, filterset.form.fields[name].label, values, more, search)
