"""What search engines and mistyped addresses get."""

import re

import pytest
from django.conf import settings

from tests.factories import InvestmentFactory, OrganisationFactory, draft_about, report

pytestmark = pytest.mark.django_db


def locations(client, url):
    return re.findall("<loc>(.*?)</loc>", client.get(url).content.decode())


@pytest.fixture
def shown():
    deal = InvestmentFactory(title="NVIDIA in Britain", slug="nvidia-britain")
    report(deal)
    draft_about(InvestmentFactory(title="Secret plan of NVIDIA", slug="nvidia-secret"))


def test_the_sitemap_lists_what_is_public_in_both_languages_and_nothing_else(shown, client):
    sections = locations(client, "/sitemap.xml")
    pages = [page for url in sections for page in locations(client, "/" + url.split("/", 3)[3])]
    for prefix in ("", "/fr"):
        assert f"{settings.SITE_URL}{prefix}/investments/nvidia-britain/" in pages
    assert not [page for page in pages if "secret" in page]


def test_robots_are_told_where_the_sitemap_is_and_what_to_leave_alone(client):
    told = client.get("/robots.txt").content.decode()
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in told
    assert "Disallow: /admin/" in told


def test_a_mistyped_address_is_answered_with_what_may_be_meant(shown, client):
    page = client.get("/investments/nvidia-in-brittany/")
    assert page.status_code == 404
    assert "NVIDIA in Britain" in page.content.decode()


def test_an_address_of_a_draft_suggests_what_any_wrong_address_does(shown, client):
    page = client.get("/investments/nvidia-secret/")
    assert page.status_code == 404
    assert "Secret plan" not in page.content.decode()


@pytest.mark.parametrize("path", ["/%00/", "/%F0%9F%A4%B7/", "/" + "a" * 3000 + "/", "/%/", "/-/"])
def test_addresses_without_words_and_endless_ones_are_404_too(path, client):
    OrganisationFactory(public=True)
    assert client.get(path).status_code == 404


def test_each_page_names_its_other_language_in_full(shown, client):
    page = client.get("/investments/nvidia-britain/").content.decode()
    french = f'hreflang="fr" href="{settings.SITE_URL}/fr/investments/nvidia-britain/"'
    assert french in page
