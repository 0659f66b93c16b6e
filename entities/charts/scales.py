"""From amounts to places on a picture."""

# Steps between marks that people count in.
STEPS = (1, 2, 5, 10)


def ticks(largest, number=4):
    """About `number` round amounts from 0 to at least `largest`; [0, 1] where that is nothing."""
    if largest <= 0:
        return [0, 1]
    rough = largest / number
    power = 10 ** (len(str(int(rough))) - 1)
    step = next(power * step for step in STEPS if power * step >= rough)
    return [step * each for each in range(-(-largest // step) + 1)]


def spread(number, length, most=None):
    """(start, width) of `number` bands side by side in `length`, none wider than `most`."""
    pitch = length / number if number else length
    width = min(pitch * 0.72, most or length)
    first = (pitch - width) / 2
    return [(round(first + pitch * each, 1), round(width, 1)) for each in range(number)]
