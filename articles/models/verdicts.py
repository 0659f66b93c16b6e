from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article
from articles.models.claims import Claim
from entities.constraints import filled, lengths


class Verdict(models.Model):
    """What an editor made of something that an article's body proposes; never public.

    `kind`, `words` and `sentence` say what was proposed (articles.desk.proposals.cards), whatever
    else of the body changes. An accepted sum or quantity has the claim that it became: with that it
    goes.
    """

    MOST_WORDS = 200

    article = models.ForeignKey(Article, models.CASCADE, related_name="verdicts")
    kind = models.CharField(_("kind"), max_length=20)
    words = models.CharField(_("words"), max_length=MOST_WORDS)
    sentence = models.CharField(max_length=20, blank=True)
    is_accepted = models.BooleanField(_("accepted"))
    claim = models.ForeignKey(Claim, models.CASCADE, null=True, blank=True, related_name="verdicts")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), auto_now=True)

    class Meta:
        verbose_name = _("verdict on a proposal")
        verbose_name_plural = _("verdicts on proposals")
        ordering = ["pk"]
        constraints = [
            filled("kind", "words"),
            lengths(kind=20, words=200, sentence=20),
            models.UniqueConstraint(
                fields=["article", "kind", "words", "sentence"], name="verdict_once_a_proposal"
            ),
            models.CheckConstraint(
                condition=Q(claim__isnull=True) | Q(is_accepted=True),
                name="rejected_proposal_has_no_claim",
            ),
        ]

    def __str__(self):
        return self.words
