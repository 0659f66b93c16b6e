"""What an organisation or a place adds up to: for its own page, and side by side with others."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from entities.commitments import Commitments, own_commitments
from entities.deals import Deals
from entities.dimensions import by_organisation, most_named, with_deals
from entities.models import Organisation, Party, Place
from entities.parameters import (
    CurrencyFilter,
    NamedRecordsFilter,
    StrictForm,
    find_organisations,
    find_places,
)
from entities.totals import Total, by_year, total

MOST_COMPARED = 4
MOST_PARTNERS = 10


def role_totals(organisation, deals, currency):
    """(Role, Total) of the `deals` in which the organisation has each role: deals involving it,
    joint ones whole; not what it commits itself."""
    found = ((role, deals.involving(organisation, role=role)) for role in Party.Role)
    return [(role, total(each, currency)) for role, each in found if len(each)]


def partners(organisation, deals, number=MOST_PARTNERS):
    """Whom `deals` name beside the organisation, those of most deals first, each with `deals`."""
    tally = by_organisation(deals)
    others = Organisation.objects.public().exclude(pk=organisation.pk)
    # One more: the organisation itself is in all of them.
    return with_deals(most_named(others, tally, number + 1)[:number], tally)


@dataclass
class Portrait:
    """One side of a comparison. `own` and `roles` are an organisation's; `total` is that of all
    deals that name the record, `years` says of which (year -> Sum)."""

    record: Organisation | Place
    total: Total
    years: dict
    named: list
    own: Commitments | None = None
    roles: tuple = ()

    @property
    def name(self):
        return getattr(self.record, "label", self.record)

    @property
    def parameter(self):
        """What names it in the comparison's address."""
        return self.record._meta.model_name


def portrait(record, currency):
    """The Portrait of a public organisation or place in a reporting currency."""
    if isinstance(record, Place):
        return _portrait(record, Deals.public().in_place(record), currency)
    deals = Deals.public().involving(record)
    found = _portrait(record, deals, currency)
    found.own = own_commitments(record, currency, deals)
    found.roles = role_totals(record, deals, currency)
    return found


def _portrait(record, deals, currency):
    whole = total(deals, currency)
    return Portrait(record, whole, dict(by_year(whole)), partners(record, deals))


class ComparisonForm(StrictForm):
    def clean(self):
        cleaned = super().clean()
        chosen = [cleaned[name] for name in ("organisation", "place") if cleaned.get(name)]
        self.records = [record for each in chosen for record in each.included]
        if None in self.records or any(each.excluded for each in chosen):
            raise forms.ValidationError(_("Name the organisations or places to compare."))
        if len(self.records) > MOST_COMPARED:
            message = _("Compare at most %d organisations and places.")
            raise forms.ValidationError(message % MOST_COMPARED)
        return cleaned


class ComparisonFilter(CurrencyFilter):
    """Which organisations and places are compared, and in which currency."""

    FORM = ComparisonForm

    organisation = NamedRecordsFilter(
        label=_("organisation"),
        find=find_organisations,
        unknown=_("No organisation called “%s” is known here."),
        method="unchanged",
    )
    place = NamedRecordsFilter(
        label=_("place"),
        find=find_places,
        unknown=_("No place called “%s” is known here."),
        method="unchanged",
    )

    @property
    def portraits(self):
        """A Portrait of each, in the order of the address; `without` is how the address changes
        when it is taken away."""
        found = [portrait(record, self.currency_code) for record in self.form.records]
        for each in found:
            others = [other for other in found if other is not each]
            each.without = {
                name: [other.record.address for other in others if other.parameter == name] or None
                for name in ("organisation", "place")
            }
        return found
