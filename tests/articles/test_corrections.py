"""What readers are told when a published article changes, or is gone."""

import pytest
from django.urls import reverse
from reversion.models import Version

from articles import workflow
from tests.factories import InvestmentFactory, report
from tests.html_forms import filled_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    return report(InvestmentFactory(), title="The report", slug="report")


@pytest.fixture
def save(client, publisher, article):
    def run(**typed):
        client.force_login(publisher)
        url = reverse("admin:articles_article_change", args=[article.pk])
        return client.post(url, filled_in(client.get(url), **typed))

    return run


def test_a_change_says_whether_readers_are_told_or_it_is_a_touch_up(save, client, article):
    answer = save(summary="Changed.")
    assert "correction_note" in answer.context["adminform"].form.errors
    answer = save(summary="Changed.", correction_note="Wrong sum.", is_touch_up="on")
    assert "is_touch_up" in answer.context["adminform"].form.errors
    assert save(summary="Touched up.", is_touch_up="on").status_code == 302
    assert not article.corrections.exists()
    last = Version.objects.get_for_object(article).first().revision
    assert "touch-up" in last.comment
    assert save(summary="Corrected.", correction_note="It is 1.5bn, not 2.5bn.").status_code == 302
    page = client.get("/articles/report/").content.decode()
    assert "It is 1.5bn, not 2.5bn." in page
    assert "Corrected." in page


def test_who_follows_the_address_of_a_retracted_article_is_told_when_and_why(
    client, article, publisher
):
    workflow.retract(article, by=publisher, reason="Ada was fooled.", note="The source recanted.")
    for url in ("/articles/report/", "/fr/articles/report/"):
        answer = client.get(url)
        page = answer.content.decode()
        assert answer.status_code == 410
        assert "The source recanted." in page
        assert "<time" in page
        assert "Ada was fooled." not in page
        assert "The report" not in page


def test_a_restored_article_is_no_longer_said_to_be_wrong(article, publisher):
    workflow.retract(article, by=publisher, reason="x", note="The source recanted.")
    workflow.restore(article, by=publisher, reason="It had not.")
    assert article.retraction_note == ""


def test_the_ends_of_lines_that_a_browser_sends_are_no_correction(save, article):
    type(article).objects.update(body=f"{article.body}\n\nA second paragraph.\n")
    sent = f"{article.body}\r\n\r\nA second paragraph."
    assert save(body=sent, _move="retract", move_reason="It was wrong.").status_code == 302
    article.refresh_from_db()
    assert article.state == "retracted"
    assert not article.corrections.exists()
