"""Who tried to sign in how often: what accounts.throttling counts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from entities.constraints import filled, lengths


class Attempts(models.Model):
    """The times, in seconds since 1970, of the latest tries that count together.

    The key is a hash: nobody's address or what they typed as their name stands here.
    """

    key = models.CharField(_("key"), max_length=64, primary_key=True)
    # With spaces between them.
    times = models.TextField(_("times"), blank=True)
    latest = models.FloatField(_("latest"), default=0, db_index=True)

    class Meta:
        verbose_name = _("attempts")
        verbose_name_plural = _("attempts")
        constraints = [filled("key"), lengths(key=64)]

    def __str__(self):
        return self.key
