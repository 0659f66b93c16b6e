"""How somebody who works here wants to be spoken to."""

import zoneinfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from entities.constraints import filled


def known_time_zone(name):
    """Raise ValidationError unless `name` is a time zone of the IANA database."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("Type a time zone as Europe/Paris or America/New_York."))


def languages():
    """The choices of settings.LANGUAGES; a new one needs no migration."""
    return settings.LANGUAGES


class Preferences(models.Model):
    """One person's language, time zone and whether they want mail; without a row, the defaults."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="preferences", editable=False
    )
    language = models.CharField(
        _("language of mail"),
        max_length=5,
        choices=languages,
        default=settings.LANGUAGE_CODE,
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=50,
        default=settings.TIME_ZONE,
        validators=[known_time_zone],
        help_text=_("Times of publication are typed and shown in it: Europe/Paris."),
    )
    wants_mail = models.BooleanField(
        _("mail"), default=True, help_text=_("When colleagues do something with what is yours.")
    )

    class Meta:
        verbose_name = _("preferences")
        verbose_name_plural = _("preferences")
        constraints = [filled("time_zone", "language")]

    def __str__(self):
        return str(self.user)

    @classmethod
    def of(cls, user):
        """The preferences of `user`: their row, or an unsaved one with the defaults."""
        return cls.objects.filter(user=user).first() or cls(user=user)
