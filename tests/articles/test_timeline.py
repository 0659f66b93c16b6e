"""What was reported when, and how a programme is counted: as pages show it."""

from datetime import date

import pytest

from entities.charts.trees import programme
from tests.factories import (
    ClaimFactory,
    DossierFactory,
    InvestmentFactory,
    OrganisationFactory,
    PlaceFactory,
    SiteFactory,
    draft_about,
    report,
)

pytestmark = pytest.mark.django_db
FIGURE = {"statement": "figure", "currency": "GBP"}


def test_a_dossier_tells_what_was_reported_when_and_where_sources_differ(client):
    deal = InvestmentFactory(title="The deal")
    first = report(deal, reported_on=date(2025, 9, 16))
    second = report(deal, reported_on=date(2025, 9, 17))
    first.claims.update(low=10**9, high=10**9, **FIGURE)
    second.claims.update(low=2 * 10**9, high=2 * 10**9, **FIGURE)
    draft = draft_about(deal, reported_on=date(2025, 9, 18))
    draft.claims.update(low=3 * 10**9, high=3 * 10**9, **FIGURE)
    DossierFactory(slug="story", articles=[first, second, draft], public=True)
    days = client.get("/dossiers/story/").context["days"]
    assert [(day.on.day, [str(c.interval.high) for c in day.claims]) for day in days] == [
        (17, ["2000000000"]),
        (16, ["1000000000"]),
    ]
    assert all(claim.is_disputed for day in days for claim in day.claims)


@pytest.mark.parametrize(("factory", "field", "page"), [
    (InvestmentFactory, "investment", "investments"), (SiteFactory, "site", "sites"),
])  # fmt: skip
def test_a_status_comes_to_be_what_it_is_in_the_order_of_its_reports(factory, field, page, client):
    record = factory(slug="hub", status="paused")
    for day, status in ((2, "paused"), (1, "announced")):
        article = report(record, reported_on=date(2025, 9, day))
        ClaimFactory(article=article, statement="status", status=status, **{field: record},
                     is_chosen=status == "paused", quote=article.claims.first().quote)  # fmt: skip
    answer = client.get(f"/{page}/hub/")
    assert [claim.status for claim in answer.context["life_cycle"]] == ["announced", "paused"]
    assert '<time datetime="2025-09-01">' in answer.content.decode()


class TestProgramme:
    @pytest.fixture
    def whole(self):
        whole = InvestmentFactory(title="In total", slug="whole", figure="£2.5bn",
                                  nature="running_total")  # fmt: skip
        for title, figure in (("First", "£1bn"), ("Second", "£1.5bn")):
            report(InvestmentFactory(title=title, slug=title.lower(), figure=figure,
                                     part_of=whole))  # fmt: skip
        report(whole)
        return whole

    def test_it_shows_what_is_counted_and_why_not(self, whole, client):
        rows = client.get("/investments/second/").context["programme"]
        assert [(row.investment.title, row.depth, row.reason) for row in rows] == [
            ("In total", 0, "running_total"),
            ("First", 1, None),
            ("Second", 1, None),
        ]
        assert [row.is_here for row in rows] == [False, False, True]
        assert [row.share for row in rows] == [100.0, 40.0, 60.0]

    def test_a_hidden_part_is_none(self, whole, client):
        InvestmentFactory(title="Hidden", part_of=whole)
        assert "Hidden" not in client.get("/investments/whole/").content.decode()

    def test_a_deal_by_itself_has_none(self):
        alone = InvestmentFactory()
        report(alone)
        assert programme(alone, "GBP") == []


def test_a_list_says_who_and_where_and_when_wherever_it_stands(client):
    deal = InvestmentFactory(investors=[OrganisationFactory(name="Example plc")],
                             places=[PlaceFactory(name="Utopia", slug="ut")])  # fmt: skip
    article = report(deal, slug="report")
    DossierFactory(slug="story", articles=[article], public=True)
    for url in ("/", "/investments/", "/places/ut/", "/articles/report/", "/dossiers/story/"):
        table = client.get(url).content.decode().partition('<table class="deals')[2]
        row = table.partition("<tbody>")[2].partition("</tr>")[0]
        assert "Example plc" in row, url
        assert "Utopia" in row, url
        assert "2025" in row, url
