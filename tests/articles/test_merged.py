"""Whatever is written after a merge leads to the record that stayed."""

import pytest
import reversion
from django.urls import reverse
from reversion.models import Version

from articles.desk import merged, merging
from entities.models import Party, Site
from tests.factories import (
    ClaimFactory,
    InvestmentFactory,
    OrganisationFactory,
    PartyFactory,
    PlaceFactory,
    SiteFactory,
    draft_about,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, publisher):
    client.force_login(publisher)
    return client


def merged_away(record, into, by):
    merging.merge(record, into, by=by, reason="The same.")
    return record


# A link of each kind to a merged record, written past every form.
LINKS = {
    "party": lambda one, site, place: PartyFactory(organisation=one).investment,
    "operator": lambda one, site, place: operated(one),
    "place of a site": lambda one, site, place: SiteFactory(place=place),
    "site of a deal": lambda one, site, place: InvestmentFactory(sites=[site]),
    "place of a deal": lambda one, site, place: InvestmentFactory(places=[place]),
    "source": lambda one, site, place: draft_about(source=one),
    "claim": lambda one, site, place: ClaimFactory(site=site).article,
    "owner": lambda one, site, place: OrganisationFactory(parent=one),
}


def operated(organisation):
    site = SiteFactory()
    site.operators.add(organisation)
    return site


@pytest.mark.parametrize("link", LINKS)
def test_a_link_to_what_was_merged_meanwhile_is_refused(link, publisher):
    gone = [
        merged_away(make(), make(), publisher)
        for make in (OrganisationFactory, SiteFactory, PlaceFactory)
    ]
    with pytest.raises(merged.LeadsToMerged):
        merged.refuse(LINKS[link](*gone))
    for other in (InvestmentFactory(), gone[0].merged_into):
        merged.refuse(other)


def test_an_old_version_that_names_a_merged_organisation_is_refused_and_changes_nothing(
    desk, publisher
):
    source, target = OrganisationFactory(), OrganisationFactory()
    deal = InvestmentFactory(investors=[source])
    with reversion.create_revision():
        reversion.add_to_revision(deal)
    deal.parties.all().delete()
    merged_away(source, target, publisher)
    deal.refresh_from_db()
    old = Version.objects.get_for_object(deal).order_by("pk")[0]
    url = reverse("admin:entities_investment_restore", args=[deal.pk, old.pk])
    answer = desk.post(url, {"reason": "Better.", "version_read": deal.version})
    assert answer.status_code == 422
    assert not Party.objects.exists()


def test_a_change_in_bulk_leads_to_no_merged_place(desk, publisher):
    gone = merged_away(PlaceFactory(), PlaceFactory(), publisher)
    site = SiteFactory()
    before = site.place_id
    desk.post(
        reverse("admin:entities_site_changelist"),
        {"action": "change_these", "_selected_action": site.pk, "index": 0, "reason": "Why.",
         "seen": f"{site.pk}:{site.version}", "place": gone.pk, "_confirm": "1"},
    )  # fmt: skip
    assert Site.objects.get(pk=site.pk).place_id == before
