"""Two people at once, each in a connection of their own. SQLite's writers take turns anyway."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from entities.models import Investment
from tests.factories import InvestmentFactory, OrganisationFactory
from tests.html_forms import filled_in

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's writers take turns"),
]


def at_once(user, posts):
    """Send each (record, changes) of `posts` as its filled-in form, all together; the statuses."""
    together = Barrier(len(posts))

    def send(record, changes):
        client = Client()
        client.force_login(user)
        url = reverse("admin:entities_investment_change", args=[record.pk])
        form = filled_in(client.get(url), **changes)
        together.wait()
        try:
            return client.post(url, form).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(posts)) as threads:
        return sorted(threads.map(send, *zip(*posts, strict=True)))


def test_of_two_halves_of_a_circle_one_is_refused_at_its_field(publisher):
    deals = [InvestmentFactory(investors=[OrganisationFactory()]) for _ in range(2)]
    halves = [(deals[0], {"part_of": deals[1].pk}), (deals[1], {"part_of": deals[0].pk})]
    assert at_once(publisher, halves) == [200, 302]
    assert Investment.objects.exclude(part_of=None).count() == 1


def test_of_two_who_save_the_same_record_one_wins_and_the_other_is_told(publisher):
    deal = InvestmentFactory(investors=[OrganisationFactory()])
    assert at_once(publisher, [(deal, {"title": "One"}), (deal, {"title": "Two"})]) == [302, 409]
    assert Investment.objects.get().title in ("One", "Two")
