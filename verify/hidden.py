"""A small public base, and what a newsroom holds back beside it: after it, before it, by the
thousand, under the same names, and created and deleted again."""

from contextlib import contextmanager
from copy import copy

import factory
from django.core.cache import cache
from django.db import transaction

from entities.loading import kept
from newsbase.kept_pages import pages
from tests import factories
from tests.factories import (
    ArticleFactory,
    DossierFactory,
    InvestmentFactory,
    OrganisationFactory,
    PlaceFactory,
    SiteFactory,
    draft_about,
)
from tests.newsbase.canaries import NOW, Secrets, public_base

MANY = 5000


@contextmanager
def taken_back():
    """What is written within is undone; PostgreSQL gives its numbers to nobody else."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    forget()


def forget():
    kept.forget(), pages.forget(), cache.clear()


@contextmanager
def numbered_from(first):
    """Rows that factories make within have names of their own."""
    for each in vars(factories).values():
        if isinstance(each, type) and issubclass(each, factory.Factory) and each._meta.model:
            each.reset_sequence(first, force=True)
    yield


def build_public():
    with numbered_from(1000):
        base = public_base()
    # Its secret is another each time.
    base["previews"] = []
    return base


def hidden_base():
    """Records that are nowhere public, in the shape of public_base()."""
    place, company = PlaceFactory(), OrganisationFactory()
    deals = [InvestmentFactory(investors=[company], places=[place]) for _each in range(2)]
    return {
        "articles": [ArticleFactory(), ArticleFactory()], "investments": deals, "places": [place],
        "organisations": [company], "sites": [SiteFactory()],
        "dossiers": [DossierFactory(articles=[])], "previews": [],
    }  # fmt: skip


def before():
    with numbered_from(50_000):
        return Secrets(hidden_base(), "before")


def after(base):
    with numbered_from(80_000):
        return Secrets(base)


def many(base):
    """Drafts by the thousand, in the words of what is public."""
    with numbered_from(90_000):
        article = ArticleFactory(
            title="The report", summary="CoreWeave Loughton", source=base["articles"][0].source,
            reported_on=NOW.date(),
        )  # fmt: skip
        deal = InvestmentFactory(title="The whole", figure="£1bn")
    for record in (article, deal):
        copies = []
        for each in range(MANY):
            twin = copy(record)
            twin.pk, twin.slug = None, f"{record.slug}-{each}"
            if record is article:
                twin.canonical_source_url = f"https://example.com/{each}"
            copies.append(twin)
        type(record).objects.bulk_create(copies)


def colliding(base):
    """Drafts and records under the very names of what is public."""
    with numbered_from(90_000):
        for article in base["articles"]:
            draft_about(*base["investments"], title=article.title, slug=f"{article.slug}-2")
        for deal in base["investments"]:
            InvestmentFactory(title=deal.title, slug=f"{deal.slug}-2", figure="£1bn")
        for site in base["sites"]:
            SiteFactory(name=site.name, slug=f"{site.slug}-2", place=site.place)


def created_and_deleted(base):
    with transaction.atomic():
        after(base)
        transaction.set_rollback(True)
    with numbered_from(95_000):
        for _each in range(20):
            ArticleFactory().delete()
            OrganisationFactory().delete()
