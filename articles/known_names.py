"""The names and places of this base as the extraction package wants them.

They are read at each call, which is quick; the index that is made of them is kept while they stay
as they are.
"""

from functools import lru_cache

from django.db.models import Q

from articles.extraction import NameIndex, PlaceIndex
from entities.models import Organisation, Place, Site
from entities.models.organisations import Alias


def name_index():
    """A NameIndex of the organisations here, by name and alias; known_id is their pk."""
    organisations = Organisation.objects.filter(merged_into=None).order_by("pk")
    names = list(organisations.values_list("name", "pk"))
    aliases = Alias.objects.filter(organisation__merged_into=None).order_by("pk")
    return _name_index((*names, *aliases.values_list("name", "organisation_id")))


@lru_cache(maxsize=1)
def _name_index(named):
    return NameIndex(named)


def place_index():
    """A PlaceIndex of the places and sites here, in both languages; known_id is their pk."""
    places = Place.objects.filter(merged_into=None).order_by("pk")
    french = places.filter(~Q(name_fr="")).values_list("name_fr", "pk")
    sites = Site.objects.filter(merged_into=None).order_by("pk").values_list("name", "pk")
    built = ((name, pk, "site") for name, pk in sites)
    return _place_index((*built, *places.values_list("name", "pk"), *french))


@lru_cache(maxsize=1)
def _place_index(named):
    return PlaceIndex(named)
