"""How names are compared and turned into addresses."""

import re
import unicodedata

from django.db import models
from django.utils.text import slugify

# Letters that Unicode does not decompose; what press agencies write without them.
_UNDECOMPOSED = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
)


def fold(text):
    """`text` without case, accents or doubled spaces, so that 'Édimbourg' equals 'edimbourg'."""
    # Some letters have no small form but that of what they decompose to: 'ℌ'.
    small = unicodedata.normalize("NFKD", text.casefold()).casefold().translate(_UNDECOMPOSED)
    decomposed = unicodedata.normalize("NFKD", small)
    kept = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(unicodedata.normalize("NFC", kept).split())


# What stands after a company's name and tells no two companies apart.
LEGAL_FORMS = frozenset(
    "ab ag and asa aktiengesellschaft as bhd bv co company corp corporation et gmbh group holding"  # noqa: SIM905
    " holdings inc incorporated kg kgaa kk limited llc llp lp ltd ltda nv oy oyj plc pte pty sa"
    " sarl sas sca sdn se societe spa srl und".split()
)
_NOT_HEARD = re.compile("[.'’ʼ]")
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_BETWEEN_LETTERS = re.compile(r"\b(\w) (?=\w\b)")


def match_key(name):
    """What is left of an organisation's `name` when spelling is set aside: 'Core Weave, Inc.' and
    'COREWEAVE' are both 'coreweave'. '' where there is no letter and no digit."""
    heard = _NOT_HEARD.sub("", fold(name).replace("&", " and "))
    spaced = " ".join(filter(None, _BETWEEN_WORDS.split(heard)))
    words = _BETWEEN_LETTERS.sub(r"\1", spaced).split()
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    return "".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


def make_slug(name, max_length=80):
    """The address made for `name`: ASCII, lower case, whole words; '' where no letter is Latin."""
    slug = slugify(fold(name))
    return slug if len(slug) <= max_length else slug[:max_length].rpartition("-")[0]


class FoldedField(models.CharField):
    """A copy of another field, folded at every save, that searches look in."""

    def __init__(self, source="name", **options):
        self.source = source
        super().__init__(**{"max_length": 400, "editable": False, "db_index": True, **options})

    def deconstruct(self):
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "source": self.source}

    def made_from(self, record):
        """What this field holds for `record`, as its source stands now."""
        return self.made(getattr(record, self.source))[: self.max_length]

    made = staticmethod(fold)

    def pre_save(self, instance, add):
        value = self.made_from(instance)
        setattr(instance, self.attname, value)
        return value


class KeyField(FoldedField):
    """The match_key of another field, by which names that are spelt differently are found."""

    made = staticmethod(match_key)


def folded_fields(model):
    """The names of the FoldedFields of `model`."""
    return {field.name for field in model._meta.concrete_fields if isinstance(field, FoldedField)}
