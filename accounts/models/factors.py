"""The second factor of an account, and the codes for when it is lost."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from entities.constraints import filled, lengths


class SecondFactor(models.Model):
    """One account's secret for codes that change each half minute; sealed (accounts.sealing)."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="second_factor", editable=False
    )
    sealed_secret = models.CharField(_("sealed secret"), max_length=200, editable=False)
    # The latest half minute whose code was used: none is taken twice, and none before it.
    last_step = models.BigIntegerField(_("last step"), default=0, editable=False)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)

    class Meta:
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")
        constraints = [filled("sealed_secret"), lengths(sealed_secret=200)]

    def __str__(self):
        return str(self.user)


class RecoveryCode(models.Model):
    """A code that stands in for the second factor once; only its hash is kept."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovery_codes", editable=False
    )
    digest = models.CharField(_("digest"), max_length=64, editable=False)
    used_at = models.DateTimeField(_("used at"), null=True, editable=False)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        constraints = [
            filled("digest"),
            lengths(digest=64),
            models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_unique"),
        ]

    def __str__(self):
        return str(self.user)
