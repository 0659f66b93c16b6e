"""Records in and out of the base as files: what a row stands for, and how a file is taken.

An import is all or nothing: a dry run is the import itself, undone at the end, so that both say
the same. A file that was exported imports back as no change.
"""

import hashlib
from collections import Counter
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from itertools import batched
from types import SimpleNamespace

import reversion
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Prefetch
from django.utils.translation import gettext as _
from import_export import resources

from articles import policy, publishing, workflow
from articles.desk.columns import (
    Aliases,
    Choice,
    Claims,
    Column,
    Day,
    Degrees,
    FigureColumn,
    Link,
    Links,
    List,
    Parties,
    Truth,
)
from articles.desk.sheets import CellError, SheetError
from articles.models import Article, Claim
from entities.exports import FORMATS, guarded
from entities.models import FormerAddress, Investment, Organisation, Place, Site
from entities.spreadsheets import MOST_LETTERS

ROWS_AT_ONCE = 500
WHOLE_RECORD = "__all__"


class RecordResource(resources.ModelResource):
    """Rows of one kind of record. `LATER` names the columns that lead to other rows of its kind,
    which the same file may bring."""

    LATER, RELATED = (), ()

    def __init__(self, user=None):
        super().__init__()
        self.user = user

    def after_init_instance(self, instance, new, row, user=None, **options):
        self.last = instance
        instance.read = {}
        instance.before = {} if new else self.cells(instance, user)

    def import_instance(self, instance, row, **options):
        """Read every cell, so that every error of the row is told."""
        errors = {}
        for column in self.get_import_fields():
            if column.column_name in row:
                try:
                    self._read(column, instance, row, **options)
                except ValidationError as error:
                    errors |= getattr(error, "error_dict", {column.attribute: [error]})
                except ValueError as error:
                    errors[column.attribute] = ValidationError(str(error))
        if errors:
            raise ValidationError(errors)

    def _read(self, column, instance, row, **options):
        if isinstance(row[column.column_name], CellError):
            raise row[column.column_name]
        column.save(instance, row, **options)

    def skip_row(self, instance, original, row, import_validation_errors=None):
        if import_validation_errors:
            return False
        instance.after = self.cells(instance, self.user)
        return instance.after == instance.before

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        if instance.pk:
            allowed = policy.may_edit_record(self.user, instance)
        else:
            allowed = policy.may(self.user, "create_record")
        if not allowed:
            raise ValidationError(_("You may not change this record."))
        errors = dict(import_validation_errors or {})
        try:
            # The database holds the constraints: asking each beforehand costs more than the rest.
            instance.full_clean(exclude=errors.keys(), validate_constraints=bool(errors))
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def reasons(self):
        """Why the database refused the last row: the ValidationError of its constraints."""
        try:
            self.last.validate_constraints()
        except ValidationError as error:
            return error
        return ValidationError(
            _("The base does not take this row: it contradicts another record or itself.")
        )

    def do_instance_save(self, instance, is_create):
        if not is_create:
            self._claim_version(instance)
        instance.save(force_insert=is_create)

    def _claim_version(self, instance):
        same = type(instance).objects.filter(pk=instance.pk, version=instance.version)
        if not same.update(version=F("version") + 1):
            raise ValidationError(_("Somebody saved this record meanwhile: import again."))
        instance.version += 1

    def save_m2m(self, instance, row, **options):
        for column in self.get_import_fields():
            if isinstance(column, List) and column.attribute in instance.read:
                column.settle(instance, self.user)
        if instance.before:
            workflow.void_approvals_about(instance, by=self.user)

    def cells(self, instance, user):
        """{column: what an export writes for `instance`}, in the order of the columns."""
        values = self.export_resource(instance, user=user)
        return dict(zip(self.get_export_headers(), values, strict=True))

    def complete(self, records):
        """The queryset `records` with all that the cells need, in as many queries for any rows."""
        single = [name for name in self.RELATED if name in self._single()]
        several = [self._several(name) for name in self.RELATED if name not in single]
        return records.select_related(*single).prefetch_related(*several)

    def _single(self):
        fields = self._meta.model._meta.get_fields()
        return {each.name for each in fields if each.many_to_one}

    def _several(self, name):
        if name != "claims":
            return name
        claims = Claim.objects.select_related("article")
        if self.user:
            readable = Article.objects.filter(policy.readable(self.user))
            claims = claims.filter(article__in=readable)
        return Prefetch("claims", claims)


class OrganisationResource(RecordResource):
    LATER = ("parent",)
    RELATED = ("place", "parent", "aliases")

    slug, name, kind = Column("slug"), Column("name"), Choice("kind")
    aliases = Aliases("aliases")
    place = Link("place", Place, "path")
    parent = Link("parent", Organisation)
    website, wikidata_id = Column("website"), Column("wikidata_id")

    class Meta:
        model = Organisation
        fields = ["slug", "name", "kind", "aliases", "place", "parent", "website", "wikidata_id"]
        import_id_fields = ["slug"]
        skip_diff = clean_model_instances = store_instance = True


class SiteResource(RecordResource):
    RELATED = ("place", "operators")

    slug, name = Column("slug"), Column("name")
    kind, status = Choice("kind"), Choice("status")
    place = Link("place", Place, "path")
    latitude, longitude = Degrees("latitude"), Degrees("longitude")
    operators = Links("operators", Organisation)

    class Meta:
        model = Site
        fields = ["slug", "name", "kind", "status", "place", "latitude", "longitude", "operators"]
        import_id_fields = ["slug"]
        skip_diff = clean_model_instances = store_instance = True


class InvestmentResource(RecordResource):
    LATER = ("part_of", "supersedes", "may_overlap")
    RELATED = ("part_of", "supersedes", "may_overlap", "places", "sites",
               "parties__organisation", "claims")  # fmt: skip

    slug, title = Column("slug"), Column("title")
    kind, status, nature = Choice("kind"), Choice("status"), Choice("nature")
    figure = FigureColumn("figure")
    announced_on, date_precision = Day("announced_on"), Choice("date_precision")
    parties = Parties("parties")
    places, sites = Links("places", Place, "path"), Links("sites", Site)
    is_place_not_stated = Truth("is_place_not_stated")
    part_of, supersedes = Link("part_of", Investment), Link("supersedes", Investment)
    may_overlap = Links("may_overlap", Investment)
    note = Column("note")
    claims = Claims("claims")

    class Meta:
        model = Investment
        fields = ["slug", "title", "kind", "status", "nature", "figure", "announced_on",
                  "date_precision", "parties", "places", "sites", "is_place_not_stated",
                  "part_of", "supersedes", "may_overlap", "note", "claims"]  # fmt: skip
        import_id_fields = ["slug"]
        skip_diff = clean_model_instances = store_instance = True


RESOURCES = {
    "organisation": OrganisationResource,
    "site": SiteResource,
    "investment": InvestmentResource,
}


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


# Taking a file


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
    if not policy.may(user, "import_records"):
        raise PermissionDenied
    _refuse_columns(sheet, kind)
    with transaction.atomic(), _revision(user) if apply else nullcontext():
        importing = Import(sheet, kind, user, progress)
        report = importing.run()
        is_expected = expected in (None, report.digest)
        report.is_applied = apply and is_expected and report.is_acceptable
        if report.is_applied:
            publishing.refresh(importing.touched)
        else:
            transaction.set_rollback(True)
    return report


@contextmanager
def _revision(user):
    with reversion.create_revision():
        reversion.set_user(user)
        reversion.set_comment(_("Import"))
        yield


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
    """One reading of a sheet into the base, in the caller's transaction."""

    def __init__(self, sheet, kind, user, progress):
        self.sheet, self.user, self.progress = sheet, user, progress
        self.resource = RESOURCES[kind](user)
        self.model = self.resource._meta.model
        self.touched, self.report = publishing.Touched(), Report()
        self.seen, self.made_first = {}, set()

    def run(self):
        if self.resource.LATER and set(self.resource.LATER) & set(self.sheet.columns):
            self._make_targets()
        for rows in batched(self.sheet, ROWS_AT_ONCE):
            known = self._known(rows)
            changed = []
            for number, row in rows:
                line, record = self._take(number, row, known)
                self.report.add(line)
                if line.action in ("created", "changed"):
                    changed.append(record.pk)
            self.touched |= publishing.Touched().add_all(self.model, changed)
            self.progress(sum(self.report.counts.values()))
        return self.report

    def _known(self, rows):
        """{address: record} of the rows that the base has."""
        slugs = [row["slug"] for _number, row in rows if isinstance(row["slug"], str)]
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
        if slug not in known and (record := self._moved(slug)):
            return _("This address was left for “%s”: use that.") % record.slug
        return None

    def _moved(self, slug):
        """The record that once had the address `slug`."""
        former = (
            FormerAddress.objects.for_model(self.model).filter(address=slug).values("record_id")
        )
        return self.model.objects.filter(pk__in=former).first()

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
