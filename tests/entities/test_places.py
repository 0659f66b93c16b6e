import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from entities.deals import Deals
from entities.models import FormerAddress, Place
from tests.factories import InvestmentFactory, PlaceFactory, SiteFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def uk():
    return PlaceFactory(name="United Kingdom", slug="gb")


@pytest.fixture
def scotland(uk):
    return PlaceFactory(name="Scotland", slug="scotland", parent=uk, kind="region")


@pytest.fixture
def glasgow(scotland):
    return PlaceFactory(name="Glasgow", slug="glasgow", parent=scotland)


def paths():
    return set(Place.objects.values_list("path", flat=True))


def test_a_path_is_made_of_the_places_above(glasgow):
    assert glasgow.path == "gb/scotland/glasgow"
    assert glasgow.get_absolute_url() == "/places/gb/scotland/glasgow/"


def test_the_address_of_a_country_is_its_code():
    country = Place(name="Ireland", kind="country", iso_code="IE")
    country.full_clean()
    assert country.path == "ie"


def rename(place):
    place.slug = "alba"


def move(place):
    place.parent = PlaceFactory(name="Europe", slug="alba-land")


@pytest.mark.parametrize("is_cleaned", [True, False], ids=["as a form does", "as code does"])
@pytest.mark.parametrize(
    ("change", "path"), [(rename, "gb/alba"), (move, "alba-land/scotland")], ids=["rename", "move"]
)
def test_changing_a_place_changes_all_paths_below(scotland, glasgow, change, path, is_cleaned):
    # What is next in the list by its letters is not below.
    PlaceFactory(slug="scotlandville", parent=scotland.parent)
    PlaceFactory(slug="partick", parent=glasgow)
    change(scotland)
    if is_cleaned:
        scotland.full_clean()
    scotland.save()
    assert paths() >= {path, f"{path}/glasgow", f"{path}/glasgow/partick", "gb/scotlandville"}
    assert not Place.objects.filter(path__startswith="gb/scotland/").exists()


def test_every_address_below_a_renamed_place_is_remembered(scotland, glasgow):
    rename(scotland)
    scotland.full_clean()
    scotland.save(update_fields=["slug"])
    left = FormerAddress.objects.for_model(Place).values_list("address", "record_id")
    assert set(left) == {("gb/scotland", scotland.pk), ("gb/scotland/glasgow", glasgow.pk)}


def test_two_places_of_one_name_in_one_place_clash_at_the_address(glasgow):
    other = Place(name="Glasgow", parent=glasgow.parent, kind="city")
    with pytest.raises(ValidationError) as refused:
        other.full_clean()
    assert refused.value.message_dict == {
        "slug": ["There is already a place with this address here."]
    }


def test_two_places_of_one_name_in_two_places_are_two(glasgow, uk):
    other = Place(name="Glasgow", parent=uk, kind="city")
    other.full_clean()
    other.save()
    assert paths() >= {"gb/glasgow", "gb/scotland/glasgow"}


def test_within_is_the_place_and_all_below_it(uk, scotland, glasgow):
    PlaceFactory(slug="scotlandville", parent=uk)
    assert set(Place.objects.within(scotland)) == {scotland, glasgow}


def test_above_is_what_contains_a_place_outermost_first(uk, scotland, glasgow):
    assert list(Place.objects.above(glasgow)) == [uk, scotland]
    assert list(Place.objects.above()) == []


def test_a_place_has_a_name_in_the_readers_language(uk):
    uk.name_fr = "Royaume-Uni"
    with translation.override("fr"):
        assert str(uk) == "Royaume-Uni"
    assert str(uk) == "United Kingdom"


def test_deals_of_a_place_are_those_below_it_and_those_of_its_sites(uk, scotland, glasgow):
    site = SiteFactory(place=glasgow)
    here = InvestmentFactory(places=[glasgow], public=True)
    built = InvestmentFactory(sites=[site], public=True)
    InvestmentFactory(places=[uk], public=True)
    both = InvestmentFactory(places=[scotland, glasgow], sites=[site], public=True)
    found = Deals.public().in_place(scotland)
    assert found.records(found.positions) == [here, built, both]
