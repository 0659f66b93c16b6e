"""Puts an investment together: its amount, and the parties, places and capacities around it."""

from bisect import bisect_left

from articles.extraction.proposals import Proposal

MOST_LINKED = 12
LINKED = {"organisation": "parties", "place": "places", "site": "places", "capacity": "capacities"}


def investments(passage, proposals):
    """The investment Proposals of the amounts in `proposals`; positions are those in the list
    that with_positions makes of both."""
    return [
        Proposal(
            kind="investment",
            start=amount.start,
            end=amount.end,
            text=amount.text,
            sentence=amount.sentence,
            confidence=amount.confidence,
            rule=f"investment-{amount.role}",
            role=amount.role,
            low=amount.low,
            high=amount.high,
            currency=amount.currency,
            qualifier=amount.qualifier,
            measure=amount.measure,
        )
        for amount in proposals
        if amount.kind == "amount" and amount.is_investment
    ]


class Surroundings:
    """The proposals of a list, asked for those of a kind within a span."""

    def __init__(self, proposals):
        self.by_kind = {}
        for position, proposal in enumerate(proposals):
            if field := LINKED.get(proposal.kind):
                self.by_kind.setdefault(field, []).append((proposal.start, position))

    def within(self, field, span):
        """Positions of what is linked as `field` and starts within `span`, at most MOST_LINKED."""
        found = self.by_kind.get(field, [])
        first = bisect_left(found, (span[0], -1))
        return tuple(
            position for start, position in found[first : first + MOST_LINKED] if start < span[1]
        )

    def around(self, field, sentence, paragraph):
        """Those of the sentence, else of the paragraph."""
        return self.within(field, sentence) or self.within(field, paragraph)
