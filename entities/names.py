"""How names are compared and turned into addresses."""

import unicodedata

from django.db import models
from django.utils.text import slugify

# Letters that Unicode does not decompose; what press agencies write without them.
_UNDECOMPOSED = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
)


def fold(text):
    """`text` without case, accents or doubled spaces, so that 'Édimbourg' equals 'edimbourg'."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_UNDECOMPOSED))
    kept = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(unicodedata.normalize("NFC", kept).split())


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

    def pre_save(self, instance, add):
        folded = fold(getattr(instance, self.source))[: self.max_length]
        setattr(instance, self.attname, folded)
        return folded


def folded_fields(model):
    """The names of the FoldedFields of `model`."""
    return {field.name for field in model._meta.concrete_fields if isinstance(field, FoldedField)}
