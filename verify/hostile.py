"""Values that no honest reader sends, as they stand in an address: percent-encoded already."""

import random
from functools import cache
from urllib.parse import quote

NUMBERS = [
    "", " ", "0", "-1", "-0", "00", "1.0", "1.5", "1e1", "1e9", "1e30", "1e400", "1e-400000",
    "NaN", "sNaN", "-nan", "Infinity", "-Infinity", "0x10", "1_000", "1,000", "1.000,00", "+5",
    "--5", "5-", "1e+", "£11bn", "11e9", "٣٤", "１２", "²", "½", "9" * 30, "-" + "9" * 30,
    str(2**31), str(2**63 - 1), str(2**63), str(-(2**63) - 1), str(10**100), "9" * 4301,
    "0" * 5000 + "1", "true", "None", "null", "undefined", "[]", "{}", "first", "last", "next",
]  # fmt: skip
DATES = [
    "0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "99999999999-01-01", "-0001-01-01",
    "2025-02-30", "2024-02-29", "2026-03-29T01:30", "2026-10-25T01:30", "2025-09-16T00:00+99:00",
    "24:00:00", "2026-13-01", "01/02/2026", "2026-W01", "1", "١٢/٣",
]  # fmt: skip
# As they are: what a browser would never write.
BYTES = [
    "%00", "a%00b", "%0d%0aX-Injected:%201", "%ff", "%c0%af", "%ed%a0%80", "%f4%90%80%80", "%80",
    "%F0%9F%92%A9", "%e2%80%ae", "%ef%bb%bf", "%EF%BF%BF", "%1b[31m", "%08", "%7f", "%u0041", "%",
    "%%", "%zz", "%2500", "%EE%80%80", "%26%3d", "%0a", "a%0ab", "%c2%85", "%e2%80%a8", "+", "%2B",
]  # fmt: skip
SQL = [
    "'", '"', "\\", "`", "';--", "' OR 1=1--", '") OR ("1"="1', "1;select pg_sleep(3)",
    "1) UNION SELECT 1--", "1' AND randomblob(1000000000)--", "amount)--", "amount desc", "%", "_",
    "%%%%a", "%s", "%(x)s", "%s%s%n", "{0.__class__}", "{{7*7}}", "{% debug %}", "${7*7}",
    "E'\\x00'", "$$a$$", "0x00", "1/0", "char(0)", "x'00'",
]  # fmt: skip
SEARCHES = [
    '"a', 'a"', "*", "a*", "*a", "AND", "OR", "NOT", "a AND", "NOT a", "NEAR(a b, 5)", "NEAR(",
    "(", ")", "((((", "a:b", "title_words:x", "all_words : (a)", "^a", "-a", "+a", "a & b", "a | ",
    "!", "a <-> b", "<->", ":*", "a:*", "a b OR", '"a b" -"c', "'a", "\\'", "{a b}:c", "a;b",
    "col : x", "a:ABCD", "a:*:b", "''", "gb >1bn", ">", ">1bn <1bn", "nvidia uk >", "£", ">1e400",
    ">" + "9" * 400 + "bn",
]  # fmt: skip
PATTERNS = ["(a|a)*$", "^(a+)+$", "(a*)*b", "[", "(?P<", "(?i)(?-i", "x{1,99999}", "(?:" * 200]
SCRIPTS = [
    "<script>zq7()</script>", '"><img src=x onerror=zq7()>', "'-zq7()-'",
    "</title><svg/onload=zq7()>", "javascript:zq7()", "]]><x/>", "<!--", "&#60;script&#62;",
    "\u2028zq7",
]  # fmt: skip
ELSEWHERE = [
    "../../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "/etc/passwd", "//evil.example",
    "https://evil.example", "\\\\evil.example", "http:///evil.example", "file:///etc/passwd",
]  # fmt: skip
HUGE = [
    "a " * 1500, "a " * 12_000, "(" * 3000, '"a" ' * 2000, "a" * 4000, "a" * 60_000, "é" * 30_000,
    "\u0301" * 5000, "ﷺ" * 3000, "😀" * 10_000, "-" * 50_000, "OR " * 3000, "\\" * 5000,
    "a%" * 400, "_" * 3000, "x" * 600, "en-" + "x" * 600, ",".join(map(str, range(1200))),
    ",".join(map(str, range(12_000))), "," * 5000, "日本" * 3000, "a1" * 30_000, ">1bn " * 2000,
]  # fmt: skip
NAMES = [
    "id", "-id", "--id", "password", "author__password", "?", "pk", "id,-id", "__class__",
    "title__regex", "article__status", "1,x,3", "1,,3", "1;2", "1|2", "-" * 100, "zzz", "xx",
    "en", "fr-FR", "GBP", "gbp", "XXX", "draft", "scheduled", "retracted", "all", "json", "csv",
    "html", "gb/../fr", "gb//", "-gb", "not_stated", "-not_stated", "b:AAAA", "eyJhIjoxfQ==",
]  # fmt: skip


def encoded(text):
    """`text` as a browser would write it; also half a character, which none would."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


TEXTS = [*NUMBERS, *DATES, *SQL, *SEARCHES, *PATTERNS, *SCRIPTS, *ELSEWHERE, *HUGE, *NAMES]
VALUES = [*map(encoded, TEXTS), *BYTES]
# What Django would make of the name of a field of a model, if it were let.
LOOKUPS = [
    "regex", "iregex", "in", "isnull", "exact", "gt", "range", "year", "date", "contains",
    "startswith", "week_day", "id", "pk__in", "author__password__startswith", "has_key",
]  # fmt: skip


@cache
def many_of(name):
    """Query strings with far too much of one parameter."""
    return [
        "&".join([f"{name}=1"] * 1500),
        "&".join(f"x{number}=1" for number in range(3000)),
        f"{name}[]=1&{name}[a]=2&{name}=1&{name}=2",
        f"&&==&=&{name}&{name}=",
        f"{name}=a;{name}=b",
        f"{quote(name)}%00=1",
        "&".join(f"{name}=-{number}" for number in range(60)),
    ]


# Hiragana, kanji and Korean; an emoji of several, and a flag; marks that combine; no characters.
ALPHABETS = [
    "abcdefghij ", "0123456789.,eE+-", "\"'*:()^-+&|!<>~{}[]\\/ ORANDNOTEAR", "éàüßøŁıİſﬁ ",
    "\0\x01\t\n\r\x0b\x1b\x7f\x85", "\ud800\udfff\udc00", "日本語한국ひらカ ",
    "😀👩\u200d👧\U0001f3f3\ufe0f", "\u0301\u0489ﷺ\u202e\ufeff", "$£€¥bnmtk<>=%_ ",
    "\ue000\ue001\uffff\U0010ffff",
]  # fmt: skip


def random_text(source: random.Random):
    """Any text at all: of one alphabet or several, or any code points, halves of them too."""
    length = source.choice([1, 2, 3, 5, 8, 20, 60, 199, 200, 201, 400])
    if source.random() < 0.25:
        return "".join(chr(source.randrange(0x110000)) for _ in range(length))
    letters = "".join(source.sample(ALPHABETS, source.choice([1, 1, 2, 4])))
    return "".join(source.choice(letters) for _ in range(length))
