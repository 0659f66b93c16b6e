"""How many rows each value of a filter would leave, under all the other filters."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from entities.models import Investment, Organisation, Party, Place

MOST_VALUES = 12


@dataclass(frozen=True)
class Facet:
    """One filter: its label, and (value, label, count, is chosen) for each value that occurs."""

    name: str
    label: str
    values: list

    @property
    def links(self):
        """`values`, each with the change of the query string that chooses it in place of value."""
        return [({self.name: value}, *rest) for value, *rest in self.values]

    @property
    def cleared(self):
        """The change of the query string that chooses none of the values."""
        return {self.name: None, "page": None, "not_counted": None}


def facets(filterset):
    """The Facets of a valid InvestmentFilter, without those that have nothing to choose from."""
    made = [_of_choices(filterset, name) for name in ("year", "kind", "status", "nature")]
    made += [_of_countries(filterset), _of_organisations(filterset)]
    return [facet for facet in made if facet.values]


def _of_choices(filterset, name):
    field = filterset.filters[name].field_name
    rows = filterset.without(name, "not_counted").values_list(field)
    counts = {str(value): number for value, number in rows.annotate(number=Count("pk"))}
    chosen = set(filterset.form.cleaned_data.get(name) or ())
    choices = filterset.form.fields[name].choices
    values = [
        (value, label, counts.get(value, 0), value in chosen)
        for value, label in choices
        if counts.get(value) or value in chosen
    ]
    return Facet(name, filterset.form.fields[name].label, values)


def _of_countries(filterset):
    """Countries by announced deals; a deal in two countries counts in both."""
    rows = filterset.without("place", "not_counted").values("pk")
    named = Investment.places.through.objects.filter(investment__in=rows)
    built = Investment.sites.through.objects.filter(investment__in=rows)
    pairs = {*named.values_list("investment", "place__path")}
    pairs |= {*built.values_list("investment", "site__place__path")}
    counts = Counter(country for _, country in {(pk, path.split("/")[0]) for pk, path in pairs})
    places = {p.path: p for p in Place.objects.public().filter(path__in=counts)}
    chosen = getattr(filterset.form.cleaned_data.get("place"), "path", None)
    values = [
        (path, places[path].label, number, path == chosen)
        for path, number in counts.most_common()
        if path in places
    ]
    return Facet("place", filterset.form.fields["place"].label, values[:MOST_VALUES])


def _of_organisations(filterset):
    """The organisations named in most deals, in the chosen role if one is chosen."""
    rows = filterset.without("organisation", "role", "not_counted").values("pk")
    parties = Party.objects.filter(investment__in=rows)
    if role := filterset.form.cleaned_data.get("role"):
        parties = parties.filter(role=role)
    counts = parties.values_list("organisation").annotate(number=Count("investment", distinct=True))
    counts = dict(counts)
    public = Organisation.objects.public().filter(pk__in=counts)
    ranked = sorted(public, key=lambda o: (-counts[o.pk], o.folded_name))[:MOST_VALUES]
    chosen = filterset.form.cleaned_data.get("organisation")
    values = [(o.slug, o.name, counts[o.pk], o == chosen) for o in ranked]
    return Facet("organisation", filterset.form.fields["organisation"].label, values)
