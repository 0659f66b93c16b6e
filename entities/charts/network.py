"""Who deals with whom: the parties of some investments as a picture of three columns."""

from collections import Counter
from dataclasses import dataclass, field

from entities.models import Party

Role = Party.Role
# Money comes from the left; what it is for stands on the right.
SOURCES = (Role.INVESTOR, Role.GOVERNMENT)
MOST_DEALS, MOST_SIDE = 12, 14
WIDTH, PITCH, TOP = 960, 38, 26
COLUMNS = {"left": 210, "deal": 480, "right": 750}
DEAL_HALF = 120


@dataclass
class Node:
    """A box of the picture: a record on one side, at height `y`."""

    record: object
    side: str
    y: float = 0
    links: list = field(default_factory=list)

    @property
    def x(self):
        return COLUMNS[self.side]


@dataclass(frozen=True)
class Link:
    """A party: a line from an organisation to an investment, and how it is drawn."""

    organisation: Node
    deal: Node
    role: Role

    @property
    def path(self):
        near = DEAL_HALF if self.organisation.side == "right" else -DEAL_HALF
        start, end = self.organisation.x, self.deal.x + near
        middle = (start + end) / 2
        ends = self.organisation.y, self.deal.y
        return f"M{start} {ends[0]}C{middle} {ends[0]} {middle} {ends[1]} {end} {ends[1]}"


@dataclass(frozen=True)
class Network:
    """`deals` and `organisations` with their places, the Links between them, and how many deals and
    organisations had no room: a table names them all."""

    deals: list
    organisations: list
    links: list
    height: float
    left_out: int
    width: int = WIDTH

    @property
    def roles(self):
        return [role for role in Role if any(link.role == role for link in self.links)]


def network(investments):
    """The Network of investments, the most important first, each with its `public_parties`; None
    where fewer than two organisations take part."""
    shown = [each for each in investments if each.public_parties]
    named = {party.organisation_id for each in shown for party in each.public_parties}
    if len(named) < 2:
        return None
    chosen = _most_named(shown[:MOST_DEALS])
    deals = {each.pk: Node(each, "deal") for each in shown[:MOST_DEALS]}
    nodes, links = {}, []
    for each in shown[:MOST_DEALS]:
        for party in each.public_parties:
            side = "left" if party.role in SOURCES else "right"
            key = (side, party.organisation_id)
            if key in chosen:
                node = nodes.setdefault(key, Node(party.organisation, side))
                link = Link(node, deals[each.pk], Role(party.role))
                links.append(link)
                node.links.append(link)
                deals[each.pk].links.append(link)
    height = _place(list(deals.values()), list(nodes.values()))
    drawn = {organisation for _side, organisation in nodes}
    left_out = max(0, len(shown) - MOST_DEALS) + len(named - drawn)
    return Network(list(deals.values()), list(nodes.values()), links, height, left_out)


def _most_named(investments):
    """(side, id) of the organisations of each side that most of the deals name."""
    counts = Counter(
        ("left" if party.role in SOURCES else "right", party.organisation_id)
        for each in investments
        for party in each.public_parties
    )
    found = set()
    for side in ("left", "right"):
        ranked = [key for key, _number in counts.most_common() if key[0] == side]
        found |= set(ranked[:MOST_SIDE])
    return found


def _place(deals, organisations):
    """Give every node its height, each organisation near the middle of its deals; returns the
    height of the picture."""
    sides = [[node for node in organisations if node.side == side] for side in ("left", "right")]
    rows = max(len(deals), *map(len, sides), 1)
    _spread(deals, rows)
    for nodes in sides:
        nodes.sort(key=lambda node: _middle(link.deal.y for link in node.links))
        _spread(nodes, rows)
    deals.sort(key=lambda node: _middle(link.organisation.y for link in node.links))
    _spread(deals, rows)
    return TOP * 2 + rows * PITCH


def _middle(heights):
    found = list(heights)
    return sum(found) / len(found) if found else 0


def _spread(nodes, rows):
    for number, node in enumerate(nodes):
        node.y = round(TOP + (number + 0.5) * rows / len(nodes) * PITCH, 1)
