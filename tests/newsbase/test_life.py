"""One article from draft to retracted: at every step every public address is read for words that
must not be there yet, or no longer. Pages are kept between steps, as in life."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import checks, publishing, workflow
from articles.desk import comments, merging, unmerging
from articles.models import Correction
from entities.models import Organisation
from tests.factories import (
    InvestmentFactory,
    OrganisationFactory,
    PlaceFactory,
    SiteFactory,
    UserFactory,
    draft_about,
    report,
)
from tests.newsbase.public_urls import in_french, public_urls
from tests.newsbase.test_leaks import ask, text_of

pytestmark = pytest.mark.django_db(transaction=True)

# What only the newsroom ever reads.
NEVER = {"zzremark", "zzreason"}
OF_ARTICLE = {"zzarticle", "zzbody", "zzdeal"}
OF_RECORDS = {"zzcompany", "zzsite", "zztown"}


@pytest.fixture
def base():
    """What is public all along, and the records that the article will bring."""
    country = PlaceFactory(name="Ruritania", slug="ruritania")
    known = OrganisationFactory(name="Known", slug="known")
    deal = InvestmentFactory(title="Known deal", slug="known-deal", investors=[known],
                             places=[country])  # fmt: skip
    return {
        "articles": [report(deal, title="Known article", slug="known-article")],
        "dossiers": [], "investments": [deal], "organisations": [known], "sites": [],
        "places": [country], "previews": [],
    }  # fmt: skip


@pytest.fixture
def article(base):
    town = PlaceFactory(name="zztown", slug="town", parent=base["places"][0])
    company = OrganisationFactory(name="zzcompany", slug="company")
    site = SiteFactory(name="zzsite", slug="campus", place=town)
    site.operators.add(company)
    deal = InvestmentFactory(title="zzdeal", slug="deal", investors=[company], sites=[site])
    article = draft_about(
        deal, title="zzarticle", slug="article", body="The zzbody. More.", author=UserFactory()
    )
    article.author.groups.add(*UserFactory(role="writer").groups.all())
    comments.add(article, "zzremark", by=article.author)
    return article


ADDRESSES = ["/articles/article/", "/investments/deal/", "/organisations/company/",
             "/sites/campus/", "/places/ruritania/town/"]  # fmt: skip
SEARCHES = [f"/search/?q={word[:4]}" for word in sorted(OF_ARTICLE | OF_RECORDS)]


def words_read(client, base):
    """Our words that any public page has, in either language."""
    addresses = [*public_urls(base), *ADDRESSES, *SEARCHES, "/nowhere/"]
    found = set()
    for url in addresses:
        for address in [url] if "?" in url else [url, in_french(url)]:
            status, body, headers = ask(client, address)
            assert status < 500, address
            said = text_of(body) + str(headers)
            found |= {word for word in WORDS if word in said}
    return found


WORDS = NEVER | OF_ARTICLE | OF_RECORDS | {"zzagain", "zznote", "zztold"}


def test_no_word_shows_before_its_time_or_after_it(client, base, article):
    editor, publisher = UserFactory(role="editor"), UserFactory(role="publisher")
    everything = OF_ARTICLE | OF_RECORDS
    assert words_read(client, base) == set()
    workflow.submit(article, by=article.author, reason="zzreason")
    assert words_read(client, base) == set()
    workflow.approve(article, by=editor, reason="zzreason")
    checks.accept_all(article, by=publisher)
    assert words_read(client, base) == set()
    at = timezone.now() + timedelta(days=2)
    workflow.publish(article, by=publisher, at=at, reason="zzreason")
    assert words_read(client, base) == set()
    workflow.reschedule(article, by=publisher, reason="zzreason")
    assert words_read(client, base) == everything
    with publishing.kept_true(article):
        article.title = "zzagain"
        article.save()
    Correction.objects.create(article=article, note="zznote", by=editor)
    assert words_read(client, base) == everything - {"zzarticle"} | {"zzagain", "zznote"}
    company = Organisation.objects.get(slug="company")
    known = Organisation.objects.get(pk=base["organisations"][0].pk)
    made = merging.merge(company, known, by=publisher, reason="zzreason")
    assert NEVER.isdisjoint(words_read(client, base))
    unmerging.undo(made, by=publisher, reason="zzreason")
    article.refresh_from_db()
    workflow.retract(article, by=publisher, reason="zzreason", note="zztold")
    assert words_read(client, base) == {"zztold"}
    workflow.restore(article, by=publisher, reason="zzreason")
    assert words_read(client, base) == set()
