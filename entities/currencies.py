"""What currencies are called: by people who type them, and by us when we write them."""

from datetime import date
from functools import cache

from babel import Locale
from babel.numbers import get_territory_currencies

# Each name stands for one of the codes. The first is meant where nothing else is said,
# unless the name is listed in NAMES_OF_MANY.
DOLLARS = ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP")
RUPEES = ("INR", "PKR", "LKR", "NPR")
CROWNS = ("SEK", "NOK", "DKK", "ISK", "CZK")

NAMES = {
    DOLLARS: "$|dollar|dollars",
    ("USD",): "us$|$us|us dollar|us dollars|american dollars|dollars americains|usd",
    ("CAD",): "c$|ca$|$ca|canadian dollars|dollars canadiens|cad",
    ("AUD",): "a$|au$|$au|australian dollars|dollars australiens|aud",
    ("NZD",): "nz$|$nz|new zealand dollars|nzd",
    ("SGD",): "s$|sg$|$sg|singapore dollars|sgd",
    ("HKD",): "hk$|$hk|hong kong dollars|hkd",
    ("TWD",): "nt$|new taiwan dollars|twd",
    ("EUR",): "€|euro|euros|eur",
    ("GBP",): "£|pound|pounds|pound sterling|pounds sterling|sterling|gbp",
    ("JPY", "CNY"): "¥",
    ("JPY",): "円|yen|yens|jpy",
    ("CNY", "TWD", "HKD"): "元",
    ("CNY",): "yuan|yuans|renminbi|rmb|cny",
    ("KRW",): "₩|원|won|wons|krw",
    ("INR",): "₹|inr",
    RUPEES: "rs|rs.|rupee|rupees",
    ("MYR",): "rm|ringgit|ringgits|myr",
    ("BRL",): "r$|reais|brl",
    ("CHF",): "swiss francs|francs suisses|chf",
    ("PLN",): "zł|zloty|zlotys|pln",
    ("ILS",): "₪|shekel|shekels|ils",
    ("VND",): "₫|vnd",
    ("PHP",): "₱|php",
    ("THB",): "฿|baht|thb",
    ("TRY",): "₺",
    ("UAH",): "₴",
    ("NGN",): "₦",
    ("ZAR",): "rand|zar",
    ("IDR",): "rupiah|idr",
    ("AED",): "aed",
    ("SAR",): "sar",
}
FRENCH_NAMES = {("GBP",): "livre|livres|livres sterling", RUPEES: "roupie|roupies"}
NAMES_OF_MANY = {
    CROWNS: "kr|kr.|krona|kronor|krone|kroner|couronnes",
    ("AED", "MAD"): "dirham|dirhams",
    ("SAR", "QAR", "OMR", "YER"): "riyal|riyals",
    ("CHF", "XOF", "XAF"): "franc|francs",
    ("MXN", "ARS", "CLP", "COP", "PHP", "UYU"): "peso|pesos",
}

# Symbols that a reader takes for one currency only; the others get their code.
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "KRW": "₩"}
ENGLISH_SYMBOLS = SYMBOLS | {
    "CAD": "C$", "AUD": "A$", "NZD": "NZ$", "SGD": "S$", "HKD": "HK$", "TWD": "NT$", "MYR": "RM",
    "BRL": "R$",
}  # fmt: skip


@cache
def codes():
    """ISO 4217 codes of what has been legal tender somewhere since 2020, as babel knows them."""
    return frozenset(
        code
        for territory in Locale("en").territories
        for code in get_territory_currencies(territory, date(2020, 1, 1), date.max)
    )
