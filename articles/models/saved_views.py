from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from entities.constraints import filled, lengths


class SavedViewQuerySet(models.QuerySet):
    def shown_to(self, user, listing):
        """The user's own of a listing and those that colleagues share, by name."""
        mine_or_shared = Q(user=user) | Q(is_shared=True)
        return self.filter(mine_or_shared, listing=listing).order_by("name", "pk")


class SavedView(models.Model):
    """A list of the admin as somebody filters and sorts it, under a name.

    `listing` is the model's label in lower case: entities.investment.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    name = models.CharField(_("name"), max_length=80)
    listing = models.CharField(max_length=60)
    query = models.CharField(max_length=1000, blank=True)
    is_shared = models.BooleanField(_("colleagues see it too"), default=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            filled("name", "listing"),
            lengths(name=80, listing=60, query=1000),
            models.UniqueConstraint(
                fields=["user", "listing", "name"],
                name="saved_view_named_once",
                violation_error_message=_("You have a view of this name already."),
            ),
        ]

    def __str__(self):
        return self.name
