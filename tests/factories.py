"""Rows for tests: `report(investment)` publishes an article about it by the real workflow."""

from datetime import UTC, date, datetime

import factory
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from factory import LazyAttribute, Sequence, SubFactory, post_generation
from factory.django import DjangoModelFactory

from articles import checks, workflow
from articles.models import Article, Claim, Dossier
from entities.figures import FigureError, parse_figure
from entities.models import Capacity, Investment, Organisation, Party, Place, Site

LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)


class UserFactory(DjangoModelFactory):
    """A signed-in person; `role` names their group, '' for none."""

    class Meta:
        model = get_user_model()
        skip_postgeneration_save = True

    username = Sequence("person{}".format)
    is_staff = True

    @post_generation
    def role(self, create, role, **options):
        if role:
            self.groups.add(Group.objects.get_or_create(name=role)[0])


class RecordFactory(DjangoModelFactory):
    class Meta:
        abstract = True
        skip_postgeneration_save = True

    class Params:
        public = factory.Trait(public_from=LONG_AGO)


class PlaceFactory(RecordFactory):
    """A country, or with `parent` a city in it."""

    class Meta:
        model = Place

    name = Sequence("Place {}".format)
    slug = Sequence("place-{}".format)
    kind = LazyAttribute(lambda place: "city" if place.parent else "country")
    parent = None


class OrganisationFactory(RecordFactory):
    class Meta:
        model = Organisation

    name = Sequence("Organisation {}".format)
    slug = Sequence("organisation-{}".format)


class SiteFactory(RecordFactory):
    class Meta:
        model = Site

    name = Sequence("Site {}".format)
    slug = Sequence("site-{}".format)
    kind = "data_centre"
    place = SubFactory(PlaceFactory)


class InvestmentFactory(RecordFactory):
    """`figure` is text, in pounds unless it says otherwise; `investors` and `places` are rows."""

    class Meta:
        model = Investment

    title = Sequence("Investment {}".format)
    slug = Sequence("investment-{}".format)
    kind = "capital_expenditure"
    announced_on = date(2025, 9, 16)
    is_place_not_stated = True

    @classmethod
    def _build(cls, model, *args, figure="1bn", **fields):
        return super()._build(model, *args, **_with_bounds(figure, fields))

    @classmethod
    def _create(cls, model, *args, figure="1bn", **fields):
        return super()._create(model, *args, **_with_bounds(figure, fields))

    @post_generation
    def investors(self, create, organisations, **options):
        for organisation in organisations or ():
            PartyFactory(investment=self, organisation=organisation)

    @post_generation
    def places(self, create, places, **options):
        self.places.set(places or ())

    @post_generation
    def sites(self, create, sites, **options):
        self.sites.set(sites or ())


def _with_bounds(text, fields):
    try:
        figure = parse_figure(text, "GBP")
    except FigureError:
        figure = parse_figure(text)  # names another currency, or none
    stated = ("low", "high", "currency", "is_approximate")
    return {**{name: getattr(figure, name) for name in stated}, **fields}


class PartyFactory(DjangoModelFactory):
    class Meta:
        model = Party

    investment = SubFactory(InvestmentFactory)
    organisation = SubFactory(OrganisationFactory)
    role = "investor"


class CapacityFactory(DjangoModelFactory):
    class Meta:
        model = Capacity

    investment = SubFactory(InvestmentFactory)
    unit = "gpu"
    low = high = 60_000


class ArticleFactory(RecordFactory):
    """A draft that is ready to publish."""

    class Meta:
        model = Article

    title = Sequence("Article {}".format)
    slug = Sequence("article-{}".format)
    summary = "CoreWeave spends more."
    body = "CoreWeave invests £1.5 billion in Scotland. The total is £2.5 billion."
    source = SubFactory(OrganisationFactory)
    source_url = Sequence("https://example.com/{}".format)
    reported_on = date(2025, 9, 16)
    author = SubFactory(UserFactory, role="writer")


class ClaimFactory(DjangoModelFactory):
    """Quotes the first sentence of its article."""

    class Meta:
        model = Claim

    article = SubFactory(ArticleFactory)
    quote = LazyAttribute(lambda claim: claim.article.body.split(". ")[0] + ".")
    investment = LazyAttribute(lambda claim: None if claim.site else InvestmentFactory())
    site = None


class DossierFactory(RecordFactory):
    class Meta:
        model = Dossier

    title = Sequence("Dossier {}".format)
    slug = Sequence("dossier-{}".format)

    @post_generation
    def articles(self, create, articles, **options):
        self.articles.set(articles or ())


def approved(article):
    """`article`, a draft, submitted by its author and approved by an editor."""
    workflow.submit(article, by=article.author)
    return workflow.approve(article, by=UserFactory(role="editor"))


def published(article, at=None):
    """`article`, a draft, approved by one colleague and published by another, now or at `at`, who
    lets every warning pass."""
    publisher = UserFactory(role="publisher")
    article = approved(article)
    checks.accept_all(article, by=publisher)
    return workflow.publish(article, by=publisher, at=at)


def retracted(article):
    """`article`, published, taken out of public view."""
    return workflow.retract(article, by=UserFactory(role="publisher"), reason="It was wrong.")


def draft_about(*records, **fields):
    """A draft with a claim on each of the investments and sites `records`, ready to publish."""
    article = ArticleFactory(**fields)
    for record in records:
        ClaimFactory(article=article, **{record._meta.model_name: record})
        if isinstance(record, Investment) and not record.parties.exists():
            PartyFactory(investment=record)
    # As the admin does once the claims are there: their quotes are marked in the body.
    article.save()
    return article


def report(*records, at=None, **fields):
    """A published article about `records`."""
    return published(draft_about(*records, **fields), at=at)
