"""Public bytes do not depend on unpublished data: canaries, and pages with and without it."""

import hashlib
import re
from datetime import UTC, datetime, timedelta
from html import escape
from io import BytesIO
from urllib.parse import quote
from zipfile import ZipFile

import pytest
import time_machine
from django.utils import timezone

from articles.desk.previews import make_link
from articles.models import Comment, Correction
from entities.models import Alias, FormerAddress, Investment
from tests.factories import (
    ArticleFactory,
    CapacityFactory,
    ClaimFactory,
    DossierFactory,
    InvestmentFactory,
    OrganisationFactory,
    PartyFactory,
    PlaceFactory,
    SiteFactory,
    approved,
    draft_about,
    published,
    report,
    retracted,
)
from tests.newsbase.public_urls import ARGUMENTS, in_french, public_patterns, public_urls

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
AMOUNT, QUANTITY, LATITUDE = 7_391_846_251, 86_413, 57.31947


@pytest.fixture
def frozen():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def base(db, frozen):
    """A small public base: each kind of record, linked as in life."""
    britain = PlaceFactory(name="United Kingdom", slug="gb")
    town = PlaceFactory(name="Loughton", slug="loughton", parent=britain)
    company = OrganisationFactory(name="CoreWeave", slug="coreweave")
    site = SiteFactory(name="Loughton campus", slug="campus", place=town)
    site.operators.add(company)
    whole = InvestmentFactory(title="The whole", slug="whole", investors=[company])
    part = InvestmentFactory(title="A part", slug="part", part_of=whole, investors=[company])
    part.sites.add(site)
    article = report(whole, part, site, title="The report", slug="the-report")
    other = report(whole, title="Another report", slug="another-report")
    article.related.add(other)
    dossier = DossierFactory(slug="dossier", articles=[article, other])
    dossier.public_from = article.public_from
    dossier.save()
    draft = draft_about(whole, InvestmentFactory(title="Previewed", slug="previewed"))
    return {
        "previews": [make_link(draft, by=draft.author)],
        "articles": [article, other],
        "dossiers": [dossier],
        "investments": [whole, part],
        "organisations": [company, article.source],
        "sites": [site],
        "places": [britain, town],
    }


def token(state, field):
    return f"canary{hashlib.sha256(f'{state} {field}'.encode()).hexdigest()[:12]}"


class Secrets:
    """Everything the newsroom holds back, each text with a token of its own."""

    def __init__(self, base):
        self.base, self.tokens = base, set()
        for state in ("draft", "in_review", "approved", "scheduled", "retracted"):
            self.add_article(state)
        self.hang_on_public()

    def canary(self, state, field):
        self.tokens.add(token(state, field))
        return token(state, field)

    def add_article(self, state):
        """An article in `state` with records of its own and links to public ones."""

        def make(field):
            return self.canary(state, field)

        country = PlaceFactory(name=make("country"), slug=make("path"), iso_code="ZZ")
        town = PlaceFactory(name=make("city"), slug=make("city-slug"), parent=country)
        company = OrganisationFactory(name=make("company"), slug=make("company-slug"))
        Alias.objects.create(organisation=company, name=make("alias"))
        site = SiteFactory(name=make("site"), slug=make("site-slug"), place=town,
                           latitude=LATITUDE, longitude=1.5)  # fmt: skip
        site.operators.add(company)
        deal = InvestmentFactory(
            title=make("deal"), slug=make("deal-slug"), note=make("note"), figure=f"{AMOUNT} GBP",
            part_of=self.base["investments"][0], investors=[company], sites=[site], places=[town],
        )  # fmt: skip
        CapacityFactory(investment=deal, low=QUANTITY, high=QUANTITY)
        article = ArticleFactory(
            title=make("title"), slug=make("slug"), summary=make("summary"),
            body=f"{make('body')} invests £{AMOUNT:,}. More.", source=company,
            source_credit=make("credit"), source_url=f"https://example.com/{make('url')}",
            translation_of=self.base["articles"][0], language="fr",
        )  # fmt: skip
        article.organisations.add(company, *self.base["organisations"])
        article.related.add(*self.base["articles"])
        DossierFactory(title=make("dossier"), slug=make("dossier-slug"), articles=[article])
        self.base["dossiers"][0].articles.add(article)
        ClaimFactory(article=article, investment=deal)
        ClaimFactory(article=article, site=self.base["sites"][0], summary=make("site claim"))
        ClaimFactory(
            article=article, investment=self.base["investments"][0], summary=make("claim"),
            statement="figure", low=AMOUNT, high=AMOUNT, currency="GBP",
        )  # fmt: skip
        Comment.objects.create(article=article, text=make("comment"), by=article.author)
        FormerAddress.objects.create(kind="article", address=make("left"), record_id=article.pk)
        self.move(article, state)

    def move(self, article, state):
        if state == "in_review":
            article.state = state
            article.save()
        elif state == "approved":
            approved(article)
        elif state == "scheduled":
            published(article, at=NOW + timedelta(days=2))
        elif state == "retracted":
            # Never public: it was scheduled when it was retracted.
            retracted(published(article, at=NOW + timedelta(days=3)))

    def hang_on_public(self):
        """What is hidden though its owner is public."""
        article = self.base["articles"][0]
        Comment.objects.create(
            article=article, text=self.canary("public", "comment"), by=article.author
        )
        hidden = OrganisationFactory(name=self.canary("public", "subsidiary"))
        hidden.parent = self.base["organisations"][0]
        hidden.save()
        draft = Investment.objects.get(slug=token("draft", "deal-slug"))
        Investment.objects.get(slug="part").may_overlap.add(draft)


def ask(client, url):
    response = client.get(url)
    body = b"".join(response) if response.streaming else response.content
    return response.status_code, body, sorted(response.headers.items())


def without_path(client, path):
    """The answer, less what only repeats the path that was asked for."""
    status, body, headers = ask(client, path)
    kept = [(name, value) for name, value in headers if name != "ETag"]
    return status, body.replace(path.encode(), b"PATH"), kept


def written_forms(text):
    """`text` as it may stand in a page, an address, JSON or a spreadsheet."""
    return {text, text.upper(), escape(text), quote(text), text.encode().hex()}


# As whole numbers: five digits turn up in a hash by chance.
NUMBERS = re.compile(
    r"\b(7391846251|7[,.\s\u202f]391[,.\s\u202f]846[,.\s\u202f]251|7[.,]39|86[,.\s\u202f]?413|57\.31947)\b"
)


def text_of(body):
    """What an answer says; of a workbook, what its parts say."""
    if not body.startswith(b"PK"):
        return body.decode()
    with ZipFile(BytesIO(body)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist())


def test_every_public_pattern_is_watched():
    assert set(public_patterns()) == set(ARGUMENTS)


def test_no_canary_shows_on_any_public_page(client, base):
    secrets = Secrets(base)
    forms = set().union(*map(written_forms, secrets.tokens))
    for url in public_urls(base):
        for address in (url, in_french(url)):
            status, body, headers = ask(client, address)
            said = text_of(body) + str(headers)
            # A page repeats the words that it was asked for.
            assert not [form for form in forms if form in said], (address, status)
            assert not NUMBERS.search(said), (address, status)


def test_public_bytes_are_the_same_with_and_without_unpublished_records(client, base):
    before = {url: ask(client, url) for url in public_urls(base)}
    Secrets(base)
    for url, answer in before.items():
        assert ask(client, url) == answer, url


def test_an_address_with_a_draft_behind_it_answers_like_one_with_nothing(client, base):
    Secrets(base)
    for state in ("draft", "in_review", "approved", "scheduled", "retracted"):
        for prefix, field in [
            ("articles", "slug"), ("articles", "left"), ("investments", "deal-slug"),
            ("organisations", "company-slug"), ("sites", "site-slug"), ("places", "path"),
            ("dossiers", "dossier-slug"),
        ]:  # fmt: skip
            name = token(state, field)
            found = without_path(client, f"/{prefix}/{name}/")
            nothing = without_path(client, f"/{prefix}/{'x' * len(name)}/")
            assert found[0] == 404
            assert found == nothing


def test_every_public_pattern_answers_200_in_both_languages(client, base):
    for url in public_urls(base):
        if "?" not in url:
            assert ask(client, url)[0] == 200, url
            assert ask(client, in_french(url))[0] == 200, url


def test_a_scheduled_article_appears_at_its_time_and_not_before(client, base):
    at = timezone.now() + timedelta(days=1)
    deal = InvestmentFactory(slug="soon", investors=[base["organisations"][0]])
    report(deal, at=at, slug="soon-reported")
    urls = ["/articles/soon-reported/", "/investments/soon/"]
    with time_machine.travel(at - timedelta(seconds=1), tick=False):
        assert {client.get(url).status_code for url in urls} == {404}
    with time_machine.travel(at, tick=False):
        assert {client.get(url).status_code for url in urls} == {200}


def test_a_retracted_article_is_gone_and_says_nothing_of_its_text(client, base):
    article = retracted(report(base["investments"][0], title="Wrongtitle", slug="wrong"))
    status, body, _headers = ask(client, "/articles/wrong/")
    assert status == 410
    assert b"Wrongtitle" not in body
    assert b"Nothing has all these words" in ask(client, "/search/?q=Wrongtitle")[1]
    assert article.title not in ask(client, "/")[1].decode()


def test_a_correction_of_a_public_article_is_told_to_readers(client, base):
    article = base["articles"][0]
    Correction.objects.create(article=article, note="The sum was 1.5bn.", by=article.author)
    assert b"The sum was 1.5bn." in ask(client, article.get_absolute_url())[1]


def test_a_party_that_no_public_article_names_is_made_public_by_its_deal(client, base):
    party = PartyFactory(investment=base["investments"][0], role="partner")
    # Written past the admin, which would have published it: so it is not shown yet.
    assert party.organisation.name not in ask(client, "/investments/whole/")[1].decode()
