"""Makes static/maps/ and frames.json out of the npm package world-atlas (Natural Earth):

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python -m entities.maps.build package

Run it only to take in a new edition: what it writes is committed.
"""

import json
import sys
from pathlib import Path

import numpy as np

from entities.maps.outlines import clipped, path, simplified
from entities.maps.projections import Azimuthal, EqualEarth
from entities.maps.topology import Topology, area, contains

ROOT = Path(__file__).parent.parent.parent
OUTLINES = ROOT / "static" / "maps"
FRAMES = Path(__file__).parent / "frames.json"

WIDTH = 2000
# In map units: what may be smoothed away, the smallest island drawn, what stands over the edge.
TOLERANCE, SMALLEST, OVER = 2.0, 16, 30
# A frame is never narrower or wider than this, height for width.
FLATTEST, TALLEST = 0.5, 1.15
# Islands within these shares of the mainland's size belong to its frame: large ones, small ones.
NEAR, VERY_NEAR = 0.5, 0.12
# Countries whose other lands would leave the mainland little room: (west, south, east, north).
MAINLANDS = {
    "fr": (-6, 41, 10, 52),
    "no": (3, 57, 32, 72),
    "pt": (-10, 36, -6, 43),
    "us": (-126, 24, -66, 50),
}
MARGIN = 0.06
# Where a circle stands better than in the middle: (longitude, latitude).
BESIDE = {"ca": (-108, 61)}
NOBODY = "aq"
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
SOURCE = "<!-- Outlines: Natural Earth, public domain, by way of world-atlas 2.0.2 -->"


def write_svg(name, height, parts):
    head = HEAD.format(width=WIDTH, height=height)
    (OUTLINES / f"{name}.svg").write_text(f"{head}{SOURCE}{''.join(parts)}</svg>\n")


class World:
    """The map of the world, coarse, with a dot for each country that is too small to be there."""

    def __init__(self, coarse, fine):
        self.coarse, self.fine = coarse, fine
        drawn = [arc for arc in coarse.arcs if arc[:, 1].max() > -56]
        x, y = EqualEarth()(*np.concatenate(drawn).T)
        k = (WIDTH - 20) / np.ptp(x)
        self.projection = EqualEarth(k, 10 - k * x.min(), 10 - k * y.min())
        self.height = round(k * np.ptp(y)) + 20

    def write(self):
        land = {
            code: path(part for polygon in polygons for ring in polygon for part in self.flat(ring))
            for code, polygons in sorted(self.coarse.countries.items())
            if code != NOBODY
        }
        shapes = "".join(f'<path id="{code}" d="{d}"/>' for code, d in land.items())
        dots = "".join(
            f'<circle id="{code}" cx="{x}" cy="{y}" r="4"/>'
            for code, (x, y) in self.labels().items()
            if code not in land
        )
        small = f'<g id="small" stroke="none">{dots}</g>'
        write_svg("world", self.height, [f'<g id="land" fill-rule="evenodd">{shapes}</g>', small])

    def flat(self, numbers):
        """The pieces of a ring on the map: two where it lies across the 180th meridian."""
        ring = unbroken(self.coarse.ring(numbers), 0)
        for shift in (0, -360, 360):
            piece = clipped(ring + np.array([shift, 0]), (-180, -90, 180, 90))
            if len(piece):
                yield np.column_stack(self.projection(*piece.T))

    def labels(self):
        """Code -> (x, y) of the point of its largest land that is farthest from the borders."""
        found = {}
        for code, polygons in sorted(self.fine.countries.items()):
            rings = [unbroken(self.fine.ring(polygon[0]), 0) for polygon in polygons]
            rings = [np.column_stack(self.projection(*ring.T)) for ring in rings]
            if code != NOBODY:
                found[code] = inmost(max(rings, key=area))
        for code, degrees in BESIDE.items():
            found[code] = [round(float(number)) for number in self.projection(*degrees)]
        return found


def inmost(ring):
    """About the point inside a ring that is farthest from it, as whole numbers."""
    low, high = ring.min(axis=0), ring.max(axis=0)
    line = simplified(np.vstack([ring, ring[:1]]), 0.5)
    grid = [
        low + (high - low) * (np.array([i, j]) + 0.5) / 24 for i in range(24) for j in range(24)
    ]
    inside = [point for point in grid if contains(line[:-1], point)] or [(low + high) / 2]
    best = max(inside, key=lambda point: np.hypot(*(line - point).T).min())
    return [round(float(value)) for value in best]


class Country:
    """The map of one country: the piece of the Earth around its mainland."""

    def __init__(self, code, fine):
        self.code, self.fine = code, fine
        rings = mainland(code, [fine.ring(polygon[0]) for polygon in fine.countries[code]])
        points = np.concatenate(rings)
        centre = np.round((points.min(axis=0) + points.max(axis=0)) / 2, 2)
        longitude, latitude = ((centre[0] + 180) % 360 - 180, centre[1])
        flat = Azimuthal(longitude=longitude, latitude=latitude)
        x, y = flat(*points.T)
        width, height = np.ptp(x), np.ptp(y)
        wide = max(width, height / TALLEST) * (1 + 2 * MARGIN)
        tall = max(height * (1 + 2 * MARGIN), wide * FLATTEST)
        k = round(WIDTH / wide, 1)
        self.height = round(tall * k)
        x0 = round(WIDTH / 2 - k * (x.min() + x.max()) / 2, 1)
        y0 = round(self.height / 2 - k * (y.min() + y.max()) / 2, 1)
        self.projection = Azimuthal(k, x0, y0, float(round(longitude, 2)), float(latitude))

    def write(self, flat_points, starts):
        """Write the file; `flat_points` are all points of all arcs, which begin at `starts`."""
        x, y = self.projection(*flat_points.T)
        self.flat = np.column_stack([np.nan_to_num(x, nan=1e9), np.nan_to_num(y, nan=1e9)])
        self.arcs = np.split(self.flat, starts[1:])
        self.low = np.minimum.reduceat(self.flat, starts)
        self.high = np.maximum.reduceat(self.flat, starts)
        self.simple = {}
        here = self.path_of(self.code)
        around = "".join(
            self.path_of(code) for code in sorted({*self.fine.countries} - {self.code, NOBODY})
        )
        parts = [f'<path id="{name}" fill-rule="evenodd" d="{d}"/>'
                 for name, d in (("around", around), ("here", here))]  # fmt: skip
        write_svg(self.code, self.height, parts)

    def path_of(self, code):
        polygons = self.fine.countries[code]
        rings = [self.drawn(ring) for polygon in polygons for ring in polygon if self.shows(ring)]
        rings = [ring for ring in rings if len(ring) > 2]
        least = SMALLEST if code != self.code or max(map(area, rings), default=0) > SMALLEST else 0
        return path(ring for ring in rings if area(ring) >= least)

    def shows(self, ring):
        """Does a ring reach into the frame, and not round the Earth's other side?"""
        numbers = [n if n >= 0 else ~n for n in ring]
        low, high = self.low[numbers].min(axis=0), self.high[numbers].max(axis=0)
        # 1.75 radii of the Earth are 122 degrees from the centre.
        far = (
            max(np.abs([*low, *high] - np.tile([WIDTH, self.height], 2) / 2))
            > self.projection.k * 1.75
        )
        return not far and (high > 0).all() and (low < [WIDTH, self.height]).all()

    def drawn(self, ring):
        for number in ring:
            number = number if number >= 0 else ~number
            if number not in self.simple:
                self.simple[number] = simplified(self.arcs[number], TOLERANCE)
        box = (-OVER, -OVER, WIDTH + OVER, self.height + OVER)
        return clipped(self.fine.ring(ring, self.simple), box)


def mainland(code, rings):
    """Of a country's outer rings the largest and those that belong with it, in unbroken degrees
    east also where the country lies across the 180th meridian."""
    largest = max((unbroken(ring, 0) for ring in rings), key=flat_area)
    middle = (largest[:, 0].min() + largest[:, 0].max()) / 2
    rings = sorted((unbroken(ring, middle) for ring in rings), key=flat_area, reverse=True)
    if code in MAINLANDS:
        west, south, east, north = MAINLANDS[code]
        return [ring for ring in rings if (ring.mean(axis=0) > [west, south]).all()
                and (ring.mean(axis=0) < [east, north]).all()]  # fmt: skip
    return near(rings)


def near(rings):
    """The first of `rings`, and whatever lies near it for its size."""
    chosen, waiting = rings[:1], rings[1:]
    low, high = chosen[0].min(axis=0), chosen[0].max(axis=0)
    slant = np.cos(np.radians((low + high)[1] / 2))
    size = np.hypot((high - low)[0] * slant, (high - low)[1])
    for ring in waiting:
        gap = np.maximum(0, np.maximum(ring.min(axis=0) - high, low - ring.max(axis=0)))
        share = NEAR if flat_area(ring) > flat_area(rings[0]) / 100 else VERY_NEAR
        if np.hypot(gap[0] * slant, gap[1]) <= share * size:
            chosen.append(ring)
    return chosen


def unbroken(ring, middle):
    """A ring of degrees without a jump at the 180th meridian, near the meridian `middle`."""
    east = np.unwrap(ring[:, 0], period=360)
    turns = np.round((middle - (east.min() + east.max()) / 2) / 360)
    return np.column_stack([east + 360 * turns, ring[:, 1]])


def flat_area(ring):
    """The area of a ring of degrees, as it is on the sphere."""
    return area(np.column_stack([ring[:, 0], np.degrees(np.sin(np.radians(ring[:, 1])))]))


def described(frame):
    projection = frame.projection
    place = [projection.longitude, projection.latitude] if hasattr(projection, "latitude") else []
    numbers = [projection.k, projection.x0, projection.y0, *place]
    return [frame.height, *(round(float(number), 2) for number in numbers)]


def build(package):
    coarse, fine = (Topology(Path(package) / f"countries-{each}.json") for each in ("110m", "10m"))
    OUTLINES.mkdir(exist_ok=True)
    world = World(coarse, fine)
    world.write()
    points = np.concatenate(fine.arcs)
    starts = np.concatenate([[0], np.cumsum([len(arc) for arc in fine.arcs])[:-1]])
    frames = {}
    for code in sorted({*fine.countries} - {NOBODY}):
        country = Country(code, fine)
        country.write(points, starts)
        frames[code] = described(country)
    table = {"world": described(world), "labels": world.labels(), "countries": frames}
    lines = json.dumps(table, separators=(",", ":")).replace("],", "],\n")
    FRAMES.write_text(lines + "\n")


if __name__ == "__main__":
    build(sys.argv[1])
