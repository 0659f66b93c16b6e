"""Is what is derived still what it is derived from? Found row by row, and made right again."""

from django.db import connection

from accounts import appending
from articles import publishing, search
from articles.models import Article, SearchDocument
from entities import changes, trees
from entities.models import Alias, Investment, Organisation, Place, Site
from entities.names import FoldedField

ROWS_AT_ONCE = 2_000
NAMED = (Place, Organisation, Alias, Site, Investment, Article)
TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


def folded_copies():
    """(record, columns) of each record with a folded copy that isn't that of its name."""
    for model in NAMED:
        fields = [each for each in model._meta.concrete_fields if isinstance(each, FoldedField)]
        for record in model.objects.order_by("pk").iterator(ROWS_AT_ONCE):
            right = {each.attname: each.made_from(record) for each in fields}
            yield from _differing(record, right)


def paths():
    """(place, columns) of each place whose path isn't its parent's and its own slug."""
    for place in Place.objects.select_related("parent").order_by("path"):
        yield from _differing(place, {"path": place.made_path()})


def conversions():
    """(investment, columns) of each investment with other bounds than today's rates give."""
    for investment in Investment.objects.order_by("pk").iterator(ROWS_AT_ONCE):
        yield from _differing(investment, investment.conversions())


def public_dates():
    """(record, columns) of each record that is public from another time than its reports say."""
    for model in publishing.RULES:
        rows = model.objects.annotate(due=publishing.due(model)).order_by("pk")
        for record in rows.only("pk", "public_from").iterator(ROWS_AT_ONCE):
            yield from _differing(record, {"public_from": record.due})


def _differing(record, right):
    if any(getattr(record, name) != value for name, value in right.items()):
        yield record, right


def search_documents():
    """(model, id) of each record that the search shows and should not, not at all, or otherwise."""
    for model in search.TEXTS:
        kind = model._meta.model_name
        documents = SearchDocument.objects.filter(kind=kind)
        kept = dict(documents.values_list("record_id", "public_from"))
        due = dict(model.objects.filter(public_from__isnull=False).values_list("pk", "public_from"))
        for pk in kept.keys() | due.keys():
            if kept.get(pk) != due.get(pk):
                yield model, pk


def missing_triggers():
    """The names of triggers that this version needs and the database lacks."""
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS[connection.vendor])
        installed = {name for (name,) in cursor.fetchall()}
    wanted = {
        *changes.trigger_names(connection.vendor),
        *trees.trigger_names(connection.vendor),
        *appending.trigger_names(),
    }
    yield from sorted(wanted - installed)


CHECKS = {
    "triggers that are missing": missing_triggers,
    "folded copies of names": folded_copies,
    "paths of places": paths,
    "converted figures": conversions,
    "times of publication": public_dates,
    "documents of the search": search_documents,
}


def rebuild():
    """Make everything right that CHECKS look at."""
    trees.install_cycle_guards()
    changes.install_change_log()
    for check in (paths, folded_copies, conversions):
        for record, right in check():
            type(record).objects.filter(pk=record.pk).update(**right)
    publishing.refresh_all()
