from django.db import models

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
