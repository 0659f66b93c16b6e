"""Each catalogue holds each string of the code and the templates, translated, and nothing else."""

import re
from io import BytesIO

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import templatize

from tests.factories import InvestmentFactory, report

ROOMS = ("accounts", "articles", "entities", "newsbase")
KEYWORDS = DEFAULT_KEYWORDS | {
    f"{name}_{kind}": DEFAULT_KEYWORDS[name]
    for name in ("gettext", "ngettext", "pgettext")
    for kind in ("lazy", "noop")
}
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]|\{\w*\}")
CATALOGUES = sorted((settings.BASE_DIR / "locale").glob("*/LC_MESSAGES/django.po"))


def sources():
    """What gettext reads: the code as it is, the templates as Django turns them into code."""
    for room in ROOMS:
        for path in (settings.BASE_DIR / room).rglob("*.py"):
            yield path.read_text()
    for path in (settings.BASE_DIR / "templates").rglob("*.*"):
        code = templatize(path.read_text())
        yield "\n".join(line.strip() for line in code.splitlines())


def strings():
    """(context, text) of each translatable string; of a plural, the text for one."""
    for source in sources():
        for _line, text, _comments, context in extract(
            "python", BytesIO(source.encode()), KEYWORDS
        ):
            yield context, text if isinstance(text, str) else text[0]


@pytest.fixture(scope="module", params=CATALOGUES, ids=lambda path: path.parts[-3])
def catalogue(request):
    with request.param.open("rb") as file:
        return read_po(file)


def texts(catalogue):
    """(English, translated) of each text; of a plural, the pairs for one and for many."""
    for message in catalogue:
        if isinstance(message.id, str):
            yield from [(message.id, message.string)] if message.id else []
        else:
            yield from zip(message.id, message.string, strict=True)


def test_every_string_is_in_the_catalogue_and_no_other(catalogue):
    kept = {(m.context, m.id if isinstance(m.id, str) else m.id[0]) for m in catalogue if m.id}
    assert kept == set(strings())
    assert not catalogue.obsolete


def test_every_string_has_a_text_that_somebody_wrote(catalogue):
    assert not [english for english, french in texts(catalogue) if not french]
    assert not [message.id for message in catalogue if message.id and message.fuzzy]


def test_a_translation_keeps_its_placeholders(catalogue):
    for english, french in texts(catalogue):
        assert sorted(PLACEHOLDER.findall(french)) == sorted(PLACEHOLDER.findall(english))


def test_no_french_line_breaks_before_a_sign_or_after_an_opening_quote(catalogue):
    if catalogue.locale.language != "fr":
        pytest.skip("French alone sets a space there")
    breakable = re.compile(r" [:;?!»]|« ")
    assert not [french for _english, french in texts(catalogue) if breakable.search(french)]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("/fr/", ["Qui engage combien", "Trouver les investissements", "Annonces récentes"]),
        (
            "/fr/investments/",
            ["<h1>Investissements</h1>", "1 investissement", "montants décroissants"],
        ),
        ("/fr/investments/hub/", ["<dt>Qui</dt>", "1,5\xa0Md\xa0£", "Banque centrale"]),
        ("/fr/articles/", ["<h1>Articles</h1>", "1 article", "anglais"]),
        ("/fr/about/", ["L'argent est compté une seule fois"]),
    ],
)
def test_a_french_reader_reads_french(url, words, db, client):
    report(InvestmentFactory(slug="hub", figure="£1.5bn"))
    page = client.get(url).content.decode()
    assert [word for word in words if word not in page] == []


def test_a_french_writer_works_in_french(writer, client):
    client.force_login(writer)
    page = client.get("/fr/admin/articles/article/add/").content.decode()
    assert "Soumettre à la relecture" in page
    assert "mot pour mot" in page
