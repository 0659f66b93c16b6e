"""What is not public, shown as readers will see it: signed in, or by a link that can be revoked."""

import re
from datetime import timedelta
from hashlib import sha256

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.desk import previews
from articles.models import Article, Dossier, PreviewLink
from entities.models import Alias, Investment
from entities.models.publication import shown
from newsbase.kept_pages import pages
from tests.factories import (
    ArticleFactory,
    CapacityFactory,
    ClaimFactory,
    DossierFactory,
    InvestmentFactory,
    OrganisationFactory,
    PlaceFactory,
    SiteFactory,
    approved,
    draft_about,
    published,
    report,
    retracted,
)
from tests.html_forms import filled_in
from tests.newsbase.public_urls import public_urls

FACTORIES = {
    "article": ArticleFactory,
    "dossier": DossierFactory,
    "investment": InvestmentFactory,
    "organisation": OrganisationFactory,
    "site": SiteFactory,
    "place": PlaceFactory,
}


@pytest.fixture
def records(db, writer):
    """An unpublished record of each kind, linked as in life, and one that is none of theirs."""
    country = PlaceFactory(name="Ruritania", slug="ruritania", public=True)
    place = PlaceFactory(name="Strelsau", slug="strelsau", parent=country)
    organisation = OrganisationFactory(name="Elphberg Compute")
    Alias.objects.create(organisation=organisation, name="EC Ltd")
    site = SiteFactory(name="Strelsau campus", place=place)
    site.operators.add(organisation)
    deal = InvestmentFactory(
        title="Elphberg in Strelsau", figure="2.5bn", investors=[organisation], sites=[site],
        places=[place],
    )  # fmt: skip
    CapacityFactory(investment=deal, low=60_000, high=60_000)
    article = draft_about(deal, site, title="Elphberg comes to Strelsau", author=writer)
    article.organisations.add(organisation)
    dossier = DossierFactory(title="The Strelsau file", articles=[article])
    hidden = InvestmentFactory(title="Another secret", investors=[organisation], part_of=deal)
    draft_about(hidden, title="A secret draft", author=ArticleFactory().author)
    return {
        "article": article, "dossier": dossier, "investment": deal, "organisation": organisation,
        "site": site, "place": place,
    }  # fmt: skip


# What the preview of each says, besides its own name.
SAID = {
    "article": ["Elphberg in Strelsau", "Strelsau campus", "Elphberg Compute", "£2.5bn",
                "The Strelsau file", "CoreWeave invests £1.5 billion in Scotland."],
    "dossier": ["Elphberg comes to Strelsau", "Elphberg in Strelsau", "£2.5bn"],
    "investment": ["Elphberg Compute", "Strelsau campus", "Strelsau", "60,000",
                   "CoreWeave invests £1.5 billion in Scotland."],
    "organisation": ["EC Ltd", "Elphberg in Strelsau", "£2.5bn", "Strelsau campus",
                     "Elphberg comes to Strelsau"],
    "site": ["Strelsau", "Ruritania", "Elphberg Compute", "Elphberg in Strelsau",
             "CoreWeave invests £1.5 billion in Scotland."],
    "place": ["Ruritania", "Elphberg in Strelsau", "£2.5bn", "Strelsau campus"],
}  # fmt: skip
NOTE = "Preview: not public."


def link_to(record, by=None, **options):
    """The address of a new link to `record`."""
    by = by or Article.objects.get(title="Elphberg comes to Strelsau").author
    return reverse("articles:preview", args=[previews.make_link(record, by=by, **options)])


def address(record, page="change"):
    opts = record._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}", args=[record.pk])


def text(response):
    return response.content.decode().replace("\xa0", " ")


@pytest.mark.parametrize("kind", FACTORIES)
class TestEveryRecord:
    def test_a_link_shows_it_in_both_languages(self, kind, records, client):
        url = link_to(records[kind])
        english, french = client.get(url), client.get(f"/fr{url}")
        assert (english.status_code, french.status_code) == (200, 200)
        assert '<html lang="en">' in text(english)
        assert '<html lang="fr">' in text(french)
        assert f'href="/fr{url}"' in text(english)
        for said in [str(records[kind]), *SAID[kind], NOTE]:
            assert said in text(english)

    def test_it_is_what_readers_will_see(self, kind, records, client):
        preview = body(client.get(link_to(records[kind])))
        published(records["article"])
        address = type(records[kind]).objects.get(pk=records[kind].pk).get_absolute_url()
        assert preview == body(client.get(address))

    def test_it_shows_no_other_unpublished_record(self, kind, records, client):
        answer = text(client.get(link_to(records[kind])))
        assert "Another secret" not in answer
        assert "A secret draft" not in answer

    def test_nobody_keeps_it(self, kind, records, client):
        headers = client.get(link_to(records[kind])).headers
        assert headers["Cache-Control"] == "private, no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Robots-Tag"] == "noindex, nofollow"
        assert "ETag" not in headers
        assert "Set-Cookie" not in headers

    def test_it_is_not_compressed(self, kind, records, client):
        answer = client.get(link_to(records[kind]), headers={"accept-encoding": "gzip"})
        assert "Content-Encoding" not in answer.headers

    def test_without_the_link_it_stays_hidden(self, kind, records, client):
        url = link_to(records[kind])
        before = client.get("/").content
        client.get(url)
        assert client.get(records[kind].get_absolute_url()).status_code == 404
        assert client.get("/").content == before
        assert shown(Article) == frozenset()

    def test_who_may_read_it_sees_it_signed_in(self, kind, records, client, writer):
        client.force_login(writer)
        url = address(records[kind], "preview")
        answer = client.get(url)
        assert NOTE in text(answer)
        for said in SAID[kind]:
            assert said in text(answer)
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert '<html lang="fr">' in text(client.get(f"/fr{url}"))
        assert client.post(url).status_code == 405

    def test_its_page_in_the_admin_makes_and_revokes_links(self, kind, records, client, writer):
        record = records[kind]
        client.force_login(writer)
        page = client.get(address(record))
        assert address(record, "preview") in text(page)
        made = client.post(address(record, "preview_links"), {"lifetime": "hour"})
        english, french = re.findall(r'value="(http[^"]*/preview/[^"]*)"', text(made))
        assert (("/fr/" in english), ("/fr/" in french)) == (False, True)
        path = english.partition("//")[2].partition("/")[2]
        assert Client().get(f"/{path}").status_code == 200
        page = client.get(address(record))
        assert path.split("/")[1] not in text(page)  # its secret is shown once
        link = PreviewLink.objects.get()
        assert link.expires_at - link.made_at == timedelta(hours=1)
        client.post(address(record, "preview_links"), {"revoke": link.pk})
        assert Client().get(f"/{path}").status_code == 404

    def test_one_that_is_public_sends_to_its_page(self, kind, records, client):
        url = link_to(records[kind])
        published(records["article"])
        answer = client.get(url)
        assert (answer.status_code, answer.url) == (302, records[kind].get_absolute_url())
        assert answer.headers["Cache-Control"] == "private, no-store"

    def test_one_that_was_deleted_is_nowhere(self, kind, client, writer):
        record = FACTORIES[kind](**({"author": writer} if kind == "article" else {}))
        url = link_to(record, by=writer)
        assert client.get(url).status_code == 200
        record.delete()
        assert client.get(url).status_code == 404


def body(response):
    """What a page says between its head and its foot."""
    return text(response).partition("<main")[2].partition("</main>")[0]


@pytest.fixture
def draft(db, writer):
    return draft_about(InvestmentFactory(), title="Elphberg comes to Strelsau", author=writer)


class TestTheSecret:
    def test_it_is_unguessable_and_only_its_digest_is_kept(self, draft, writer):
        secrets = {previews.make_link(draft, by=writer) for _ in range(20)}
        assert len(secrets) == 20
        assert min(map(len, secrets)) >= 43  # 256 bits
        kept = {link.digest for link in PreviewLink.objects.all()}
        assert kept == {sha256(secret.encode()).hexdigest() for secret in secrets}

    def test_a_digest_is_no_secret(self, draft, writer, client):
        previews.make_link(draft, by=writer)
        link = PreviewLink.objects.get()
        assert client.get(f"/preview/{link.digest}/").status_code == 404

    @pytest.mark.parametrize("lifetime", previews.LIFETIMES)
    def test_it_opens_until_its_time_and_not_a_second_longer(self, lifetime, draft, client):
        with time_machine.travel("2026-03-01 12:00Z", tick=False):
            url = link_to(draft, lifetime=lifetime)
            end = PreviewLink.objects.get().expires_at
        assert (
            end - timezone.datetime.fromisoformat("2026-03-01T12:00Z")
            == (previews.LIFETIMES[lifetime][1])
        )
        with time_machine.travel(end - timedelta(seconds=1), tick=False):
            assert client.get(url).status_code == 200
        with time_machine.travel(end, tick=False):
            assert client.get(url).status_code == 404

    def test_a_day_is_the_default(self, draft):
        link_to(draft)
        link = PreviewLink.objects.get()
        assert link.expires_at - link.made_at == timedelta(days=1)

    def test_a_wrong_an_expired_and_a_revoked_one_answer_alike(self, draft, writer, client):
        with time_machine.travel("2026-03-01 12:00Z"):
            expired = link_to(draft)
        revoked = link_to(draft)
        previews.revoke(PreviewLink.objects.latest("made_at"), by=writer)
        retracted_one = link_to(draft)
        retracted(published(draft))
        wrong = "/preview/" + "x" * 43 + "/"
        expected = answer_without_path(client, wrong)
        assert expected[0] == 404
        for url in (expired, revoked, retracted_one, wrong.replace("x", "y")):
            assert answer_without_path(client, url) == expected
        for url in (expired, revoked, wrong):
            with CaptureQueriesContext(connection) as asked:
                client.get(url)
            assert len(asked) == 1
        # And like any other page that is missing.
        assert answer_without_path(client, "/articles/" + "x" * 42 + "/") == expected

    def test_a_head_asks_the_same_and_a_post_nothing(self, draft, client):
        url = link_to(draft)
        assert (client.head(url).status_code, client.head(url).content) == (200, b"")
        assert client.head(url).headers["Cache-Control"] == "private, no-store"
        assert client.head("/preview/wrong/").status_code == 404
        assert {client.post(each).status_code for each in (url, "/preview/wrong/")} == {405}

    @pytest.mark.parametrize("secret", ["", "a/b", "a%00", "x" * 3000, "é", "../admin"])
    def test_what_is_no_secret_at_all_is_nowhere(self, secret, db, client):
        assert client.get(f"/preview/{secret}/").status_code == 404

    def test_opening_one_writes_nothing(self, draft, client):
        url = link_to(draft)
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        verbs = {query["sql"].split()[0] for query in asked}
        assert verbs <= {"SELECT"}

    @pytest.mark.parametrize(
        "wrong", [{"kind": "user"}, {"digest": "short"}, {"expires_at": timezone.now()}]
    )
    def test_the_database_refuses_what_is_no_link(self, wrong, draft):
        link_to(draft)
        now = timezone.now()
        with pytest.raises(IntegrityError), transaction.atomic():
            PreviewLink.objects.update(**{"made_at": now + timedelta(hours=1), **wrong})


def answer_without_path(client, path):
    answer = client.get(path)
    # What follows from the length and the words of the path.
    of_path = ("Content-Length", "ETag")
    kept = {name: value for name, value in answer.headers.items() if name not in of_path}
    # The menu says in which of its parts one is.
    said = text(answer).replace(path, "PATH").replace(' aria-current="true"', "")
    return answer.status_code, said, kept


class TestWhoMay:
    def test_only_who_may_read_an_article_makes_a_link_to_it(
        self, draft, writer, editor, publisher, administrator, stranger, disabled
    ):
        other = ArticleFactory().author
        for user in (editor, administrator, stranger, disabled, other):
            with pytest.raises(PermissionDenied):
                previews.make_link(draft, by=user)
        for user in (writer, publisher):
            assert previews.make_link(draft, by=user)

    def test_strangers_make_no_link_to_a_record(self, stranger, disabled, administrator):
        deal = InvestmentFactory()
        for user in (stranger, disabled):
            with pytest.raises(PermissionDenied):
                previews.make_link(deal, by=user)
        assert previews.make_link(deal, by=administrator)

    def test_nobody_makes_one_to_what_is_public_or_was_retracted(self, publisher):
        deal = InvestmentFactory()
        for article in (report(deal), retracted(report(deal))):
            with pytest.raises(PermissionDenied):
                previews.make_link(article, by=publisher)

    def test_whoever_made_it_or_a_publisher_revokes_it(
        self, records, writer, editor, publisher, administrator
    ):
        deal = records["investment"]
        for user in (writer, publisher):
            previews.make_link(deal, by=writer)
            link = PreviewLink.objects.live().get()
            for other in (editor, administrator):
                with pytest.raises(PermissionDenied):
                    previews.revoke(link, by=other)
            previews.revoke(link, by=user)
            assert not PreviewLink.objects.live().exists()

    def test_it_closes_when_its_maker_may_no_longer_read_the_record(self, draft, writer, client):
        url = link_to(draft, by=writer)
        writer.is_active = False
        writer.save()
        assert client.get(url).status_code == 404

    def test_it_never_shows_a_draft_that_its_maker_may_not_read(self, records, client, editor):
        # Another writer's draft names the same deal.
        deal = records["investment"]
        theirs = draft_about(deal, body="Not for the writer. More.")
        assert "Not for the writer" not in text(client.get(link_to(deal)))
        workflow.submit(theirs, by=theirs.author)
        assert "Not for the writer" in text(client.get(link_to(deal, by=editor)))
        workflow.send_back(theirs, by=editor, reason="No.")
        assert "Not for the writer" not in text(client.get(link_to(deal, by=editor)))

    def test_a_retracted_article_is_shown_with_nothing(self, records, client, publisher):
        deal = records["investment"]
        retracted(published(draft_about(deal, body="Withdrawn. More.")))
        assert "Withdrawn" not in text(client.get(link_to(deal, by=publisher)))


class TestForgedPosts:
    def test_who_may_not_read_the_article_makes_no_link(self, draft, client, editor, stranger):
        for user, status in ((editor, 404), (stranger, 404)):
            client.force_login(user)
            assert client.post(address(draft, "preview_links"), {}).status_code == status
        assert not PreviewLink.objects.exists()

    def test_nor_does_who_is_not_signed_in(self, draft, client):
        for page in ("preview", "preview_links"):
            answer = client.post(address(draft, page), {})
            assert answer.status_code == 302
            assert "/login/" in answer.url

    def test_a_get_makes_nothing(self, draft, client, writer):
        client.force_login(writer)
        assert client.get(address(draft, "preview_links")).status_code == 405
        assert not PreviewLink.objects.exists()

    @pytest.mark.parametrize("lifetime", ["", "year", "\0", "9" * 99])
    def test_another_lifetime_is_refused(self, lifetime, draft, client, writer):
        client.force_login(writer)
        answer = client.post(address(draft, "preview_links"), {"lifetime": lifetime})
        assert answer.status_code == 400
        assert not PreviewLink.objects.exists()

    def test_a_link_to_what_is_public_is_refused(self, client, publisher):
        client.force_login(publisher)
        article = report(InvestmentFactory())
        assert client.post(address(article, "preview_links"), {}).status_code == 403

    @pytest.mark.parametrize("pk", ["", "x", "0", "-1", "²", "9" * 40, "\0"])
    def test_what_is_no_link_is_not_revoked(self, pk, draft, client, writer):
        client.force_login(writer)
        answer = client.post(address(draft, "preview_links"), {"revoke": pk})
        assert answer.status_code == 404

    def test_a_link_is_revoked_at_its_own_record_only(self, draft, client, writer):
        link_to(InvestmentFactory(), by=writer)
        client.force_login(writer)
        forged = {"revoke": PreviewLink.objects.get().pk}
        assert client.post(address(draft, "preview_links"), forged).status_code == 404
        assert PreviewLink.objects.live().exists()

    def test_a_colleagues_link_is_not_revoked(self, records, client, writer, editor):
        deal = records["investment"]
        link_to(deal, by=writer)
        client.force_login(editor)
        link = PreviewLink.objects.get()
        page = client.get(address(deal))
        assert 'name="lifetime"' in text(page)
        assert 'name="revoke"' not in text(page)
        forged = {"revoke": link.pk}
        assert client.post(address(deal, "preview_links"), forged).status_code == 403
        assert PreviewLink.objects.live().get() == link


class TestThePageInTheAdmin:
    def test_it_lists_the_live_links_with_maker_and_end(self, records, client, writer, publisher):
        deal = records["investment"]
        with time_machine.travel("2026-03-01 12:00Z", tick=False):
            link_to(deal, by=writer, lifetime="week")
            client.force_login(publisher)
            listed = text(client.get(address(deal)))
            assert "writer" in listed
            assert "2026-03-08 12:00 UTC" in listed
        with time_machine.travel("2026-03-09 12:00Z", tick=False):
            client.force_login(publisher)
            assert "2026-03-08 12:00 UTC" not in text(client.get(address(deal)))

    def test_many_links_ask_no_more_than_one(self, records, client, publisher):
        deal = records["investment"]
        client.force_login(publisher)
        link_to(deal, by=publisher)
        client.get(address(deal))
        with CaptureQueriesContext(connection) as one:
            client.get(address(deal))
        for _ in range(4):
            link_to(deal, by=publisher)
        with CaptureQueriesContext(connection) as many:
            client.get(address(deal))
        assert len(many) == len(one)

    def test_it_says_with_which_articles_a_record_is_shown(self, records, client, writer):
        client.force_login(writer)
        section = text(client.get(address(records["investment"]))).partition('id="preview"')[2]
        assert "Elphberg comes to Strelsau" in section
        assert "A secret draft" not in section

    def test_what_is_public_has_no_preview(self, client, publisher):
        client.force_login(publisher)
        deal = InvestmentFactory()
        article = report(deal)
        for record in (article, Investment.objects.get()):
            assert 'id="preview"' not in text(client.get(address(record)))

    def test_its_forms_stand_outside_the_records_own(self, draft, client, writer):
        client.force_login(writer)
        page = client.get(address(draft))
        saved = {**filled_in(page), "title": "Another title"}
        assert client.post(address(draft), saved).status_code == 302
        assert not PreviewLink.objects.exists()


class TestOtherPages:
    def test_no_public_page_links_to_a_preview(self, records, client, writer):
        deal = InvestmentFactory(title="Public deal", slug="public-deal")
        article = report(deal, title="Public", slug="public")
        secret = previews.make_link(records["article"], by=writer)
        base = {
            "previews": [], "articles": [article], "dossiers": [], "investments": [deal],
            "organisations": [article.source], "sites": [], "places": [],
        }  # fmt: skip
        for url in public_urls(base):
            response = client.get(url)
            said = b"".join(response) if response.streaming else response.content
            assert b"/preview/" not in said, url
            assert secret.encode() not in said

    def test_a_public_page_asked_for_after_a_preview_shows_nothing_of_it(self, records, client):
        client.get(link_to(records["article"]))
        for url in ("/", "/investments/", "/organisations/", "/places/ruritania/"):
            answer = text(client.get(url))
            assert "Elphberg" not in answer
            assert "Strelsau" not in answer

    def test_a_preview_counts_on_top_of_what_is_public(self, records, client):
        dossier = records["dossier"]
        before = report(InvestmentFactory(title="Public before", figure="1bn"))
        Dossier.articles.through.objects.create(dossier=dossier, article=before)
        answer = text(client.get(link_to(dossier)))
        assert "£3.5bn" in answer
        assert "Public before" in answer

    def test_a_scheduled_article_is_previewed_and_its_readers_wait(self, draft, client, publisher):
        at = timezone.now() + timedelta(days=2)
        workflow.publish(approved(draft), by=publisher, at=at)
        url = link_to(draft, by=publisher)
        assert NOTE in text(client.get(url))
        assert client.get(draft.get_absolute_url()).status_code == 404

    def test_an_incomplete_draft_is_previewed(self, client, writer):
        article = ArticleFactory(
            source=None, source_url="", reported_on=None, summary="", body="", author=writer
        )
        ClaimFactory(article=article, quote="x")
        assert client.get(link_to(article, by=writer)).status_code == 200

    def test_a_parameter_that_is_none_is_an_error_that_nobody_keeps(self, records, client):
        answer = client.get(link_to(records["organisation"]) + "?currency=XXX")
        assert answer.status_code == 400
        assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.django_db(transaction=True)
def test_this_process_keeps_no_preview(client):
    article = draft_about(InvestmentFactory())
    url = link_to(article, by=article.author)
    client.get(url)
    client.get(url)
    assert not pages.kept
    PreviewLink.objects.update(revoked_at=timezone.now())
    assert client.get(url).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_what_this_process_counts_over_knows_no_preview(client):
    company = OrganisationFactory(public=True)
    deal = InvestmentFactory(title="Elphberg", figure="7bn", investors=[company])
    place = PlaceFactory(name="Strelsau", slug="strelsau")
    deal.places.add(place)
    article = draft_about(deal)
    before = client.get(company.get_absolute_url()).content
    assert "£7bn" in text(client.get(link_to(place, by=article.author)))
    pages.forget()
    assert client.get(company.get_absolute_url()).content == before
