"""The form of a sum of money: whose it is, where, and how it counts beside what is there."""

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.desk.proposals.forms import (
    DATE,
    NewOrExisting,
    figure_text,
    offer_rows,
    record_field,
    unit_of,
)
from entities.forms import InvestmentForm
from entities.models import Investment, Organisation, Party, Place


class Counts(models.TextChoices):
    """How a sum counts: none of them counts money twice."""

    NEW = "new", _("new money")
    PART = "part", _("new money that is part of an existing investment")
    TOTAL = "total", _("a running total: it restates a sum and adds no money")
    SAME = "same", _("another report of an existing investment: only its claim is added")


NEEDS_RECORD = {Counts.PART, Counts.SAME}


class InvestmentCard(NewOrExisting, InvestmentForm):
    counts = forms.ChoiceField(label=_("It counts as"), choices=Counts)
    record = record_field()
    places = forms.ModelMultipleChoiceField(
        Place.objects.none(), label=_("Places"), required=False, widget=forms.CheckboxSelectMultiple
    )
    capacities = forms.MultipleChoiceField(
        label=_("Quantities"), required=False, widget=forms.CheckboxSelectMultiple
    )
    sums_up = forms.ModelMultipleChoiceField(
        Investment.objects.none(),
        label=_("It sums up"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ["counts", "record", "figure", "currency", "title", "kind", "announced_on"]

    class Meta:
        model = Investment
        fields = ["title", "slug", "kind", "announced_on"]
        widgets = {"announced_on": DATE}

    def __init__(self, card, around, **options):
        super().__init__(card, around, **options)
        found = around.deals(card)
        self.offer(found, _("none"))
        self.initial |= self._way_of_counting(found)
        self._offer_roles()
        self._offer_places(around.places)
        self._offer_capacities()
        self._offer_parts(found)

    # What is proposed

    def proposed(self):
        return {
            "figure": figure_text(self.proposal),
            "title": self._title(),
            "kind": Investment.Kind.CAPITAL_EXPENDITURE,
            "announced_on": self.article.reported_on,
        }

    def _title(self):
        """Who, how much, where: 'CoreWeave: £1.5bn, Scotland'."""
        parties = [name for name, role in self._parties() if role == Party.Role.INVESTOR]
        labels = {each.pk: each.label for each in self.around.places}
        places = [labels[each.known_id] for each in self._nearest_places()]
        told = ", ".join([figure_text(self.proposal), *places])
        return f"{parties[0]}: {told}" if parties else told

    def _way_of_counting(self, found):
        """How it counts by what the text says and by what is there: a proposal, not a decision."""
        role, best = self.proposal.role, found[0] if found else None
        is_total = role == "total"
        if best and best.is_close and best.record.is_running_total == is_total:
            return {"counts": Counts.SAME, "record": best.key}
        if is_total:
            return {"counts": Counts.TOTAL}
        whole = next((each for each in found if self._may_contain(each, role)), None)
        if whole:
            return {"counts": Counts.PART, "record": whole.key}
        return {"counts": Counts.NEW}

    def _may_contain(self, found, role):
        """Is it the running total of the same sentence, or what a 'part of' speaks of?"""
        same_sentence = self.card.quote in found.quotes
        return same_sentence and (found.record.is_running_total or role == "part")

    def _parties(self):
        """(name, role) of who is named with the sum, each once. The first before the sum is taken
        for the investor if nobody is said to be."""
        found = {}
        for each in self.card.parties:
            if not found.get(each.name):
                found[each.name] = each.role
        if Party.Role.INVESTOR not in found.values():
            before = [p.name for p in self.card.parties if p.start < self.proposal.start]
            if before:
                found[before[0]] = Party.Role.INVESTOR
        return list(found.items())

    def _nearest_places(self):
        """The known place that stands nearest to the sum, in a list; or none."""
        start = self.proposal.start
        known = [each for each in self.card.places if each.known_id and each.kind == "place"]
        return sorted(known, key=lambda each: abs(each.start - start))[:1]

    # What may be chosen

    def _offer_roles(self):
        by_name = {each.name: each for each in self.card.parties}
        self.parties = []
        for number, (name, role) in enumerate(self._parties()):
            field = f"party_{number}"
            self.parties.append((field, by_name[name]))
            self.fields[field] = forms.ChoiceField(
                label=name, choices=[("", _("no part in it")), *Party.Role.choices], required=False
            )
            self.initial[field] = role

    def _offer_places(self, places):
        named = {each.known_id for each in self.card.places if each.kind == "place"}
        offer_rows(self.fields["places"], [each for each in places if each.pk in named])
        self.initial["places"] = [each.known_id for each in self._nearest_places()]

    def _offer_capacities(self):
        offered = {
            str(number): each for number, each in enumerate(self.card.capacities) if unit_of(each)
        }
        self.offered_capacities = offered
        labels = [(key, " ".join(each.text.split())) for key, each in offered.items()]
        self.fields["capacities"].choices = labels
        start, end = self.proposal.sentence
        within = [key for key, each in offered.items() if start <= each.start < end]
        self.initial["capacities"] = within

    def _offer_parts(self, found):
        """What a running total may sum up: this article's investments that are no part yet and that
        nobody sees."""
        deals = [each for each in found if each.quotes and not each.record.part_of_id]
        deals = [each for each in deals if each.record.public_from is None]
        offer_rows(self.fields["sums_up"], [each.record for each in deals])
        quoted = [each.record.pk for each in deals if self.card.quote in each.quotes]
        self.initial["sums_up"] = quoted
        # An empty list of boxes asks nothing.
        for name in ("places", "capacities", "sums_up"):
            if not self.fields[name].choices:
                del self.fields[name]

    # What was chosen

    @property
    def existing(self):
        """The investment that this is merely another report of."""
        same = self.cleaned_data.get("counts") == Counts.SAME
        return super().existing if same else None

    @property
    def whole(self):
        """The investment whose money contains this money, or None."""
        part = self.cleaned_data.get("counts") == Counts.PART
        return super().existing if part else None

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("counts") in NEEDS_RECORD and not cleaned.get("record"):
            self.add_error("record", _("Choose the investment."))
        if cleaned.get("counts") != Counts.TOTAL:
            cleaned["sums_up"] = []
        self.chosen_parties = [] if self.existing else self._chosen_parties()
        return cleaned

    def _chosen_parties(self):
        """(Organisation, role) of those that have a part in it. One that the base does not know is
        new and not saved yet; what is wrong with it is told at its field."""
        chosen = [(field, each) for field, each in self.parties if self.cleaned_data.get(field)]
        known = Organisation.objects.in_bulk([each.known_id for _field, each in chosen])
        found = []
        for field, each in chosen:
            organisation = known.get(each.known_id) or Organisation(name=each.name)
            if organisation.pk is None:
                self._check(organisation, field)
            found.append((organisation, self.cleaned_data[field]))
        return found

    def _check(self, organisation, field):
        try:
            organisation.full_clean()
        except forms.ValidationError as error:
            self.add_error(field, error.messages)

    def chosen_capacities(self):
        return [self.offered_capacities[key] for key in self.cleaned_data.get("capacities", [])]
