from django.db import models
from django.utils.translation import gettext_lazy as _


class FormerAddressQuerySet(models.QuerySet):
    def for_model(self, model):
        return self.filter(kind=model._meta.model_name)


class FormerAddress(models.Model):
    """An address that a record left; readers who follow it are redirected."""

    kind = models.CharField(_("kind of record"), max_length=40)
    address = models.CharField(_("address"), max_length=400)
    record_id = models.PositiveBigIntegerField(_("record"))

    objects = FormerAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        constraints = [
            models.UniqueConstraint(fields=["kind", "address"], name="former_address_is_one"),
        ]

    def __str__(self):
        return f"{self.kind} {self.address}"

    @classmethod
    def remember(cls, record):
        """Keep the address that the saved `record` had when it was loaded, if it has left it."""
        left = getattr(record, "loaded_address", record.address)
        if left != record.address:
            kind = record._meta.model_name
            cls.objects.filter(kind=kind, address=record.address).delete()
            cls.objects.update_or_create(kind=kind, address=left, defaults={"record_id": record.pk})
        record.loaded_address = record.address
