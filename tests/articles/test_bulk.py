"""Changing many records at once from their list, as a browser does it and as no browser does."""

import pytest
from django.urls import reverse
from django.utils import timezone
from reversion.models import Version

from articles.desk import bulk
from entities.models import Investment, Organisation, Site
from tests.factories import (
    InvestmentFactory,
    OrganisationFactory,
    PlaceFactory,
    SiteFactory,
    approved,
    draft_about,
    report,
)
from tests.html_forms import filled_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign_in(client):
    def as_user(user):
        client.force_login(user)
        return client

    return as_user


def listing(model):
    return reverse(f"admin:entities_{model._meta.model_name}_changelist")


def changing(model):
    """The page that changes the records which were ticked in the list."""
    return reverse(f"admin:entities_{model._meta.model_name}_bulk")


def choose(browser, *records):
    """Tick the records in their list and press 'Change these'."""
    ticked = {"action": "change_these", "_selected_action": [each.pk for each in records]}
    return browser.post(listing(type(records[0])), {**ticked, "index": 0, "select_across": 0})


def preview(browser, *records, reason="Read the report.", **values):
    page = choose(browser, *records)
    return browser.post(changing(type(records[0])), filled_in(page, reason=reason, **values))


def confirm(browser, page):
    model = page.context["opts"].model
    return browser.post(changing(model), filled_in(page, _confirm="1"), follow=True)


def told(response):
    return " ".join(str(message) for message in response.context["messages"])


def test_an_editor_sees_what_changes_and_then_changes_it_with_a_reason(sign_in, editor):
    deals = InvestmentFactory.create_batch(3)
    browser = sign_in(editor)
    page = preview(browser, *deals, status="paused", is_place_not_stated="no")
    shown = page.content.decode()
    assert shown.count("<del>announced</del> → <ins>paused</ins>") == 3
    assert set(Investment.objects.values_list("status", flat=True)) == {"announced"}
    assert "3 changed." in told(confirm(browser, page))
    assert set(Investment.objects.values_list("status", "version", "is_place_not_stated")) == {
        ("paused", 2, False)
    }
    for deal in deals:
        revision = Version.objects.get_for_object(deal).first().revision
        assert (revision.user, revision.comment) == (editor, "Read the report.")


def test_a_public_record_is_refused_to_a_writer_and_the_others_change(sign_in, writer):
    public, hidden = InvestmentFactory(title="In public"), InvestmentFactory()
    report(public)
    browser = sign_in(writer)
    page = preview(browser, public, hidden, status="paused")
    assert "an editor or publisher changes it" in page.content.decode()
    answer = confirm(browser, page)
    assert "1 changed." in told(answer)
    assert "In public: It is public" in told(answer)
    public.refresh_from_db()
    assert public.status == "announced"


def test_what_a_colleague_saved_meanwhile_is_left_alone_and_named(sign_in, editor):
    one, other = InvestmentFactory(title="Saved meanwhile"), InvestmentFactory()
    browser = sign_in(editor)
    page = preview(browser, one, other, status="paused")
    Investment.objects.filter(pk=one.pk).update(version=2, status="completed")
    answer = confirm(browser, page)
    assert "Saved meanwhile: A colleague saved it" in told(answer)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.status, other.status) == ("completed", "paused")


def test_what_becomes_public_with_a_change_is_kept_true(sign_in, editor):
    country, site = PlaceFactory(), SiteFactory()
    report(site)
    browser = sign_in(editor)
    confirm(browser, preview(browser, site, place=country.pk))
    site.refresh_from_db()
    country.refresh_from_db()
    assert site.place == country
    assert country.is_public


def test_a_change_of_what_was_approved_asks_for_review_again(sign_in, editor):
    deal = InvestmentFactory()
    article = approved(draft_about(deal))
    browser = sign_in(editor)
    confirm(browser, preview(browser, deal, status="cancelled"))
    article.refresh_from_db()
    assert article.state == "in_review"


def test_an_owner_in_a_circle_is_refused_and_an_empty_one_is_chosen_explicitly(sign_in, editor):
    owner = OrganisationFactory(name="Owner")
    owned = OrganisationFactory(name="Owned", parent=owner)
    browser = sign_in(editor)
    page = preview(browser, owner, parent=owned.pk)
    assert [bool(each.refusal) for each in page.context["planned"]] == [True]
    assert "_confirm" not in page.content.decode()
    confirm(browser, page)
    assert Organisation.objects.get(pk=owner.pk).parent is None
    confirm(browser, preview(browser, owned, emptied="parent"))
    assert Organisation.objects.get(pk=owned.pk).parent is None


def test_sites_are_marked_as_checked(sign_in, editor):
    sites, today = SiteFactory.create_batch(2), timezone.localdate()
    browser = sign_in(editor)
    confirm(browser, preview(browser, *sites, checked_on=today))
    assert set(Site.objects.values_list("checked_on", flat=True)) == {today}


@pytest.mark.parametrize(
    "values",
    [{}, {"status": "nonsense"}, {"reason": "", "status": "paused"}, {"checked_on": "2999-01-01"},
     {"checked_on": "x"}],
)  # fmt: skip
def test_what_can_not_be_meant_is_told_and_changes_nothing(values, sign_in, editor):
    deal = InvestmentFactory()
    page = preview(sign_in(editor), deal, **values)
    assert page.status_code == 400
    assert page.context["form"].errors
    deal.refresh_from_db()
    assert deal.version == 1


@pytest.mark.parametrize("seen", ["", "x", "1", ":", "9999999999999999999999:1", "-1:1", "1:x"])
def test_a_forged_list_of_records_changes_nothing(seen, sign_in, editor):
    deal = InvestmentFactory()
    page = preview(sign_in(editor), deal, status="paused")
    forged = filled_in(page, _confirm="1", seen=seen)
    assert sign_in(editor).post(changing(Investment), forged).status_code == 302
    deal.refresh_from_db()
    assert deal.status == "announced"


def test_roles_that_edit_nothing_have_no_such_action(sign_in, administrator):
    deal = InvestmentFactory()
    choose(sign_in(administrator), deal)
    forged = {"seen": f"{deal.pk}:1", "status": "paused", "reason": "x", "_confirm": "1"}
    assert sign_in(administrator).post(changing(Investment), forged).status_code == 403
    deal.refresh_from_db()
    assert deal.status == "announced"


def test_no_more_than_so_many_change_at_once(sign_in, editor, monkeypatch):
    monkeypatch.setattr(bulk, "MOST_RECORDS", 2)
    answer = choose(sign_in(editor), *InvestmentFactory.create_batch(3))
    assert "at most 2" in told(sign_in(editor).get(answer["Location"]))


def test_what_it_does_to_totals_is_shown_before(sign_in, editor):
    country = PlaceFactory(name="Utopia")
    deal = InvestmentFactory(places=[country])
    report(deal)
    page = preview(sign_in(editor), deal, status="cancelled").content.decode()
    assert "Utopia" in page.partition("Totals of places")[2]
    deal.refresh_from_db()
    assert deal.status == "announced"
