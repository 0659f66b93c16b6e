"""Which piece of the Earth a map shows: the world, or one country, as build.py drew it."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from entities.maps.projections import Azimuthal, EqualEarth, Projection

WIDTH = 2000
# A view that is fitted to its marks is not narrower: the world's outlines are coarse.
NARROWEST, AROUND = 700, 110
# How large a page shows a frame at most, in pixels of the screen: static/css/map.css.
WIDEST, TALLEST = 760, 544


@dataclass(frozen=True)
class View:
    """The part of a frame that is shown at first, in map units."""

    x: float
    y: float
    width: float
    height: float

    @property
    def box(self):
        return f"{self.x:g} {self.y:g} {self.width:g} {self.height:g}"

    @property
    def scale(self):
        """How large a mark is drawn so that it looks as on the whole frame."""
        return round(self.width / WIDTH, 3)


@dataclass(frozen=True)
class Frame:
    """A map's sheet, WIDTH wide; `code` names its file in static/maps/."""

    code: str
    height: int
    projection: Projection

    @property
    def outlines(self):
        return f"maps/{self.code}.svg"

    width = WIDTH

    @property
    def is_tall(self):
        """Is there more room beside it than below it?"""
        return self.height > 0.8 * WIDTH

    @property
    def pixel(self):
        """About how many units make a pixel of the screen, on a large one."""
        return max(WIDTH / WIDEST, self.height / TALLEST)

    @property
    def is_world(self):
        return self is WORLD

    @property
    def view(self):
        return View(0, 0, WIDTH, self.height)

    def project(self, longitudes, latitudes):
        """The (x, y) of points as rows of an array, to a tenth of a unit; NaN for nowhere."""
        x, y = self.projection(np.asarray(longitudes, float), np.asarray(latitudes, float))
        return np.round(np.column_stack([x, y]), 1)

    def holds(self, points):
        """Which of these rows lie on the sheet: a mask."""
        x, y = points.T
        return (x >= 0) & (x <= WIDTH) & (y >= 0) & (y <= self.height)

    def fitted(self, points):
        """The View around these rows, in the sheet's own shape and never beyond it."""
        if not len(points):
            return self.view
        low, high = points.min(axis=0) - AROUND, points.max(axis=0) + AROUND
        width = max(NARROWEST, high[0] - low[0], (high[1] - low[1]) * WIDTH / self.height)
        if width >= WIDTH:
            return self.view
        size = np.array([width, width * self.height / WIDTH])
        corner = np.clip((low + high - size) / 2, 0, [WIDTH, self.height] - size)
        return View(*(round(float(number), 1) for number in (*corner, *size)))


def _read():
    table = json.loads((Path(__file__).parent / "frames.json").read_text())
    height, *numbers = table["world"]
    world = Frame("world", height, EqualEarth(*numbers))
    countries = {
        code: Frame(code, height, Azimuthal(*numbers))
        for code, (height, *numbers) in table["countries"].items()
    }
    return world, countries, {code: tuple(at) for code, at in table["labels"].items()}


# COUNTRIES: small ISO 3166-1 code -> Frame; LABELS: the same -> (x, y) of its middle on WORLD.
WORLD, COUNTRIES, LABELS = _read()


def country_code(place):
    """The code of the country that a place lies in, whether or not there is a map of it."""
    return place.path.partition("/")[0]
