"""Reads the Snapshot from the database, and keeps this process's one true.

A process reads the base once and catches up with every committed change before it answers, so no
answer is older than its question. Inside a transaction, whose own changes nobody else may see, the
base is read anew.
"""

import threading
from itertools import batched

import numpy as np
from django.db import connection
from django.db.models import Case, When

from entities.changes import Lost, Reader
from entities.exchange import REPORTING_CURRENCIES
from entities.models import Investment, Organisation, Party, Place, Site
from entities.models.publication import shown
from entities.snapshot import (
    COLUMNS,
    EDGES,
    NAME_BYTES,
    NONE,
    TITLE_BYTES,
    WORDS,
    Links,
    Snapshot,
    bit,
    code,
)

AT_ONCE = 20_000
# Past this share of changed rows, reading everything again is quicker.
MOST_PATCHED = 0.2


class Kept:
    """This process's Snapshot, and how far it has read the log of changes."""

    def __init__(self):
        self.lock = threading.Lock()
        self.snapshot = self.reader = None

    def current(self):
        with self.lock:
            if self.snapshot is not None:
                self._catch_up()
            if self.snapshot is None:
                self.reader = Reader(connection)
                self.snapshot = load()
            return self.snapshot

    def _catch_up(self):
        try:
            changed = self.reader.changed(connection)
        except Lost:
            self.forget()
            return
        if len(changed) > MOST_PATCHED * len(self.snapshot) + AT_ONCE:
            self.forget()
        elif changed:
            # A reading that fails leaves the changes waiting for the next question.
            self.snapshot = self.snapshot.patched(list(changed), load(changed))
            self.reader.taken()

    def forget(self):
        """Read everything again at the next question."""
        self.snapshot = None


kept = Kept()


def current():
    """The Snapshot of what is committed now; inside a transaction, of what it sees. In a preview,
    with what that shows."""
    snapshot = load() if connection.in_atomic_block else kept.current()
    pks = shown(Investment)
    return snapshot.patched([*pks], load_shown(pks)) if pks else snapshot


def load_shown(pks):
    """Read the Snapshot of the investments `pks`, as if they had been public for ever."""
    snapshot = load(pks, Investment.objects.all())
    snapshot["public_from"][:] = 0
    return snapshot


def load(pks=None, investments=None):
    """Read the Snapshot of the investments that are public now or later: all, or those of `pks`.

    Another queryset of `investments` may be given; one without a time is public for ever.
    """
    if investments is None:
        investments = Investment.objects.filter(public_from__isnull=False)
    parts = [_columns(rows) for rows in _chunks(investments, FIELDS, "pk", pks)]
    columns = {name: np.concatenate(found) for name, found in _by_name(parts).items()}
    relations = _Relations(columns["pk"], pks)
    columns |= relations.columns
    columns = {name: columns[name].astype(dtype, copy=False) for name, dtype in COLUMNS.items()}
    return Snapshot(columns, relations.parties, relations.places, relations.overlaps)


def _chunks(queryset, fields, link, pks):
    """Lists of rows of a queryset, few enough to hold: all, or those whose `link` is in `pks`."""
    if pks is not None:
        for batch in batched(sorted(pks), AT_ONCE):
            yield list(
                queryset.filter(**{f"{link}__in": batch}).order_by("pk").values_list(*fields)
            )
        return
    rows, last = queryset.order_by("pk").values_list("pk", *fields), 0
    while chunk := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        last = chunk[-1][0]
        yield [row[1:] for row in chunk]


def _by_name(parts):
    """The arrays of all `parts`, dicts of the same names, in lists by name."""
    parts = [_columns([]), *parts]  # so that there are columns where there are no rows
    return {name: [part[name] for part in parts] for name in parts[0]}


CONVERTED = [
    f"{bound}_{currency.lower()}"
    for currency in REPORTING_CURRENCIES
    for bound in ("low", "headline")
]
FIELDS = [
    "pk", "public_from", "announced_on", "announced_year", "kind", "status", "nature", "currency",
    "low", "high", "part_of_id", "folded_title", *CONVERTED,
]  # fmt: skip


def _columns(rows):
    """The columns that stand in the investments' own rows, FIELDS."""
    read = dict(zip(FIELDS, zip(*rows, strict=True) if rows else [()] * len(FIELDS), strict=True))
    WORDS["currency"] += sorted(set(read["currency"]) - set(WORDS["currency"]))
    made = {
        "pk": np.array(read["pk"], np.int64),
        "public_from": np.array([_microseconds(at) for at in read["public_from"]], int),
        "day": np.array([day.toordinal() for day in read["announced_on"]], np.int32),
        "year": np.array(read["announced_year"], np.int16),
        **{name: _codes(name, read[name]) for name in ("kind", "status", "nature", "currency")},
        "qualifier": _qualifiers(_amounts(read["low"]), _amounts(read["high"])),
        "parent_pk": np.array([pk or 0 for pk in read["part_of_id"]], np.int64),
        "title": _letters(read["folded_title"], TITLE_BYTES),
    }
    for currency in REPORTING_CURRENCIES:
        low, headline = (
            _amounts(read[f"{each}_{currency.lower()}"]) for each in ("low", "headline")
        )
        made[f"low_{currency}"], made[f"headline_{currency}"] = low, headline
        made[f"bucket_{currency}"] = np.searchsorted(EDGES, headline, side="right") - 1
    return made


def _microseconds(at):
    return 0 if at is None else round(at.timestamp() * 1e6)


def _qualifiers(low, high):
    """The codes of entities.intervals.Bounds.qualifier."""
    stated = [(low == NONE) & (high == NONE), low == NONE, high == NONE, low == high]
    words = ["undisclosed", "up_to", "at_least", "exact"]
    return np.select(stated, _codes("qualifier", words), code("qualifier", "range"))


def _codes(name, words):
    """The numbers that stand for `words`."""
    numbers = {word: number for number, word in enumerate(WORDS[name])}
    return np.array([numbers[word] for word in words], np.int16)


def _amounts(values):
    return np.array([NONE if value is None else value for value in values], np.int64)


def _letters(texts, size):
    """The first `size` bytes of each text as rows of numbers that sort alike."""
    data = np.array([text.encode()[:size] for text in texts], dtype=f"S{size}")
    return data.view(">u8").reshape(len(data), size // 8).astype(np.uint64)


class _Relations:
    """What the investments with the ids `here` are linked to: of all, or of the few in `pks`."""

    def __init__(self, here, pks):
        self.here, self.pks = here, pks
        self.columns = {}
        self._read_parties()
        self._read_places()
        overlaps = Investment.may_overlap.through.objects.all()
        pairs = self._pairs(overlaps, "from_investment_id", "to_investment_id")
        self.overlaps = np.c_[here[pairs[:, 0]], pairs[:, 1]]

    def _pairs(self, queryset, *fields):
        """The rows of a queryset as an array: the position of an investment (the first of
        `fields`), then the other fields; in the order of their ids."""
        found = [np.empty((0, len(fields)), np.int64)]
        link = fields[0].removesuffix("_id")
        for rows in _chunks(queryset, fields, link, self.pks):
            columns = [np.array(column, np.int64) for column in zip(*rows, strict=True)]
            found.append(np.stack(columns, axis=1) if rows else found[0])
        pairs = np.concatenate(found)
        pairs = pairs[np.isin(pairs[:, 0], self.here)]
        pairs[:, 0] = np.searchsorted(self.here, pairs[:, 0])
        return pairs

    def _read_parties(self):
        whens = [When(role=word, then=bit("role", word)) for word in WORDS["role"]]
        parties = Party.objects.annotate(bit=Case(*whens))
        pairs = self._pairs(parties, "investment_id", "organisation_id", "bit")
        self.parties = Links.of(*pairs.T)
        investing = self.parties.rows_with(role=Party.Role.INVESTOR)
        self.columns["investors"] = np.bincount(investing, minlength=len(self.here))
        names = _texts(Organisation, pairs[:, 1], "folded_name")
        self.columns["who"] = self._first(pairs, names)

    def _read_places(self):
        named = self._pairs(Investment.places.through.objects.all(), "investment_id", "place_id")
        built = self._pairs(Investment.sites.through.objects.all(), "investment_id", "site_id")
        places, kinds = (_texts(Site, built[:, 1], field) for field in ("place_id", "kind"))
        self.columns["site_kinds"] = np.zeros(len(self.here), np.int16)
        bits = [bit("site_kind", kinds[site]) for site in built[:, 1].tolist()]
        np.bitwise_or.at(self.columns["site_kinds"], built[:, 0], np.array(bits, np.int16))
        at_sites = np.array([places[site] for site in built[:, 1].tolist()], np.int64)
        rows, ids = np.r_[named[:, 0], built[:, 0]], np.r_[named[:, 1], at_sites]
        self._place(rows, ids, named)

    def _place(self, rows, ids, named):
        paths = _texts(Place, ids, "path")
        above = _ancestry(paths)
        depths = np.array([len(above[pk]) for pk in ids.tolist()], np.int64)
        everywhere = np.array([pk for each in ids.tolist() for pk in above[each]], np.int64)
        rows = np.repeat(rows, depths)
        self.places = Links.of(rows, everywhere, np.ones(len(rows)))
        # As the list shows them: the first by path.
        by_path = {pk: number for number, pk in enumerate(sorted(paths, key=paths.get))}
        order = np.argsort([by_path[pk] for pk in named[:, 1].tolist()], kind="stable")
        names = _texts(Place, named[:, 1], "folded_name")
        self.columns["where"] = self._first(named[order], names)

    def _first(self, pairs, names):
        """For each row the letters of the name of its first link, none without."""
        rows, first = np.unique(pairs[:, 0], return_index=True)
        texts = [""] * len(self.here)
        for row, pk in zip(rows.tolist(), pairs[first, 1].tolist(), strict=True):
            texts[row] = names[pk]
        return _letters(texts, NAME_BYTES)


def _texts(model, pks, field):
    """The `field` of the rows of `model` with these `pks`, and perhaps of others, by id."""
    pks = np.unique(pks).tolist()
    wanted = pks if len(pks) <= AT_ONCE else None
    chunks = _chunks(model.objects.all(), ["pk", field], "pk", wanted)
    return {pk: value for rows in chunks for pk, value in rows}


def _ancestry(paths):
    """The id of each place of `paths` -> the ids of it and of the places above it."""
    parts = {pk: path.split("/") for pk, path in paths.items()}
    chains = {
        pk: ["/".join(part[:depth]) for depth in range(1, len(part) + 1)]
        for pk, part in parts.items()
    }
    wanted = {path for chain in chains.values() for path in chain}
    known = dict(Place.objects.filter(path__in=wanted).values_list("path", "pk"))
    return {pk: [known[path] for path in chain] for pk, chain in chains.items()}
