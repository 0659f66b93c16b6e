"""Remarks on an article: by whom, about what, and until they are resolved."""

import html
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.desk import comments
from articles.models import Comment
from articles.workflow import WorkflowError
from tests.factories import ArticleFactory, InvestmentFactory, UserFactory, draft_about, report
from tests.html_forms import filled_in

pytestmark = pytest.mark.django_db


def address(article):
    return reverse("admin:articles_article_change", args=[article.pk])


def press(client, article, button, **typed):
    page = client.get(address(article))
    return client.post(address(article), filled_in(page, _remark=button, **typed), follow=True)


def beside(client, article, thread):
    """The text of the link to `thread` that stands beside its field; None without one."""
    page = client.get(address(article)).content.decode()
    found = re.search(rf'href="#remark-{thread.pk}">([^<]+)</a>', page)
    return found and html.unescape(found[1])


def test_a_thread_is_opened_answered_resolved_and_opened_again(client, writer):
    article = draft_about(InvestmentFactory(), author=writer)
    client.force_login(writer)
    press(client, article, "add", remark="Is it new money?", remark_field="body")
    thread = article.comments.get()
    assert (thread.field, thread.by) == ("body", writer)
    assert beside(client, article, thread) == f"{writer} remarks: “Is it new money?”"
    press(client, article, f"answer {thread.pk}", **{f"remark_{thread.pk}": "Yes, all of it."})
    assert thread.answers.get().text == "Yes, all of it."
    press(client, article, f"resolve {thread.pk}")
    assert not article.comments.open().exists()
    page = press(client, article, f"reopen {thread.pk}").content.decode()
    assert article.comments.open().get() == thread
    assert "Is it new money?" in page
    assert "Yes, all of it." in page


def test_a_button_saves_what_was_typed_above(client, writer):
    article = draft_about(InvestmentFactory(), author=writer)
    client.force_login(writer)
    press(client, article, "add", remark="See the summary.", summary="A better summary.")
    article.refresh_from_db()
    assert article.summary == "A better summary."


def test_a_remark_is_added_by_someone_who_only_reads(client, writer):
    article = report(InvestmentFactory())
    client.force_login(writer)
    press(client, article, "add", remark="The sum looks\0 wrong.")
    assert article.comments.get().text == "The sum looks wrong."


def test_a_reader_sees_a_remark_beside_the_field_and_may_choose_any_field(client, editor):
    article = draft_about(InvestmentFactory())
    workflow.submit(article, by=article.author)
    thread = comments.add(article, "<b>Since when?</b>", by=article.author, field="summary")
    client.force_login(editor)
    assert beside(client, article, thread) == f"{article.author} remarks: “<b>Since when?</b>”"
    press(client, article, "add", remark="Who says so?", remark_field="source")
    assert article.comments.get(field="source").by == editor
    page = client.get(address(article)).content.decode()
    assert '<option value="body">Body</option>' in page
    assert '<option value="correction_note">' not in page
    comments.resolve(thread, by=editor)
    assert beside(client, article, thread) is None


def test_open_remarks_are_counted_in_the_list_and_on_the_desk(client, writer, editor):
    article = report(InvestmentFactory(), author=writer)
    for text in ("Why?", "Really?", "Done?"):
        thread = comments.add(article, text, by=editor)
    comments.answer(thread, "Yes.", by=writer)
    comments.resolve(thread, by=writer)
    for user in (writer, editor):
        client.force_login(user)
        page = client.get(reverse("admin:articles_article_changelist")).content.decode()
        assert '<td class="field-open_remarks">2</td>' in page
        desk = client.get(reverse("admin:index")).content.decode()
        assert reverse("admin:desk_queue", args=["remarked"]) in desk
        assert "2 open remarks" in desk


def test_a_remark_without_a_text_is_refused_and_says_so(client, writer):
    article = report(InvestmentFactory())
    client.force_login(writer)
    assert b"Write the remark first." in press(client, article, "add", remark="  ").content
    assert not Comment.objects.exists()


@pytest.mark.parametrize("button", ["add", "answer", "resolve", "reopen"])
def test_who_may_not_read_the_article_remarks_nothing(button, writer):
    article = draft_about(InvestmentFactory(), author=UserFactory(role="writer"))
    thread = comments.add(article, "Why?", by=article.author)
    act = {
        "add": lambda: comments.add(article, "Mine", by=writer),
        "answer": lambda: comments.answer(thread, "Mine", by=writer),
        "resolve": lambda: comments.resolve(thread, by=writer),
        "reopen": lambda: comments.reopen(thread, by=writer),
    }[button]
    with pytest.raises(PermissionDenied):
        act()
    assert Comment.objects.open().get() == thread


@pytest.mark.parametrize(
    "button",
    [
        "resolve 99999",
        f"resolve {'9' * 5000}",
        "resolve ²",
        "resolve x",
        "delete 1",
        "answer",
        "add",
    ],
)
def test_a_forged_button_answers_404(button, client, writer):
    other = comments.add(ArticleFactory(author=writer), "Why?", by=writer)
    article = draft_about(InvestmentFactory(), author=writer)
    client.force_login(writer)
    typed = {"remark": "Text", "remark_field": "state"}
    assert press(client, article, button, **typed).status_code == 404
    # A thread of another article is none of this one.
    assert press(client, article, f"resolve {other.pk}").status_code == 404
    assert Comment.objects.open().count() == 1


def test_an_answer_to_an_answer_joins_its_thread(writer):
    article = ArticleFactory(author=writer)
    thread = comments.add(article, "Why?", by=writer)
    answer = comments.answer(thread, "Because.", by=writer)
    assert comments.answer(answer, "I see.", by=writer).answer_to == thread
    with pytest.raises(WorkflowError):
        comments.answer(thread, "", by=writer)


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"resolved_at": timezone.now()},
        {"field": "body", "answers": True},
        {"itself": True},
    ],
    ids=["no text", "resolved by nobody", "an answer about another field", "itself"],
)
def test_the_database_refuses_what_is_no_remark(wrong, writer):
    article = ArticleFactory(author=writer)
    thread = comments.add(article, "Why?", by=writer)
    row = comments.add(article, "Then?", by=writer)
    changes = {name: value for name, value in wrong.items() if name not in ("answers", "itself")}
    if wrong.get("answers"):
        changes["answer_to"] = thread
    if wrong.get("itself"):
        changes["answer_to"] = row
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=row.pk).update(**changes)
