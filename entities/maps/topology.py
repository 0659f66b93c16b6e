"""Outlines of countries out of a TopoJSON file: borders are shared, so they stay shared."""

import json
from pathlib import Path

import numpy as np
from babel.core import get_global

# Areas that the file tells apart and ISO 3166-1 does not, by the country whose code they have
# there; Kosovo has a code of its own in common use. The rest without a number are drawn by nobody.
WITHOUT_NUMBER = {
    "Akrotiri": "cy",
    "Baikonur": "kz",
    "Cyprus U.N. Buffer Zone": "cy",
    "Dhekelia": "cy",
    "Kosovo": "xk",
    "N. Cyprus": "cy",
    "Siachen Glacier": "in",
    "Somaliland": "so",
    "USNB Guantanamo Bay": "cu",
}
# The file draws who controls; newsrooms here go by what the United Nations recognise (General
# Assembly resolution 68/262): (longitude, latitude) of an area, whose it is there, whose here.
MOVED = [((34.2, 45.2), "ru", "ua")]


class Topology:
    """`arcs`: arrays of (longitude, latitude); `countries`: code -> rings, the outer first of each
    polygon, as lists of the numbers of arcs (~number: backwards)."""

    def __init__(self, path):
        read = json.loads(Path(path).read_text())
        scale, shift = (np.array(read["transform"][key]) for key in ("scale", "translate"))
        self.arcs = [np.cumsum(np.array(arc), axis=0) * scale + shift for arc in read["arcs"]]
        self.countries = {}
        for geometry in read["objects"]["countries"]["geometries"]:
            if code := code_of(geometry):
                self.countries.setdefault(code, []).extend(polygons(geometry))
        for point, there, here in MOVED:
            self._move(point, there, here)

    def _move(self, point, there, here):
        found = [each for each in self.countries[there] if contains(self.ring(each[0]), point)]
        # The smallest: where the mainland contains it, it is no area of its own.
        for polygon in found:
            if np.ptp(self.ring(polygon[0])[:, 0]) < 10:
                self.countries[there].remove(polygon)
                self.countries[here].append(polygon)

    def ring(self, numbers, arcs=None):
        """The points of a ring, of these `arcs` or of others in their place."""
        arcs = self.arcs if arcs is None else arcs
        parts = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
        return np.concatenate([part[:-1] for part in parts])


def code_of(geometry):
    """The small ISO 3166-1 alpha-2 code of a country of the file, or None."""
    if "id" not in geometry:
        return WITHOUT_NUMBER.get(geometry["properties"]["name"])
    names = get_global("territory_aliases").get(geometry["id"])
    return names[0].lower() if names else None


def polygons(geometry):
    """The polygons of a TopoJSON geometry, each a list of rings."""
    if geometry["type"] == "Polygon":
        return [geometry["arcs"]]
    return list(geometry.get("arcs", []))


def contains(ring, point):
    """Does a closed ring, an array of (x, y), contain the point?"""
    (x, y), (xs, ys) = point, ring.T
    to_x, to_y = np.roll(xs, -1), np.roll(ys, -1)
    crosses = (ys > y) != (to_y > y)
    with np.errstate(divide="ignore", invalid="ignore"):
        at = xs + (y - ys) / (to_y - ys) * (to_x - xs)
    return bool((crosses & (x < at)).sum() % 2)


def area(ring):
    """The area of a closed ring in its own units, without a sign."""
    x, y = ring.T
    return abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2
