"""Two people, one record: the second to save sees what the first changed, and chooses."""

import pytest
from django.urls import reverse
from reversion.models import Version

from articles import workflow
from articles.models import Article
from entities.models import Investment
from tests.factories import (
    ArticleFactory,
    InvestmentFactory,
    OrganisationFactory,
    PlaceFactory,
    UserFactory,
    draft_about,
)
from tests.html_forms import filled_in

pytestmark = pytest.mark.django_db


def address(record):
    opts = record._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[record.pk])


def save(client, record, page, **typed):
    return client.post(address(record), filled_in(page, **typed))


@pytest.fixture
def ada(db):
    return UserFactory(username="ada", role="publisher")


@pytest.fixture
def deal(client, ada):
    """A deal that has been saved in the admin, so that its history knows it."""
    deal = InvestmentFactory(
        title="Before", note="As announced.", investors=[OrganisationFactory(name="CoreWeave")]
    )
    client.force_login(ada)
    save(client, deal, client.get(address(deal)), title="The deal")
    return deal


@pytest.fixture
def race(client, deal, ada):
    """What the second of two people sees who both opened the deal."""

    def run(theirs, mine):
        bob = UserFactory(username="bob", role="publisher")
        client.force_login(bob)
        page = client.get(address(deal))
        client.force_login(ada)
        assert save(client, deal, client.get(address(deal)), **theirs).status_code == 302
        client.force_login(bob)
        answer = save(client, deal, page, **mine)
        assert answer.status_code == 409
        return answer

    return run


def again(client, deal, answer, **typed):
    assert save(client, deal, answer, **typed).status_code == 302
    deal.refresh_from_db()
    return deal


def test_what_only_a_colleague_changed_is_taken_over_and_mine_stays(client, deal, race):
    scotland = PlaceFactory(name="Scotland")
    answer = race(
        {"status": "committed", "figure": "£2bn", "places": scotland.pk}, {"note": "My note."}
    )
    page = answer.content.decode()
    assert "ada" in page
    found = again(client, deal, answer)
    assert (found.status, found.high, found.note) == ("committed", 2 * 10**9, "My note.")
    assert found.places.get() == scotland


def test_where_both_changed_something_mine_stands_unless_i_choose_theirs(client, deal, race):
    answer = race({"title": "Theirs", "figure": "£2bn"}, {"title": "Mine", "figure": "£3bn"})
    told = {each.label: (each.saved, each.typed) for each in answer.context["conflicts"]}
    assert told["Title"] == ("Theirs", "Mine")
    assert told["Figure"] == ("£2bn", "£3bn")
    found = again(client, deal, answer, keep_figure="theirs")
    assert (found.title, found.high) == ("Mine", 2 * 10**9)


def test_a_row_that_both_changed_is_chosen_too(client, deal, race):
    theirs, mine = OrganisationFactory(name="Theirs"), OrganisationFactory(name="Mine")
    party = "parties__0__organisation"
    answer = race({party: theirs.pk}, {party: mine.pk})
    keep = next(each.name for each in answer.context["conflicts"])
    typed = filled_in(answer) | {f"keep_{keep}": "theirs"}
    assert client.post(address(deal), typed).status_code == 302
    assert deal.parties.get().organisation == theirs


def test_a_third_who_saves_meanwhile_is_told_of_again(client, deal, race):
    answer = race({"title": "Theirs"}, {"title": "Mine"})
    page = client.get(address(deal))
    assert save(client, deal, page, title="A third").status_code == 302
    assert save(client, deal, answer).status_code == 409
    assert Investment.objects.get().title == "A third"


def test_a_long_text_is_shown_word_by_word(client, writer):
    article = draft_about(InvestmentFactory(), author=writer)
    client.force_login(writer)
    page = client.get(address(article))
    body = article.body
    save(client, article, page, body=f"{body} Theirs.")
    answer = save(client, article, page, body=f"{body} Mine.")
    assert answer.status_code == 409
    assert "<del>Theirs</del><ins>Mine</ins>" in answer.content.decode()


def test_a_record_without_a_history_is_chosen_field_by_field(client, publisher):
    deal = InvestmentFactory(title="Old", investors=[OrganisationFactory()])
    client.force_login(publisher)
    page = client.get(address(deal))
    Investment.objects.filter(pk=deal.pk).update(title="Raw", version=2)
    answer = save(client, deal, page, title="Mine")
    assert answer.status_code == 409
    assert [each.is_open for each in answer.context["conflicts"]] == [True]
    assert again(client, deal, answer).title == "Mine"


def test_a_choice_in_a_form_that_was_not_late_changes_nothing_else(client, writer):
    article = ArticleFactory(author=writer)
    client.force_login(writer)
    forged = {"keep_state": "theirs", "saved_state": "published"}
    save(client, article, client.get(address(article)), title="Typed", **forged)
    article.refresh_from_db()
    assert (article.title, article.state) == ("Typed", "draft")


def test_a_record_that_a_command_made_has_a_beginning_from_its_first_change_on(client, publisher):
    deal = InvestmentFactory(title="Old", note="Old", investors=[OrganisationFactory()])
    client.force_login(publisher)
    page = client.get(address(deal))
    save(client, deal, page, title="Theirs")
    answer = save(client, deal, page, note="Mine")
    assert answer.status_code == 409
    assert [(each.name, each.is_taken) for each in answer.context["conflicts"]] == [
        ("title", True),
        ("note", False),
    ]
    assert [each.is_open for each in answer.context["conflicts"]] == [False, False]
    versions = Version.objects.get_for_object(deal).order_by("pk")
    assert [each.field_dict["title"] for each in versions] == ["Old", "Theirs"]
    assert versions[0].revision.user is None


def test_whoever_may_no_longer_change_it_keeps_what_they_typed(client, writer):
    article = draft_about(InvestmentFactory(), author=writer)
    client.force_login(writer)
    page = client.get(address(article))
    workflow.submit(article, by=writer)
    workflow.approve(article, by=UserFactory(role="editor"))
    title = Article.objects.get(pk=article.pk).title
    answer = save(client, article, page, body="A long text <b>of mine</b>")
    assert answer.status_code == 403
    assert "A long text &lt;b&gt;of mine&lt;/b&gt;" in answer.content.decode()
    assert Article.objects.get(pk=article.pk).title == title
