"""Sites on a map: in their country, or in the world if they lie in several."""

from dataclasses import dataclass, field

import numpy as np
from django.db.models import Count

from entities.maps.clusters import clusters
from entities.maps.frames import COUNTRIES, LABELS, WORLD, Frame, View, country_code
from entities.models import Site

# So many are drawn and listed at most: past them a page would be heavy and nobody would look.
MOST = 1000
# In pixels of the screen: marks nearer than this would lie over each other.
TOO_NEAR = 26


@dataclass(frozen=True)
class SiteMark:
    """A site at (x, y); `number` tells it from the others of its map."""

    number: int
    x: float
    y: float
    site: Site


@dataclass(frozen=True)
class SiteMap:
    """`marks` on a frame; of `number` sites `located` have coordinates, and `outside` are counted
    that lie beyond the sheet. `name` is for its HTML ids."""

    name: str
    frame: Frame
    view: View
    marks: list
    clusters: list
    number: int
    located: int
    outside: int = 0
    kind: str = field(default="sites", init=False)
    most: int = field(default=MOST, init=False)
    too_near: int = field(default=TOO_NEAR, init=False)

    @property
    def unlocated(self):
        """How many sites have no coordinates."""
        return self.number - self.located

    @property
    def is_cut(self):
        return self.located > MOST

    @property
    def is_partial(self):
        """Does it leave out any of the sites?"""
        return len(self.marks) < self.number

    @property
    def codes(self):
        """The countries that have a mark, as far as the world's outlines know them."""
        return sorted({country_code(mark.site.place) for mark in self.marks} & {*LABELS})

    @property
    def statuses(self):
        """The statuses that occur, in the order of life: for the legend."""
        found = {mark.site.status for mark in self.marks}
        return [status for status in Site.Status if status in found]


def map_of_sites(sites, name="map"):
    """The SiteMap of a queryset of public sites with their places; two queries, however many."""
    numbers = sites.order_by().aggregate(all=Count("pk"), located=Count("latitude"))
    rows = list(sites.located()[:MOST])
    return _drawn(rows, name, number=numbers["all"], located=numbers["located"])


def map_of_site(site, name="map"):
    """The SiteMap of one site, whose place is loaded: where in its country it is."""
    rows = [site] if site.latitude is not None else []
    return _drawn(rows, name, number=1, located=len(rows))


def _drawn(sites, name, number, located):
    degrees = np.array([(site.longitude, site.latitude) for site in sites]).reshape(-1, 2)
    frame = _frame(sites, degrees)
    points = frame.project(*degrees.T)
    is_here = frame.holds(points)
    here = points[is_here]
    shown = [site for site, is_in in zip(sites, is_here, strict=True) if is_in]
    marks = [
        SiteMark(at, x, y, site)
        for at, (site, (x, y)) in enumerate(zip(shown, here.tolist(), strict=True), start=1)
    ]
    view = frame.fitted(here) if frame.is_world else frame.view
    grouped = clusters(marks, here, TOO_NEAR * frame.pixel * view.scale)
    outside = len(sites) - len(marks)
    return SiteMap(name, frame, view, marks, grouped, number, located, outside)


def _frame(sites, degrees):
    """The one country's that all lie in, if most of them are on its sheet; otherwise the world."""
    codes = {country_code(site.place) for site in sites}
    frame = COUNTRIES.get(codes.pop()) if len(codes) == 1 else None
    if frame and 2 * frame.holds(frame.project(*degrees.T)).sum() > len(sites):
        return frame
    return WORLD
