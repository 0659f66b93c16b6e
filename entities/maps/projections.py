"""Where a point of the Earth lies on a flat map: pure functions of degrees, numbers or arrays.

Both are equal in area, so that as many sites stand as dense in the north as at the equator.
"""

from dataclasses import dataclass

import numpy as np

# Šavrič, Patterson and Jenny, 'The Equal Earth map projection' (2018).
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
M = np.sqrt(3) / 2


@dataclass(frozen=True)
class Projection:
    """Unit coordinates (x to the east, y to the south) as map units: scaled by `k`, shifted."""

    k: float = 1.0
    x0: float = 0.0
    y0: float = 0.0

    def __call__(self, longitude, latitude):
        """(x, y) in map units of degrees east and north: two numbers or two arrays."""
        x, y = self.unit(np.radians(longitude), np.radians(latitude))
        return self.x0 + self.k * x, self.y0 - self.k * y


@dataclass(frozen=True)
class EqualEarth(Projection):
    """The whole world, with Greenwich in the middle."""

    def unit(self, longitude, latitude):
        theta = np.arcsin(M * np.sin(latitude))
        square = theta * theta
        sixth = square**3
        x = longitude * np.cos(theta)
        x = x / (M * (A1 + 3 * A2 * square + sixth * (7 * A3 + 9 * A4 * square)))
        return x, theta * (A1 + A2 * square + sixth * (A3 + A4 * square))


@dataclass(frozen=True)
class Azimuthal(Projection):
    """A country: Lambert's azimuthal equal-area, centred on (`longitude`, `latitude`) in degrees.

    It has no seam and no pole to mind; only the antipode of the centre is nowhere (NaN).
    """

    longitude: float = 0.0
    latitude: float = 0.0

    def unit(self, longitude, latitude):
        east, here = longitude - np.radians(self.longitude), np.radians(self.latitude)
        cosine = np.cos(latitude) * np.cos(east)
        towards = np.sin(here) * np.sin(latitude) + np.cos(here) * cosine
        with np.errstate(divide="ignore", invalid="ignore"):
            scale = np.sqrt(2 / (1 + np.where(towards <= -1 + 1e-12, np.nan, towards)))
        x = scale * np.cos(latitude) * np.sin(east)
        return x, scale * (np.cos(here) * np.sin(latitude) - np.sin(here) * cosine)
