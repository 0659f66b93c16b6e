"""What the health of the base finds, and what it leaves in peace."""

import json
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from articles import policy, workflow
from articles.desk import findings, health
from articles.models import LinkCheck, SetAside
from tests.factories import (
    ArticleFactory,
    CapacityFactory,
    ClaimFactory,
    DossierFactory,
    InvestmentFactory,
    OrganisationFactory,
    PlaceFactory,
    SiteFactory,
    UserFactory,
    draft_about,
    report,
)
from tests.html_forms import filled_in

pytestmark = pytest.mark.django_db


def found(name):
    return list(health.CHECKS[name].rows())


def states(deal, low, high=..., currency="GBP", **fields):
    """A claim that states a figure of millions."""
    high = low if high is ... else high
    bounds = [bound and bound * 1_000_000 for bound in (low, high)]
    return ClaimFactory(
        investment=deal, statement="figure", low=bounds[0], high=bounds[1], currency=currency,
        **fields,
    )  # fmt: skip


def test_an_investment_that_no_article_reports_is_found():
    reported, unreported = InvestmentFactory(), InvestmentFactory()
    draft_about(reported)
    assert found("without-claims") == [unreported]


def test_an_investment_needs_a_place_a_site_or_the_word_that_none_is_stated():
    InvestmentFactory(is_place_not_stated=False, places=[PlaceFactory()])
    InvestmentFactory(is_place_not_stated=False, sites=[SiteFactory()])
    InvestmentFactory(is_place_not_stated=True)
    nowhere = InvestmentFactory(is_place_not_stated=False)
    assert found("without-places") == [nowhere]


@pytest.mark.parametrize(
    ("one", "other", "disagree"),
    [
        ((1000, 1000), (1500, 1500), True),
        ((1000, 1000), (1000, 1000), False),
        ((1000, 1000), (None, 11_000), False),
        ((1000, 1000), (None, 900), True),
        ((1000, 1000), (2000, None), True),
        ((1000, 2000), (2000, 3000), False),
        ((None, 11_000), (24_000, None), True),
    ],
)
def test_figures_disagree_when_their_intervals_share_nothing(one, other, disagree):
    deal = InvestmentFactory(figure="£1bn")
    states(deal, *one)
    states(deal, *other)
    assert (found("figures-apart") == [deal]) is disagree


@pytest.mark.parametrize(
    ("dollars", "disagree"), [(1360, False), (1400, False), (1000, True), (2000, True)]
)
def test_figures_in_two_currencies_are_compared_at_the_rate_of_the_announcement(dollars, disagree):
    deal = InvestmentFactory(figure="£1bn")
    assert 1.35 < deal.rate_usd < 1.37
    states(deal, 1000)
    states(deal, dollars, currency="USD")
    assert (found("figures-apart") == [deal]) is disagree


def test_figures_in_a_currency_without_a_rate_are_compared_with_each_other_alone():
    deal = InvestmentFactory(figure="£1bn")
    states(deal, 1000)
    states(deal, 5, currency="AED")
    assert found("figures-apart") == []
    states(deal, 9, currency="AED")
    assert found("figures-apart") == [deal]


def test_about_a_billion_does_not_disagree_with_a_little_more():
    deal = InvestmentFactory(figure="£1bn")
    states(deal, 1000, is_approximate=True)
    states(deal, 1040)
    assert found("figures-apart") == []


def test_a_chosen_claim_settles_it_if_the_investment_keeps_a_stated_figure():
    deal = InvestmentFactory(figure="£1bn")
    claim = states(deal, 1500)
    states(deal, 1000)
    type(claim).objects.filter(pk=claim.pk).update(is_chosen=True)
    assert found("figures-apart") == []
    type(deal).objects.update(low=900_000_000, high=900_000_000)
    assert found("figures-apart") == [deal]
    assert "£900m" in health.CHECKS["figures-apart"].detail(found("figures-apart")[0])


@pytest.mark.parametrize(
    ("whole", "parts", "is_found"),
    [
        ("£2.5bn", ["£1bn", "£1.5bn"], False),
        ("£2.5bn", ["£1bn", "£1.6bn"], True),
        ("up to £2.5bn", ["£1bn", "£1.6bn"], True),
        ("at least £2.5bn", ["£1bn", "£1.6bn"], False),
        ("£2.5bn", ["£1bn", "up to £9bn"], False),
        ("about £2.5bn", ["£1bn", "£1.6bn"], False),
        ("£1bn", ["$1.4bn"], False),
        ("£1bn", ["$1.5bn"], True),
        ("£1bn", ["undisclosed"], False),
    ],
)
def test_a_total_is_smaller_than_its_parts_only_where_that_is_sure(whole, parts, is_found):
    programme = InvestmentFactory(figure=whole)
    for part in parts:
        InvestmentFactory(figure=part, part_of=programme)
    assert (found("smaller-than-parts") == [programme]) is is_found


def test_what_is_not_counted_makes_no_total_too_small():
    programme = InvestmentFactory(figure="£1bn")
    InvestmentFactory(figure="£5bn", part_of=programme, status="cancelled")
    restated = InvestmentFactory(figure="£5bn", part_of=programme, nature="running_total")
    one, other = (InvestmentFactory(figure="£800m", part_of=programme) for _ in range(2))
    one.may_overlap.add(other)
    assert found("smaller-than-parts") == []
    InvestmentFactory(figure="£1.1bn", part_of=restated)
    assert found("smaller-than-parts") == [programme]
    (row,) = found("smaller-than-parts")
    assert "£1.1bn" in health.CHECKS["smaller-than-parts"].detail(row)


@time_machine.travel(datetime(2026, 6, 1, tzinfo=UTC))
def test_a_building_site_is_found_six_months_after_the_last_look():
    old, checked, named, claimed = SiteFactory.create_batch(4, status="under_construction")
    SiteFactory(status="operational")
    type(checked).objects.filter(pk=checked.pk).update(checked_on=date(2026, 5, 1))
    ArticleFactory(reported_on=date(2026, 5, 1)).sites.add(named)
    draft_about(claimed, reported_on=date(2026, 5, 1))
    draft_about(old, reported_on=date(2025, 5, 1))
    assert found("sites-unchecked") == [old]
    with time_machine.travel(datetime(2027, 1, 1, tzinfo=UTC)):
        assert set(found("sites-unchecked")) == {old, checked, named, claimed}


@time_machine.travel(datetime(2026, 6, 1, tzinfo=UTC))
def test_a_promise_is_overdue_until_somebody_reports_or_looks():
    promise = CapacityFactory(due_by=date(2025, 12, 31))
    of_site = CapacityFactory(investment=None, site=SiteFactory(), due_by=date(2025, 12, 31))
    CapacityFactory(due_by=date(2026, 12, 31))
    CapacityFactory(due_by=date(2025, 12, 31), investment__status="cancelled")
    CapacityFactory(
        investment=None, site=SiteFactory(status="operational"), due_by=date(2025, 12, 31)
    )
    assert found("promises-overdue") == [promise, of_site]
    draft_about(promise.investment, reported_on=date(2026, 2, 1))
    assert found("promises-overdue") == [of_site]
    type(of_site.site).objects.update(checked_on=date(2026, 3, 1))
    assert found("promises-overdue") == []


def test_an_organisation_is_named_by_an_article_a_deal_a_site_or_a_subsidiary():
    unnamed, source, named, party, operator, owner = OrganisationFactory.create_batch(6)
    ArticleFactory(source=source).organisations.add(named)
    InvestmentFactory(investors=[party])
    SiteFactory().operators.add(operator)
    OrganisationFactory(parent=owner, merged_into=source)
    assert found("never-named") == [unnamed]


def test_a_translation_is_missed_of_large_deals_and_dossiers():
    large = report(InvestmentFactory(figure="€1bn"))
    report(InvestmentFactory(figure="€999m"))
    followed = report()
    DossierFactory(articles=[followed])
    DossierFactory(articles=[ArticleFactory()])
    assert found("untranslated") == [large, followed]
    ArticleFactory(language="fr", translation_of=large)
    assert found("untranslated") == [followed]


def test_a_published_figure_without_a_rate_is_found():
    deal = InvestmentFactory(figure="AED 5bn")
    InvestmentFactory(figure="undisclosed", public=True)
    assert found("rates-missing") == []
    report(deal)
    assert found("rates-missing") == [deal]


def test_an_article_is_stuck_after_two_weeks_in_review():
    article = ArticleFactory()
    with time_machine.travel(timezone.now() - timedelta(days=15), tick=False):
        workflow.submit(article, by=article.author)
    assert found("in-review-too-long") == [article]
    workflow.recall(article, by=article.author)
    workflow.submit(article, by=article.author)
    assert found("in-review-too-long") == []


def test_links_are_found_when_they_are_dead_or_moved_and_not_after_one_failure():
    dead, moved, failed = (report() for _ in range(3))
    rows = {dead: ("failed", 3, ""), moved: ("moved", 0, "https://example.com/new"),
            failed: ("failed", 2, "")}  # fmt: skip
    for article, (outcome, failures, target) in rows.items():
        LinkCheck.objects.create(
            address=article.source_url, checked_at=timezone.now(), outcome=outcome,
            failures=failures, redirected_to=target,
        )  # fmt: skip
    assert found("sources-gone") == [dead, moved]
    assert "https://example.com/new" in health.CHECKS["sources-gone"].detail(
        found("sources-gone")[1]
    )


# The pages


@pytest.fixture
def nowhere():
    deal = InvestmentFactory(title="Nowhere yet", is_place_not_stated=False)
    draft_about(deal)
    return deal


def page(name="", **query):
    return reverse("admin:health_finding", args=[name], query=query) if name else "/admin/health/"


@pytest.mark.parametrize("name", health.CHECKS)
def test_each_finding_has_its_page_for_each_role_and_none_for_strangers(
    name, client, writer, administrator, stranger
):
    for user in (writer, administrator):
        client.force_login(user)
        for address in (page(), page(name), page(name, aside=1)):
            assert client.get(address).status_code == 200
        assert client.get(f"/fr/admin/health/{name}/").status_code == 200
        translation.activate("en")
    client.force_login(stranger)
    assert client.get(page(name)).status_code == 403
    assert client.get(page()).status_code == 403
    client.logout()
    assert client.get(page()).status_code == 302


def test_an_editor_sets_a_finding_aside_and_takes_it_up_again(client, editor, nowhere):
    client.force_login(editor)
    form = reverse("admin:health_set_aside", args=["without-places", nowhere.pk])
    assert "Nowhere yet" in client.get(page("without-places")).content.decode()
    typed = filled_in(client.get(form), reason="Asked the company.", until=timezone.localdate())
    client.post(form, typed, follow=True)
    assert health.CHECKS["without-places"].count() == (0, 1)
    assert "Nowhere yet" not in client.get(page("without-places")).content.decode()
    assert "Asked the company." in client.get(page("without-places", aside=1)).content.decode()
    client.post(f"{form}again/")
    assert health.CHECKS["without-places"].count() == (1, 0)


def test_what_was_set_aside_comes_back_when_its_day_has_passed(editor, nowhere):
    check = health.CHECKS["without-places"]
    today = timezone.localdate()
    findings.set_aside(check, nowhere, until=today, reason="Asked.", by=editor)
    assert check.count() == (0, 1)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert check.count() == (1, 0)
        findings.set_aside(check, nowhere, until=today + timedelta(9), reason="Again.", by=editor)
    assert SetAside.objects.get().reason == "Again."


@pytest.mark.parametrize(
    ("reason", "until"), [("", "2999-01-01"), ("x", ""), ("x", "2020-01-01"), ("x", "2999-01-01")]
)
def test_setting_aside_needs_a_reason_and_a_day_to_come(reason, until, client, editor, nowhere):
    client.force_login(editor)
    form = reverse("admin:health_set_aside", args=["without-places", nowhere.pk])
    assert client.post(form, {"reason": reason, "until": until}).status_code == 400
    assert not SetAside.objects.exists()


def test_a_writer_and_a_forged_address_set_nothing_aside(client, writer, editor, nowhere):
    form = reverse("admin:health_set_aside", args=["without-places", nowhere.pk])
    until = timezone.localdate()
    client.force_login(writer)
    assert client.post(form, {"reason": "x", "until": until}).status_code == 403
    assert client.post(f"{form}again/").status_code == 403
    client.force_login(editor)
    assert client.get(f"{form}again/").status_code == 405
    assert client.get(page("nonsense")).status_code == 404
    other = reverse("admin:health_set_aside", args=["without-claims", nowhere.pk])
    assert client.post(other, {"reason": "x", "until": until}).status_code == 404
    assert not SetAside.objects.exists()


def test_a_writer_learns_of_no_article_that_is_not_theirs(client, writer):
    with time_machine.travel(timezone.now() - timedelta(days=15), tick=False):
        article = ArticleFactory(title="Not for everybody")
        workflow.submit(article, by=article.author)
    client.force_login(writer)
    assert "Not for everybody" not in client.get(page("in-review-too-long")).content.decode()
    client.force_login(article.author)
    assert "Not for everybody" in client.get(page("in-review-too-long")).content.decode()
    assert health.summary(policy.readable(writer))[0].number == 0


def test_a_finding_asks_as_many_questions_for_many_records_as_for_few(client, editor):
    client.force_login(editor)

    def questions():
        with CaptureQueriesContext(connection) as asked:
            for name in health.CHECKS:
                client.get(page(name))
        return len(asked)

    def more(number):
        for _ in range(number):
            deal = InvestmentFactory(is_place_not_stated=False, figure="£1bn")
            states(deal, 1)
            states(deal, 2)
            InvestmentFactory(part_of=deal, figure="£2bn")
            SiteFactory(status="under_construction")
            CapacityFactory(due_by=date(2020, 1, 1))
            OrganisationFactory()

    more(2)
    questions()
    few = questions()
    more(5)
    assert questions() == few


# The command


def check_base(**options):
    said = StringIO()
    call_command("check_base", stdout=said, **options)
    return said.getvalue()


def test_the_command_counts_findings_and_fails_only_when_strict(nowhere):
    assert "Investments without places: 1" in check_base()
    with pytest.raises(CommandError) as failure:
        check_base(strict=True)
    assert failure.value.returncode == 2
    findings.set_aside(
        health.CHECKS["without-places"],
        nowhere,
        until=timezone.localdate(),
        reason="Asked.",
        by=UserFactory(role="editor"),
    )
    assert "Investments without places: 0, 1 set aside" in check_base()


def test_the_command_says_it_to_programs_too(nowhere):
    told = json.loads(check_base(format="json"))
    assert {each["name"]: each["number"] for each in told["findings"]}["without-places"] == 1
    assert not any(each["wrong"] for each in told["derived"])
