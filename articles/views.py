from django.db.models import F, Q
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.generic import ListView

from articles.desk import previews
from articles.filters import ArticleFilter
from articles.models import Article, Claim, Dossier
from articles.timeline import timeline
from entities.charts.network import network
from entities.maps.site_maps import map_of_sites
from entities.models import Investment, Organisation, Site
from entities.pages import FilteredList, RecordDetail
from entities.totals import total_of
from entities.views import listed


class ArticleList(FilteredList):
    model = Article
    filterset_class = ArticleFilter
    context_object_name = "articles"

    def get_queryset(self):
        return super().get_queryset().select_related("source").latest()


class ArticleDetail(RecordDetail):
    model = Article

    def get_queryset(self):
        return super().get_queryset().select_related("source", "translation_of")

    def moved(self):
        """A retracted article answers 410 at the address it had, and says nothing of its text."""
        retracted = Article.objects.retracted().filter(slug=self.kwargs["slug"])
        if article := retracted.only("retraction_note").first():
            told = {"note": article.retraction_note, "at": article.retracted_at}
            return render(self.request, "articles/article_retracted.html", told, status=410)
        return super().moved()

    def get_context_data(self, **kwargs):
        article = self.object
        investments = Investment.objects.public().filter(claims__article=article)
        # By two lists of ids: as one join with OR every site would be looked at.
        claimed = Claim.objects.filter(article=article).values("site")
        named = Q(pk__in=article.sites.values("pk")) | Q(pk__in=claimed)
        sites = Site.objects.public().filter(named)
        claims = Claim.objects.filter(article=article)
        others = list(translations(article))
        return super().get_context_data(
            claims=claims.select_related("investment", "site"),
            investments=listed(investments.distinct().order_by("-headline_gbp", "pk")),
            sites=sites.select_related("place"),
            organisations=Organisation.objects.public().filter(articles=article),
            translations=others,
            editions=editions(article, others),
            related=related(article),
            dossiers=article.dossiers.public(),
            corrections=article.corrections.all(),
            **kwargs,
        )


@require_safe
def preview(request, secret):
    """What a preview link shows; the public page, once there is one; otherwise nothing is here."""
    link = previews.opened_by(secret)
    record = link and link.record
    if record is not None and record.is_public:
        return previews.kept_by_nobody(HttpResponseRedirect(record.get_absolute_url()))
    if record is None or not previews.may_share(link.made_by, record):
        raise Http404
    return previews.page(request, record, by=link.made_by, link=link)


def translations(article):
    """The public articles of which this one is a translation, or that are translations of it."""
    original = article.translation_of_id or article.pk
    same = Article.objects.public().filter(Q(pk=original) | Q(translation_of=original))
    return same.exclude(pk=article.pk).order_by("language")


def editions(article, others):
    """What the language editions of one story state differently: as `disagreements`."""
    return disagreements(Claim.objects.filter(article__in=[article, *others])) if others else []


def related(article):
    """Public articles that an editor named as related, in either direction."""
    return Article.objects.public().filter(related=article).select_related("source").latest()


class DossierList(ListView):
    context_object_name = "dossiers"

    def get_queryset(self):
        return Dossier.objects.public().with_articles()


class DossierDetail(RecordDetail):
    model = Dossier

    def get_context_data(self, **kwargs):
        articles = self.object.articles.public().latest().select_related("source")
        claimed = Claim.objects.filter(article__in=articles.order_by().values("pk"))
        investments = Investment.objects.public().filter(pk__in=claimed.values("investment"))
        total = total_of(investments, self.currency)
        largest = F("headline_in").desc(nulls_last=True)
        deals = listed(investments.with_headline(self.currency).order_by(largest, "pk"))
        explained = total.explain(deals)
        return super().get_context_data(
            network=network(explained),
            map=map_of_sites(sites_of(investments, claimed)),
            articles=articles,
            languages=sorted({article.get_language_display() for article in articles}),
            total=total,
            investments=explained,
            disagreements=disagreements(claimed),
            days=timeline(claimed),
            **kwargs,
        )


def sites_of(investments, claims):
    """The public sites that investments build or use, or that claims are about."""
    built = Investment.sites.through.objects.filter(
        investment__in=investments.order_by().values("pk")
    )
    named = Q(pk__in=built.values("site")) | Q(pk__in=claims.values("site"))
    return Site.objects.public().filter(named).select_related("place")


STATES_A_NUMBER = (Claim.Statement.FIGURE, Claim.Statement.QUANTITY)


def disagreements(claims):
    """(record, claims) where public articles state different figures of an investment, or
    different quantities of one unit for an investment or a site."""
    numbers = claims.public().filter(statement__in=STATES_A_NUMBER)
    by_subject = {}
    for claim in numbers.latest().select_related("article__source", "investment", "site"):
        by_subject.setdefault((claim.record, claim.unit), []).append(claim)
    return [
        (record, claims)
        for (record, _unit), claims in by_subject.items()
        if len({claim.interval for claim in claims}) > 1
    ]
