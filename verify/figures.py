"""What a part of `make verify` counted, and whether that is good enough."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """One line of the table: how often a thing was tried and how often it went wrong."""

    what: str  # in a few words, such as 'malformed requests / answers of 500 and above'
    tried: int
    wrong: int
    bar: str  # what it has to be, such as '100,000 / 0'
    least: int = 0  # how many must have been tried; a quick run asks for less
    most: int = 0  # how many may be wrong
    note: str = ""  # what else was seen, such as the worst time

    @property
    def holds(self):
        return self.tried >= self.least and self.wrong <= self.most

    def as_dict(self):
        return asdict(self)
