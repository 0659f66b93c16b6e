"""Are two samples of times told apart? The test of Mann and Whitney."""

import math


def mann_whitney(first, second):
    """The two-sided p-value that two samples are of one distribution (normal approximation)."""
    ranks = {value: rank for rank, value in enumerate(sorted([*first, *second]), 1)}
    n, m = len(first), len(second)
    u = sum(ranks[value] for value in first) - n * (n + 1) / 2
    z = (u - n * m / 2) / math.sqrt(n * m * (n + m + 1) / 12)
    return math.erfc(abs(z) / math.sqrt(2))
