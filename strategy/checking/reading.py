"""How hard a text is to read: sentences, words and LIX.

LIX is the words in a sentence plus the long words in a hundred (C.-H. Björnsson, Läsbarhet, 1968): a long word has more
than six letters; a sentence ends with a full stop, an exclamation or question mark, or a colon before a capital letter.
The libraries that were tried split Swedish sentences at "kl." and "t.ex.", so the little that is needed stands here.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

LONG_WORD = 6
# From here a text is hard; reports and laws lie between 50 and 60.
HARD = 50
# A measure of fewer words says nothing.
FEWEST_WORDS = 50
LONGEST_SENTENCE = 30
# Below which LIX a text is what.
_LEVELS = (
    (30, _("very easy, as a book for children")),
    (40, _("easy, as fiction")),
    (50, _("medium, as a newspaper")),
    (60, _("hard, as most texts of authorities")),
    (float("inf"), _("very hard, as a law")),
)
# Never the last word of a sentence.
_GOES_ON = re.compile(
    r"bl\.a|t\.ex|dvs|d\.v\.s|resp|ca|kl|nr|kap|jfr|tel|tfn|prof|dr|fr\.o\.m|t\.o\.m|p\.g\.a|pga|s\.k|f\.d|inkl|exkl"
    r"|i\.o\.m|m\.a\.o|u\.a|max|min|red|st|sid?|jan|feb|apr|aug|sept|okt|nov|dec"
)
# May be, when a capital letter follows.
_MAY_END = re.compile(r"m\.m|m\.fl|osv|o\.s\.v|etc|o\.d|e\.d|f\.n|t\.v|milj|mdr|[mt]?kr")
# No abbreviation is longer, with a bracket before it.
_LONGEST_SHORT = 10
_END = re.compile(r"(?P<mark>[.!?…:]+)[\"”’»)\]]*[^\S\n]+(?=[\"“”’»(\[–-]{0,2}(?P<next>[A-ZÅÄÖÉÜ0-9]))|\n")


@dataclass(frozen=True)
class Reading:
    """The figures of a text; they add up."""

    words: int = 0
    long_words: int = 0
    sentences: int = 0

    def __add__(self, other):
        return Reading(self.words + other.words, self.long_words + other.long_words, self.sentences + other.sentences)

    @property
    def lix(self):
        """The index as a whole number; 0 for no text."""
        if not self.words:
            return 0
        return round(self.words / self.sentences + 100 * self.long_words / self.words)

    @property
    def sentence_length(self):
        """Words in a sentence, as a whole number."""
        return round(self.words / max(self.sentences, 1))

    @property
    def level(self):
        """The index in words, on Björnsson's scale."""
        return next(words for most, words in _LEVELS if self.lix < most)

    @property
    def is_enough(self):
        """Whether there are words enough for the index to say something."""
        return self.words >= FEWEST_WORDS

    @property
    def is_hard(self):
        """Whether it should be made easier."""
        return self.is_enough and self.lix > HARD


def read(text):
    """The figures of a text of one or more lines; each line ends a sentence."""
    return _figures(text, len(sentences(text)))


def read_sentence(sentence):
    """The figures of one sentence."""
    return _figures(sentence, 1)


def words_of(text):
    """What stands between spaces and has a letter or figure."""
    return [word for word in text.split() if word[0].isalnum() or any(map(str.isalnum, word))]


def sentences(text):
    """The sentences of a text as (start, words), in order; what has no words is none."""
    found = []
    for start, end in pairwise([0, *_ends(text), len(text)]):
        said = text[start:end].strip()
        if said and (said[0].isalnum() or any(map(str.isalnum, said))):
            found.append((text.index(said, start), said))
    return found


def sentence_at(line, place):
    """The sentence that stands at this place of the line."""
    start = 0
    for end in _ends(line):
        if end > place:
            return line[start:end].strip()
        start = end
    return line[start:].strip()


def is_abbreviated(word):
    """Whether the full stop after this word belongs to the word."""
    return bool(_GOES_ON.fullmatch(word) or _MAY_END.fullmatch(word))


def _figures(text, count):
    words = words_of(text)
    long_words = sum(1 for word in words if len(word) > LONG_WORD and _is_long(word))
    return Reading(len(words), long_words, count if words else 0)


def _is_long(word):
    return word.isalpha() or sum(map(str.isalpha, word)) > LONG_WORD


def _ends(text):
    return [end.end() for end in _END.finditer(text) if end[0] == "\n" or _is_end(end, text)]


def _is_end(end, text):
    if end["mark"] == ":":
        return end["next"].isalpha()
    if end["mark"] != ".":
        return True
    before = text[max(0, end.start() - _LONGEST_SHORT) : end.start()].split()
    word = before[-1].lstrip('("”’»[').lower() if before else ""
    # An initial ends no sentence; these three are words.
    is_initial = len(word) == 1 and word.isalpha() and word not in {"i", "å", "ö"}
    return not (is_initial or _GOES_ON.fullmatch(word) or (_MAY_END.fullmatch(word) and end["next"].isdigit()))
