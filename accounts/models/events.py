"""The record of what concerns security; accounts.events writes it, and nothing changes it."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from entities.constraints import lengths, one_of


class Kind(models.TextChoices):
    SIGNED_IN = "signed_in", _("signed in")
    SIGN_IN_FAILED = "sign_in_failed", _("sign-in failed")
    THROTTLED = "throttled", _("too many tries")
    SIGNED_OUT = "signed_out", _("signed out")
    SESSION_ENDED = "session_ended", _("session ended by newsbase")
    FACTOR_SET = "factor_set", _("second factor set up")
    FACTOR_RESET = "factor_reset", _("second factor taken away")
    FACTOR_FAILED = "factor_failed", _("second factor failed")
    RECOVERY_USED = "recovery_used", _("recovery code used")
    RECOVERY_MADE = "recovery_made", _("recovery codes made anew")
    PASSWORD_CHANGED = "password_changed", _("password changed")
    ACCOUNT_MADE = "account_made", _("account made")
    ACCOUNT_CHANGED = "account_changed", _("account changed")
    SWITCHED_OFF = "switched_off", _("account switched off")
    SWITCHED_ON = "switched_on", _("account switched on")
    ROLES_CHANGED = "roles_changed", _("roles changed")
    ACCOUNT_EXPORTED = "account_exported", _("account's data exported")
    ERASED = "erased", _("account erased")
    REFUSED = "refused", _("refused")
    EXPORTED = "exported", _("drafts exported")
    IMPORTED = "imported", _("records imported")
    DELETED = "deleted", _("record deleted")
    MERGED = "merged", _("records merged")
    UNMERGED = "unmerged", _("merge undone")
    PREVIEW_MADE = "preview_made", _("preview link made")
    PREVIEW_REVOKED = "preview_revoked", _("preview link revoked")


# What concerns articles and records rather than accounts.
CONTENT = (
    Kind.EXPORTED,
    Kind.IMPORTED,
    Kind.DELETED,
    Kind.MERGED,
    Kind.UNMERGED,
    Kind.PREVIEW_MADE,
    Kind.PREVIEW_REVOKED,
)


class SecurityEvent(models.Model):
    """One thing that happened: when, what, who did it, to whom or what, from where.

    Only added to: triggers refuse the rest (accounts.appending). Never holds what somebody typed,
    nor any text of a record: a record is named by its kind and number.
    """

    at = models.DateTimeField(_("when"), db_default=Now(), editable=False)
    kind = models.CharField(_("what"), max_length=20, choices=Kind, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("who"),
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("about whom"),
    )
    about = models.CharField(_("about what"), max_length=200, blank=True, editable=False)
    address = models.CharField(_("address"), max_length=45, blank=True, editable=False)

    class Meta:
        verbose_name = _("security event")
        verbose_name_plural = _("security events")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["-at"], name="security_event_at")]
        constraints = [one_of("kind", Kind), lengths(about=200, address=45)]

    def __str__(self):
        return self.get_kind_display()
