"""The admin as editors meet it: forms filled in as a browser does, and POSTs no browser sends."""

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from reversion.models import Version

from articles.models import Article
from entities.admin import MOST_ROWS
from entities.models import Investment, Organisation, Place
from tests.factories import (
    ArticleFactory,
    ClaimFactory,
    DossierFactory,
    InvestmentFactory,
    OrganisationFactory,
    PlaceFactory,
    approved,
    draft_about,
    report,
)
from tests.html_forms import filled_in

PAGES = ["articles_article", "articles_dossier", "entities_investment", "entities_organisation",
         "entities_site", "entities_place", "entities_exchangerate"]  # fmt: skip


def address(record, page="change"):
    opts = record._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}", args=[record.pk])


@pytest.fixture
def sign_in(client):
    def as_user(user):
        client.force_login(user)
        return client

    return as_user


@pytest.mark.parametrize("listing", PAGES)
def test_each_role_opens_each_list(listing, sign_in, writer, editor, publisher, administrator):
    url = reverse(f"admin:{listing}_changelist")
    for user in (writer, editor, publisher, administrator):
        assert sign_in(user).get(url).status_code == 200
        assert sign_in(user).get(f"/fr{url}").status_code == 200


@pytest.mark.parametrize("listing", PAGES)
def test_a_stranger_opens_no_list(listing, sign_in, stranger):
    assert sign_in(stranger).get(reverse(f"admin:{listing}_changelist")).status_code == 403


@pytest.mark.parametrize("listing", ["articles_article", "entities_investment"])
def test_a_list_asks_as_many_questions_for_many_rows_as_for_few(listing, sign_in, publisher):
    url = reverse(f"admin:{listing}_changelist")
    report(InvestmentFactory())
    sign_in(publisher).get(url)
    with CaptureQueriesContext(connection) as few:
        sign_in(publisher).get(url)
    for _ in range(5):
        report(InvestmentFactory())
    with CaptureQueriesContext(connection) as many:
        sign_in(publisher).get(url)
    assert len(many) == len(few)


def test_an_editor_enters_the_coreweave_article_from_nothing(sign_in, writer, editor, publisher):
    britain = PlaceFactory(name="United Kingdom", slug="gb", iso_code="GB")
    browser = sign_in(writer)
    page = browser.get(reverse("admin:entities_organisation_add"))
    browser.post(page.request["PATH_INFO"], filled_in(page, name="CoreWeave"))
    company = Organisation.objects.get(slug="coreweave")
    page = browser.get(reverse("admin:entities_investment_add"))
    investment = filled_in(
        page, title="CoreWeave in Scotland", kind="capital_expenditure", figure="£1.5 billion",
        announced_on="2025-09-16", places=britain.pk, parties__TOTAL_FORMS=1,
        parties__0__organisation=company.pk, parties__0__role="investor",
    )  # fmt: skip
    assert browser.post(page.request["PATH_INFO"], investment).status_code == 302
    deal = Investment.objects.get(slug="coreweave-in-scotland")
    assert (deal.low, deal.high, deal.currency) == (1_500_000_000, 1_500_000_000, "GBP")
    page = browser.get(reverse("admin:articles_article_add"))
    article = filled_in(
        page, title="CoreWeave goes to Lanarkshire", summary="A new phase.",
        body="CoreWeave has announced a £1.5 billion expansion. It is in Scotland.",
        source=company.pk, source_url="https://example.com/lanarkshire", reported_on="2025-09-16",
        claims__TOTAL_FORMS=1, claims__0__investment=deal.pk, claims__0__statement="figure",
        claims__0__interval="£1.5bn", claims__0__is_chosen="on",
        claims__0__quote="CoreWeave has announced a £1.5 billion expansion.", _move="submit",
    )  # fmt: skip
    assert browser.post(page.request["PATH_INFO"], article).status_code == 302
    article = Article.objects.get()
    assert article.state == "in_review"
    press(sign_in(editor), article, "approve")
    press(sign_in(publisher), article, "publish")
    assert sign_in(writer).get(deal.get_absolute_url()).status_code == 200


def press(browser, article, name, **more):
    """Press one of the workflow's buttons on the article's page."""
    page = browser.get(address(article))
    response = browser.post(address(article), filled_in(page, _move=name, **more), follow=True)
    article.refresh_from_db()
    return response


def test_a_quote_that_is_not_in_the_body_is_refused_with_the_nearest_sentence(sign_in, writer):
    article = ArticleFactory(author=writer)
    page = sign_in(writer).get(address(article))
    claim = filled_in(
        page, claims__TOTAL_FORMS=1, claims__0__investment=InvestmentFactory().pk,
        claims__0__statement="mention", claims__0__quote="CoreWeave invests 1.5 billion pounds.",
    )  # fmt: skip
    answer = sign_in(writer).post(address(article), claim)
    assert "CoreWeave invests £1.5 billion in Scotland." in answer.content.decode()
    assert article.claims.count() == 0


@pytest.mark.parametrize(
    ("typed", "reason"),
    [("£1,500bn", "two readings"), ("$5m", "GBP"), ("£-5m", "negative"), ("", "required"),
     ("plenty", "")],
)  # fmt: skip
def test_an_ambiguous_figure_is_refused_at_its_field(typed, reason, sign_in, writer):
    deal = InvestmentFactory(investors=[OrganisationFactory()])
    page = sign_in(writer).get(address(deal))
    answer = sign_in(writer).post(address(deal), filled_in(page, figure=typed, currency="gbp"))
    assert reason in str(answer.context["adminform"].form.errors["figure"])
    deal.refresh_from_db()
    assert deal.low == 1_000_000_000


@pytest.mark.parametrize(
    ("typed", "currency", "kept"),
    [
        ("1.5bn", "GBP", (1_500_000_000, 1_500_000_000, "GBP")),
        ("1,5 milliard", "eur", (1_500_000_000, 1_500_000_000, "EUR")),
        ("11 000 000 000", "GBP", (11_000_000_000, 11_000_000_000, "GBP")),
        ("up to $500m", "GBP", (None, 500_000_000, "USD")),
        ("undisclosed", "GBP", (None, None, "")),
    ],
)
def test_a_figure_is_typed_with_its_currency_or_beside_it(typed, currency, kept, sign_in, writer):
    deal = InvestmentFactory(figure="£2bn", investors=[OrganisationFactory()])
    page = sign_in(writer).get(address(deal))
    sign_in(writer).post(address(deal), filled_in(page, figure=typed, currency=currency))
    deal.refresh_from_db()
    assert (deal.low, deal.high, deal.currency) == kept


@pytest.mark.parametrize("version", ["", "x", "99", "-1"])
def test_a_save_without_the_version_that_was_read_is_refused(version, sign_in, publisher):
    deal = InvestmentFactory(investors=[OrganisationFactory()])
    page = sign_in(publisher).get(address(deal))
    answer = sign_in(publisher).post(
        address(deal), {**filled_in(page, title="Changed"), "version_read": version}
    )
    assert answer.status_code in (200, 409)
    assert Investment.objects.get().title == deal.title


def test_a_forged_post_changes_no_state(sign_in, writer):
    article = ArticleFactory(author=writer)
    page = sign_in(writer).get(address(article))
    forged = {"state": "published", "public_from": "2020-01-01", "approved_by": writer.pk,
              "author": 1, "self_approved": "on", "version": 50}  # fmt: skip
    sign_in(writer).post(address(article), {**filled_in(page), **forged})
    article.refresh_from_db()
    assert (article.state, article.public_from, article.author) == ("draft", None, writer)


@pytest.mark.parametrize("move", ["approve", "publish", "retract", "nonsense", "void"])
def test_a_writer_presses_no_button_that_is_not_theirs(move, sign_in, writer):
    article = ArticleFactory(author=writer)
    press(sign_in(writer), article, move)
    assert article.state == "draft"


def test_another_writer_sees_nothing_of_a_draft(sign_in, editor):
    article = ArticleFactory()
    browser = sign_in(editor)
    for page in ("change", "history", "delete", "preview"):
        answer = browser.get(address(article, page), follow=True)
        assert article.title not in answer.content.decode()
    listed = browser.get(reverse("admin:articles_article_changelist"))
    assert article.title not in listed.content.decode()


def test_a_button_keeps_the_edits_on_the_form(sign_in, writer):
    article = ArticleFactory(author=writer)
    press(sign_in(writer), article, "submit", summary="Written just now.")
    assert (article.state, article.summary) == ("in_review", "Written just now.")


def test_editing_after_approval_asks_for_review_again(sign_in, publisher):
    article = approved(ArticleFactory())
    page = sign_in(publisher).get(address(article))
    sign_in(publisher).post(address(article), filled_in(page, summary="Other words."))
    article.refresh_from_db()
    assert (article.state, article.approved_by) == ("in_review", None)


def test_changing_a_hidden_deal_after_approval_asks_for_review_again(sign_in, writer):
    deal = InvestmentFactory(investors=[OrganisationFactory()])
    article = approved(draft_about(deal))
    page = sign_in(writer).get(address(deal))
    sign_in(writer).post(address(deal), filled_in(page, figure="£9bn"))
    article.refresh_from_db()
    assert article.state == "in_review"


def test_saving_unchanged_leaves_the_approval(sign_in, publisher):
    article = approved(ArticleFactory())
    page = sign_in(publisher).get(address(article))
    sign_in(publisher).post(address(article), filled_in(page))
    article.refresh_from_db()
    assert article.state == "approved"


def test_whoever_edited_it_may_not_approve_it(sign_in, editor):
    article = ArticleFactory(reviewer=editor)
    page = sign_in(editor).get(address(article))
    sign_in(editor).post(address(article), filled_in(page, summary="The editor's words."))
    press(sign_in(article.author), article, "submit")
    press(sign_in(editor), article, "approve")
    assert article.state == "in_review"


def test_an_unfit_article_is_not_published_and_the_list_says_why(sign_in, publisher):
    deal = InvestmentFactory(is_place_not_stated=False)
    article = ArticleFactory(summary="", source=None)
    ClaimFactory(article=article, investment=deal)
    approved(article)
    page = press(sign_in(publisher), article, "publish").content.decode()
    assert article.state == "approved"
    assert 'href="#id_summary"' in page
    assert 'href="#id_source"' in page
    assert address(deal) in page


def test_a_published_article_is_corrected_with_a_note(sign_in, editor):
    article = report(InvestmentFactory())
    page = sign_in(editor).get(address(article))
    answer = sign_in(editor).post(address(article), filled_in(page, title="Corrected"))
    assert "correction_note" in answer.context["adminform"].form.errors
    noted = filled_in(page, title="Corrected", correction_note="The title was wrong.")
    assert sign_in(editor).post(address(article), noted).status_code == 302
    assert b"The title was wrong." in sign_in(editor).get(article.get_absolute_url()).content


def test_naming_an_organisation_in_a_published_article_makes_it_public_at_once(sign_in, editor):
    article, company = report(InvestmentFactory()), OrganisationFactory(slug="newcomer")
    page = sign_in(editor).get(address(article))
    named = filled_in(page, organisations=company.pk, correction_note="One more is named.")
    sign_in(editor).post(address(article), named)
    assert sign_in(editor).get("/organisations/newcomer/").status_code == 200
    page = sign_in(editor).get(address(article))
    unnamed = filled_in(page, organisations=[], correction_note="It is not.")
    sign_in(editor).post(address(article), unnamed)
    assert sign_in(editor).get("/organisations/newcomer/").status_code == 404


def test_an_article_is_put_into_a_dossier_where_it_is_edited(sign_in, editor):
    article, dossier = report(InvestmentFactory()), DossierFactory(slug="uk")
    page = sign_in(editor).get(address(article))
    row = {"Dossier_articles-TOTAL_FORMS": 1, "Dossier_articles-0-dossier": dossier.pk}
    noted = filled_in(page, correction_note="It belongs to a dossier.")
    sign_in(editor).post(address(article), {**noted, **row})
    assert article.title in sign_in(editor).get("/dossiers/uk/").content.decode()


def test_a_writer_does_not_change_what_is_public(sign_in, writer):
    deal = InvestmentFactory(title="As it is")
    report(deal)
    assert sign_in(writer).post(address(deal), {"title": "Mine"}).status_code == 403
    assert Investment.objects.get(pk=deal.pk).title == "As it is"


def test_what_is_cited_is_not_deleted(sign_in, publisher):
    deal = InvestmentFactory(places=[PlaceFactory()])
    report(deal)
    for record in (deal, Place.objects.get(), Organisation.objects.first()):
        sign_in(publisher).post(address(record, "delete"), {"post": "yes"})
        assert type(record).objects.filter(pk=record.pk).exists()


def test_a_cycle_is_refused_at_its_field(sign_in, publisher):
    top = InvestmentFactory(investors=[OrganisationFactory()])
    part = InvestmentFactory(part_of=top)
    page = sign_in(publisher).get(address(top))
    answer = sign_in(publisher).post(address(top), filled_in(page, part_of=part.pk))
    assert "part_of" in answer.context["adminform"].form.errors


def test_every_save_is_in_the_history_with_its_author(sign_in, publisher):
    deal = InvestmentFactory(investors=[OrganisationFactory()])
    page = sign_in(publisher).get(address(deal))
    sign_in(publisher).post(address(deal), filled_in(page, title="Second title"))
    version = Version.objects.get_for_object(deal).first()
    assert version.revision.user == publisher
    assert b"publisher" in sign_in(publisher).get(address(deal, "history")).content
    old = reverse("admin:entities_investment_revision", args=[deal.pk, version.pk])
    assert sign_in(publisher).get(old).status_code == 200
    assert sign_in(publisher).post(old).status_code == 405


def test_the_preview_shows_a_draft_to_those_who_may_read_it(sign_in, writer, client):
    article = draft_about(InvestmentFactory(title="A hidden deal"), author=writer)
    page = sign_in(writer).get(address(article, "preview"))
    assert b"A hidden deal" in page.content
    assert page.headers["Cache-Control"] == "private, no-store"
    assert client.get(article.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    "query",
    ["?title__regex=(", "?q=" + "word " * 1500, "?q=%00", "?state__exact=%00", "?p=99999", "?o=x",
     "add/?organisations=x,y&source=x", f"add/?sites={10**30}"],
)  # fmt: skip
def test_a_hostile_query_is_no_server_error(query, sign_in, publisher):
    url = reverse("admin:articles_article_changelist")
    assert sign_in(publisher).get(url + query, follow=True).status_code < 500


@pytest.mark.parametrize(
    ("listing", "query"),
    [
        ("entities_investment", f"?announced_on__year={10**20}"),
        ("entities_exchangerate", "?valid_on__year=0"),
        ("auth_user", "?username__regex=("),
        ("entities_exchangerate", "?currency__range=0"),
        ("articles_dossier", "?slug__range=abc"),
        ("accounts_securityevent", "?kind__range=NOT"),
        ("auth_user", "?q=" + "word " * 1500),
    ],
)
def test_a_hostile_query_of_any_list_is_no_server_error(listing, query, sign_in, administrator):
    url = reverse(f"admin:{listing}_changelist")
    assert sign_in(administrator).get(url + query, follow=True).status_code < 500


@pytest.mark.parametrize("key", ["x", "", "1,2", "\0", str(10**30)])
@pytest.mark.parametrize("field", ["source", "organisations", "claims-0-investment"])
def test_a_forged_key_is_refused_at_its_field(field, key, sign_in, writer):
    article = draft_about(InvestmentFactory(), author=writer)
    page = sign_in(writer).get(address(article))
    answer = sign_in(writer).post(address(article), {**filled_in(page), field: key})
    assert answer.status_code == (302 if field == "source" and not key else 200)


def test_a_form_of_a_million_rows_is_refused_without_drawing_them(sign_in, writer):
    article = draft_about(InvestmentFactory(), author=writer)
    page = sign_in(writer).get(address(article))
    many = {"claims-TOTAL_FORMS": "1000000", "comments-TOTAL_FORMS": "1000000"}
    answer = sign_in(writer).post(address(article), {**filled_in(page), **many})
    drawn = [len(each.formset.forms) for each in answer.context["inline_admin_formsets"]]
    assert max(drawn) <= MOST_ROWS


def test_a_forged_post_writes_no_remark_and_no_transition(sign_in, writer, editor):
    article = draft_about(InvestmentFactory(), author=writer)
    page = sign_in(writer).get(address(article))
    forged = {"comments-TOTAL_FORMS": 1, "comments-0-text": "Fine", "comments-0-by": editor.pk,
              "transitions-TOTAL_FORMS": 1, "transitions-0-to_state": "approved"}  # fmt: skip
    sign_in(writer).post(address(article), {**filled_in(page), **forged})
    assert not article.comments.exists()
    assert not article.transitions.exists()


def test_an_article_is_not_its_own_translation(sign_in, writer):
    article = draft_about(InvestmentFactory(), author=writer)
    page = sign_in(writer).get(address(article))
    answer = sign_in(writer).post(address(article), filled_in(page, translation_of=article.pk))
    assert "translation_of" in answer.context["adminform"].form.errors


def test_a_figure_without_a_kind_of_statement_is_refused_at_its_field(sign_in, writer):
    article = draft_about(InvestmentFactory(), author=writer)
    page = sign_in(writer).get(address(article))
    changes = {"claims__0__interval": "£1bn", "claims__0__statement": ""}
    answer = sign_in(writer).post(address(article), filled_in(page, **changes))
    assert "interval" in answer.context["inline_admin_formsets"][0].formset.errors[0]


def test_autocomplete_finds_accents_and_refuses_what_no_one_types(sign_in, writer):
    PlaceFactory(name="Édimbourg")
    query = {"app_label": "entities", "model_name": "site", "field_name": "place"}
    found = sign_in(writer).get(reverse("admin:autocomplete"), {**query, "term": "edimb"})
    assert [row["text"] for row in found.json()["results"]] == ["Édimbourg"]
    for term in ("\0", "x" * 5000):
        answer = sign_in(writer).get(reverse("admin:autocomplete"), {**query, "term": term})
        assert answer.status_code == 200


def test_an_administrator_gives_roles_but_makes_no_superuser(sign_in, administrator, stranger):
    url = reverse("admin:auth_user_change", args=[stranger.pk])
    page = sign_in(administrator).get(url)
    forged = {"is_superuser": "on", "user_permissions": "1", "is_staff": "on"}
    sign_in(administrator).post(url, {**filled_in(page), **forged})
    assert not get_user_model().objects.get(pk=stranger.pk).is_superuser
    own = reverse("admin:auth_user_change", args=[administrator.pk])
    assert sign_in(administrator).post(own, {"groups": []}).status_code == 403


def test_saving_an_account_unchanged_keeps_its_role(sign_in, administrator, writer):
    url = reverse("admin:auth_user_change", args=[writer.pk])
    page = sign_in(administrator).get(url)
    assert sign_in(administrator).post(url, filled_in(page)).status_code == 302
    assert [group.name for group in writer.groups.all()] == ["writer"]


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 10**100])
def test_a_list_asked_for_a_number_that_no_column_holds_is_no_fault(client, editor, number):
    client.force_login(editor)
    address = reverse("admin:entities_organisation_changelist")
    assert client.get(f"{address}?operated_sites={number}").status_code in (302, 400)
