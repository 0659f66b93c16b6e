from contextlib import closing
from datetime import date

import numpy as np
import pytest
from django.db import connection, connections

from entities.changes import Reader
from entities.loading import kept, load
from entities.models import Investment, InvestmentChange, Party
from tests.factories import (
    LONG_AGO,
    InvestmentFactory,
    OrganisationFactory,
    PartyFactory,
    PlaceFactory,
    SiteFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def base():
    """A few linked deals, and what each change below changes of them."""
    country, other = (PlaceFactory(slug=slug, public=True) for slug in ("gb", "fr"))
    city = PlaceFactory(parent=country, slug="london", public=True)
    site = SiteFactory(place=city, public=True)
    nvidia, nscale = (OrganisationFactory(name=name, public=True) for name in ("NVIDIA", "Nscale"))
    draft = InvestmentFactory(figure="3bn", investors=[nvidia], places=[country])
    first = InvestmentFactory(figure="5bn", places=[city], investors=[nvidia], public=True)
    second = InvestmentFactory(figure="$1bn", sites=[site], part_of=first, public=True)
    third = InvestmentFactory(figure="up to £2bn", investors=[nvidia, nscale], public=True)
    third.may_overlap.add(first)
    return locals()


def alike(one, other):
    links = ("rows", "values", "roles")
    pairs = [(one[name], other[name]) for name in one.columns]
    for relation in ("parties", "places"):
        ours, theirs = getattr(one, relation), getattr(other, relation)
        pairs += [(getattr(ours, name), getattr(theirs, name)) for name in links]
    pairs.append((np.unique(one.overlaps, axis=0), np.unique(other.overlaps, axis=0)))
    return all(np.array_equal(*pair) for pair in pairs)


def update(record, **fields):
    # Straight to the database, past save() and all that hangs on it.
    type(record).objects.filter(pk=record.pk).update(**fields)


CHANGES = {
    "a new deal": lambda b: InvestmentFactory(investors=[b["nscale"]], public=True),
    "a deal retracted": lambda b: update(b["second"], public_from=None),
    "a draft published, entered before others": lambda b: update(b["draft"], public_from=LONG_AGO),
    "a figure": lambda b: update(b["third"], low=1, high=1, low_gbp=1, high_gbp=1),
    "a date": lambda b: update(b["third"], announced_on=date(2020, 2, 2)),
    "a currency not met before": lambda b: update(b["third"], currency="XYZ"),
    "a programme left": lambda b: update(b["second"], part_of=None),
    "a new party": lambda b: PartyFactory(
        investment=b["first"], organisation=b["nscale"], role="supplier"
    ),
    "a role": lambda b: Party.objects.filter(investment=b["first"]).update(role="customer"),
    "a party moved": lambda b: Party.objects.filter(investment=b["third"]).update(
        investment=b["second"]
    ),
    "a party gone": lambda b: Party.objects.filter(investment=b["third"]).delete(),
    "a new place": lambda b: b["third"].places.add(b["other"]),
    "a place gone": lambda b: b["first"].places.clear(),
    "a new site": lambda b: b["third"].sites.add(b["site"]),
    "a site gone": lambda b: b["second"].sites.clear(),
    "a site's kind": lambda b: update(b["site"], kind="fab"),
    "a site moved": lambda b: update(b["site"], place=b["other"]),
    "a place moved": lambda b: [setattr(b["city"], "parent", b["other"]), b["city"].save()],
    "a company's name": lambda b: [setattr(b["nvidia"], "name", "Envidia"), b["nvidia"].save()],
    "a place's name": lambda b: [setattr(b["city"], "name", "Londinium"), b["city"].save()],
    "deals that may overlap": lambda b: b["second"].may_overlap.add(b["first"]),
    "deals that no longer overlap": lambda b: b["third"].may_overlap.clear(),
    "deals deleted": lambda b: [b["third"].may_overlap.clear(), b["third"].delete()],
    "nothing": lambda b: None,
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_kept_is_what_the_database_says_after_every_change(base, change):
    before = kept.current()
    CHANGES[change](base)
    assert alike(kept.current(), load()), change
    assert change == "nothing" or not alike(kept.current(), before)


def test_what_has_not_changed_is_not_read_again(base, django_assert_num_queries):
    before = kept.current()
    with django_assert_num_queries(1):
        assert kept.current() is before


def test_a_change_is_told_until_it_is_taken_in(base):
    """A reading that fails between the two, on a lost connection say, loses nothing."""
    reader = Reader(connection)
    update(base["first"], kind="grant")
    assert reader.changed(connection) == {base["first"].pk}
    assert reader.changed(connection) == {base["first"].pk}
    reader.taken()
    assert reader.changed(connection) == set()


def test_a_change_is_seen_once(base):
    kept.current()
    update(base["first"], kind="grant")
    changed = kept.current()
    assert kept.current() is changed


def test_a_log_that_lost_its_end_makes_everything_be_read_again(base):
    kept.current()
    update(base["first"], kind="grant")
    kept.current()
    Investment.objects.filter(pk=base["first"].pk).update(kind="loan")
    if connection.vendor == "sqlite":
        # As after a backup was put back under a running server.
        InvestmentChange.objects.all().delete()
    assert alike(kept.current(), load())


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite's writers take turns")
def test_a_change_committed_late_is_seen_though_later_ones_were_seen_before(base):
    kept.current()
    slow = connections.create_connection("default")
    with closing(slow), slow.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(
            "UPDATE entities_investment SET kind = 'grant' WHERE id = %s", [base["first"].pk]
        )
        update(base["third"], kind="loan")
        assert alike(kept.current(), load())
        cursor.execute("COMMIT")
    assert alike(kept.current(), load())
    assert kept.current()["kind"].tolist() == load()["kind"].tolist()
