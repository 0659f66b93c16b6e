"""One module a language; another language is another module, named here."""

from articles.extraction.tables import de, en, es, fr, it, ja, nl, pt

LANGUAGES = {table.code: table for table in (
    en.LANGUAGE, fr.LANGUAGE, de.LANGUAGE, es.LANGUAGE, it.LANGUAGE, pt.LANGUAGE, nl.LANGUAGE,
    ja.LANGUAGE,
)}  # fmt: skip
