from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.likeness import BANDS, BandField
from articles.markup import MOST_BODY, is_heavy, render, sanitised
from articles.sources import canonical_url
from entities.constraints import filled, lengths, not_itself, one_of, web_address
from entities.models import Investment, Organisation, PublicQuerySet, Publishable, Site
from entities.models.investments import protect
from entities.names import FoldedField
from entities.trees import refuse_cycle


class Language(models.TextChoices):
    ENGLISH = "en", _("English")
    FRENCH = "fr", _("French")
    GERMAN = "de", _("German")
    SPANISH = "es", _("Spanish")
    JAPANESE = "ja", _("Japanese")


class State(models.TextChoices):
    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    APPROVED = "approved", _("approved")
    PUBLISHED = "published", _("published")
    RETRACTED = "retracted", _("retracted")


class ArticleQuerySet(PublicQuerySet):
    def retracted(self):
        """What was once public and is not any more: the only rows a 410 page may speak of."""
        return self.filter(state=State.RETRACTED, was_public_from__isnull=False)

    def naming(self, record):
        """Articles that claim, name or come from an Investment, Site or Organisation."""
        named = Q(pk__in=[])
        if isinstance(record, Investment):
            named = Q(claims__investment=record)
        elif isinstance(record, Site):
            named = Q(claims__site=record) | Q(sites=record)
        elif isinstance(record, Organisation):
            named = Q(organisations=record) | Q(source=record)
        return self.filter(named).distinct()

    def latest(self):
        """Newest report first."""
        return self.order_by("-reported_on", "-pk")


class Article(Publishable):
    """One published report or release, in one language, from one source."""

    State = State
    Language = Language

    named_by = "title"

    title = models.CharField(_("title"), max_length=200)
    folded_title = FoldedField("title")
    language = models.CharField(
        _("language"), max_length=2, choices=Language, default=Language.ENGLISH
    )
    summary = models.CharField(
        _("summary"), max_length=500, blank=True, help_text=_("One sentence, in our own words.")
    )
    body = models.TextField(
        _("body"),
        max_length=MOST_BODY,
        blank=True,
        help_text=_("Markdown. Each claim's quote must stand here word for word."),
    )
    body_html = models.TextField(blank=True, editable=False)
    band_0, band_1, band_2 = (BandField("body", number) for number in (0, 1, 2))
    band_3, band_4, band_5 = (BandField("body", number) for number in (3, 4, 5))
    source = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="articles_as_source",
        verbose_name=_("source"),
        help_text=_("Who published it."),
    )
    source_credit = models.CharField(
        _("credit as printed"),
        max_length=200,
        blank=True,
        help_text=_("Where it says more than the source's name: 'Business Standard (Bloomberg)'."),
    )
    source_url = models.URLField(_("source address"), max_length=500, blank=True)
    canonical_source_url = models.CharField(max_length=500, null=True, editable=False)  # noqa: DJ001
    reported_on = models.DateField(
        _("reported on"), null=True, blank=True, help_text=_("The source's date.")
    )
    is_date_approximate = models.BooleanField(_("date is approximate"), default=False)
    translation_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="translations",
        verbose_name=_("translation of"),
    )
    related = models.ManyToManyField("self", blank=True, verbose_name=_("related articles"))
    organisations = models.ManyToManyField(
        Organisation, blank=True, related_name="articles", verbose_name=_("organisations named")
    )
    sites = models.ManyToManyField(
        Site, blank=True, related_name="articles", verbose_name=_("sites named")
    )

    state = models.CharField(
        _("state"), max_length=20, choices=State, default=State.DRAFT, editable=False
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="articles",
        verbose_name=_("author"),
    )
    contributors = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        editable=False,
        related_name="contributions",
        verbose_name=_("co-authors"),
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reviews",
        verbose_name=_("reviewer"),
    )
    due_on = models.DateField(
        _("due on"), null=True, blank=True, help_text=_("When it should be ready to publish.")
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="approvals",
        verbose_name=_("approved by"),
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True, editable=False)
    approved_version = models.PositiveIntegerField(null=True, blank=True, editable=False)
    self_approved = models.BooleanField(_("approved by its author"), default=False, editable=False)
    retraction_note = models.CharField(
        _("reason for readers"), max_length=500, blank=True, editable=False
    )
    was_public_from = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("entered at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["-reported_on", "-pk"]
        # The latest public ones are read off it: SQLite would sort all that are public.
        indexes = [
            models.Index(fields=["-reported_on", "-id", "public_from"], name="article_latest"),
            # What waits on the desk is few among all that are published.
            models.Index(fields=["state", "public_from"], name="article_waiting"),
        ]
        constraints = [
            filled("title", "slug"),
            lengths(
                title=200,
                slug=80,
                summary=500,
                body=MOST_BODY,
                source_credit=200,
                source_url=500,
                canonical_source_url=500,
                retraction_note=500,
            ),
            one_of("language", Language),
            one_of("state", State),
            web_address("source_url"),
            not_itself("translation_of", _("An article is not its own translation.")),
            models.UniqueConstraint(
                fields=["canonical_source_url"],
                name="article_source_url_is_one",
                violation_error_message=_("An article from this address is already entered."),
            ),
            models.CheckConstraint(
                condition=~Q(state="published")
                | Q(
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                    approved_version__isnull=False,
                    public_from__isnull=False,
                    source__isnull=False,
                    reported_on__isnull=False,
                )
                & ~Q(source_url=""),
                name="published_has_approver_time_and_source",
                violation_error_message=_(
                    "A published article has an approver, a time, a source and its address."
                ),
            ),
            models.CheckConstraint(
                condition=Q(state="published") | Q(public_from__isnull=True),
                name="public_only_when_published",
                violation_error_message=_("Only a published article can be public."),
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | ~Q(approved_by=F("author"))
                | Q(self_approved=True),
                name="approver_is_not_author",
                violation_error_message=_("Nobody approves their own article."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("articles:article_detail", args=[self.slug])

    @property
    def html(self):
        """The body as HTML, sanitised when it was saved."""
        return sanitised(self.body_html)

    @property
    def credit(self):
        """Whom readers see named as the source."""
        return self.source_credit or (self.source.name if self.source else "")

    @property
    def is_scheduled(self):
        return self.state == State.PUBLISHED and not self.is_public

    @property
    def is_overdue(self):
        is_done = self.state in (State.PUBLISHED, State.RETRACTED)
        return self.due_on is not None and self.due_on < timezone.localdate() and not is_done

    @property
    def retracted_at(self):
        """When it was last retracted, None if never."""
        moves = self.transitions.filter(to_state=State.RETRACTED)
        return moves.values_list("at", flat=True).first()

    def clean(self):
        self.canonical_source_url = canonical_url(self.source_url)
        if is_heavy(self.body):
            told = _("Too many lines, or signs such as * and [, for a text: shorten it.")
            raise ValidationError({"body": told})
        self._refuse_second_entry()
        refuse_cycle(self, "translation_of")
        if self.translation_of and self.translation_of.translation_of_id:
            raise ValidationError(
                {"translation_of": _("That is a translation itself: choose its original.")}
            )
        if self.translation_of and self.pk and self.translations.exists():
            raise ValidationError(
                {"translation_of": _("This article has translations, so it is an original.")}
            )

    def _refuse_second_entry(self):
        same = Article.objects.filter(canonical_source_url=self.canonical_source_url)
        if self.canonical_source_url and same.exclude(pk=self.pk).exists():
            raise ValidationError(
                {
                    "source_url": ValidationError(
                        _("An article from this address is already entered."), code="entered"
                    )
                }
            )

    def save(self, **options):
        """Keep the derived columns true: the canonical address and the rendered body."""
        self.canonical_source_url = canonical_url(self.source_url)
        self.body_html = render(self.body, self.quotes())
        if (fields := options.get("update_fields")) is not None:
            bands = {f"band_{number}" for number in range(BANDS)}
            derived = {"canonical_source_url", "body_html", "changed_at", *bands}
            options["update_fields"] = {*fields, *derived}
        super().save(**options)

    def quotes(self):
        """The quotes of this article's claims, which its page marks."""
        return [claim.quote for claim in self.claims.all()] if self.pk else []

    @property
    def is_deletable(self):
        """A draft that was never published; anything else is history and stays."""
        return self.state == State.DRAFT and not self.was_published()

    def was_published(self):
        return self.pk is not None and self.transitions.filter(to_state=State.PUBLISHED).exists()


protect(Article.organisations, "organisation")
protect(Article.sites, "site")
