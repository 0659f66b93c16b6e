from datetime import date

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.formats import number_format
from django.views.generic import TemplateView

from entities.charts.money import money_by_year
from entities.charts.trees import programme
from entities.commitments import own_commitments, own_commitments_by_country
from entities.deals import Deals
from entities.dimensions import by_organisation, with_deals
from entities.exchange import REPORTING_CURRENCIES
from entities.filters import OrganisationFilter, SiteFilter
from entities.maps.country_maps import map_of_countries
from entities.maps.site_maps import map_of_site, map_of_sites
from entities.models import Capacity, Investment, Organisation, Party, Place, Site
from entities.ordering import Listing, keys
from entities.pages import FilteredList, RecordDetail
from entities.parameters import DEFAULT_CURRENCY, CurrencyFilter
from entities.place_trees import tree
from entities.portraits import ComparisonFilter, partners, role_totals
from entities.totals import total

MOST_LISTED = 200


def listed(investments):
    """Public investments with all that a list shows of each: parties and places, in two queries."""
    parties = Party.objects.public()
    return investments.prefetch_related(
        Prefetch("parties", parties.select_related("organisation"), to_attr="public_parties"),
        Prefetch("places", Place.objects.public(), to_attr="public_places"),
    )


class InvestmentDetail(RecordDetail):
    model = Investment

    def get_queryset(self):
        parties = Party.objects.public().select_related("organisation")
        return (
            super()
            .get_queryset()
            .select_related("part_of", "supersedes")
            .prefetch_related(
                Prefetch("parties", parties, to_attr="public_parties"),
                Prefetch("capacities", with_wholes(), to_attr="all_capacities"),
            )
        )

    def get_context_data(self, **kwargs):
        investment = self.object
        public = Investment.objects.public()
        claims = public_claims(investment)
        in_total = total(Deals.public(), self.currency)
        return super().get_context_data(
            part_of=investment.part_of if is_public(investment.part_of) else None,
            supersedes=investment.supersedes if is_public(investment.supersedes) else None,
            superseded_by=public.filter(supersedes=investment),
            has_parts=public.filter(part_of=investment).exists(),
            overlaps=public.filter(may_overlap=investment).order_by("-announced_on", "pk"),
            sites=Site.objects.public().filter(investments=investment).select_related("place"),
            places=Place.objects.public().filter(investments=investment),
            claims=claims,
            overdue=overdue(investment, claims),
            programme=programme(investment, self.currency),
            life_cycle=life_cycle(claims),
            not_counted=in_total.reasons_of([investment.pk]).get(investment.pk),
            conversions=conversions(investment),
            rates=rates(investment),
            **kwargs,
        )


def with_wholes():
    """Capacities with the larger ones that contain them, and whose those are."""
    return Capacity.objects.select_related("part_of__investment", "part_of__site")


def conversions(investment):
    """The investment's Figures in the reporting currencies; none without a rate."""
    if investment.rate_on is None:
        return []
    return [investment.figure_in(code) for code in REPORTING_CURRENCIES]


def rates(investment):
    """(currency, rate) for each other reporting currency, as local text that loses no digit."""
    found = {code: getattr(investment, f"rate_{code.lower()}") for code in REPORTING_CURRENCIES}
    return [
        (c, number_format(r.normalize()))
        for c, r in found.items()
        if r and c != investment.currency
    ]


def is_public(record):
    return record is not None and record.is_public


def public_claims(record):
    """The claims on an investment or a site that readers may see, with their articles' sources:
    the chosen first, mere mentions last, otherwise the latest first."""
    claims = record.claims.public().latest().select_related("article__source")
    return sorted(claims, key=lambda claim: (not claim.is_chosen, claim.statement == "mention"))


def life_cycle(claims):
    """Those of a record's `claims` that state its status, in the order of their reports."""
    stages = [claim for claim in claims if claim.statement == "status"]
    return sorted(stages, key=lambda claim: (claim.article.reported_on or date.min, claim.pk))


def overdue(record, claims):
    """The capacities in `all_capacities` of a record that are overdue by its public claims."""
    news = [claim.article.reported_on for claim in claims if claim.article.reported_on]
    last, today = max(news, default=None), timezone.localdate()
    for capacity in record.all_capacities:
        # What it belongs to is known, and not read again.
        setattr(capacity, record._meta.model_name, record)
    return [each for each in record.all_capacities if each.is_overdue(last, today)]


class OrganisationList(FilteredList):
    model = Organisation
    filterset_class = OrganisationFilter
    context_object_name = "organisations"
    per_page = 50

    def get_queryset(self):
        return super().get_queryset().select_related("place")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        tally = by_organisation(Deals.public())
        return {**context, "organisations": with_deals(context["organisations"], tally)}


class OrganisationDetail(RecordDetail):
    model = Organisation

    def get_queryset(self):
        return super().get_queryset().select_related("place", "parent").prefetch_related("aliases")

    def get_context_data(self, **kwargs):
        organisation = self.object
        deals = Deals.public().involving(organisation)
        commitments = own_commitments(organisation, self.currency, deals)
        sites = Site.objects.public().filter(operators=organisation).select_related("place")
        return super().get_context_data(
            headquarters=organisation.place if is_public(organisation.place) else None,
            parent=organisation.parent if is_public(organisation.parent) else None,
            subsidiaries=Organisation.objects.public().filter(parent=organisation),
            commitments=commitments,
            money=money_by_year(
                total(deals, self.currency),
                organisation=organisation.slug,
                currency=self.currency,
            ),
            by_country=own_commitments_by_country(organisation, self.currency, deals),
            role_totals=role_totals(organisation, deals, self.currency),
            partners=partners(organisation, deals),
            roles=deals_by_role(organisation, deals, commitments),
            most_listed=MOST_LISTED,
            is_cut=len(deals) > MOST_LISTED,
            sites=sites,
            map=map_of_sites(sites),
            articles=organisation.articles.public().latest().select_related("source")[:MOST_LISTED],
            reports=organisation.articles_as_source.public().latest()[:MOST_LISTED],
            **kwargs,
        )


class Comparison(TemplateView):
    """Two to four organisations or places side by side."""

    template_name = "entities/comparison.html"

    def get(self, request):
        chosen = ComparisonFilter(request.GET, queryset=Investment.objects.none())
        is_valid = chosen.is_valid()
        portraits = chosen.portraits if is_valid else []
        years = sorted({year for each in portraits for year in each.years}, reverse=True)
        context = self.get_context_data(
            form=chosen.form,
            is_valid=is_valid,
            currency=chosen.currency_code if is_valid else DEFAULT_CURRENCY,
            portraits=portraits,
            years=[(year, [each.years.get(year) for each in portraits]) for year in years],
        )
        return self.render_to_response(context, status=200 if is_valid else 400)


def deals_by_role(organisation, deals, commitments):
    """(Role, its deals) for each role the organisation has; each deal says how it is counted.

    `reason` on a deal is why it isn't in the organisation's own total, or None.
    """
    by_pk = {
        deal.pk: deal for deal in commitments.total.explain(first_of(deals, "-date", MOST_LISTED))
    }
    for pk, deal in by_pk.items():
        deal.is_joint = pk in commitments.joint
    parties = Party.objects.filter(organisation=organisation, investment__in=by_pk)
    roles = {role: [] for role in Party.Role}
    for role, pk in parties.order_by("-investment__announced_on").values_list("role", "investment"):
        roles[Party.Role(role)].append(by_pk[pk])
    return [(role, rows) for role, rows in roles.items() if rows]


def first_of(deals, sort, number):
    """The first `number` of `deals` in one of the search's orders, with all that a list shows."""
    page = Listing(deals, keys(sort, DEFAULT_CURRENCY), number).page(1)
    return deals.records(page.positions, listed(Investment.objects.public()))


class SiteList(FilteredList):
    model = Site
    filterset_class = SiteFilter
    context_object_name = "sites"
    per_page = 50

    def get_queryset(self):
        return super().get_queryset().select_related("place")

    def get_context_data(self, **kwargs):
        return super().get_context_data(map=map_of_sites(self.object_list), **kwargs)


class SiteDetail(RecordDetail):
    model = Site

    def get_queryset(self):
        capacities = Prefetch("capacities", with_wholes(), to_attr="all_capacities")
        return super().get_queryset().select_related("place").prefetch_related(capacities)

    def get_context_data(self, **kwargs):
        site = self.object
        claims = public_claims(site)
        return super().get_context_data(
            above=Place.objects.public().above(site.place),
            map=map_of_site(site),
            operators=Organisation.objects.public().filter(operated_sites=site),
            investments=listed(Investment.objects.public().filter(sites=site)),
            claims=claims,
            life_cycle=life_cycle(claims),
            overdue=overdue(site, claims),
            articles=site.articles.public().latest().select_related("source"),
            **kwargs,
        )


def with_below(places):
    """A queryset of places by name, each with `below`: the public ones right below it."""
    below = Prefetch("children", Place.objects.public().by_label(), to_attr="below")
    return places.by_label().prefetch_related(below)


class PlaceList(FilteredList):
    """The tree of places: the countries, each with the places right below it, and their totals."""

    model = Place
    filterset_class = CurrencyFilter
    context_object_name = "places"
    per_page = 300  # more than there are countries

    def get_queryset(self):
        return with_below(super().get_queryset().filter(parent=None))

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if not self.is_valid:
            return context
        currency = self.filterset.currency_code
        announced = total(Deals.public(), currency)
        found = tree(list(context["places"]), announced, Site.objects.public())
        return {
            **context,
            "currency": currency,
            "tree": found,
            "map": map_of_countries(found.sums, found.several, found.nowhere),
        }


class PlaceDetail(RecordDetail):
    model = Place
    slug_field = "path"
    slug_url_kwarg = "path"

    def get_address(self):
        return self.kwargs["path"]

    def get_context_data(self, **kwargs):
        place = self.object
        deals = Deals.public().in_place(place)
        sites = Site.objects.public().in_place(place).select_related("place")
        in_total = total(deals, self.currency)
        below = with_below(Place.objects.public().filter(parent=place))
        return super().get_context_data(
            above=Place.objects.public().above(place),
            tree=tree(list(below), in_total, sites),
            map=map_of_sites(sites),
            total=in_total,
            most_listed=MOST_LISTED,
            investments=in_total.explain(first_of(deals, "-date", MOST_LISTED)),
            sites=sites[:MOST_LISTED],
            **kwargs,
        )
