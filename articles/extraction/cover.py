"""Which positions of a text are taken already, asked in constant time."""


class Cover:
    """The positions of a text of `length` that the spans added so far cover."""

    def __init__(self, length, spans=()):
        self.marks = bytearray(length)
        for start, end in spans:
            self.add(start, end)

    def add(self, start, end):
        self.marks[start:end] = b"\1" * (end - start)

    def touches(self, start, end):
        """Is any position from start to end covered?"""
        return self.marks.find(1, start, end) >= 0

    def holds(self, start, end):
        """Are all of them?"""
        return self.marks.find(0, start, end) < 0
