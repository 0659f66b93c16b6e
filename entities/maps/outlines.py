"""Lines made small: what is too fine to be seen is dropped, the rest are short SVG paths."""

import numpy as np


def simplified(line, tolerance):
    """A line without the points that lie within `tolerance` of it (Douglas and Peucker); its ends
    stay, so that lines which met still meet."""
    kept = np.zeros(len(line), bool)
    kept[[0, -1]] = True
    waiting = [(0, len(line) - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        distances = _distances(line[first + 1 : last], line[first], line[last])
        farthest = int(np.argmax(distances))
        if distances[farthest] > tolerance:
            at = first + 1 + farthest
            kept[at] = True
            waiting += [(first, at), (at, last)]
    return line[kept]


def _distances(points, start, end):
    along, off = end - start, points - start
    length = np.hypot(*along)
    if length == 0:
        return np.hypot(off[:, 0], off[:, 1])
    share = np.clip(off @ along / length**2, 0, 1)
    return np.hypot(*(off - share[:, None] * along).T)


def clipped(ring, box):
    """The part of a ring inside a box (left, top, right, bottom): Sutherland and Hodgman."""
    for axis, bound, sign in ((0, box[0], 1), (1, box[1], 1), (0, box[2], -1), (1, box[3], -1)):
        if not len(ring):
            break
        ring = _cut(ring, axis, bound, sign)
    return ring


def _cut(ring, axis, bound, sign):
    inside = sign * (ring[:, axis] - bound) >= 0
    if inside.all():
        return ring
    found = []
    for at, (point, is_in) in enumerate(zip(ring, inside, strict=True)):
        before = ring[at - 1]
        if is_in != inside[at - 1]:
            share = (bound - before[axis]) / (point[axis] - before[axis])
            found.append(before + share * (point - before))
        if is_in:
            found.append(point)
    return np.array(found).reshape(-1, 2)


def path(rings):
    """The `d` of an SVG path of closed rings in whole units, each step from the one before."""
    return "".join(filter(None, map(_closed, rings)))


def _closed(ring):
    points = np.round(ring).astype(int)
    if len(points):
        points = points[(points != np.roll(points, 1, axis=0)).any(axis=1)]
    if len(points) < 3:
        return ""
    steps = np.diff(points, axis=0)
    # A number with its sign needs no blank before it.
    text = " ".join(f"{x} {y}" for x, y in steps.tolist()).replace(" -", "-")
    return f"M{points[0][0]} {points[0][1]}l{text}z".replace(" -", "-")
