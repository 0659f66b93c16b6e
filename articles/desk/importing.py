"""Files as records: all of a file or nothing.

A dry run is the import itself, undone at the end, so that both say the same.
"""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from itertools import batched
from types import SimpleNamespace

import reversion
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import events
from accounts.models.events import Kind
from articles import policy, publishing
from articles.desk import effects, history
from articles.desk.columns import merged_message
from articles.desk.resources import RESOURCES
from articles.desk.sheets import CellError, SheetError
from articles.models import Article
from entities.models import FormerAddress

ROWS_AT_ONCE = 500
WHOLE_RECORD = "__all__"


@dataclass
class Line:
    """What becomes of one row: `action` is 'created', 'changed', 'unchanged' or 'refused'."""

    number: int
    address: str
    action: str
    changes: list = field(default_factory=list)  # (column, before, after)
    errors: list = field(default_factory=list)  # (column or '', message)


@dataclass
class Report:
    """What an import does, or would do. `lines` leaves out the rows that change nothing."""

    counts: Counter = field(default_factory=Counter)
    lines: list = field(default_factory=list)
    is_applied: bool = False

    @property
    def refused(self):
        return [line for line in self.lines if line.errors]

    @property
    def is_acceptable(self):
        """Is there something to do, and nothing wrong?"""
        return not self.refused and bool(self.counts["created"] + self.counts["changed"])

    @property
    def digest(self):
        """The same for two reports that say the same."""
        told = repr([(line.address, line.action, line.changes) for line in self.lines])
        return hashlib.sha256(told.encode()).hexdigest()

    def add(self, line):
        self.counts[line.action] += 1
        if line.action != "unchanged":
            self.lines.append(line)


def run(sheet, kind, *, user, apply=False, expected=None, progress=lambda rows: None):
    """Import the rows of a Sheet; returns the Report. Nothing is kept unless `apply`, and then
    only if no row is refused and, where `expected` gives the digest of an earlier report, if
    the import still does what that one said.

    `progress` is called with the number of rows read so far. Raises SheetError for a file that
    can't be read, PermissionDenied.
    """
    if not apply:
        return preview(sheet, kind, user=user, progress=progress).result
    _refuse(sheet, kind, user)
    with transaction.atomic():
        report = Import(sheet, kind, user, progress, is_kept=True).run()
        report.is_applied = expected in (None, report.digest) and report.is_acceptable
        if report.is_applied:
            events.record(Kind.IMPORTED, by=user, about=kind)
        else:
            transaction.set_rollback(True)
    return report


def preview(sheet, kind, *, user, progress=lambda rows: None):
    """The Effects of an import, whose result is its Report; all of it is taken back. Raises as
    `run`."""
    _refuse(sheet, kind, user)
    return effects.preview(lambda: Import(sheet, kind, user, progress).run())


def _refuse(sheet, kind, user):
    if not policy.may(user, "import_records"):
        raise PermissionDenied
    _refuse_columns(sheet, kind)


def _refuse_columns(sheet, kind):
    known = RESOURCES[kind]().get_export_headers()
    columns = sheet.columns
    if not columns:
        raise SheetError(_("There are no rows in this file."))
    if unknown := [name for name in columns if name not in known]:
        raise SheetError(
            _("Unknown columns: %(unknown)s. There are: %(known)s.")
            % {"unknown": ", ".join(unknown)[:500], "known": ", ".join(known)}
        )
    if "slug" not in columns:
        raise SheetError(_("The column 'slug' is missing: it says which record a row is."))


class Import:
    """One reading of a sheet into the base, in the caller's transaction. The history is written
    if it `is_kept`: a revision for so many rows, so that few versions are held at once."""

    def __init__(self, sheet, kind, user, progress, is_kept=False):
        self.sheet, self.user, self.progress, self.is_kept = sheet, user, progress, is_kept
        self.resource = RESOURCES[kind](user)
        self.model = self.resource._meta.model
        self.touched, self.report = publishing.Touched(), Report()
        self.seen, self.made_first = {}, set()

    def run(self):
        if self.resource.LATER and set(self.resource.LATER) & set(self.sheet.columns):
            self._make_targets()
        for rows in batched(self.sheet, ROWS_AT_ONCE):
            changed = list(self._changed(rows))
            if self.is_kept:
                self._remember(changed)
            self.touched |= publishing.Touched().add_all(self.model, changed)
            self.progress(sum(self.report.counts.values()))
        if self.report.is_acceptable:
            publishing.refresh(self.touched)
        return self.report

    def _changed(self, rows):
        """Take `rows`; yields the id of each record that this makes or changes."""
        known = self._known(rows)
        if self.is_kept:
            history.keep(*(known[slug] for slug in known.keys() - self.made_first))
        for number, row in rows:
            line, record = self._take(number, row, known)
            self.report.add(line)
            if line.action in ("created", "changed"):
                yield record.pk

    def _remember(self, changed):
        """Write the history of the records `changed` and of the articles whose claims changed with
        them: read at once, where a revision that is open while they are saved asks for each."""
        articles, self.resource.edited_articles = self.resource.edited_articles, set()
        with reversion.create_revision():
            reversion.set_user(self.user)
            reversion.set_comment(_("Import"))
            for model, pks in ((self.model, changed), (Article, articles)):
                names = [
                    *history.relations(model),
                    *(each.name for each in model._meta.many_to_many),
                ]
                for record in model.objects.filter(pk__in=pks).prefetch_related(*names):
                    reversion.add_to_revision(record)

    def _known(self, rows):
        """{address: record} of the rows that the base has."""
        slugs = [row["slug"] for _number, row in rows if isinstance(row["slug"], str)]
        former = FormerAddress.objects.for_model(self.model).filter(address__in=slugs)
        self.left = dict(former.values_list("address", "record_id"))
        records = self.resource.complete(self.model.objects.filter(slug__in=slugs))
        return {record.slug: record for record in records}

    def _make_targets(self):
        """Make what is new first, without its links to rows of its kind, which may come later in
        the file. What is wrong is told when the row's turn comes."""
        for rows in batched(self.sheet, ROWS_AT_ONCE):
            known = self._known(rows)
            for _number, row in rows:
                slug = row["slug"]
                is_new = isinstance(slug, str) and slug and slug not in known
                if is_new and slug not in self.made_first:
                    plain = {name: row[name] for name in row if name not in self.resource.LATER}
                    if self._import(plain, None)[0].is_valid():
                        self.made_first.add(slug)

    def _take(self, number, row, known):
        """(Line, record or None) of one row."""
        slug = row["slug"]
        if refusal := self._refusal(slug, known):
            line = Line(number, str(slug)[:80], "refused", errors=[("slug", str(refusal))])
            return line, None
        self.seen[slug] = number
        record = known.get(slug)
        is_known = record and slug not in self.made_first
        if is_known and row == self._text(record):
            return Line(number, slug, "unchanged"), record
        if is_known:
            self.touched |= publishing.Touched().add(record)
        return self._line(number, slug, *self._import(row, record))

    def _refusal(self, slug, known):
        if isinstance(slug, CellError):
            return slug
        if not slug:
            return _("Every row needs the address of its record, e.g. coreweave-scotland.")
        if slug in self.seen:
            return _("Row %s has the same address.") % self.seen[slug]
        if other := getattr(known.get(slug), "merged_into", None):
            return merged_message(known[slug], other)
        if slug not in known and (record := self._moved(slug)):
            return _("This address was left for “%s”: use that.") % record.slug
        return None

    def _moved(self, slug):
        """The record that once had the address `slug`."""
        if slug not in self.left:
            return None
        return self.model.objects.filter(pk=self.left[slug]).first()

    def _text(self, record):
        """The record as a file says it."""
        cells = self.resource.cells(record, self.user)
        return {name: str(cells[name]) for name in self.sheet.columns}

    def _import(self, row, record):
        """(what the library says of the row, the instance it made or changed)."""
        loader = SimpleNamespace(get_instance=lambda row: record)
        with transaction.atomic():
            result = self.resource.import_row(row, loader, user=self.user, row_number=0)
            if not result.is_valid():
                transaction.set_rollback(True)
        if result.errors:
            if not isinstance(result.errors[0].error, IntegrityError):
                raise result.errors[0].error
            result.validation_error = self.resource.reasons()
        return result, result.instance

    def _line(self, number, slug, result, instance):
        if not result.is_valid():
            return Line(number, slug, "refused", errors=_errors(result)), None
        if slug in self.made_first or result.is_new():
            return Line(number, slug, "created"), instance
        if result.is_skip():
            return Line(number, slug, "unchanged"), instance
        changes = [
            (name, instance.before[name], after)
            for name, after in instance.after.items()
            if after != instance.before[name]
        ]
        return Line(number, slug, "changed", changes), instance


def _errors(result):
    """(column or '', message) of each thing wrong with a row."""
    error = result.validation_error
    told = getattr(error, "message_dict", None) or {WHOLE_RECORD: error.messages}
    return [
        ("" if name == WHOLE_RECORD else name, message)
        for name, messages in told.items()
        for message in messages
    ]
