from django.apps import apps
from django.db import models
from django.urls import reverse

from entities.models.publication import PublicQuerySet


class SearchDocument(models.Model):
    """One public (or scheduled) record as the search box sees it; derived, see articles.search."""

    kind = models.CharField(max_length=40)
    record_id = models.PositiveBigIntegerField()
    address = models.CharField(max_length=400)
    title = models.CharField(max_length=400)
    summary = models.TextField(blank=True)
    language = models.CharField(max_length=2, blank=True)
    dated_on = models.DateField(null=True)
    public_from = models.DateTimeField(db_index=True)
    title_words = models.TextField()
    all_words = models.TextField()

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "record_id"], name="search_document_is_one")
        ]

    def __str__(self):
        return f"{self.kind} {self.address}"

    def get_absolute_url(self):
        return reverse(f"{self.model._meta.app_label}:{self.kind}_detail", args=[self.address])

    @property
    def model(self):
        """The model of the record that this document stands for."""
        app = "articles" if self.kind in ("article", "dossier") else "entities"
        return apps.get_model(app, self.kind)

    @property
    def kind_label(self):
        return self.model._meta.verbose_name
