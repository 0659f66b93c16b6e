import csv
import io
import json
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from django.http import QueryDict

from entities import exports
from entities.deals import Deals
from entities.investment_filter import InvestmentFilter
from entities.spreadsheets import MAIN
from tests.factories import (
    InvestmentFactory,
    OrganisationFactory,
    PartyFactory,
    PlaceFactory,
    SiteFactory,
    draft_about,
    report,
)

pytestmark = pytest.mark.django_db


def search(query=""):
    filterset = InvestmentFilter(QueryDict(query), queryset=Deals.public())
    assert filterset.is_valid()
    return filterset


def as_json(query="", currency="GBP"):
    return json.loads("".join(exports.as_json(exports.rows(search(query).listing, currency))))


def as_csv(query="", currency="GBP"):
    text = "".join(exports.as_csv(exports.rows(search(query).listing, currency)))
    *lines, end = text.removeprefix("\ufeff").splitlines(keepends=True)
    rows = list(csv.DictReader(io.StringIO("".join(lines), newline="")))
    assert end == f"# end: {len(rows)} rows\r\n"
    return rows


def as_json_lines(query="", currency="GBP"):
    rows = exports.rows(search(query).listing, currency)
    *lines, end = [json.loads(line) for line in exports.as_json_lines(rows)]
    assert end == {"end": len(lines)}
    return lines


def as_xlsx(query="", currency="GBP"):
    rows = exports.rows(search(query).listing, currency)
    with ZipFile(io.BytesIO(b"".join(exports.as_xlsx(rows)))) as archive:
        assert archive.testzip() is None
        sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))  # noqa: S314
    table = [["".join(cell.itertext()) for cell in row] for row in sheet.iter(f"{{{MAIN}}}row")]
    *table, (end,) = table
    head, *lines = table or [[]]
    assert end == f"# end: {len(lines)} rows"
    return [dict(zip(head, line, strict=True)) for line in lines]


@pytest.fixture
def deals():
    for number in range(5):
        InvestmentFactory(
            figure=f"£{number + 1}bn", kind=["grant", "loan"][number % 2], public=True
        )
    InvestmentFactory(title="Draft")


@pytest.mark.parametrize("query", ["", "kind=grant", "sort=amount", "amount_min=3bn&sort=-date"])
@pytest.mark.parametrize("read", [as_json, as_json_lines, as_csv, as_xlsx])
def test_a_file_has_the_rows_of_the_page_in_their_order(deals, read, query):
    assert [row["title"] for row in read(query)] == [
        row.title for row in search(query).qs.records(search(query).listing.all())
    ]


@pytest.mark.parametrize("read", [as_json, as_json_lines, as_csv, as_xlsx])
def test_a_search_without_results_is_a_file_without_rows(read):
    assert read() == []


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_spreadsheet_takes_a_text_for_a_formula(text):
    organisation = OrganisationFactory(name=text, public=True)
    InvestmentFactory(title=text, investors=[organisation], public=True)
    (row,) = as_csv()
    assert row["title"] == f"'{text}"
    assert row["parties"] == f"'{text} | investor"
    assert as_json()[0]["title"] == text


@pytest.mark.parametrize("text", [*FORMULAS, "<b>&\x0b", "a  b"])
def test_a_workbook_holds_every_text_as_a_text(text):
    InvestmentFactory(title=text, figure="£3bn", public=True)
    (row,) = as_xlsx()
    assert row["title"].strip() == text.replace("\x0b", "").strip()
    assert row["high"] == "3000000000"


def test_the_same_rows_are_the_same_workbook(deals):
    workbooks = [b"".join(exports.as_xlsx(exports.rows(search().listing, "GBP"))) for _ in range(2)]
    assert workbooks[0] == workbooks[1]


def test_a_workbook_begins_before_its_last_row_is_asked_for():
    asked = []

    def rows():
        for number in range(5_000):
            asked.append(number)
            yield {"title": f"Number {number * 7919 % 5000} {hash(number) * 2654435761 % 2**32}"}

    pieces = exports.as_xlsx(rows())
    next(pieces)
    assert len(asked) < 5_000


def test_a_figure_is_told_as_announced_and_as_converted_with_its_rate():
    deal = InvestmentFactory(figure="up to $11bn", public=True)
    (row,) = as_json(currency="EUR")
    assert (row["low"], row["high"], row["currency"], row["qualifier"]) == (
        None,
        11 * 10**9,
        "USD",
        "up_to",
    )
    assert row["high_eur"] == deal.high_eur
    assert float(row["rate"]) == pytest.approx(float(deal.rate_eur))
    assert row["rate_on"] == "2025-09-16"
    assert "European Central Bank" in row["rate_source"]


def test_what_is_unknown_is_empty_and_not_zero():
    InvestmentFactory(figure="undisclosed", public=True)
    (row,) = as_csv()
    assert [row[name] for name in ("low", "high", "currency", "low_gbp", "rate")] == [""] * 5


def test_each_row_says_whether_it_is_in_the_total_and_why_not():
    programme = InvestmentFactory(title="Programme", figure="5bn", public=True)
    InvestmentFactory(title="Part", part_of=programme, public=True)
    InvestmentFactory(title="Plan", status="cancelled", public=True)
    counted = {row["title"]: row["counted"] for row in as_json()}
    assert counted == {"Programme": "yes", "Part": "part", "Plan": "void"}


def test_a_file_tells_stated_shares_and_where_each_claim_stands():
    deal = InvestmentFactory(figure="3bn")
    PartyFactory(investment=deal, organisation=OrganisationFactory(name="Nscale"), share=2 * 10**9)
    claim = report(deal, source_url="https://example.com/deal").claims.get()
    (row,) = as_json()
    assert row["parties"] == [
        {"organisation": "Nscale", "role": "investor", "share": "2000000000 GBP"}
    ]
    assert row["claims"][0]["url"].endswith(claim.get_absolute_url())
    (cells,) = as_csv()
    assert cells["parties"] == "Nscale | investor | 2000000000 GBP"


def test_a_file_names_nothing_that_is_not_public():
    deal = InvestmentFactory(figure="1bn")
    report(deal, source_url="https://example.com/public")
    draft_about(deal, source_url="https://example.com/draft")
    PartyFactory(investment=deal, organisation=OrganisationFactory(name="Secret"))
    deal.places.add(PlaceFactory(name="Nowhere", slug="nowhere"))
    deal.sites.add(SiteFactory(name="Hidden"))
    (row,) = as_json()
    assert [claim["source"] for claim in row["claims"]] == ["https://example.com/public"]
    assert not {"Secret", "nowhere", "Hidden"} & {*str(row).replace("'", " ").split()}
