"""Nothing leads to a record that was merged into another: checked where it can't be raced.

A form is validated before it is written. A merge that is committed in between has moved all that
pointed to the merged record but for what this form writes a moment later. PostgreSQL holds the
linked rows once foreign keys are checked, which waits for the merge: what is read after that is
how it stays. SQLite's writers take turns.
"""

from django.db import IntegrityError, connection
from django.db.models import Exists, OuterRef, Q

from articles.desk.ledger import references
from entities.models import Organisation, Place, Site


class LeadsToMerged(IntegrityError):
    """What was written leads to a record that was merged meanwhile."""


def refuse(record):
    """Raise LeadsToMerged if the saved `record`, or a row of it, leads to a merged record."""
    if connection.vendor == "postgresql":
        # Not at the end, where nobody would look any more.
        connection.check_constraints()
    model = type(record)
    wrong = Q(pk__in=[])
    for rows, tie in _links_of(model):
        wrong |= Q(Exists(rows.filter(**{tie: OuterRef("pk")})))
    if model._base_manager.filter(wrong, pk=record.pk).exists():
        raise LeadsToMerged


def _links_of(model):
    """(rows that lead to a merged record, the column that ties them to one of `model`)."""
    for target in (Organisation, Site, Place):
        for reference in references(target):
            if reference.name != "merged_into":
                merged = {f"{reference.name}__merged_into__isnull": False}
                rows = reference.model._base_manager.filter(**merged)
                for tie in _ties(reference, model):
                    yield rows, tie


def _ties(reference, model):
    """What ties the rows of `reference` to the record of `model` that they belong to."""
    if reference.model is model:
        return ["pk"]
    columns = reference.model._meta.concrete_fields
    return [each.name for each in columns if each.related_model is model and each != reference]
