"""Colleagues at their desks, who ask and save over HTTP as a browser does, and what they were told.

Each has a draft of their own and saves it again and again under a growing number. What was
answered by 302 is acknowledged: it must be there whatever happens.
"""

import http.client
import json
import threading
import time
from collections import namedtuple
from contextlib import contextmanager
from urllib.parse import urlencode, urlsplit

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from reversion.models import Version

from articles.models import Article
from tests.factories import InvestmentFactory, UserFactory, draft_about
from tests.html_forms import filled_in

Answer = namedtuple("Answer", "status content headers")
TITLE = "Save number "
# What a server that is killed or restarted makes of a connection.
BROKEN = (OSError, http.client.HTTPException)


def ask(address, path, method="GET", body=None, headers=None, timeout=30):
    """The Answer of the server at `address`; raises one of BROKEN if it breaks off."""
    there = http.client.HTTPConnection(urlsplit(address).netloc, timeout=timeout)
    try:
        there.request(method, path, body, headers or {})
        answer = there.getresponse()
        return Answer(answer.status, answer.read(), answer.headers)
    finally:
        there.close()


class Editor:
    """Somebody signed in, with a draft; `sent` and `acknowledged` are numbers of their saves."""

    def __init__(self):
        user = UserFactory(role="writer")
        self.article = draft_about(InvestmentFactory(), author=user)
        client = Client()
        client.force_login(user)
        self.cookies = {name: each.value for name, each in client.cookies.items()}
        self.path = reverse("admin:articles_article_change", args=[self.article.pk])
        self.sent, self.acknowledged, self.answers, self.seconds = 0, [], [], []

    def ask(self, address, method="GET", form=None):
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode(form, doseq=True) if form else None
        answer = ask(address, self.path, method, body, headers)
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _is, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def save(self, address):
        """Open the draft and save it under the next number; the Answer of the save."""
        page = self.ask(address)
        if page.status != 200:
            self.answers.append(page.status)
            return page
        self.sent += 1
        form = filled_in(page, title=f"{TITLE}{self.sent}")
        started = time.monotonic()
        answer = self.ask(address, "POST", form)
        self.seconds.append(time.monotonic() - started)
        self.answers.append(answer.status)
        if answer.status == 302:
            self.acknowledged.append(self.sent)
        return answer


@contextmanager
def at_work(*works):
    """Each of the functions `works`, called again and again in a thread of its own meanwhile."""
    stop = threading.Event()

    def go_on(work):
        try:
            while not stop.is_set():
                try:
                    work()
                except BROKEN:
                    time.sleep(0.05)
        finally:
            connection.close()

    threads = [threading.Thread(target=go_on, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def found(using="default"):
    """pk -> (number that the article has, numbers that its history has) in one snapshot."""
    with transaction.atomic(using=using):
        articles = Article.objects.using(using).filter(title__startswith=TITLE)
        numbers = {each.pk: (_number(each.title), set()) for each in articles.only("title")}
        versions = Version.objects.using(using).get_for_model(Article)
        for object_id, text in versions.values_list("object_id", "serialized_data"):
            title = json.loads(text)[0]["fields"]["title"]
            if title.startswith(TITLE) and int(object_id) in numbers:
                numbers[int(object_id)][1].add(_number(title))
    return numbers


def _number(title):
    return int(title.removeprefix(TITLE))


def lost(numbers, acknowledged):
    """How many of the saves `acknowledged` (pk -> numbers) are not in what was `found`."""
    return sum(len(set(due) - numbers.get(pk, (0, set()))[1]) for pk, due in acknowledged.items())


def halves(numbers):
    """How many articles have a text that their history lacks, or the other way round."""
    return sum(number != max(history, default=number) for number, history in numbers.values())
