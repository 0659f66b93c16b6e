"""Versions: what each changed, how two differ, and bringing one back."""

import pytest
import reversion
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from reversion.models import Version

from articles import workflow
from articles.desk import differences, history
from articles.models import Article, Claim
from entities.models import Investment
from tests.factories import (
    ArticleFactory,
    ClaimFactory,
    DossierFactory,
    InvestmentFactory,
    OrganisationFactory,
    PlaceFactory,
    SiteFactory,
    approved,
    draft_about,
    report,
    retracted,
)
from tests.html_forms import filled_in

pytestmark = pytest.mark.django_db


def address(record, page="change", *more):
    opts = record._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}", args=[record.pk, *more])


def save(client, record, **typed):
    """Save the record's page in the admin with something else typed."""
    page = client.get(address(record))
    answer = client.post(address(record), filled_in(page, **typed))
    assert answer.status_code == 302, answer.context["errors"]
    record.refresh_from_db()


def versions(record):
    """The versions of a record that somebody saved, the first first."""
    saved = Version.objects.get_for_object(record).filter(revision__user__isnull=False)
    return list(saved.order_by("pk"))


def bring_back(client, record, version, **typed):
    """Restore a version by its page in the admin."""
    url = address(record, "restore", version.pk)
    answer = client.post(url, filled_in(client.get(url), **typed))
    assert answer.status_code == 302, [str(m) for m in answer.context["messages"]]


def compare(client, record, before, after=None):
    query = {"from": before.pk, "to": after.pk if after else ""}
    return client.get(address(record, "compare"), query)


def told(answer):
    """Label -> (before, after) of the differences that a page shows."""
    return {each.label: (each.before, each.after) for each in answer.context["differences"]}


@pytest.fixture
def deal():
    return InvestmentFactory(
        title="The deal", figure="£1.5bn", investors=[OrganisationFactory(name="CoreWeave")]
    )


@pytest.fixture
def as_publisher(client, publisher):
    client.force_login(publisher)
    return client


def test_a_comparison_tells_figures_names_and_rows_as_people_read_them(as_publisher, deal):
    save(as_publisher, deal, title="A deal")
    party = deal.parties.get()
    other = OrganisationFactory(name="Nscale")
    save(
        as_publisher, deal, figure="up to £11bn", status="committed",
        places=PlaceFactory(name="Scotland").pk, parties__0__organisation=other.pk,
    )  # fmt: skip
    first, last = versions(deal)[0], versions(deal)[-1]
    found = told(compare(as_publisher, deal, first, last))
    assert found["Figure"] == ("£1.5bn", "up to £11bn")
    assert found["Status"] == ("announced", "committed")
    assert found["Places"] == ("", "Scotland")
    assert found["Organisation"] == ("CoreWeave", "Nscale")
    page = as_publisher.get(address(deal, "history")).content.decode()
    assert "places" in page
    assert str(party.pk) in compare(as_publisher, deal, first, last).content.decode()
    # The order in which they are chosen does not matter.
    assert told(compare(as_publisher, deal, last, first)) == found


def test_a_long_text_is_compared_word_by_word_with_what_is_live(client, writer):
    client.force_login(writer)
    article = ArticleFactory(author=writer, body="CoreWeave invests £1.5 billion in Scotland. Yes.")
    save(client, article, summary="First.")
    body = "CoreWeave invests £2.5 billion in Scotland. Yes."
    save(client, article, body=body)
    page = compare(client, article, versions(article)[0]).content.decode()
    assert "<del>1</del><ins>2</ins>" in page.replace("\n", "")
    assert "CoreWeave invests £" in page


@given(st.text(max_size=80), st.text(max_size=80))
def test_the_parts_of_a_comparison_are_both_texts(before, after):
    words = differences.compared(before, after)
    assert "".join(text for kind, text in words if kind <= 0) == before
    assert "".join(text for kind, text in words if kind >= 0) == after


def test_a_version_is_restored_with_its_rows_and_counts_as_an_edit(client, writer, publisher):
    client.force_login(writer)
    article = draft_about(InvestmentFactory(), author=writer)
    removed = article.claims.get()
    save(client, article, title="The right title")
    added = ClaimFactory(article=article)
    Claim.objects.filter(pk=removed.pk).delete()
    save(client, article, title="A wrong title")
    old = versions(article)[0]
    restore = address(article, "restore", old.pk)
    page = client.get(restore)
    assert told(page)["Title"] == ("A wrong title", "The right title")
    assert client.post(restore, filled_in(page)).status_code == 422
    bring_back(client, article, old, reason="The first was right.")
    version = article.version
    article.refresh_from_db()
    assert (article.title, article.version) == ("The right title", version + 1)
    assert [claim.pk for claim in article.claims.all()] == [removed.pk]
    assert not Claim.objects.filter(pk=added.pk).exists()
    newest = versions(article)[-1].revision
    assert newest.user == writer
    assert "The first was right." in newest.comment
    assert "<mark" in article.body_html


def test_restoring_voids_an_approval_and_moves_nothing_else(client, publisher, writer):
    article = draft_about(InvestmentFactory(), author=writer)
    client.force_login(writer)
    save(client, article, title="Old title")
    save(client, article, title="New title")
    old = versions(article)[0]
    approved(article)
    client.force_login(publisher)
    bring_back(client, article, old, reason="Better.")
    article.refresh_from_db()
    assert (article.state, article.approved_by, article.title) == ("in_review", None, "Old title")
    assert article.author == writer
    assert publisher in article.contributors.all()


def test_restoring_a_published_article_tells_its_readers(as_publisher, writer, publisher):
    article = draft_about(InvestmentFactory(), author=writer)
    with reversion.create_revision():
        reversion.add_to_revision(article)
    workflow.publish(approved(article), by=publisher)
    save(as_publisher, article, title="A slip", correction_note="Renamed.")
    restore = address(article, "restore", versions(article)[0].pk)
    page = as_publisher.get(restore)
    assert as_publisher.post(restore, filled_in(page, reason="A slip.")).status_code == 422
    bring_back(as_publisher, article, versions(article)[0], reason="A slip.",
               correction="The title was wrong.")  # fmt: skip
    article.refresh_from_db()
    assert article.is_public
    assert article.corrections.first().note == "The title was wrong."


def test_restoring_a_deal_moves_what_is_public_with_its_parties(as_publisher, deal):
    report(deal)
    save(as_publisher, deal, title="A deal")
    old = versions(deal)[-1]
    company = deal.parties.get().organisation
    party = f"parties__{0}__DELETE"
    save(as_publisher, deal, **{party: "on"})
    company.refresh_from_db()
    assert company.public_from is None
    bring_back(as_publisher, deal, old, reason="It is theirs.")
    company.refresh_from_db()
    assert company.is_public
    assert deal.parties.get().organisation == company


def test_a_version_that_cites_what_is_gone_is_refused_and_changes_nothing(as_publisher, deal):
    save(as_publisher, deal, title="With a party")
    old = versions(deal)[0]
    company = deal.parties.get().organisation
    deal.parties.all().delete()
    save(as_publisher, deal, title="Without")
    company.delete()
    restore = address(deal, "restore", old.pk)
    answer = as_publisher.post(restore, filled_in(as_publisher.get(restore), reason="Back."))
    assert answer.status_code == 422
    assert "can't be restored" in " ".join(answer.content.decode().replace("&#x27;", "'").split())
    deal.refresh_from_db()
    assert deal.title == "Without"


def test_somebody_who_saved_meanwhile_is_not_overwritten(as_publisher, deal):
    save(as_publisher, deal, title="First")
    restore = address(deal, "restore", versions(deal)[0].pk)
    save(as_publisher, deal, title="Second")
    page = as_publisher.get(restore)
    save(as_publisher, deal, title="Third")
    assert as_publisher.post(restore, filled_in(page, reason="Back.")).status_code == 409
    deal.refresh_from_db()
    assert deal.title == "Third"


def test_who_may_not_edit_does_not_restore(client, as_publisher, deal, writer, administrator):
    report(deal)
    save(as_publisher, deal, title="First")
    restore = address(deal, "restore", versions(deal)[0].pk)
    save(as_publisher, deal, title="Second")
    for user in (writer, administrator):
        client.force_login(user)
        assert client.get(restore).status_code == 403
        assert (
            client.post(restore, {"reason": "x", "version_read": deal.version}).status_code == 403
        )
        assert client.get(address(deal, "history")).status_code == 200


def test_the_history_of_an_article_is_for_those_who_may_read_it(client, writer, as_publisher):
    article = draft_about(InvestmentFactory())
    save(as_publisher, article, title="Secret")
    client.force_login(writer)
    for page in ("history", "compare"):
        answer = client.get(address(article, page), {"from": versions(article)[0].pk})
        assert answer.status_code == 404


def test_a_retracted_article_is_not_restored_this_way(as_publisher):
    article = report(InvestmentFactory())
    save(as_publisher, article, title="First", correction_note="x")
    retracted(article)
    restore = address(article, "restore", versions(article)[0].pk)
    assert as_publisher.post(restore, {"reason": "x", "correction": "x"}).status_code == 403


@pytest.mark.parametrize("query", ["?from=x", "?from=", "", "?from=999999", "?from=1e9&to=3"])
def test_a_comparison_with_what_is_no_version_answers_404(query, as_publisher, deal):
    save(as_publisher, deal, title="First")
    assert as_publisher.get(address(deal, "compare") + query).status_code == 404


def test_a_version_of_another_record_is_none_of_this_one(as_publisher, deal):
    other = InvestmentFactory()
    save(as_publisher, other, title="Other")
    save(as_publisher, deal, title="First")
    foreign = versions(other)[0]
    assert compare(as_publisher, deal, foreign).status_code == 404
    assert as_publisher.post(address(deal, "restore", foreign.pk), {}).status_code == 404


def test_many_versions_cost_as_many_questions_as_few(as_publisher, deal):
    for title in ("One", "Two", "Three"):
        save(as_publisher, deal, title=title)
    as_publisher.get(address(deal, "history"))
    with CaptureQueriesContext(connection) as few:
        as_publisher.get(address(deal, "history"))
    for number in range(6):
        save(as_publisher, deal, title=f"Title {number}")
    with CaptureQueriesContext(connection) as many:
        page = as_publisher.get(address(deal, "history"))
    assert len(many) == len(few)
    assert page.content.decode().count("Compare with now") == 1 + len(versions(deal))


def test_a_version_from_before_fields_came_and_went_is_restored_as_far_as_it_goes(
    as_publisher, deal
):
    save(as_publisher, deal, title="First", note="As announced.")
    version = versions(deal)[0]
    # As if `note` had been called otherwise then, and nobody had asked for a party's role.
    version.serialized_data = version.serialized_data.replace('"note"', '"remark"', 1)
    version.save()
    role = deal.parties.get().role
    party = versions(deal.parties.get())[0]
    party.serialized_data = party.serialized_data.replace('"role"', '"part"', 1)
    party.save()
    save(as_publisher, deal, title="Second", note="Another note.")
    assert told(compare(as_publisher, deal, version)) == {"Title": ("First", "Second")}
    bring_back(as_publisher, deal, version, reason="The first was right.")
    deal.refresh_from_db()
    assert (deal.title, deal.note) == ("First", "Another note.")
    assert deal.parties.get().role == role


@pytest.mark.parametrize("model", [Article, Investment])
def test_all_that_the_page_edits_is_in_the_history(model, as_publisher):
    # A new inline must be followed, or its rows would be lost to the history.
    rows = {"claims", "parties", "capacities"}
    followed = set(history.relations(model))
    kept = {name for name in rows if hasattr(model, name)}
    assert followed == kept - {"articles"} - ({"claims"} if model is Investment else set())


@pytest.mark.parametrize("make", [OrganisationFactory, PlaceFactory, SiteFactory, DossierFactory])
def test_every_kind_of_record_has_its_history(make, as_publisher):
    record = make()
    name = "title" if hasattr(record, "title") else "name"
    save(as_publisher, record, **{name: "Renamed"})
    save(as_publisher, record, **{name: "Renamed again"})
    first, last = versions(record)
    assert list(told(compare(as_publisher, record, first, last)).values()) == [
        ("Renamed", "Renamed again")
    ]
    bring_back(as_publisher, record, first, reason="The first was right.")
    record.refresh_from_db()
    assert getattr(record, name) == "Renamed"
