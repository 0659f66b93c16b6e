"""Which records hold the words of a search: asked for all of its words at once."""

from functools import reduce
from operator import or_

import numpy as np
from django.db.models import Case, Q, Value, When

from entities.models import Alias, Investment, Organisation, Place
from entities.models.publication import public_now


def rows_with_words(words):
    """For each of the folded `words`: the ids of investments with it in their title, public or not,
    and of the public organisations and places that are called so. Four queries for any number."""
    # The index on titles holds all this needs; which are public, the deals know.
    titles = _with_words(Investment.objects, ["folded_title"], words)
    names = _with_words(Organisation.objects.public(), ["folded_name"], words)
    others = Alias.objects.filter(public_now(Organisation, "organisation"))
    others = _with_words(others, ["folded_name"], words, "organisation_id")
    places = _with_words(Place.objects.public(), ["folded_name", "folded_name_fr"], words)
    for each in zip(titles, names, others, places, strict=True):
        title, name, other, place = each
        yield title, np.concatenate([name, other]), place


def _with_words(rows, columns, words, key="pk"):
    """An array for each of `words`: the `key` of the `rows` that have it in one of `columns`."""
    conditions = [
        reduce(or_, (Q(**{f"{column}__contains": word}) for column in columns)) for word in words
    ]
    if not conditions:
        return []
    # A bit for each word: rows come once, however many words they have.
    bits = sum(Case(When(each, then=Value(1 << n)), default=0) for n, each in enumerate(conditions))
    found = rows.filter(reduce(or_, conditions)).order_by().values_list(key, bits)
    pairs = np.array(list(found), np.int64).reshape(-1, 2)
    return [pairs[pairs[:, 1] >> n & 1 == 1, 0] for n in range(len(words))]
