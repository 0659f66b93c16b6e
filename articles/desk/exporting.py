"""Records as files: what an import takes back as no change."""

from django.utils.translation import gettext as _

from articles.desk.resources import RESOURCES
from articles.desk.sheets import SheetError
from entities.exports import FORMATS, guarded
from entities.spreadsheets import MOST_LETTERS

ROWS_AT_ONCE = 500


def exported(records, kind, user=None):
    """A dict for each of the queryset `records` of RESOURCES[`kind`], ordered by address.

    Without a user (a command of the operator) the claims of every article are in it.
    """
    resource = RESOURCES[kind](user)
    for record in resource.complete(records.order_by("slug")).iterator(ROWS_AT_ONCE):
        yield resource.cells(record, user)


def written(rows, file_format):
    """The pieces of a file (str or bytes) of exported `rows`; SheetError where a cell does not
    fit into a spreadsheet."""
    return FORMATS[file_format][0](_fitting(rows) if file_format == "xlsx" else rows)


def _fitting(rows):
    for row in rows:
        if any(len(value) >= MOST_LETTERS for value in row.values() if isinstance(value, str)):
            raise SheetError(
                _("“%s” has a text too long for a spreadsheet: export as CSV.") % row["slug"]
            )
        # A workbook's texts are texts; saved as CSV by a spreadsheet they must still be.
        yield {name: guarded(cell) if isinstance(cell, str) else cell for name, cell in row.items()}
