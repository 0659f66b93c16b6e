"""Currencies beside a number: '£' and 'Rs' before it, '€' and 'dollars canadiens' behind it."""

import re
from functools import cache

from articles.extraction.patterns import alternatives, words
from entities.currencies import NAMES, NAMES_OF_MANY

CODES = [
    "USD",
    "EUR",
    "GBP",
    "JPY",
    "CNY",
    "CHF",
    "CAD",
    "AUD",
    "NZD",
    "SGD",
    "HKD",
    "TWD",
    "KRW",
    "INR",
    "SEK",
    "NOK",
    "DKK",
    "ISK",
    "CZK",
    "PLN",
    "HUF",
    "RON",
    "BGN",
    "RUB",
    "UAH",
    "TRY",
    "ILS",
    "SAR",
    "AED",
    "QAR",
    "KWD",
    "OMR",
    "BHD",
    "EGP",
    "ZAR",
    "NGN",
    "KES",
    "GHS",
    "MAD",
    "XOF",
    "XAF",
    "BRL",
    "MXN",
    "ARS",
    "CLP",
    "COP",
    "PEN",
    "UYU",
    "IDR",
    "MYR",
    "THB",
    "VND",
    "PHP",
    "PKR",
    "BDT",
    "LKR",
    "KZT",
    "RMB",
]
SPELT = {"RMB": "CNY"}
# Before a number only, in the letters that they are written in.
SIGNS = {
    "US$|$US|U.S.$|USD$|US $": "USD",
    "C$|CA$|CAD$|CDN$|$CA": "CAD",
    "A$|AU$|AUD$|$AU": "AUD",
    "NZ$": "NZD",
    "S$|SG$": "SGD",
    "HK$": "HKD",
    "NT$": "TWD",
    "R$": "BRL",
    "MX$|Mex$": "MXN",
    "$": "USD",
    "€|Euro|euro": "EUR",
    "£|GB£": "GBP",
    "¥|JP¥": "JPY",
    "CN¥|RMB¥": "CNY",
    "₩": "KRW",
    "₹|Rs|Rs.|Re": "INR",
    "CHF|SFr|Fr.|sFr.": "CHF",
    "RM": "MYR",
    "kr|kr.": ("SEK", "NOK", "DKK", "ISK", "CZK"),
    "zł": "PLN",
    "₪|NIS": "ILS",
    "₺": "TRY",
    "₽": "RUB",
    "₦": "NGN",
    "₫": "VND",
    "฿": "THB",
    "₱": "PHP",
    "₴": "UAH",
    "Dh|Dhs": "AED",
    "S/": "PEN",
}
# Words of other things, too: a currency only behind 'million', 'crore' and the like.
NEED_SCALE = frozenset(
    "won wons livre livres rand rands real reais soles libra libras pond ponden corone kronen"  # noqa: SIM905
    " pfund roupie rupien franken francs franc mark cr k m t crowns coronas coroas 元 won.".split()
)
# Whose crowns and pesos: the first of these that the text speaks of nearest before.
CONTEXT = {
    "SEK": "sue[dc]\\w*|swed\\w*|schwed\\w*|zweed\\w*|sved\\w*|stockholm|svensk\\w*",
    "NOK": "norv\\w*|norw\\w*|noru\\w*|noors?e?|oslo|norge|norsk\\w*",
    "DKK": "dan(?:ois|emark|ish|isch|imarca|es)\\w*|denmark|danish|deens\\w*|kobenhavn"
    "|copenhag\\w*",
    "ISK": "island\\w*|iceland\\w*",
    "CZK": "tcheq\\w*|tchec\\w*|czech\\w*|tschech\\w*|chec[ao]\\w*|cec[ah]\\w*|prag\\w*",
    "MXN": "mexic\\w*|mexiq\\w*|mexik\\w*|messic\\w*",
    "ARS": "argentin\\w*|buenos aires",
    "CLP": "chil[ei]\\w*",
    "COP": "colombi\\w*|kolumbi\\w*|bogota",
    "PHP": "philippin\\w*|filipin\\w*|manil\\w*",
    "UYU": "urugu\\w*",
    "AED": "emirat\\w*|emirates|dubai|abu dhabi|abou dhabi|uae",
    "MAD": "maroc\\w*|morocc\\w*|marruec\\w*|marok\\w*|casablanca|rabat",
    "SAR": "saoud\\w*|saudi\\w*|riyad\\w*|riad",
    "QAR": "qatar\\w*|katar\\w*|doha",
    "OMR": "oman\\w*",
    "YER": "yemen\\w*|jemen\\w*",
    "CHF": "suiss\\w*|swiss|switzer\\w*|schweiz\\w*|suiz\\w*|svizz\\w*|zurich|genev\\w*",
    "XOF": "senegal\\w*|ivoir\\w*|cote d'ivoire|bceao|mali\\w*|benin\\w*|togo\\w*|burkina\\w*",
    "XAF": "camerou\\w*|gabon\\w*|congo\\w*|tchad\\w*",
    "INR": "ind(?:ia|e|ian|ien|ienne|ia's)\\b|delhi|mumbai|modi",
    "PKR": "pakistan\\w*|karachi",
    "LKR": "sri lanka\\w*",
    "NPR": "nepal\\w*",
}
CONTEXTS = {code: re.compile(rf"(?<![a-z])(?:{source})") for code, source in CONTEXT.items()}
LOOKED_BACK, STEP = 800, 64

_SIGN_CODES = words(SIGNS)
BEFORE = re.compile(
    rf"(?<![A-Za-z])(?:(?P<code>{'|'.join(CODES)})\s?)?"
    rf"(?P<sign>{'|'.join(sorted(map(re.escape, _SIGN_CODES), key=len, reverse=True))})?[\s-]?$"
)
CODE = re.compile(rf"\s{{0,2}}(?P<code>{'|'.join(CODES)})(?![A-Za-z])")


@cache
def _names(language):
    """{word: code or codes} behind a number in `language`."""
    shared = {
        name: codes[0] if names in NAMES.values() else codes
        for table in (NAMES, NAMES_OF_MANY)
        for codes, names in table.items()
        for name in names.split("|")
        if not name.isascii() or not re.fullmatch("[a-z]{3}", name) or name in ("won", "yen")
    }
    return {**shared, **words(language.currencies)}


@cache
def _behind(language):
    of = rf"(?:\s?(?:{language.of})\s?|\s?)" if language.of else r"\s?"
    names = alternatives(_names(language), language.spaceless)
    return re.compile(rf"[\s-]{{0,2}}{of}(?P<name>{names})(?:\s\((?:us|usd)\))?")


def before(passage, position):
    """(start, code or codes) of the currency that ends at `position`, or None."""
    start = max(0, position - 9)
    if passage.evened[start:position].strip(" \n-")[-1:].isdigit():
        return None
    found = BEFORE.search(passage.evened, start, position)
    if not found or not (found["code"] or found["sign"]):
        return None
    if found["code"]:
        return found.start(), SPELT.get(found["code"], found["code"])
    return found.start("sign"), _SIGN_CODES[found["sign"]]


def behind(passage, position, end):
    """(end, code or codes, word) of the currency that starts at `position`, or None."""
    if found := CODE.match(passage.evened, position, end):
        code = SPELT.get(found["code"], found["code"])
        return found.end("code"), code, found["code"]
    language = passage.language
    found = _behind(language).match(passage.plain, position, end)
    if found and not passage.plain[found.end() : found.end() + 1].isdigit():
        name = re.sub(r"\s", " ", found["name"])
        return found.end(), _names(language)[name], name
    return None


def settled(passage, codes, position):
    """The one of several `codes` whose country is spoken of nearest before `position`, or None."""
    if not isinstance(codes, tuple):
        return codes
    asked = codes, position - position % STEP
    if asked not in passage.currencies:
        passage.currencies[asked] = _by_country(passage, *asked)
    return passage.currencies[asked]


def _by_country(passage, codes, position):
    """settled() for all positions of the STEP from `position` on, so that it is looked for once."""
    start = max(0, position - LOOKED_BACK)
    window = (passage.plain, start, min(len(passage.plain), position + STEP + 60))
    last = {
        code: max((found.start() for found in CONTEXTS[code].finditer(*window)), default=-1)
        for code in codes
        if code in CONTEXTS
    }
    code = max(last, key=last.get, default=None)
    if code and last[code] >= 0:
        return code
    return "INR" if "INR" in codes else None
