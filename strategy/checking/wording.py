"""Slips of the keyboard and words in the wrong place, in a text of lines. DOMAIN.md §1.4 is where they were met."""

import re
from operator import eq

from strategy.checking.hints import CONTEXT, Hint
from strategy.checking.reading import is_abbreviated, sentence_at

# Wrong part of a word -> the right one.
MISSPELT = {
    "stategi": "strategi",
    "regionsfullmäktige": "regionfullmäktige",
    "styresel": "styrelse",
    "serverprogram": "serviceprogram",
    "utvecklig": "utveckling",
    "komun": "kommun",
    "samarbeet": "samarbete",
    "åtgäder": "åtgärder",
    "ansvars för": "ansvar för",
    "försöjning": "försörjning",
    "kolektiv": "kollektiv",
    "kompentens": "kompetens",
    "tilväxt": "tillväxt",
    "gemmensam": "gemensam",
    "infrastuktur": "infrastruktur",
    "uppföjning": "uppföljning",
    "tillgänglihet": "tillgänglighet",
    "hållbahet": "hållbarhet",
    "samhäls": "samhälls",
    "utveckilng": "utveckling",
    "intresant": "intressant",
}
# Said twice on purpose, or right: "det det handlar om".
_MAY_BE_DOUBLED = re.compile("det|den|de|mycket|länge|långt|många|väldigt|så|ja|nej")
_NEUTER = "arbete|område|program|läge|förslag|underlag|dokument|samhälle|initiativ|uppdrag|ansvar|perspektiv|mål"
# What an adjective after "en" or "ett" can belong to: an adverb ("en starkt växande …") stands before other words.
_AFTER_EN = (
    "mängd|del|grad|roll|fråga|utveckling|möjlighet|utmaning|satsning|strategi|plan|region|kommun|verksamhet|insats"
    "|åtgärd|service|tillväxt|samverkan|ökning|minskning|miljö|näring|bransch|process|dialog|effekt|förändring|andel"
)
_AFTER_ETT = rf"{_NEUTER}|antal|behov|steg|stöd|nätverk|liv|län|beslut|problem|resultat|värde|sätt|tryck"
_ADJECTIVE = r"(?:stor|hög|låg|lång|stark|djup|svag|tung|\w+(?:ig|isk))"
_MONTH = "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
_DAY = rf"(?:\d{{1,2}} )?(?:{_MONTH})"
# What completes no word.
_NO_END = "i|av|på|för|med|om|inom|genom|vid|den|det|de|en|ett|som|att|är|ska"
_COMMITTEE = r"(?:RUN|[Rr]egionala utvecklingsnämnden|[Uu]tvecklingsnämnden)"
_BOARD = r"(?:RS|[Rr]egionstyrelsen)"
_COUNCIL = r"(?:RF|[Rr]egionfullmäktige)"
_DECIDES = r"(?:beslutar|tar beslut|antar|fastställer)"
_BODY = rf"(?:{_COMMITTEE}|{_BOARD}|{_COUNCIL})"
# Whoever is named later in the sentence may be the one who decides.
_DECIDING = rf"(?=(?:(?!\b{_COUNCIL})[^.!?;])*\b{_DECIDES})"
# "Håller på med" is right, and so are these.
_GOES_ON = "håll|höll|kör|gå|gick|kom|ta|tog|sätt|satt|klä"

_THRICE = [letter * 3 for letter in "abcdefghijklmnopqrstuvwxyzåäöé"]
LONGEST_WORD = 60
_LAST_WORD = re.compile(r"(?<![\w.])[^\W\d_]{2,}$")
_STOP = re.compile(r"\. +(?=(?P<next>[a-zåäöéü]{2,})\b)")
# The kind; what a text must have one of for the rest to be worth looking for (none: see _Seen); the pattern; and the
# suggestion, which may use what the pattern found ("" for none).
_PATTERNS = (
    ("doubled", (), re.compile(r"\b([^\W\d_]++)[^\S\n]+\1\b", re.IGNORECASE), r"\1"),
    ("spaces", ("  ", "\u00a0", "\u202f", "\u2009"), re.compile(r"(\S++)[ \u00a0\u202f\u2009]{2,}(\S+)"), r"\1 \2"),
    ("space_before", (" ,", " ;", " :", " !", " ?", " ."), re.compile(r"[^\W_]++ +[,;:!?.](?=\s|$)"), ""),
    ("thrice", (), re.compile(r"([^\W\d_])\1\1", re.IGNORECASE), ""),
    ("misspelt", (" ordförande",), re.compile(r"\b(\w*?)[Ss]tyre(?:lse|sel) (ordförande\w*)"), r"\1styrelsens \2"),
    ("misspelt", ("les och landsbygd",), re.compile(r"\b([Gg])les och (landsbygd\w*)"), r"\1les- och \2"),
    ("agreement", ("isk ", "lig "), re.compile(rf"\b(\w+(?:isk|lig)) (\w*(?:{_NEUTER}))\b", re.IGNORECASE), r"\1t \2"),
    ("agreement", ("t ",), re.compile(rf"\b(en {_ADJECTIVE})t (\w*(?:{_AFTER_EN}))\b", re.IGNORECASE), r"\1 \2"),
    ("agreement", ("tt ", "et "), re.compile(rf"\ben (?:nytt|litet|brett|gott) \w*(?:{_AFTER_EN})\b", re.I), ""),
    ("agreement", ("ett ",), re.compile(rf"\b(ett {_ADJECTIVE}) (\w*(?:{_AFTER_ETT}))\b", re.I), r"\1t \2"),
    ("agreement", ("ett ",), re.compile(rf"\bett (?:ny|liten|bred|god) \w*(?:{_AFTER_ETT})\b", re.I), ""),
    (
        "prepositions",
        ("på med", " i på"),
        re.compile(rf"\b(?!(?:{_GOES_ON})\w* )[^\W\d_]+ (?:på med|i på)\b", re.IGNORECASE),
        "",
    ),
    (
        "prepositions",
        ("inom ", "genom ", "mellan ", "hos ", "enligt "),
        re.compile(r"\b(?:inom|genom|mellan|hos|enligt) (?:i|inom|genom|hos|enligt|mellan)\b", re.IGNORECASE),
        "",
    ),
    ("hanging_hyphen", ("- ",), re.compile(rf"\b[^\W\d_]+- (?:och|eller|samt) (?:{_NO_END})\b"), ""),
    ("dash", ("-",), re.compile(r"\b((?:19|20)\d\d) ?- ?((?:19|20)?\d\d)\b(?![-:.]?\d)"), r"\1–\2"),
    ("dash", ("-",), re.compile(rf"\b({_DAY}) ?- ?({_DAY})\b", re.IGNORECASE), r"\1–\2"),
    ("dash", (" - ", " -- "), re.compile(r"(\S*[^\W_]) (?:-|--) ([^\W_]\S*)"), r"\1 – \2"),
    (
        "two_bodies",
        ("RS ", "RF ", "RUN ", "egionstyrelsen ", "egionfullmäktige ", "tvecklingsnämnden "),
        re.compile(rf"\b{_BODY} (?:och|samt) {_BODY}\b{_DECIDING}"),
        "",
    ),
    (
        "who_decides",
        ("RUN ", "tvecklingsnämnden "),
        re.compile(rf"\b{_COMMITTEE} {_DECIDES}(?: om)? (?:den )?(?:regionala )?(?:utvecklings)?strategin?\b"),
        "",
    ),
    (
        "alt_in_text",
        ("ild", "lt"),
        re.compile(r"(?m)^(?:Bildbeskrivning|Alternativ ?text|Alt-?text|Bilden föreställer)\b.{0,80}", re.IGNORECASE),
        "",
    ),
)


def slips(text):
    """What was found in a text of one or more lines, as (where it begins, hint); no rule looks across two lines."""
    taken, seen = [], _Seen(text)
    for kind, needs, pattern, better in _PATTERNS:
        if not (any(part in text for part in needs) if needs else seen.may_have(kind)):
            continue
        for found in pattern.finditer(text):
            # What one rule has said of some words, another need not say again.
            if any(found.start() < end and start < found.end() for start, end in taken) or _is_right(kind, found):
                continue
            start, end = _word_round(text, *found.span()) if kind == "thrice" else found.span()
            # "www" and "XIII" are no slips.
            if kind == "thrice" and (end - start == len("www") or text[start:end].isupper()):
                continue
            taken.append((start, end))
            yield _hint(kind, text, start, end, _better(kind, found, better, start, end))
    yield from _misspelt(text, seen.small)
    yield from _stops(text)


class _Seen:
    """What is quickly seen of a text, so that the slow patterns need not look everywhere."""

    def __init__(self, text):
        self.small = text.lower()

    def may_have(self, kind):
        if kind == "thrice":
            return any(letters in self.small for letters in _THRICE)
        words = self.small.split()
        return any(map(eq, words, words[1:]))


def _is_right(kind, found):
    """Whether what looks like a slip is none."""
    return kind == "doubled" and bool(_MAY_BE_DOUBLED.fullmatch(found[1].lower()))


def _better(kind, found, template, start, end):
    if kind == "thrice":
        return found.string[start : found.start()] + found.string[found.start() + 1 : end]
    if kind == "space_before":
        return "".join(found[0].split())
    return found.expand(template)


def _misspelt(text, small):
    for wrong, right in MISSPELT.items():
        at = small.find(wrong) if wrong in small else -1
        while at >= 0:
            start, end = _word_round(text, at, at + len(wrong))
            if not text.startswith(" ordförande", end):
                right_now = right.capitalize() if text[at].isupper() else right
                yield _hint("misspelt", text, start, end, text[start:at] + right_now + text[at + len(wrong) : end])
            at = small.find(wrong, end)


def _word_round(line, start, end):
    while start and line[start - 1].isalpha():
        start -= 1
    while end < len(line) and line[end].isalpha():
        end += 1
    return start, end


def _stops(text):
    for found in _STOP.finditer(text):
        word = _LAST_WORD.search(text, max(0, found.start() - LONGEST_WORD), found.start())
        if word and not is_abbreviated(word[0].lower()):
            yield _hint("stop", text, word.start(), found.end("next"), f"{word[0]}, {found['next']}")


def _hint(kind, text, start, end, better):
    """The hint as (where it begins, hint)."""
    line = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end) if "\n" in text[end:] else len(text)
    words = text[start:end].strip()
    return start, Hint(
        kind,
        words=words,
        before=text[max(line, start - CONTEXT) : start],
        better="" if better.strip() == words else better.strip(),
        around=sentence_at(text[line:line_end], start - line),
    )
