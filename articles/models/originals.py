import hashlib
import zlib

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article
from entities.constraints import lengths, web_address


class OriginalQuerySet(models.QuerySet):
    def latest(self):
        """The newest first."""
        return self.order_by("-taken_at", "-pk")


class Original(models.Model):
    """What an article was entered from, as it was then: evidence, never public and never changed.

    `content` is what was fetched or pasted, compressed; `sha256` is of what it was before. `text`
    is what was read out of it.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="originals")
    # Whence it was fetched, after redirects; empty for what was pasted without an address.
    address = models.URLField(_("address"), max_length=2000, blank=True)
    is_fetched = models.BooleanField(_("fetched"))
    taken_at = models.DateTimeField(_("taken at"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    content = models.BinaryField()
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    text = models.TextField(_("text"), blank=True)

    objects = OriginalQuerySet.as_manager()

    class Meta:
        verbose_name = _("original")
        verbose_name_plural = _("originals")
        ordering = ["-taken_at", "-pk"]
        constraints = [
            lengths(address=2000, sha256=64),
            web_address("address"),
            models.CheckConstraint(
                condition=Q(is_fetched=False) | ~Q(address=""), name="fetched_original_has_address"
            ),
        ]

    def __str__(self):
        return self.address or self.sha256[:12]

    @classmethod
    def keep(cls, article, content, text, *, by, address="", is_fetched=False):
        """Keep the bytes `content`, from which `text` was read, as an original of `article`."""
        return cls.objects.create(
            article=article,
            address=address,
            is_fetched=is_fetched,
            by=by,
            content=zlib.compress(content),
            sha256=hashlib.sha256(content).hexdigest(),
            text=text,
        )

    @property
    def bytes(self):
        """What was fetched or pasted."""
        return zlib.decompress(self.content)
