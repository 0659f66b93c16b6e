from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.http import QueryDict

from articles import publishing, search
from articles.filters import ArticleFilter, SearchFilter
from articles.models import Article, SearchDocument
from entities.models import Alias
from tests.factories import (
    ArticleFactory,
    DossierFactory,
    InvestmentFactory,
    OrganisationFactory,
    PlaceFactory,
    SiteFactory,
    draft_about,
    published,
    report,
    retracted,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def hits(query, **options):
    return [document.title for document in search.matching(query, **options)]


def indexed(title, language="en", **fields):
    return published(ArticleFactory(title=title, language=language, **fields))


@pytest.mark.parametrize(
    ("language", "title", "queries"),
    [
        ("fr", "Les énergies d'Édimbourg", ["energie", "ÉNERGIES", "énergie", "edimbourg", "les"]),
        ("en", "Investing companies", ["invest", "investments", "company", "COMPANIES"]),
        ("de", "Häuser für Rechenzentren", ["hauser", "Häuser", "haus", "für"]),
        ("es", "Inversiones en computación", ["inversion", "inversión", "computacion"]),
        ("ja", "日本の投資を発表", ["日本", "投資", "発表", "日本の投資", "投資 日本"]),
        ("en", "CoreWeave's £1.5bn", ["coreweave", "1.5bn", "1 5bn"]),
    ],
)
def test_a_word_is_found_in_any_of_its_forms(language, title, queries):
    indexed(title, language)
    assert {query: hits(query) for query in queries} == {query: [title] for query in queries}


@pytest.mark.parametrize("query", ["本日", "weave", "nvidia", "", "  ", "?!", "deal nvidia"])
def test_what_does_not_stand_there_is_not_found(query):
    indexed("CoreWeave deal 日本")
    assert hits(query) == []


@pytest.mark.parametrize("query", ["co", "corew", "deal core", "CoreWea"])
def test_the_last_word_may_be_unfinished(query):
    indexed("CoreWeave deal")
    assert hits(query) == ["CoreWeave deal"]


def test_another_word_than_the_last_is_whole():
    indexed("CoreWeave deal")
    assert hits("corew deal") == []


@pytest.mark.parametrize(
    "query",
    ['"deal"', "deal*", "deal OR x", "deal AND", "NEAR(deal x)", "title_words:deal", "deal' | 'x",
     "deal & !x", "(deal", "deal:*", "-deal", "^deal", "deal\\", "%deal%", "deal;", "ℌ deal"],
)  # fmt: skip
def test_signs_of_the_databases_own_languages_are_only_signs(query):
    indexed("One deal")
    assert hits(query) in (["One deal"], [])


@pytest.mark.parametrize("query", [" ".join("abcdefghijk"), "x" * 201])
def test_a_query_too_long_to_mean_anything_is_refused(query):
    with pytest.raises(ValidationError, match="at most 10 words and 200 characters"):
        search.matching(query)


@pytest.mark.parametrize("model_filter", [SearchFilter, ArticleFilter])
def test_a_reader_is_told_so_at_the_field(model_filter):
    rows = (Article if model_filter is ArticleFilter else SearchDocument).objects.public()
    filterset = model_filter(QueryDict("q=" + "+".join("abcdefghijk")), queryset=rows)
    assert not filterset.is_valid()
    assert list(filterset.form.errors) == ["q"]


def test_a_name_in_a_script_without_spaces_is_one_word_however_long():
    indexed("ソフトバンクグループ株式会社が発表", "ja")
    assert hits("ソフトバンクグループ株式会社") == ["ソフトバンクグループ株式会社が発表"]


def test_a_text_with_an_endless_word_can_still_be_published():
    indexed("Endless", body="x" * 5000 + " and more.")
    assert hits("endless") == ["Endless"]


def test_every_kind_of_record_is_found_by_its_name():
    place = PlaceFactory(name="United Kingdom", name_fr="Royaume-Uni")
    organisation = OrganisationFactory(name="International Business Machines")
    Alias.objects.create(organisation=organisation, name="IBM")
    site = SiteFactory(name="Site of Loughton", place=place)
    deal = InvestmentFactory(title="Pact", sites=[site], investors=[organisation])
    article = draft_about(deal, title="Report")
    DossierFactory(title="Dossier of the pact", articles=[article])
    published(article)
    found = {"royaume": "United Kingdom", "ibm": organisation.name, "loughton": site.name}
    assert {query: hits(query) for query in found} == {q: [name] for q, name in found.items()}
    assert hits("pact", kind="investment") == ["Pact"]
    assert hits("pact", kind="dossier") == ["Dossier of the pact"]


def test_all_words_in_the_title_come_before_words_in_the_text_and_newer_before_older():
    body = "The pact is signed."
    indexed("Older pact", reported_on=date(2024, 1, 1))
    indexed("Newer pact", reported_on=date(2025, 1, 1))
    indexed("Newest text", body=body, reported_on=date(2026, 1, 1))
    assert hits("pact") == ["Newer pact", "Older pact", "Newest text"]


def test_what_is_not_public_is_not_found():
    ArticleFactory(title="Draft deal")
    retracted(indexed("Retracted deal"))
    assert hits("deal") == []
    assert not SearchDocument.objects.filter(all_words__contains="retracted").exists()


def test_a_scheduled_article_is_found_at_its_time():
    with time_machine.travel(NOON - timedelta(days=1), tick=False):
        published(ArticleFactory(title="Embargoed deal"), at=NOON)
    with time_machine.travel(NOON - timedelta(seconds=1), tick=False):
        assert hits("embargoed") == []
    with time_machine.travel(NOON, tick=False):
        assert hits("embargoed") == ["Embargoed deal"]


def test_a_corrected_text_is_found_by_its_new_words_only():
    article = indexed("Deal in Wales")
    with publishing.kept_true(article):
        article.title = "Deal in Scotland"
        article.save()
    assert hits("wales") == []
    assert hits("scotland") == ["Deal in Scotland"]


def test_the_articles_of_a_list_are_found_by_the_same_words():
    article = indexed("Les énergies", "fr")
    report(InvestmentFactory(title="energie"))
    filterset = ArticleFilter(QueryDict("q=energie"), queryset=Article.objects.public())
    assert list(filterset.qs) == [article]
