"""What one language's words for figures, money and dates are: the shape of a table."""

from dataclasses import dataclass, field
from functools import cached_property

from articles.extraction.patterns import alternatives, words

UP_TO, AT_LEAST, ABOUT, EXACT, RANGE = "up_to", "at_least", "about", "exact", "range"
UNDISCLOSED = "undisclosed"


@dataclass(frozen=True, eq=False)
class Language:
    """One table. Its words are in small letters without accents; alternatives stand in one string
    with '|' between them; those of cues are regular expressions.
    """

    code: str
    stop_words: str
    point: str = ","  # the decimal mark
    scales: dict = field(default_factory=dict)  # {words: factor}
    abbreviations: dict = field(default_factory=dict)  # {what stands at digits: factor}
    number_words: dict = field(default_factory=dict)  # {words: number}
    and_a_half: str = ""
    of: str = ""  # between a scale and its currency
    currencies: dict = field(default_factory=dict)  # {words: code, or codes that context settles}
    before: dict = field(default_factory=dict)  # {qualifier: cues}
    after: dict = field(default_factory=dict)
    fillers: str = ""  # what may stand between a cue and its number
    to: str = ""
    between: str = ""
    both: str = ""  # the 'and' of 'between ... and'
    growth: str = ""  # 'rose from X to Y' is no range
    goes_on: str = ""  # what may follow a bare 'two billion' that is money
    counted: str = ""  # what makes it a number of things
    undisclosed: str = ""
    accelerators: str = ""
    units: dict = field(default_factory=dict)  # {words: (unit, factor)}
    measures: dict = field(default_factory=dict)  # {measure: cues}
    roles: dict = field(default_factory=dict)  # {role of an amount: cues}
    months: str = ""  # twelve, by spaces, with alternatives
    deadlines: str = ""  # 'by', "d'ici"
    periods: dict = field(default_factory=dict)  # {words: (first month, last month)}
    spaceless: bool = False

    @cached_property
    def scale_values(self):
        return words(self.scales)

    @cached_property
    def abbreviation_values(self):
        return words(self.abbreviations)

    @cached_property
    def number_values(self):
        return words(self.number_words)

    @cached_property
    def scale_pattern(self):
        """Any scale behind digits: words, then abbreviations."""
        return alternatives([*words(self.scales), *words(self.abbreviations)], self.spaceless)

    @cached_property
    def month_numbers(self):
        return {
            name: number
            for number, names in enumerate(self.months.split(), 1)
            for name in names.split("|")
        }
