"""A third language: a catalogue in locale/ is all that it takes."""

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from django.test import override_settings
from django.utils.translation import trans_real

from entities import figure_styles
from entities.figures import format_converted, format_figure, format_interval, parse_figure
from newsbase.languages import languages_in
from tests.factories import InvestmentFactory, PlaceFactory, report

GERMAN = {
    ("figure", "{symbol}{number}{unit}"): "{number}\xa0{unit}\xa0{symbol}",
    ("figure", "up to {about}{high}"): "bis zu {about}{high}",
    ("figure", "bn"): "Mrd.",
    ("figure", "m"): "Mio.",
    ("figure", "tn"): "-",
    (None, "Investments"): "Investitionen",
}  # fmt: skip


@pytest.fixture
def german(tmp_path):
    """A site whose locale/ holds a German catalogue of a few strings."""
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = Catalog(locale="de")
    for (context, text), translated in GERMAN.items():
        catalogue.add(text, translated, context=context)
    (folder / "django.po").touch()
    with (folder / "django.mo").open("wb") as file:
        write_mo(file, catalogue)
    figure_styles._style.cache_clear()
    with override_settings(LOCALE_PATHS=[tmp_path], LANGUAGES=languages_in(tmp_path)):
        trans_real._translations.clear()
        yield
    trans_real._translations.clear()
    figure_styles._style.cache_clear()


def test_each_folder_with_a_catalogue_is_a_language_under_its_own_name(tmp_path):
    for name in ("pt_BR", "de", "empty"):
        (tmp_path / name / "LC_MESSAGES").mkdir(parents=True)
        if name != "empty":
            (tmp_path / name / "LC_MESSAGES" / "django.po").touch()
    found = [("en", "English"), ("de", "Deutsch"), ("pt-br", "Português (brasil)")]
    assert languages_in(tmp_path) == found


def test_figures_are_written_with_its_words_and_its_digits(german):
    written = format_figure(parse_figure("up to £1.5bn"), "de")
    assert written == "bis zu 1,5\xa0Mrd.\xa0£"
    assert format_figure(parse_figure("1,234,567 CHF"), "de") == "1.234.567\xa0CHF"
    assert format_converted(parse_figure("£1,234.5m"), "de") == "≈1,23\xa0Mrd.\xa0£"
    # What its catalogue does not say yet is said in English.
    assert format_figure(parse_figure("at least £20m"), "de") == "at least 20\xa0Mio.\xa0£"
    assert format_interval(parse_figure("£60000"), "de") == "60.000"


@pytest.mark.django_db
def test_readers_get_pages_addresses_and_names_in_it(german, client):
    deal = InvestmentFactory(figure="£1.5bn", slug="hub")
    deal.places.add(PlaceFactory(name="Germany", iso_code="DE", slug="de"))
    report(deal)
    page = client.get("/de/investments/").content.decode()
    assert "<h1>Investitionen</h1>" in page
    assert "Deutschland" in page
    assert "1,5\xa0Mrd.\xa0£" in page
    assert 'hreflang="de"' in client.get("/investments/").content.decode()


@pytest.mark.django_db
def test_what_stands_in_an_editors_box_can_be_read_back(german, client, publisher):
    deal = InvestmentFactory(figure="up to £1.5bn")
    client.force_login(publisher)
    page = client.get(f"/de/admin/entities/investment/{deal.pk}/change/").content.decode()
    assert 'value="up to £1.5bn"' in page
