from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article
from entities.constraints import filled, lengths
from entities.models import PublicQuerySet, Publishable
from entities.names import FoldedField


class DossierQuerySet(PublicQuerySet):
    def with_articles(self):
        """Annotate `number` of public articles; the dossiers with most of them first."""
        public = Q(articles__in=Article.objects.public().values("pk"))
        return self.annotate(number=Count("articles", filter=public)).order_by("-number", "pk")


class Dossier(Publishable):
    """An editor's grouping of articles on one subject."""

    named_by = "title"

    title = models.CharField(_("title"), max_length=200)
    folded_title = FoldedField("title")
    summary = models.CharField(_("summary"), max_length=500, blank=True)
    articles = models.ManyToManyField(
        Article, blank=True, related_name="dossiers", verbose_name=_("articles")
    )

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
        ordering = ["folded_title"]
        constraints = [filled("title", "slug"), lengths(title=200, slug=80, summary=500)]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("articles:dossier_detail", args=[self.slug])
