"""Two people at once, each in a browser and on a connection of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection
from django.test import Client

from articles import workflow
from articles.desk.pages import page_of
from tests.factories import approved, published
from tests.html_forms import filled_in


def edit(user, article, **changes):
    """(user, address, form) of an edit of the record as it is now."""
    url, client = page_of(article), Client()
    client.force_login(user)
    return user, url, filled_in(client.get(url), **changes)


def press(user, article, name, **changes):
    user, url, form = edit(user, article, **changes)
    return user, url, {**form, "_move": name, "move_reason": "Why."}


def sent_at_once(posts):
    """The answers to (user, address, form), sent together and followed to the page they lead to."""
    together = Barrier(len(posts))

    def send(user, url, form):
        client = Client()
        client.force_login(user)
        together.wait()
        try:
            return client.post(url, form, follow=True)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(posts)) as threads:
        return list(threads.map(send, *zip(*posts, strict=True)))


def told_off(answer):
    """Was the sender told that it did not work? With 403 if they may not any more."""
    said = answer.content.decode()
    return answer.status_code in (403, 409, 422) or "errornote" in said or 'class="error"' in said


# What moves the article against an edit of its title: (state before, by whom, button).
MOVES = {
    "submit": (lambda article: article, "author"),
    "approve": (lambda article: workflow.submit(article, by=article.author), "editor"),
    "publish": (approved, "publisher"),
    "retract": (published, "publisher"),
}
