"""What an editor may change of a card before accepting it: one form for each kind.

The forms are filled in with what was proposed, so that accepting needs no typing. They write
nothing by themselves but the record that they are about: taking.py does, in one transaction.
"""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from entities.choices import RecordChoice
from entities.figures import Figure, Interval, format_figure, format_interval
from entities.forms import CapacityForm, RecordForm
from entities.models import Capacity, Investment, Organisation, Place, Site
from entities.models.places import territory
from entities.names import fold

# A browser takes a date in this form alone, whatever its language.
DATE = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class OfCard:
    """A form of a Card of a Reading, filled in by `proposed`. What is chosen as `record`, an
    existing one, is used; with none a new one is made."""

    def __init__(self, card, around, *, by, data=None):
        self.card, self.around, self.by = card, around, by
        self.reading, self.article = around.reading, around.article
        # Only what stands in the form is read of what was sent.
        super().__init__(data, prefix=card.key, initial=self.proposed())
        self.use_required_attribute = False

    @property
    def proposal(self):
        return self.card.proposal

    def proposed(self):
        """Name of a field -> what the text proposes for it."""
        return {}

    def offer(self, found, none):
        """Offer the records of `found`, Nearby, beside the choice of `none` of them."""
        self.found = {each.key: each.record for each in found}
        choices = [("", none), *((each.key, each.label) for each in found)]
        self.fields["record"].choices = choices

    @property
    def meant(self):
        """What is to be linked, as long as nobody chooses another."""
        choices = self.fields["record"].choices if "record" in self.fields else []
        return dict(choices).get(self["record"].value() or "", "") if choices else _("a new one")

    @property
    def existing(self):
        """The record that was chosen, or None."""
        return self.found.get(self.cleaned_data.get("record"))


class NewOrExisting(OfCard):
    """Of a model's form: nothing of it is checked where an existing record is chosen."""

    def _post_clean(self):
        if self.existing is None:
            super()._post_clean()


def record_field():
    return forms.ChoiceField(label=_("Which one"), required=False)


class OrganisationCard(NewOrExisting, RecordForm):
    record = record_field()
    field_order = ["record"]

    class Meta:
        model = Organisation
        fields = ["name", "slug", "kind"]

    def __init__(self, card, around, **options):
        super().__init__(card, around, **options)
        found = around.organisations(self.proposal)
        self.offer(found, _("a new organisation"))
        # Names that are merely part of a longer one are often others.
        if found and found[0].is_close:
            self.initial["record"] = found[0].key

    def proposed(self):
        return {"name": self.proposal.name}

    def save(self):
        organisation = self.existing or super().save()
        self.article.organisations.add(organisation)


class PlaceCard(OfCard, RecordForm):
    """A new place. Where the gazetteer knows its country and the base does not, that is entered
    with it, by its names in CLDR."""

    class Meta:
        model = Place
        fields = ["name", "name_fr", "slug", "kind", "parent", "iso_code"]
        field_classes = {"parent": RecordChoice}

    def __init__(self, card, around, **options):
        super().__init__(card, around, **options)
        field = self.fields["parent"]
        if self.missing_country:
            told = _("%s, which is entered with it")
            field.empty_label = told % territory(self.proposal.country, get_language())
        offer_rows(field, around.places)

    @property
    def missing_country(self):
        """The Place of its country, not saved, if the base does not have it; or None."""
        code = self.proposal.country
        is_country = self.proposal.level == Place.Kind.COUNTRY
        if not code or is_country or code in self._countries():
            return None
        return Place(kind=Place.Kind.COUNTRY, iso_code=code, **country_names(code))

    def _countries(self):
        """ISO code -> id of the countries of the base."""
        return {each.iso_code: each.pk for each in self.around.places if not each.parent_id}

    def proposed(self):
        proposal, code = self.proposal, self.proposal.country
        if proposal.level == Place.Kind.COUNTRY:
            return {**country_names(code), "kind": Place.Kind.COUNTRY, "iso_code": code}
        is_french = self.article.language == "fr" and self.card.words != proposal.name
        return {
            "name": proposal.name,
            "name_fr": self.card.words if is_french else "",
            "kind": proposal.level or Place.Kind.CITY,
            "parent": self._countries().get(code) if code else self._nearest_place(),
        }

    def _nearest_place(self):
        around = (each.known_id for each in self.reading.around("place", self.proposal))
        return next(filter(None, around), None)

    def clean(self):
        cleaned = super().clean()
        is_lower = cleaned.get("kind") != Place.Kind.COUNTRY and not cleaned.get("parent")
        self.country = self.missing_country if is_lower else None
        if self.country:
            self.country.full_clean()
        return cleaned

    def _get_validation_exclusions(self):
        # Its country is saved a moment before it.
        return super()._get_validation_exclusions() | ({"parent"} if self.country else set())

    def save(self):
        if self.country:
            self.country.save()
            self.instance.parent = self.country
        return super().save()


def country_names(code):
    """What CLDR calls the country with this ISO 3166-1 code, as the fields of a Place."""
    return {"name": territory(code, "en"), "name_fr": territory(code, "fr")}


class SiteCard(NewOrExisting, RecordForm):
    record = record_field()
    field_order = ["record"]

    class Meta:
        model = Site
        fields = ["name", "slug", "kind", "status", "place"]
        field_classes = {"place": RecordChoice}

    def __init__(self, card, around, **options):
        super().__init__(card, around, **options)
        offer_rows(self.fields["place"], around.places)
        found = around.sites(self.proposal)
        self.offer(found, _("a new site"))
        named = [each.key for each in found if each.is_close]
        self.initial["record"] = named[0] if named else ""

    def proposed(self):
        places = self.reading.around("place", self.proposal)
        return {"name": self.proposal.name, "place": places[0].known_id if places else None}

    def save(self):
        self.article.sites.add(self.existing or super().save())


def offer_rows(field, rows):
    """Offer `rows`, already read, in the `field` of a relation to their model."""
    field.queryset = field.queryset.model.objects.filter(pk__in=[row.pk for row in rows])
    empty = [] if field.empty_label is None else [("", field.empty_label)]
    field.choices = [*empty, *((row.pk, str(row)) for row in rows)]


class CapacityCard(OfCard, CapacityForm):
    """A quantity of a deal or site that the article reports already, or of one that is there."""

    record = record_field()
    title = forms.CharField(label=_("Title of a new investment"), max_length=200, required=False)
    field_order = ["record", "title", "interval"]

    class Meta:
        model = Capacity
        fields = ["unit", "product", "due_by", "part_of"]
        field_classes = {"part_of": RecordChoice}
        widgets = {"due_by": DATE}

    def __init__(self, card, around, **options):
        super().__init__(card, around, **options)
        found = {each.key: each for each in [*around.reported, *around.deals(card)]}
        self.offer(found.values(), _("a new investment, its sum not disclosed"))
        same = [key for key, each in found.items() if card.quote in each.quotes]
        self.initial["record"] = same[0] if same else ""
        self._offer_wholes(around.wholes)

    def _offer_wholes(self, capacities):
        """What may contain this quantity, in its unit; what 'of which' speaks of comes first."""
        wholes = [each for each in capacities if each.unit == unit_of(self.proposal)]
        offer_rows(self.fields["part_of"], wholes)
        if self.proposal.role == "part":
            chosen = self.found.get(self.initial["record"])
            own = [each.pk for each in wholes if each.investment == chosen]
            self.initial["part_of"] = own[0] if own else None

    def proposed(self):
        proposal = self.proposal
        return {
            "interval": quantity_text(proposal),
            "unit": unit_of(proposal),
            "product": product_of(proposal),
            "title": self._title(),
        }

    def _title(self):
        subject = self.reading.subject(self.proposal)
        return f"{subject.name}: {self.card.words}" if subject else self.card.words

    def clean(self):
        cleaned = super().clean()
        self.new_deal = None if self.existing else self._new_deal()
        return cleaned

    def _new_deal(self):
        """The investment that the quantity would be of, checked; why not is told at its field."""
        if self.article.reported_on is None:
            told = _("The article needs its date first: a new investment takes it.")
            self.add_error("record", told)
            return None
        deal = Investment(
            title=self.cleaned_data.get("title", ""),
            kind=Investment.Kind.CAPITAL_EXPENDITURE,
            announced_on=self.article.reported_on,
        )
        try:
            deal.full_clean()
        except forms.ValidationError as error:
            self.add_error("title", error.messages)
        return deal


class DateCard(OfCard, forms.Form):
    """A day that the text says: the article's own, or one of a record that it reports; when
    something is due is always the latter."""

    record = record_field()

    def __init__(self, card, around, **options):
        super().__init__(card, around, **options)
        found = around.reported
        is_deadline = self.proposal.kind == "deadline"
        none = _("choose what is due then") if is_deadline else _("the article's own date")
        self.offer(found, none)
        self.fields["record"].required = is_deadline
        quoting = [each.key for each in found if card.quote in each.quotes]
        self.initial["record"] = quoting[0] if quoting else ""


def figure_text(proposal):
    """The proposed sum as an editor would type it; the words of the text where its currency or
    amount is not known."""
    if proposal.qualifier == "undisclosed":
        return format_figure(Figure(None, None, ""), get_language())
    bounds = _whole(proposal)
    if not bounds or not proposal.currency:
        return " ".join(proposal.text.split())
    return format_figure(Figure(*bounds, proposal.currency, is_about(proposal)), get_language())


def quantity_text(proposal):
    """The proposed quantity as an editor would type it, without its unit."""
    bounds = _whole(proposal)
    if not bounds:
        return f"{proposal.value:f}" if proposal.value is not None else ""
    return format_interval(Interval(*bounds, is_about(proposal)), get_language())


def unit_of(proposal):
    """The Capacity.Unit of a proposed quantity, '' for one that the base does not keep."""
    unit = proposal.unit.lower()
    return unit if unit in Capacity.Unit else ""


def product_of(proposal):
    """The product of a proposed quantity, '' where its words only say the unit again: of '60,000
    GPUs' there is none."""
    unit = unit_of(proposal)
    said = (unit, fold(Capacity.Unit(unit).label)) if unit else ()
    is_unit = fold(proposal.product).rstrip("s") in [each.rstrip("s") for each in said]
    return "" if is_unit else proposal.product


def is_about(proposal):
    return proposal.qualifier == "about"


def _whole(proposal):
    """(low, high) in whole units, or None where a bound has a fraction or none is said."""
    bounds = (proposal.low, proposal.high)
    stated = [bound for bound in bounds if bound is not None]
    if not stated or any(bound != int(bound) for bound in stated):
        return None
    return tuple(None if bound is None else int(bound) for bound in bounds)
