"""A text made ready for reading: its language, its foldings, its paragraphs and sentences."""

from functools import cached_property

from articles.extraction.folding import evened, lowered
from articles.extraction.languages import detect
from articles.extraction.proposals import LONGEST_TEXT, TextTooLong
from articles.extraction.sentences import Spans, paragraphs, sentences
from articles.extraction.tables import LANGUAGES


class Passage:
    """`text`, `evened` and `plain` (in small letters, too) have the same length and positions."""

    def __init__(self, text, lang=None):
        if len(text) > LONGEST_TEXT:
            raise TextTooLong(
                f"The text has {len(text):,} characters; at most {LONGEST_TEXT:,} are read:"
                " cut it, or propose from its parts."
            )
        self.text = text
        self.evened = evened(text)
        self.plain = lowered(self.evened)
        self.currencies = {}  # what crowns and pesos meant where: looked for once
        code = (lang or "")[:2].lower()
        self.language = LANGUAGES[code if code in LANGUAGES else detect(self.plain)]

    @cached_property
    def paragraphs(self):
        return Spans(paragraphs(self.text) or [(0, len(self.text))])

    @cached_property
    def sentences(self):
        found = [
            span
            for start, end in self.paragraphs.spans
            for span in sentences(self.text, self.plain, start, end)
        ]
        return Spans(found or [(0, len(self.text))])

    def sentence(self, start, end):
        """The span of the sentences that hold start to end."""
        return self.sentences.at(start)[0], max(self.sentences.at(max(start, end - 1))[1], end)
