"""The search box: one index over all that is public, the same hits on both databases.

Each public (or scheduled) record has one SearchDocument with its words folded and stemmed here
in Python, so that SQLite's FTS5 and PostgreSQL's tsvector only compare words. Hits are ordered by
whether the title has all the words, then newest first: never by statistics of the corpus, which
would tell of texts that are not public yet.
"""

import re
from functools import cache

import Stemmer
from django.db import connection, connections
from django.db.models import BooleanField, Case, F, Q, Value, When
from django.db.models.expressions import RawSQL

from articles.markup import plain_text
from articles.models import Article, Dossier, SearchDocument
from entities.models import Investment, Organisation, Place, Site
from entities.names import fold
from entities.parameters import refuse_long_search

STEMMERS = {"en": "english", "fr": "french", "de": "german", "es": "spanish"}
# PostgreSQL indexes words of at most 2,046 bytes.
MOST_LETTERS = 200
# Scripts written without spaces are indexed by pairs of characters.
_UNSPACED = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_WORD = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}]+")


@cache
def _stemmer(language):
    return Stemmer.Stemmer(STEMMERS[language])


def words(text):
    """The words of `text` in order: folded; pairs of characters for unspaced scripts."""
    for match in _WORD.findall(fold(text)):
        if re.match(f"[{_UNSPACED}]", match) and len(match) > 1:
            yield from (match[i : i + 2] for i in range(len(match) - 1))
        else:
            yield match[:MOST_LETTERS]


def stemmed(text, language):
    """The words of `text` as they are indexed: each word, and its stem where it differs."""
    for word in words(text):
        yield word
        if language in STEMMERS and (stem := _stemmer(language).stemWord(word)) != word:
            yield stem


def index(model, pks):
    """Make the search documents of these rows of `model` true: written, or removed."""
    if model not in TEXTS:
        return
    kind = model._meta.model_name
    former = SearchDocument.objects.filter(kind=kind, record_id__in=pks)
    _leave_out(list(former.values_list("pk", flat=True)))
    former.delete()
    rows = model.objects.filter(pk__in=pks, public_from__isnull=False)
    documents = [_document(kind, row) for row in rows.prefetch_related(*RELATED.get(model, ()))]
    _take_in(SearchDocument.objects.bulk_create(documents))


def _take_in(documents):
    """SQLite keeps its full text in a table of its own; triggers may not write to it while
    PRAGMA trusted_schema is off. PostgreSQL's index follows by itself."""
    if connection.vendor == "sqlite":
        sql = "INSERT INTO articles_searchindex(rowid, title_words, all_words) VALUES (%s, %s, %s)"
        words = [(each.pk, each.title_words, each.all_words) for each in documents]
        with connection.cursor() as cursor:
            cursor.executemany(sql, words)


def _leave_out(pks):
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            rows = [(pk,) for pk in pks]
            cursor.executemany("DELETE FROM articles_searchindex WHERE rowid = %s", rows)


def refill():
    """Make SQLite's full text anew from the search documents that are there."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM articles_searchindex")
            cursor.execute(
                "INSERT INTO articles_searchindex(rowid, title_words, all_words)"
                " SELECT id, title_words, all_words FROM articles_searchdocument"
            )


def _document(kind, record):
    title, summary, texts, language, dated_on = TEXTS[type(record)](record)
    # A name is looked for in any language; running text in its own.
    languages = [language] if language else list(STEMMERS)
    heads = [word for name in title for lang in languages for word in stemmed(name, lang)]
    rest = [word for text in texts for word in stemmed(text, language or "en")]
    return SearchDocument(
        kind=kind,
        record_id=record.pk,
        address=record.address,
        title=title[0],
        summary=summary,
        language=language,
        dated_on=dated_on,
        public_from=record.public_from,
        title_words=" ".join(dict.fromkeys(heads)),
        all_words=" ".join(dict.fromkeys([*heads, *rest])),
    )


def _article(article):
    texts = [article.summary, plain_text(article.body_html), article.source_credit]
    return [article.title], article.summary, texts, article.language, article.reported_on


def _dossier(dossier):
    return [dossier.title], dossier.summary, [dossier.summary], "en", None


def _organisation(organisation):
    names = [organisation.name, *(alias.name for alias in organisation.aliases.all())]
    return names, "", [], "", None


def _place(place):
    return [place.name, place.name_fr], "", [], "", None


def _site(site):
    return [site.name], "", [], "", None


def _investment(investment):
    return [investment.title], "", [investment.note], "en", investment.announced_on


TEXTS = {
    Article: _article,
    Dossier: _dossier,
    Organisation: _organisation,
    Place: _place,
    Site: _site,
    Investment: _investment,
}
RELATED = {Organisation: ["aliases"]}


def matching(query, kind=None):
    """Public search documents with all words of `query`, best first; the last may be unfinished.

    `kind` narrows it to one model's name. Raises ValidationError for a query too long to mean
    anything; nothing matches one without words.
    """
    refuse_long_search(query)
    terms = list(words(query))
    documents = SearchDocument.objects.public()
    if not terms:
        return documents.none()
    if kind:
        documents = documents.filter(kind=kind)
    in_title = Case(When(_has("title_words", terms), then=Value(True)), default=Value(False))
    return (
        documents.filter(_has("all_words", terms))
        .annotate(in_title=in_title)
        .order_by("-in_title", F("dated_on").desc(nulls_last=True), "kind", "address")
    )


def _has(column, terms):
    """A condition: the document's `column` has each of `terms`, or a stem of it."""
    if connection.vendor == "postgresql":
        sql = f"array_to_tsvector(string_to_array({column}, ' ')) @@ %s::tsquery"
        wanted = _all_of(terms, "'{}'", prefix=":*", either=" | ", both=" & ")
        return RawSQL(sql, [wanted], output_field=BooleanField())  # noqa: S611
    sql = "SELECT rowid FROM articles_searchindex WHERE articles_searchindex MATCH %s"
    wanted = _all_of(terms, '"{}"', prefix="*", either=" OR ", both=" AND ")
    return Q(pk__in=RawSQL(sql, [f"{column} : ({wanted})"]))  # noqa: S611


def _all_of(terms, quoted, prefix, either, both):
    """The query in a database's own syntax. Terms are letters and digits only: see `words`."""
    groups = []
    for number, term in enumerate(terms, start=1):
        # The last word may still be being typed.
        star = prefix if number == len(terms) and len(term) > 1 else ""
        stems = {_stemmer(language).stemWord(term) for language in STEMMERS}
        forms = [quoted.format(term) + star, *map(quoted.format, sorted(stems))]
        groups.append(f"({either.join(forms)})")
    return both.join(groups)


SQLITE = """
CREATE VIRTUAL TABLE IF NOT EXISTS articles_searchindex
USING fts5(title_words, all_words, tokenize="unicode61 remove_diacritics 0")
"""
POSTGRESQL = """
CREATE INDEX IF NOT EXISTS articles_searchdocument_all_words ON articles_searchdocument
USING gin (array_to_tsvector(string_to_array(all_words, ' ')))
"""


def install_full_text(using="default", **kwargs):
    """Create the full-text index where it is missing; called after every migrate."""
    database = connections[using]
    if SearchDocument._meta.db_table in database.introspection.table_names():
        with database.cursor() as cursor:
            cursor.execute(POSTGRESQL if database.vendor == "postgresql" else SQLITE)
