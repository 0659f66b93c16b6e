"""'Someone is editing this': told to whoever else opens the page of the same record."""

from django.utils import timezone

from articles.models import Editing
from articles.models.editing import SILENCE


def seen(record, user):
    """`user` works on `record` now; after a silence they begin anew."""
    now = timezone.now()
    Editing.objects.filter(at__lte=now - SILENCE).delete()
    key = {"user": user, "kind": record._meta.label_lower, "record_id": record.pk}
    Editing.objects.update_or_create(defaults={"at": now}, **key)


def left(record, user):
    """`user` has saved `record`, or gone from its page."""
    Editing.objects.of(record).filter(user=user).delete()


def others(record, user):
    """Who else works on `record`: rows of Editing with their users, the first to come first."""
    present = Editing.objects.present().of(record).exclude(user=user)
    return list(present.select_related("user").order_by("since", "pk"))
