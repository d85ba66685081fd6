"""Abbreviations and whether they are explained: written out the first time, with the short form in brackets."""

import re

# Better known than what they stand for, or no abbreviations at all.
KNOWN = re.compile("EU|FN|BNP|IT|TV|PDF|USA|UK|ID|OK|HTML|WCAG|GPS|DNA|HIV|SMS|AI|QR|CSV|FAQ")
_SHORT = re.compile(r"([A-ZÅÄÖ](?<![\w.@/-][A-ZÅÄÖ])(?:[a-zåäö]?[A-ZÅÄÖ]){1,5})(?=:?(?:s|n|en|er|et)?(?![\w@]))")
_ROMAN = re.compile(r"[IVXLC]+")


def may_be_in(text):
    """Whether it is worth looking closer: the text may be HTML."""
    return bool(_SHORT.search(text))


def used(text):
    """The abbreviations of a text as (abbreviation, where it begins), each the first time it stands there."""
    found = {}
    for short in _SHORT.finditer(text):
        word = short[1]
        if not (KNOWN.fullmatch(word) or _ROMAN.fullmatch(word)):
            found.setdefault(word, short.start())
    return list(found.items())


def is_explained(short, text):
    """Whether the text says what the abbreviation stands for.

    “regionala utvecklingsnämnden (RUN)”, “RUN (regionala utvecklingsnämnden)”, “RUN, det vill säga …”, “RUN står för”,
    or a footnote at it; these come in square brackets, see markup.spelled_out.
    """
    return bool(_explaining(short).search(text))


def _explaining(short):
    name = re.escape(short)
    return re.compile(
        rf"[^\W\d_]{{2,}}[”\"]?\s*\((?:förkortat |förkortas |nedan |kallad |kallas )?{name}\b"
        rf"|\b{name}\s*[(\[]\s*[^)\]]*?[^\W\d_]{{4,}}"
        rf"|\b{name}(?:,| –)? (?:det vill säga|alltså|som betyder|som står för|står för|betyder|är en förkortning)\b"
        rf"|\b(?:förkortas|förkortat|kallas|kallad)(?: för)? {name}\b"
    )
