"""Maps: where points lie on them, that nothing is dropped silently, and nothing unpublished."""

import re
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from entities.deals import Deals
from entities.maps import site_maps
from entities.maps.clusters import clusters
from entities.maps.country_maps import map_of_countries, map_of_total
from entities.maps.frames import COUNTRIES, LABELS, WIDTH, WORLD
from entities.maps.outlines import clipped, path, simplified
from entities.maps.projections import Azimuthal, EqualEarth
from entities.maps.site_maps import map_of_site, map_of_sites
from entities.maps.topology import Topology, contains
from entities.models import Place, Site
from entities.totals import Sum, total
from tests.factories import InvestmentFactory, OrganisationFactory, PlaceFactory, SiteFactory

STATIC = Path(settings.BASE_DIR) / "static" / "maps"
# Code -> (longitude, latitude) of a capital.
CAPITALS = {
    "ae": (54.37, 24.45), "ar": (-58.38, -34.6), "au": (149.13, -35.28), "br": (-47.88, -15.79),
    "ca": (-75.7, 45.42), "cl": (-70.65, -33.44), "cn": (116.4, 39.9), "de": (13.4, 52.52),
    "es": (-3.7, 40.42), "fr": (2.35, 48.86), "gb": (-0.13, 51.51), "id": (106.83, -6.18),
    "in": (77.21, 28.61), "is": (-21.9, 64.15), "jp": (139.69, 35.68), "ke": (36.82, -1.29),
    "kr": (126.98, 37.57), "my": (101.69, 3.14), "no": (10.75, 59.91), "nz": (174.78, -41.29),
    "pt": (-9.14, 38.72), "ru": (37.62, 55.75), "sg": (103.85, 1.29), "ua": (30.52, 50.45),
    "us": (-77.04, 38.9), "za": (28.19, -25.75),
}  # fmt: skip


def located(code, longitude, latitude, **fields):
    """A public site in the country `code` at these degrees."""
    country = Place.objects.filter(path=code).first() or PlaceFactory(slug=code, public=True)
    return SiteFactory(place=country, longitude=longitude, latitude=latitude, public=True, **fields)


def sites():
    return Site.objects.public().select_related("place").order_by("pk")


# On a sphere of radius 1.
@pytest.mark.parametrize(
    ("degrees", "expected"),
    [
        ((0, 0), (0, 0)),
        ((180, 0), (2.70663, 0)),
        ((0, 90), (0, -1.31737)),
        ((0, -90), (0, 1.31737)),
    ],
)
def test_equal_earth_has_its_corners_where_its_authors_put_them(degrees, expected):
    assert EqualEarth()(*degrees) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("distance", [1, 30, 90, 150])
def test_an_azimuthal_map_is_equal_in_area_at_every_distance(distance):
    x, y = Azimuthal(longitude=10, latitude=0)(10 + distance, 0)
    assert (x, y) == pytest.approx((2 * np.sin(np.radians(distance) / 2), 0), abs=1e-9)


def test_towns_lie_on_the_world_map_as_they_do_on_earth():
    london, tokyo, sydney, fairbanks = WORLD.project(
        [-0.13, 139.69, 151.21, -147.72], [51.51, 35.68, -33.87, 64.84]
    )
    assert fairbanks[0] < london[0] < tokyo[0] < sydney[0]
    assert fairbanks[1] < london[1] < tokyo[1] < sydney[1]
    assert WORLD.holds(np.array([london, tokyo, sydney, fairbanks])).all()
    assert london[0] == pytest.approx(WORLD.projection.x0, abs=2)


@pytest.mark.parametrize("code", CAPITALS)
def test_a_countrys_map_and_its_outline_hold_its_capital(code):
    frame = COUNTRIES[code]
    points = frame.project(*([number] for number in CAPITALS[code]))
    assert frame.holds(points).all()
    [here] = re.findall(r'id="here"[^>]* d="([^"]*)"', (STATIC / f"{code}.svg").read_text())
    # Capitals by the sea may lie a few pixels off a smoothed coast.
    around = points[0] + np.array([(x, y) for x in (-12, 0, 12) for y in (-12, 0, 12)])
    assert any(contains(ring, point) for ring in rings(here) for point in around)


def rings(d):
    """The rings of a `d` that build.py wrote, as arrays."""
    for start, steps in re.findall(r"M([^l]*)l([^z]*)z", d):
        numbers = [int(each) for each in re.findall(r"-?\d+", f"{start} {steps}")]
        yield np.cumsum(np.array(numbers).reshape(-1, 2), axis=0)


def test_each_country_has_a_file_and_a_place_on_the_world_map():
    files = {file.stem for file in STATIC.glob("??.svg")}
    assert files == {*COUNTRIES} == {*LABELS}
    ids = set(re.findall(r'id="([a-z]{2})"', (STATIC / "world.svg").read_text()))
    assert ids == files
    assert WORLD.holds(np.array([*LABELS.values()])).all()


def test_outlines_hold_no_script_and_no_address_but_their_name():
    for file in STATIC.glob("*.svg"):
        text = file.read_text().replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert not re.search(r"script|style|https?:|href|\son\w+=", text), file.name


def test_crimea_is_drawn_with_ukraine():
    point = COUNTRIES["ua"].project([34.2], [45.2])[0]
    [here] = re.findall(r'id="here"[^>]* d="([^"]*)"', (STATIC / "ua.svg").read_text())
    assert any(contains(ring, point) for ring in rings(here))


@given(
    st.lists(st.tuples(st.floats(0, WIDTH, width=32), st.floats(0, WIDTH, width=32)), max_size=60),
    st.floats(0, 400),
)
def test_every_mark_is_in_one_cluster_and_none_lie_over_each_other(points, radius):
    members = list(range(len(points)))
    found = clusters(members, np.array(points, float).reshape(-1, 2), radius)
    assert sorted(member for each in found for member in each.members) == members
    middles = np.array([(each.x, each.y) for each in found]).reshape(-1, 2)
    for at, middle in enumerate(middles):
        assert (np.hypot(*(middles[:at] - middle).T) > radius - 0.3).all()


def test_sites_of_one_country_lie_on_its_map(db):
    located("gb", -0.13, 51.51)
    located("gb", -3.19, 55.95)
    found = map_of_sites(sites())
    assert found.frame == COUNTRIES["gb"]
    south, north = found.marks
    assert south.y > north.y
    assert (found.number, found.located, found.unlocated, found.outside) == (2, 2, 0, 0)


def test_sites_of_several_countries_lie_on_the_world_fitted_to_them(db):
    located("gb", -0.13, 51.51)
    located("fr", 2.35, 48.86)
    found = map_of_sites(sites())
    assert found.frame is WORLD
    assert found.codes == ["fr", "gb"]
    assert found.view.width < WIDTH
    for mark in found.marks:
        assert found.view.x < mark.x < found.view.x + found.view.width
        assert found.view.y < mark.y < found.view.y + found.view.height


def test_what_has_no_place_on_the_map_is_counted_beside_it(db, client):
    located("us", -77.04, 38.9)
    located("us", -97, 32)
    located("us", -157.86, 21.31, name="Honolulu")
    SiteFactory(place=Place.objects.get(), public=True)
    found = map_of_sites(sites())
    assert (found.number, found.located, found.outside, len(found.marks)) == (4, 3, 1, 2)
    page = client.get("/sites/").content.decode()
    assert "1 of 4 sites has no coordinates" in page
    assert "1 lies beyond the edge of the map" in page


def test_a_country_that_no_outline_knows_is_shown_in_the_world(db):
    assert map_of_site(located("zz", 10, 10)).frame is WORLD


@pytest.mark.parametrize(
    "degrees", [(180, 90), (-180, -90), (0, 0), (180, 0), (-0.0, 90), (1e-300, 5e-324)]
)
def test_the_ends_of_the_earth_break_no_page(degrees, db, client):
    longitude, latitude = degrees
    for code in ("gb", "fj"):
        located(code, longitude, latitude, slug=f"edge-{code}")
    for url in ("/sites/", "/sites/edge-gb/", "/fr/places/fj/"):
        page = client.get(url)
        assert page.status_code == 200
        assert b"nan" not in page.content


@pytest.mark.parametrize("degrees", [(float("inf"), 1), (1, 91), (-181, 0)])
def test_what_is_not_on_earth_is_refused_by_the_base(degrees, db):
    longitude, latitude = degrees
    with pytest.raises(IntegrityError):
        located("gb", longitude, latitude)


def test_a_map_draws_so_many_and_says_so(db, client, monkeypatch):
    monkeypatch.setattr(site_maps, "MOST", 3)
    for step in range(5):
        located("gb", -step, 52)
    found = map_of_sites(sites())
    assert (found.located, len(found.marks), found.is_cut) == (5, 3, True)
    assert "Only the first" in client.get("/sites/").content.decode()


def test_no_draft_is_on_any_map(db, client):
    located("gb", -1.5, 53, name="Shown")
    draft = located("gb", -2.71938, 54.1, name="Hidden", slug="hidden")
    Site.objects.filter(pk=draft.pk).update(public_from=None)
    for url in ("/sites/", "/places/gb/", "/places/"):
        page = client.get(url).content.decode()
        assert "Hidden" not in page
        assert "2 sites" not in page
    assert [mark.site.name for mark in map_of_sites(sites()).marks] == ["Shown"]


def test_a_french_page_writes_coordinates_as_svg_wants_them(db, client):
    for step in range(3):
        located("gb", -1.123 - step, 52.456)
    deal("gb", figure="1.5bn")
    for url in ("/fr/sites/", "/fr/places/", "/fr/places/gb/"):
        page = client.get(url).content.decode()
        found = re.findall(r'(?:viewBox|transform|data-[xy]|\br|data-frame)="([^"]*)"', page)
        assert found
        assert not [each for each in found if "," in each or "\xa0" in each]


def deal(code, **fields):
    country = Place.objects.filter(path=code).first() or PlaceFactory(slug=code, public=True)
    return InvestmentFactory(
        places=[country], investors=[OrganisationFactory(public=True)], public=True, **fields
    )


def test_the_area_of_a_circle_is_the_money(db):
    deal("gb", figure="400m")
    deal("fr", figure="100m")
    large, small = map_of_total(total(Deals.public(), "GBP")).marks
    assert (large.code, small.code) == ("gb", "fr")
    assert large.firm == pytest.approx(2 * small.firm, abs=0.1)
    assert not large.up_to


def test_what_is_only_up_to_is_a_ring_and_not_a_disc(db):
    deal("gb", figure="up to £1bn")
    [mark] = map_of_total(total(Deals.public(), "GBP")).marks
    assert mark.firm == 0
    assert mark.up_to > 0


def test_money_in_several_countries_and_in_none_stands_in_the_table(db):
    both = deal("gb", figure="1bn")
    both.places.add(PlaceFactory(slug="fr", public=True))
    deal("gb", figure="2bn")
    InvestmentFactory(figure="3bn", investors=[OrganisationFactory(public=True)], public=True)
    found = map_of_total(total(Deals.public(), "GBP"))
    assert [mark.code for mark in found.marks] == ["gb"]
    assert [row.sum.high for row in found.rows] == [2 * 10**9, 10**9, 3 * 10**9]
    assert (found.number, found.unlocated) == (3, 2)


def test_a_country_without_outline_or_sum_breaks_no_map(db):
    nowhere, empty = PlaceFactory(slug="zz"), PlaceFactory(slug="gb")
    parts = [(nowhere, Sum("GBP", 1, 5, 5)), (empty, Sum("GBP"))]
    found = map_of_countries(parts)
    assert (found.marks, found.sample, len(found.rows), found.unlocated) == ([], None, 1, 1)
    assert map_of_countries([]).rows == []


def test_the_places_page_counts_each_branch_with_what_is_below_it(db, client):
    country = PlaceFactory(slug="gb", name="Britain", public=True)
    town = PlaceFactory(parent=country, slug="leeds", name="Leeds", public=True)
    SiteFactory(place=town, public=True)
    deal("gb/leeds", figure="2bn")
    deal("gb", figure="1bn")
    [branch] = client.get("/places/").context["tree"].branches
    assert (branch.sites, branch.deals, branch.sum.high) == (1, 2, 3 * 10**9)
    [child] = branch.below
    assert (child.sites, child.deals, child.sum.high) == (1, 1, 2 * 10**9)
    found = client.get("/places/gb/").context["tree"]
    assert found.nowhere.high == 10**9


def test_the_totals_of_places_can_be_had_in_another_currency(db, client):
    PlaceFactory(slug="gb", public=True)
    assert "Counted, in EUR" in client.get("/places/?currency=EUR").content.decode()
    assert client.get("/places/?currency=XXX").status_code == 400


@pytest.mark.parametrize("url", ["/sites/", "/places/", "/places/gb/", "/places/?currency=USD"])
def test_maps_ask_as_many_questions_for_many_sites_as_for_few(url, db, client):
    def grow(number):
        for step in range(number):
            town = PlaceFactory(parent=Place.objects.get(path="gb"), public=True)
            SiteFactory(place=town, longitude=-step / 10, latitude=52, public=True)
            deal("gb")

    located("gb", -1, 53)
    grow(2)
    few = queries(client, url)
    grow(9)
    assert queries(client, url) == few


def queries(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_a_line_keeps_its_ends_and_its_corners_and_loses_the_rest():
    line = np.array([(0, 0), (5, 0.1), (10, 0), (10, 10)], float)
    assert simplified(line, 1).tolist() == [[0, 0], [10, 0], [10, 10]]
    assert path([np.array([(0, 0), (10, 0), (10, -10)], float)]) == "M0 0l10 0 0-10z"
    square = np.array([(-5, -5), (5, -5), (5, 5), (-5, 5)], float)
    assert sorted(clipped(square, (0, 0, 9, 9)).tolist()) == [[0, 0], [0, 5], [5, 0], [5, 5]]


def test_a_topology_is_read_with_its_shared_borders(tmp_path):
    file = tmp_path / "small.json"
    file.write_text(
        '{"transform": {"scale": [1, 1], "translate": [10, 40]}, "arcs": [[[0, 0], [0, 5]],'
        " [[0, 5], [5, 0], [0, -5], [-5, 0]], [[0, 0], [-5, 0], [0, 5], [5, 0]]],"
        ' "objects": {"countries": {"geometries": ['
        '{"type": "Polygon", "id": "826", "properties": {"name": "A"}, "arcs": [[0, 1]]},'
        '{"type": "MultiPolygon", "id": "250", "properties": {"name": "B"}, "arcs": [[[2, -1]]]},'
        '{"type": "Polygon", "id": "643", "properties": {"name": "C"}, "arcs": [[0, 1]]},'
        '{"type": "Polygon", "properties": {"name": "Reef"}, "arcs": [[0, 1]]}]}}}'
    )
    read = Topology(file)
    assert set(read.countries) == {"gb", "fr", "ru"}
    assert contains(read.ring(read.countries["gb"][0][0]), (12, 42))
    assert contains(read.ring(read.countries["fr"][0][0]), (8, 42))
