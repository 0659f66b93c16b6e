import pytest
from django.core.exceptions import ValidationError

from articles.models import Claim
from tests.factories import (
    ArticleFactory,
    ClaimFactory,
    InvestmentFactory,
    OrganisationFactory,
    published,
    report,
)

pytestmark = pytest.mark.django_db


def refused(record):
    with pytest.raises(ValidationError) as error:
        record.full_clean()
    return error.value.message_dict


@pytest.mark.parametrize(
    "url", ["https://example.com/deal", "http://www.example.com/deal/?utm_source=x"]
)
def test_one_report_is_entered_once(url):
    first = ArticleFactory(source_url="https://example.com/deal")
    first.full_clean()
    second = ArticleFactory.build(source_url=url, author=first.author, source=first.source)
    assert "already entered" in refused(second)["source_url"][0]


def test_two_articles_may_lack_an_address():
    ArticleFactory(source_url="")
    ArticleFactory(source_url="").full_clean()


def test_the_address_of_a_source_may_be_as_long_as_its_field():
    url = "https://example.com/?q=" + "é" * 477
    article = ArticleFactory(source_url=url)
    article.full_clean()
    assert len(url) == 500


def test_a_translation_is_of_the_original():
    original = ArticleFactory()
    translation = ArticleFactory(translation_of=original, language="fr")
    assert "translation_of" in refused(ArticleFactory(translation_of=translation))
    original.translation_of = ArticleFactory()
    assert "translation_of" in refused(original)


def test_the_source_is_credited_as_it_was_printed():
    article = ArticleFactory(source=OrganisationFactory(name="Business Standard"))
    assert article.credit == "Business Standard"
    article.source_credit = "Business Standard (Bloomberg)"
    assert article.credit == "Business Standard (Bloomberg)"


@pytest.mark.parametrize("options", [{}, {"update_fields": ["body", "title"]}])
def test_a_saved_body_is_rendered_and_a_saved_title_folded(options):
    article = ArticleFactory()
    article.body, article.title = "**New**", "Été"
    article.save(**options)
    article.refresh_from_db()
    assert (article.html, article.folded_title) == ("<p><strong>New</strong></p>\n", "ete")


def test_a_body_that_is_too_long_to_render_is_told():
    article = ArticleFactory()
    article.body = "x" * 100_001
    assert "too long" in str(refused(article))


class TestClaims:
    def test_the_quote_stands_in_the_body_or_the_nearest_sentence_is_shown(self):
        claim = ClaimFactory.build(
            article=ArticleFactory(),
            investment=InvestmentFactory(),
            quote="CoreWeave invests £1.6 billion in Scotland.",
        )
        (message,) = refused(claim)["quote"]
        assert "“CoreWeave invests £1.5 billion in Scotland.”" in message

    def test_an_empty_body_is_told(self):
        claim = ClaimFactory.build(article=ArticleFactory(body=""), quote="x", investment=None)
        assert "empty" in refused(claim)["quote"][0]

    def test_it_leads_to_the_marked_sentence(self):
        claim = ClaimFactory()
        claim.article.save()
        path, _, anchor = claim.get_absolute_url().partition("#")
        assert path == claim.article.get_absolute_url()
        assert f'<mark id="{anchor}">{claim.quote}</mark>' in claim.article.html

    def test_it_is_public_with_its_article(self):
        deal = InvestmentFactory()
        report(deal)
        draft = ClaimFactory(investment=deal)
        assert draft not in Claim.objects.public()
        published(draft.article)
        assert draft in Claim.objects.public()
