import re
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import checks, workflow
from articles.models import NotDuplicate
from entities.models import Investment, Organisation
from newsbase.settings import sources_required
from tests.articles.test_admin import address
from tests.factories import (
    LONG_AGO,
    ArticleFactory,
    ClaimFactory,
    InvestmentFactory,
    OrganisationFactory,
    PartyFactory,
    PlaceFactory,
    SiteFactory,
    approved,
    draft_about,
)
from tests.html_forms import filled_in

pytestmark = pytest.mark.django_db


def failures(article):
    return [(failure.field, failure.record) for failure in checks.failures(article)]


def test_a_complete_article_is_fit():
    assert failures(draft_about(InvestmentFactory(), SiteFactory())) == []


@pytest.mark.parametrize("field", ["body", "summary", "source_url"])
def test_a_text_that_is_missing_is_told_at_its_field(field):
    assert failures(ArticleFactory(**{field: ""})) == [(field, None)]


@pytest.mark.parametrize("field", ["source", "reported_on"])
def test_who_and_when_are_needed(field):
    assert failures(ArticleFactory(**{field: None})) == [(field, None)]


def test_a_quote_that_left_the_body_is_told():
    claim = ClaimFactory(site=SiteFactory())
    claim.article.body = "Something else."
    (failure,) = checks.failures(claim.article)
    assert failure.field == "claims"
    assert claim.quote in failure.message


def test_an_investment_without_a_party_is_told_at_the_investment():
    deal = ClaimFactory().investment
    assert failures(deal.claims.get().article) == [("parties", deal)]


@pytest.mark.parametrize(
    ("fields", "is_fit"),
    [
        ({}, False),
        ({"is_place_not_stated": True}, True),
        ({"places": [PlaceFactory]}, True),
        ({"sites": [SiteFactory]}, True),
    ],
)
def test_an_investment_has_a_place_or_a_site_or_says_that_none_is_stated(fields, is_fit):
    rows = {
        name: [make() for make in value] if isinstance(value, list) else value
        for name, value in fields.items()
    }
    deal = InvestmentFactory(**{"is_place_not_stated": False, **rows})
    PartyFactory(investment=deal)
    assert (failures(draft_about(deal)) == []) == is_fit


# Warnings


def warnings(article):
    return [each.check for each in checks.findings(article) if each.is_warning]


FRENCH = "Le groupe va investir dans les centres de données avec des partenaires pour la France."
ENGLISH = "The group will invest in data centres with its partners, and the state is one of them."


@pytest.mark.parametrize(
    ("body", "language", "is_told"),
    [
        (ENGLISH, "en", False),
        (FRENCH, "fr", False),
        (FRENCH, "en", True),
        (ENGLISH, "fr", True),
        ("CoreWeave: £1.5bn.", "fr", False),
        ("同社は、英国のデータセンターに新たに投資すると発表しました。", "en", True),
        ("同社は、英国のデータセンターに新たに投資すると発表しました。", "ja", False),
        (FRENCH + ENGLISH, "en", False),
    ],
)
def test_a_body_in_another_language_than_the_field_says_is_told(body, language, is_told):
    article = ArticleFactory(body=body, language=language)
    assert warnings(article) == (["language_is_as_said"] if is_told else [])


@pytest.mark.parametrize(
    ("sentence", "figure"),
    [
        ("CoreWeave adds £1.5bn, bringing its total to £2.5 billion.", "£2.5bn"),
        ("This takes CoreWeave's total investment in the UK to £2.5bn.", "£2.5bn"),
        ("The deal brings its total commitment to more than $2.5bn in Britain.", "$2.5bn"),
        ("CoreWeave ajoute 1,5 milliard, portant son total à 2,5 milliards d'euros.", "€2.5bn"),
        ("Un ajout portant à 2,5 milliards d'euros le total des engagements.", "€2.5bn"),
        ("Le groupe aura mis au total 2,5 milliards d'euros.", "€2.5bn"),
        ("It has now put in £2.5bn in total.", "£2.5bn"),
    ],
)
def test_a_running_total_entered_as_new_money_is_told(sentence, figure):
    deal = InvestmentFactory(figure=figure)
    article = draft_about(deal, body=sentence)
    assert warnings(article) == ["new_money_is_new"]
    Investment.objects.update(nature="running_total")
    assert warnings(article) == []


@pytest.mark.parametrize(
    ("sentence", "figure"),
    [
        ("CoreWeave adds £1.5bn, bringing its total to £2.5 billion.", "£1.5bn"),
        ("CoreWeave will invest a further £2.5 billion.", "£2.5bn"),
        ("The site brings jobs to 2,500 people.", "£2.5bn"),
    ],
)
def test_new_money_that_stands_beside_a_running_total_is_not_told(sentence, figure):
    assert warnings(draft_about(InvestmentFactory(figure=figure), body=sentence)) == []


@pytest.mark.parametrize(
    ("part", "whole", "is_told"),
    [
        ("£3bn", "£2bn", True),
        ("at least £3bn", "up to £2bn", True),
        ("up to £3bn", "£2bn", False),
        ("£3bn", "at least £2bn", False),
        ("£2bn", "£2bn", False),
        ("£3bn", "undisclosed", False),
        ("$4bn", "£2bn", True),
        ("$2.5bn", "£2bn", False),
    ],
)
@pytest.mark.parametrize("reports", ["part", "whole"])
def test_a_part_that_is_surely_larger_than_its_programme_is_told(part, whole, is_told, reports):
    programme = InvestmentFactory(figure=whole, title="Whole")
    deal = InvestmentFactory(figure=part, part_of=programme)
    article = draft_about(deal if reports == "part" else programme)
    assert warnings(article) == (["parts_are_smaller"] if is_told else [])


def test_an_undisclosed_deal_of_which_a_figure_is_claimed_is_told():
    deal = InvestmentFactory(figure="undisclosed", investors=[OrganisationFactory()])
    claim = ClaimFactory(investment=deal, statement="figure", low=1, high=1, currency="GBP")
    assert warnings(claim.article) == ["figures_are_stated"]


def test_look_alikes_that_nobody_decided_about_are_told_until_somebody_does(editor):
    company, twin = OrganisationFactory(name="Apollo"), OrganisationFactory(name="Apollo Ltd")
    deals = [InvestmentFactory(investors=[company]) for _ in range(2)]
    article = draft_about(deals[0])
    article.organisations.add(twin)
    (deal, first, second) = [each for each in checks.findings(article) if each.is_warning]
    assert {(each.field, each.record) for each in (deal, first, second)} == {
        ("duplicates", deals[0]), ("duplicates", company), ("duplicates", twin),
    }  # fmt: skip
    NotDuplicate.remember(company, twin, by=editor)
    NotDuplicate.remember(*deals, by=editor)
    assert warnings(article) == []


def test_what_readers_see_already_was_settled():
    company = OrganisationFactory(name="Apollo")
    OrganisationFactory(name="Apollo Ltd")
    article = ArticleFactory()
    article.organisations.add(company)
    assert warnings(article) == ["nothing_is_twice"]
    Organisation.objects.update(public_from=LONG_AGO)
    assert warnings(article) == []


@pytest.mark.parametrize(
    ("figure", "sources", "state", "is_fit"),
    [
        ("£999m", 1, "approved", True),
        ("£1bn", 1, "approved", False),
        ("£1bn", 2, "approved", True),
        ("£1bn", 2, "draft", False),
        ("$1bn", 1, "approved", True),
        ("£10bn", 2, "approved", False),
        ("£10bn", 3, "approved", True),
    ],
)
def test_the_more_money_the_more_sources_where_the_newsroom_asks_for_it(
    figure, sources, state, is_fit, settings
):
    settings.SOURCES_REQUIRED = sources_required("1bn:2,10bn:3")
    deal = InvestmentFactory(figure=figure)
    for _ in range(sources - 1):
        report = draft_about(deal)
        if state == "approved":
            approved(report)
    assert (failures(draft_about(deal)) == []) == is_fit


def test_two_reports_of_one_source_are_one_source(settings):
    settings.SOURCES_REQUIRED = sources_required("1bn:2")
    deal, source = InvestmentFactory(), OrganisationFactory()
    approved(draft_about(deal, source=source))
    assert failures(draft_about(deal, source=source)) == [("claims", None)]


@pytest.mark.parametrize("text", ["1bn", "1:2", "bn:2", "1bn:0", "1bn:2,", "1.5bn:2"])
def test_a_rule_for_sources_that_nobody_can_read_stops_the_server(text):
    with pytest.raises(ImproperlyConfigured, match="1bn:2,10bn:3"):
        sources_required(text)


# Ticks


@pytest.fixture
def doubtful():
    """An approved article with one warning and nothing else amiss."""
    return approved(ArticleFactory(body=FRENCH, language="en"))


def test_a_warning_stops_until_somebody_ticks_it(doubtful, publisher):
    with pytest.raises(workflow.NotReady):
        workflow.publish(doubtful, by=publisher)
    checks.accept(doubtful, [checks.findings(doubtful)[0].fingerprint], by=publisher)
    (finding,) = checks.findings(doubtful)
    assert (finding.accepted.by, finding.stops) == (publisher, False)
    assert workflow.publish(doubtful, by=publisher).state == "published"


def test_a_scheduled_article_is_checked_when_it_is_scheduled(doubtful, publisher):
    with pytest.raises(workflow.NotReady):
        workflow.publish(doubtful, by=publisher, at=timezone.now() + timedelta(days=1))


def test_a_tick_holds_until_what_it_was_about_changes(doubtful, publisher):
    checks.accept(doubtful, [checks.findings(doubtful)[0].fingerprint], by=publisher)
    doubtful.title = "Another title"
    assert checks.failures(doubtful) == []
    doubtful.body = FRENCH + " " + FRENCH
    assert [each.field for each in checks.failures(doubtful)] == ["language"]


def test_an_error_is_not_ticked_away(publisher):
    article = approved(ArticleFactory(summary=""))
    checks.accept(article, [checks.findings(article)[0].fingerprint], by=publisher)
    assert failures(article) == [("summary", None)]
    assert not article.warnings_accepted.exists()


def press(client, article, **fields):
    page = client.get(address(article))
    answer = client.post(address(article), filled_in(page, **fields), follow=True)
    article.refresh_from_db()
    return answer


def ticks(page):
    return re.findall(r'name="accept_warning" value="(\w+)"', page.content.decode())


def test_the_page_lists_what_is_missing_at_any_time(client, writer):
    article = ArticleFactory(author=writer, summary="", body=FRENCH)
    client.force_login(writer)
    page = client.get(address(article))
    assert "Ready to publish?" in page.content.decode()
    assert 'href="#id_summary"' in page.content.decode()
    assert 'href="#id_language"' in page.content.decode()
    assert press(client, article, title="Drafts are saved all the same").status_code == 200
    assert article.title == "Drafts are saved all the same"


def test_a_publisher_ticks_a_warning_and_publishes(client, publisher, doubtful):
    client.force_login(publisher)
    press(client, doubtful, _move="publish")
    assert doubtful.state == "approved"
    (tick,) = ticks(client.get(address(doubtful)))
    press(client, doubtful, _move="publish", accept_warning=tick)
    assert doubtful.state == "published"
    assert doubtful.warnings_accepted.get().by == publisher


def test_a_tick_goes_with_the_step_through_its_preview(client, publisher, doubtful):
    client.force_login(publisher)
    (tick,) = ticks(client.get(address(doubtful)))
    page = client.get(address(doubtful))
    pressed = filled_in(page, _move="effects-publish", accept_warning=tick)
    # A browser sends what it sent once more, to where it is sent on.
    shown = client.post(client.post(address(doubtful), pressed).url, pressed)
    assert shown.status_code == 200
    assert not doubtful.warnings_accepted.exists()
    client.post(shown.request["PATH_INFO"], {**filled_in(shown), "_move": "publish"})
    doubtful.refresh_from_db()
    assert doubtful.state == "published"
    assert doubtful.warnings_accepted.get().by == publisher


def test_an_editor_ticks_with_the_approval_and_the_name_is_shown(client, editor, publisher):
    article = workflow.submit(article := ArticleFactory(body=FRENCH), by=article.author)
    client.force_login(editor)
    (tick,) = ticks(client.get(address(article)))
    press(client, article, _move="approve", accept_warning=tick)
    client.force_login(publisher)
    page = client.get(address(article))
    assert "Accepted by editor" in page.content.decode()
    assert ticks(page) == []


def test_a_writer_ticks_nothing_not_even_by_a_forged_post(client, writer):
    article = ArticleFactory(author=writer, body=FRENCH)
    client.force_login(writer)
    assert ticks(client.get(address(article))) == []
    forged = checks.findings(article)[0].fingerprint
    press(client, article, _move="submit", accept_warning=forged)
    assert article.state == "in_review"
    assert not article.warnings_accepted.exists()


def test_a_tick_for_what_is_not_warned_of_is_left_out(client, publisher, doubtful):
    client.force_login(publisher)
    press(client, doubtful, _move="publish", accept_warning=["x", "0" * 64, "\0"])
    assert doubtful.state == "approved"
    assert not doubtful.warnings_accepted.exists()


def test_an_article_of_many_deals_asks_as_many_questions_as_one_of_few():
    few, many = (draft_about(*(InvestmentFactory() for _ in range(n))) for n in (1, 6))
    with CaptureQueriesContext(connection) as asked_few:
        checks.findings(few)
    with CaptureQueriesContext(connection) as asked_many:
        checks.findings(many)
    assert len(asked_few) == len(asked_many) <= 25
