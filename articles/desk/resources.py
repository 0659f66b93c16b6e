"""What a row of a file stands for, for each kind of record that travels in files."""

from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.utils.translation import gettext as _
from import_export import resources

from articles import policy, workflow
from articles.desk.columns import (
    Choice,
    Column,
    Day,
    Degrees,
    FigureColumn,
    Link,
    Links,
    List,
    Truth,
)
from articles.desk.rows import Aliases, Capacities, Claims, Parties
from articles.desk.sheets import CellError
from articles.models import Article, Claim
from entities.models import Investment, Organisation, Place, Site


class RecordResource(resources.ModelResource):
    """Rows of one kind of record. `LATER` names the columns that lead to other rows of its kind,
    which the same file may bring."""

    LATER, RELATED = (), ()

    def __init__(self, user=None):
        super().__init__()
        self.user = user
        # The ids of articles whose claims a row changed.
        self.edited_articles = set()

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
        if not is_create and not instance.claim_version():
            raise ValidationError(_("Somebody saved this record meanwhile: import again."))
        instance.save(force_insert=is_create)

    def save_m2m(self, instance, row, **options):
        for column in self.get_import_fields():
            if isinstance(column, List) and column.attribute in instance.read:
                self.edited_articles |= column.settle(instance, self.user) or set()
        if instance.before:
            workflow.review_again_about(instance, by=self.user)

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
    RELATED = ("place", "operators", "capacities")

    slug, name = Column("slug"), Column("name")
    kind, status = Choice("kind"), Choice("status")
    place = Link("place", Place, "path")
    latitude, longitude = Degrees("latitude"), Degrees("longitude")
    operators = Links("operators", Organisation)
    capacities = Capacities("capacities", owner="site")

    class Meta:
        model = Site
        fields = ["slug", "name", "kind", "status", "place", "latitude", "longitude", "operators",
                  "capacities"]  # fmt: skip
        import_id_fields = ["slug"]
        skip_diff = clean_model_instances = store_instance = True


class InvestmentResource(RecordResource):
    LATER = ("part_of", "supersedes", "may_overlap")
    RELATED = ("part_of", "supersedes", "may_overlap", "places", "sites",
               "parties__organisation", "capacities", "claims")  # fmt: skip

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
    capacities = Capacities("capacities", owner="investment")
    claims = Claims("claims")

    class Meta:
        model = Investment
        fields = ["slug", "title", "kind", "status", "nature", "figure", "announced_on",
                  "date_precision", "parties", "places", "sites", "is_place_not_stated",
                  "part_of", "supersedes", "may_overlap", "note", "capacities",
                  "claims"]  # fmt: skip
        import_id_fields = ["slug"]
        skip_diff = clean_model_instances = store_instance = True


RESOURCES = {
    "organisation": OrganisationResource,
    "site": SiteResource,
    "investment": InvestmentResource,
}
