"""What will change? Told before it is done, and nothing is done by telling."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from reversion.models import Version

from articles import workflow
from articles.desk import effects
from articles.models import Article
from entities.models import Investment
from tests.factories import (
    DossierFactory,
    InvestmentFactory,
    OrganisationFactory,
    PlaceFactory,
    UserFactory,
    approved,
    draft_about,
    report,
)
from tests.html_forms import filled_in

# A transaction of its own for each change, as in production.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def britain():
    return PlaceFactory(name="United Kingdom", slug="gb", iso_code="GB")


@pytest.fixture
def company():
    return OrganisationFactory(name="CoreWeave", slug="coreweave")


def effects_of_publishing(article, at=None):
    publisher = UserFactory(role="publisher")
    return effects.preview(lambda: workflow.publish(article, by=publisher, at=at))


def line(found, record, place=None):
    """(bound before, bound after, notes) of one total that the preview tells."""
    (line,) = [
        each for each in found.lines[type(record)] if (each.record, each.place) == (record, place)
    ]
    return line.before.high, line.after.high, [str(why) for _title, why in line.notes]


def names(moved):
    return {each.name for each in moved}


def test_what_becomes_public_is_told_and_does_not(company, britain):
    deal = InvestmentFactory(figure="1.5bn", investors=[company], places=[britain])
    article = approved(draft_about(deal))
    found = effects_of_publishing(article)
    assert {"CoreWeave", "United Kingdom", deal.title, article.title} <= names(
        found.becoming_public
    )
    assert line(found, company) == line(found, company, britain) == (0, 1_500_000_000, [])
    assert line(found, britain) == (0, 1_500_000_000, [])
    assert not Investment.objects.public().exists()
    assert Article.objects.get().state == "approved"


def test_a_part_of_a_programme_that_is_counted_leaves_its_total_and_says_why(company, britain):
    whole = InvestmentFactory(figure="2.5bn", investors=[company], places=[britain])
    report(whole)
    part = InvestmentFactory(figure="1.5bn", investors=[company], places=[britain], part_of=whole)
    found = effects_of_publishing(approved(draft_about(part)))
    why = ["part of a programme that is counted"]
    assert line(found, company, britain) == (2_500_000_000, 2_500_000_000, why)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"nature": "running_total"}, "running total: restates money that is counted elsewhere"),
        ({"figure": "undisclosed"}, "no figure disclosed"),
        ({"status": "cancelled"}, "cancelled or superseded"),
        ({"figure": "AED 5bn"}, "no exchange rate known"),
    ],
)
def test_a_deal_that_is_not_counted_says_why(company, fields, why):
    # Half a year before, so that it is no look-alike.
    before = date(2025, 3, 1)
    report(InvestmentFactory(figure="1bn", investors=[company], announced_on=before))
    deal = InvestmentFactory(investors=[company], **fields)
    found = effects_of_publishing(approved(draft_about(deal)))
    assert line(found, company) == (1_000_000_000, 1_000_000_000, [why])


def test_a_joint_deal_counts_as_nobodys_own(company):
    deal = InvestmentFactory(investors=[company, OrganisationFactory()])
    found = effects_of_publishing(approved(draft_about(deal)))
    assert line(found, company) == (0, 0, ["joint, share not stated"])


def test_a_dossier_is_told_of(company):
    deal = InvestmentFactory(figure="3bn", investors=[company])
    article = approved(draft_about(deal))
    dossier = DossierFactory(articles=[article])
    assert line(effects_of_publishing(article), dossier) == (0, 3_000_000_000, [])


def test_retracting_tells_what_stops_being_public(company):
    deal = InvestmentFactory(figure="1bn", investors=[company])
    article = report(deal)
    publisher = UserFactory(role="publisher")
    found = effects.preview(lambda: workflow.retract(article, by=publisher, reason="Wrong."))
    assert {"CoreWeave", deal.title, article.title} <= names(found.no_longer_public)
    assert line(found, company) == (1_000_000_000, 0, [])
    assert Investment.objects.public().get() == deal


def test_a_schedule_is_measured_at_its_time(company):
    report(InvestmentFactory(figure="1bn", investors=[company]))
    at = timezone.now() + timedelta(days=3)
    deal = InvestmentFactory(figure="2bn", investors=[company])
    found = effects_of_publishing(approved(draft_about(deal)), at=at)
    assert found.at == at
    assert line(found, company) == (1_000_000_000, 3_000_000_000, [])
    assert {each.becomes for each in found.becoming_public if each.name == deal.title} == {at}


def test_cancelling_a_schedule_is_measured_at_the_time_it_had(company):
    at = timezone.now() + timedelta(days=3)
    article = report(InvestmentFactory(figure="2bn", investors=[company]), at=at)
    publisher = UserFactory(role="publisher")
    found = effects.preview(lambda: workflow.unschedule(article, by=publisher))
    assert line(found, company) == (2_000_000_000, 0, [])


def test_an_earlier_report_moves_a_public_time_and_no_total(company):
    deal = InvestmentFactory(investors=[company])
    at = timezone.now() + timedelta(days=3)
    report(deal, at=at)
    found = effects_of_publishing(approved(draft_about(deal)))
    assert deal.title in names(found.moved_in_time)


def test_what_connects_two_deals_of_another_company_moves_its_total(company):
    whole = InvestmentFactory(figure="4bn", investors=[company])
    between = InvestmentFactory(figure="3bn", part_of=whole)
    part = InvestmentFactory(figure="1bn", investors=[company], part_of=between)
    report(whole)
    report(part)
    found = effects_of_publishing(approved(draft_about(between)))
    assert line(found, company)[:2] == (5_000_000_000, 4_000_000_000)


def every_row():
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            found[table] = sorted(map(str, cursor.fetchall()))
    return found


def test_nothing_at_all_remains(company):
    article = approved(draft_about(InvestmentFactory(investors=[company])))
    publisher, before, ran = UserFactory(role="publisher"), None, []
    before = every_row()

    def change():
        transaction.on_commit(lambda: ran.append("a hook"))
        return workflow.publish(article, by=publisher)

    effects.preview(change)
    assert every_row() == before
    assert ran == []


def test_what_the_change_raises_goes_through_and_nothing_remains(company):
    article = approved(draft_about(InvestmentFactory(investors=[company])))
    before = every_row()
    Article.objects.filter(pk=article.pk).update(summary="")
    article.refresh_from_db()
    with pytest.raises(workflow.NotReady):
        effects.preview(lambda: workflow.publish(article, by=UserFactory(role="publisher")))
    assert Article.objects.get(pk=article.pk).state == "approved"
    assert len(before["reversion_version"]) == Version.objects.count()


# In the admin


@pytest.fixture
def browser(client):
    client.force_login(UserFactory(role="publisher"))
    return client


def press(browser, article, name, **typed):
    url = reverse("admin:articles_article_change", args=[article.pk])
    form = filled_in(browser.get(url), **typed)
    return browser.post(url, {**form, "_move": name}, follow=True)


def test_a_publisher_looks_first_and_then_publishes(browser, company):
    article = approved(draft_about(InvestmentFactory(figure="1.5bn", investors=[company])))
    shown = press(browser, article, "effects-publish", move_reason="Checked twice.")
    assert shown.status_code == 200
    assert "CoreWeave" in shown.content.decode()
    assert "£1.5bn" in shown.content.decode()
    article.refresh_from_db()
    assert article.state == "approved"
    form = {**filled_in(shown), "_move": "publish"}
    browser.post(shown.request["PATH_INFO"], form)
    article.refresh_from_db()
    assert article.state == "published"
    assert article.transitions.first().reason == "Checked twice."


def test_what_is_not_ready_says_so_in_the_preview(browser, company):
    article = approved(draft_about(InvestmentFactory(investors=[company])))
    Article.objects.filter(pk=article.pk).update(summary="")
    shown = press(browser, article, "effects-publish")
    assert shown.status_code == 422
    assert "Write the summary" in shown.content.decode()


def test_what_changed_after_the_preview_is_not_published(browser, company):
    article = approved(draft_about(InvestmentFactory(investors=[company])))
    shown = press(browser, article, "effects-publish")
    Article.objects.filter(pk=article.pk).update(version=9)
    browser.post(shown.request["PATH_INFO"], {**filled_in(shown), "_move": "publish"})
    article.refresh_from_db()
    assert article.state == "approved"


def test_an_administrator_looks_before_retracting(client, company):
    article = report(InvestmentFactory(investors=[company]))
    client.force_login(UserFactory(role="administrator"))
    shown = press(client, article, "effects-retract")
    assert "Stops being public" in shown.content.decode()
    assert Article.objects.public().get() == article


@pytest.mark.parametrize("role", ["writer", "editor"])
def test_who_may_not_publish_previews_nothing(client, role, company):
    article = approved(draft_about(InvestmentFactory(investors=[company])))
    client.force_login(UserFactory(role=role))
    url = reverse("admin:articles_article_effects", args=[article.pk])
    assert client.post(f"{url}?move=publish").status_code in (403, 404)
    assert client.get(f"{url}?move=publish").status_code in (404, 405)
