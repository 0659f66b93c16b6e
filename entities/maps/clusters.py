"""Marks too near to be told apart are drawn as one with their number; static/js/map.js does the
same at another scale."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Cluster:
    """`members` drawn as one at (x, y), the middle of them."""

    x: float
    y: float
    members: list

    @property
    def only(self):
        """The one member, or None if there are several."""
        return self.members[0] if len(self.members) == 1 else None


def clusters(members, points, radius):
    """Clusters of `members`, which lie at the rows of `points`: each takes, in their order, what is
    still free within `radius`. Every member is in exactly one."""
    free, found = np.ones(len(members), bool), []
    for at in range(len(members)):
        if free[at]:
            distances = np.hypot(*(points - points[at]).T)
            taken = np.flatnonzero(free & (distances <= radius))
            free[taken] = False
            x, y = points[taken].mean(axis=0).round(1).tolist()
            found.append(Cluster(x, y, [members[each] for each in taken]))
    return found
