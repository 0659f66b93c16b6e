"""Public bytes do not depend on unpublished data: canaries, and pages with and without it."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from articles.models import Correction
from tests.factories import (
    InvestmentFactory,
    PartyFactory,
    report,
    retracted,
)
from tests.newsbase.canaries import (
    NOW,
    NUMBERS,
    Secrets,
    ask,
    public_base,
    text_of,
    token,
    written_forms,
)
from tests.newsbase.public_urls import ARGUMENTS, in_french, public_patterns, public_urls


@pytest.fixture
def frozen():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def base(db, frozen):
    return public_base()


def without_path(client, path):
    """The answer, less what only repeats the path that was asked for."""
    status, body, headers = ask(client, path)
    kept = [(name, value) for name, value in headers if name != "ETag"]
    return status, body.replace(path.encode(), b"PATH"), kept


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
