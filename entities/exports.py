"""Search results as files: every row, streamed, with its working and its sources."""

import csv
import json
from itertools import batched

import numpy as np
from django.conf import settings
from django.db.models import Prefetch

from entities.models import Investment, Party, Place, Site
from entities.spreadsheets import MOST_ROWS, workbook
from entities.totals import total

ROWS_AT_ONCE = 100
# A spreadsheet takes a text that begins so for a formula (OWASP ASVS 1.2.10).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠")


def rows(listing, currency):
    """A dict for each of the public investments of a Listing, in its order.

    `low`, `high` are whole units of `currency` as announced; the converted bounds are whole units
    of the reporting `currency` given; a party's `share` is in the figure's own currency, as
    announced; `counted` is 'yes' or why the row is not in the total.
    """
    deals, counting = listing.deals, total(listing.deals, currency)
    complete = _complete(Investment.objects.public())
    for positions in batched(listing.all(), ROWS_AT_ONCE):
        investments = deals.records(np.array(positions), complete)
        for investment in counting.explain(investments):
            yield _row(investment, currency, investment.reason or "yes")


def _complete(investments):
    parties = Party.objects.public()
    claims = investments.model._meta.get_field("claims").related_model.objects.public()
    # The texts of articles are long, and not in the file.
    claims = claims.select_related("article").defer("article__body", "article__body_html")
    return investments.prefetch_related(
        Prefetch("parties", parties.select_related("organisation"), to_attr="public_parties"),
        Prefetch("places", Place.objects.public(), to_attr="public_places"),
        Prefetch("sites", Site.objects.public(), to_attr="public_sites"),
        Prefetch("claims", claims, to_attr="public_claims"),
    )


def _row(investment, currency, counted):
    converted = investment.figure_in(currency)
    return {
        "title": investment.title,
        "url": settings.SITE_URL + investment.get_absolute_url(),
        "kind": investment.kind,
        "status": investment.status,
        "nature": investment.nature,
        "announced_on": investment.announced_on.isoformat(),
        "date_precision": investment.date_precision,
        "qualifier": str(investment.figure.qualifier),
        "is_approximate": investment.is_approximate,
        "low": investment.low,
        "high": investment.high,
        "currency": investment.currency,
        f"low_{currency.lower()}": converted and converted.low,
        f"high_{currency.lower()}": converted and converted.high,
        "rate": _plain(getattr(investment, f"rate_{currency.lower()}")),
        "rate_on": investment.rate_on and investment.rate_on.isoformat(),
        "rate_source": investment.rate_source,
        "counted": counted,
        "parties": [
            {
                "organisation": party.organisation.name,
                "role": party.role,
                "share": party.share and f"{party.share} {investment.currency}",
            }
            for party in investment.public_parties
        ],
        "places": [place.path for place in investment.public_places],
        "sites": [site.name for site in investment.public_sites],
        "claims": [
            {
                "quote": claim.quote,
                "source": claim.article.source_url,
                "url": settings.SITE_URL + claim.get_absolute_url(),
            }
            for claim in investment.public_claims
        ],
    }


def _plain(rate):
    return None if rate is None else f"{rate.normalize():f}"


def as_json(rows):
    """The rows as one JSON array, piece by piece."""
    yield "["
    for number, row in enumerate(rows):
        yield (",\n" if number else "\n") + json.dumps(row, ensure_ascii=False)
    yield "\n]\n"


def as_json_lines(rows):
    """The rows as JSON Lines, one object a line; the last line is {"end": number of rows}."""
    number = 0
    for number, row in enumerate(rows, start=1):  # noqa: B007
        yield json.dumps(row, ensure_ascii=False) + "\n"
    yield json.dumps({"end": number}) + "\n"


class _Line:
    """A file for csv.writer that hands back what is written."""

    def write(self, text):
        return text


def as_csv(rows):
    """The rows as CSV (RFC 4180) with a header line; lists are joined by '; '.

    The last line says how many rows there are: a file without it was cut short.
    """
    writer, number = csv.writer(_Line()), 0
    for number, row in enumerate(rows, start=1):
        if number == 1:
            # The mark lets spreadsheets read UTF-8.
            yield "\ufeff" + writer.writerow(row)
        yield writer.writerow([_cell(value) for value in row.values()])
    yield writer.writerow([f"# end: {number} rows"])


def as_xlsx(rows):
    """The rows as an XLSX workbook with a header; its last row says how many rows there are, or
    that a sheet does not hold them all."""
    return workbook(_sheet(rows))


def _sheet(rows):
    number = 0
    for number, row in enumerate(rows, start=1):
        if number == 1:
            yield list(row)
        if number > MOST_ROWS - 2:
            yield [f"# cut: a sheet holds no more than {number - 1} rows; CSV has them all"]
            return
        yield [_joined(value) for value in row.values()]
    yield [f"# end: {number} rows"]


def _joined(value):
    return "; ".join(_item(item) for item in value) if isinstance(value, list) else value


def _cell(value):
    value = _joined(value)
    return guarded(value) if isinstance(value, str) else value


def looks_like_formula(text):
    """Would a spreadsheet run `text`, with or without the apostrophes before it?"""
    return text.lstrip("'").startswith(FORMULA)


def guarded(text):
    """`text` with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{text}" if looks_like_formula(text) else text


def unguarded(text):
    """The text that `guarded` made `text` of."""
    return text[1:] if text.startswith("'") and looks_like_formula(text) else text


def _item(item):
    return " | ".join(filter(None, item.values())) if isinstance(item, dict) else item


FORMATS = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": (as_json, "application/json"),
    "jsonl": (as_json_lines, "application/jsonl"),
}
