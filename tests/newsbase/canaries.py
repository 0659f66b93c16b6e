"""A small public base, and everything the newsroom holds back hung on it, each text a canary."""

import hashlib
import re
from datetime import UTC, datetime, timedelta
from html import escape
from io import BytesIO
from urllib.parse import quote
from zipfile import ZipFile

from articles.desk.previews import make_link
from articles.models import Comment, Dossier, Original, Verdict
from articles.search import index
from entities.models import Alias, FormerAddress, Investment
from tests.factories import (
    ArticleFactory,
    CapacityFactory,
    ClaimFactory,
    DossierFactory,
    InvestmentFactory,
    OrganisationFactory,
    PlaceFactory,
    SiteFactory,
    approved,
    draft_about,
    published,
    report,
    retracted,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
AMOUNT, QUANTITY, LATITUDE = 7_391_846_251, 86_413, 57.31947


def public_base():
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
    index(Dossier, [dossier.pk])
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
    """Everything the newsroom holds back, each text with a token of its own; two of them in one
    base need two names."""

    def __init__(self, base, name=""):
        self.base, self.name, self.tokens = base, name, set()
        for state in ("draft", "in_review", "approved", "scheduled", "retracted"):
            self.add_article(state)
        self.hang_on_public()

    def canary(self, state, field):
        found = token(f"{self.name}{state}", field)
        self.tokens.add(found)
        return found

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
        original = make("original")
        Original.keep(article, original.encode(), original, by=article.author)
        Verdict.objects.create(
            article=article, kind="organisation", words=make("verdict"), is_accepted=False,
            by=article.author,
        )  # fmt: skip
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
        original = self.canary("public", "original")
        Original.keep(article, original.encode(), original, by=article.author)
        hidden = OrganisationFactory(name=self.canary("public", "subsidiary"))
        hidden.parent = self.base["organisations"][0]
        hidden.save()
        draft = Investment.objects.get(slug=self.canary("draft", "deal-slug"))
        self.base["investments"][1].may_overlap.add(draft)


def ask(client, url):
    response = client.get(url)
    body = b"".join(response) if response.streaming else response.content
    return response.status_code, body, sorted(response.headers.items())


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
