"""What rests on one source, and on it alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import policy
from articles.desk.resting import resting_on
from tests.factories import (
    ArticleFactory,
    ClaimFactory,
    InvestmentFactory,
    OrganisationFactory,
    SiteFactory,
    draft_about,
    report,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def source():
    return OrganisationFactory(name="The Source")


def rests(record, user):
    return resting_on(record, policy.readable(user))


def test_what_another_published_article_supports_rests_on_neither_alone(source, publisher):
    alone, shared, in_a_draft = InvestmentFactory.create_batch(3)
    site = SiteFactory()
    report(alone, shared, in_a_draft, site, source=source)
    report(shared)
    draft_about(in_a_draft)
    found = rests(source, publisher)
    assert [(row, row.is_alone) for row in found.investments] == [
        (alone, True),
        (in_a_draft, True),
        (shared, False),
    ]
    assert [row.is_alone for row in found.sites] == [True]
    assert found.claims.count() == 4


def test_two_articles_of_one_source_are_one_support_for_it_and_two_for_the_articles(
    source, publisher
):
    deal = InvestmentFactory()
    article = report(deal, source=source)
    report(deal, source=source)
    assert rests(source, publisher).investments.get().is_alone
    assert not rests(article, publisher).investments.get().is_alone


@pytest.mark.parametrize(("stated_elsewhere", "is_alone"), [(None, True), (5, True), (7, False)])
def test_a_figure_rests_on_a_source_that_states_it(source, publisher, stated_elsewhere, is_alone):
    deal = InvestmentFactory(figure="up to £7")
    article = report(deal, source=source)
    fields = {"investment": deal, "statement": "figure", "currency": "GBP", "low": None}
    ClaimFactory(article=article, high=7, **fields)
    other = report(deal)
    if stated_elsewhere:
        ClaimFactory(article=other, high=stated_elsewhere, **fields)
    row = rests(source, publisher).investments.get()
    assert (row.has_figure, row.is_figure_alone) == (True, is_alone)


def test_the_pages_are_one_click_from_the_forms_and_tell_a_writer_of_no_draft(
    client, writer, publisher, source
):
    deal = InvestmentFactory(title="A deal")
    hidden = draft_about(deal, source=source, title="Of another writer")
    article = report(deal, source=source, title="For everybody")
    for record in (article, source):
        client.force_login(publisher)
        opts = record._meta
        form = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[record.pk])
        page = reverse("admin:resting", args=[opts.model_name, record.pk])
        assert page in client.get(form).content.decode()
        client.force_login(writer)
        shown = client.get(page).content.decode()
        assert "A deal" in shown
        assert "For everybody" in shown
        assert "Of another writer" not in shown
    assert client.get(reverse("admin:resting", args=["article", hidden.pk])).status_code == 404
    assert client.get(reverse("admin:resting", args=["article", 999_999])).status_code == 404
    assert client.get(reverse("admin:resting", args=["user", writer.pk])).status_code == 404


def test_a_stranger_reads_none_of_it(client, stranger, source):
    client.force_login(stranger)
    page = reverse("admin:resting", args=["organisation", source.pk])
    assert client.get(page).status_code == 403


def test_a_page_of_many_asks_no_more_questions_than_one_of_few(client, publisher, source):
    client.force_login(publisher)
    page = reverse("admin:resting", args=["organisation", source.pk])

    def questions():
        with CaptureQueriesContext(connection) as asked:
            client.get(page)
        return len(asked)

    report(InvestmentFactory(), SiteFactory(), source=source)
    ArticleFactory(source=source)
    questions()
    few = questions()
    for _ in range(3):
        report(InvestmentFactory(), SiteFactory(), source=source)
    assert questions() == few
