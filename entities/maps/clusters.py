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
    """Clusters of `members`, which lie at the rows of `points`; every member is in exactly one,
    and no two are nearer than `radius`."""
    groups, middles = [[at] for at in range(len(members))], points
    while len(found := _gathered(middles, radius)) < len(groups):
        groups = [sorted(each for at in taken for each in groups[at]) for taken in found]
        middles = np.array([points[group].mean(axis=0) for group in groups])
    return [
        Cluster(*middle.round(1).tolist(), [members[at] for at in group])
        for middle, group in zip(middles, groups, strict=True)
    ]


def _gathered(points, radius):
    """The numbers of `points` in groups: each takes, in their order, what is free within
    `radius`."""
    free, found = np.ones(len(points), bool), []
    for at, point in enumerate(points):
        if free[at]:
            taken = np.flatnonzero(free & (np.hypot(*(points - point).T) <= radius))
            free[taken] = False
            found.append(taken.tolist())
    return found
