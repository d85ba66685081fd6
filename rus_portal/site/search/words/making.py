"""Makes swedish.txt anew: `uv run --with simplemma==2.0.0 --with snowballstemmer python making.py > swedish.txt`.

The word list of simplemma (MIT, see swedish.LICENSE) says of each form which word it is a form of. Kept are the forms
that the stemmer does not bring to the stem of their word, and the words that begin or end compounds.
"""

import re
import sys
from collections import Counter

from simplemma.strategies.dictionaries import DefaultDictionaryFactory
from snowballstemmer.swedish_stemmer import SwedishStemmer

PLAIN = re.compile(r"[a-zåäöé]+")
SHORTEST_PART, SHORTEST_PLURAL, FEWEST_COMPOUNDS = 3, 5, 2
# Endings that make words without being words, and ends of words that only look like one.
NEVER_LAST = """
    aga age ala alt and ans ant ark ars art artad att bar barhet cera cion cistisk dera dig dom domar domare els
    era eri ess ets far fullhet gel gen gänglighet het heta ing ion isera isk ist kal kap kel kola kremla lad
    lera lev lig lighet ligt lik lin logi logisk löshet men mera mes nar nare ner nera när ologisk opp ost pera
    port rad rare ras ren rika riksa ring riska sch sen ser sera sig skap son sport tam tat teg ten tera tik
    tion var xera yra
"""
NEVER_FIRST = """
    kan kom kon kontra lev mar pro rap rapp sta tra tran ver vis
"""
# What the language of strategies is full of, and the list has too few compounds of.
ALSO_FIRST = frozenset({"bostads", "dialog", "invånar", "kommun", "medborgar", "näringslivs", "region", "remiss"})
ALSO_LAST = frozenset(
    {"brist", "dialog", "försörjning", "kommun", "process", "region", "remiss", "strategi", "yttrande"}
)
# Forms that are those of a verb or a pronoun nearly always.
SELDOM_NOUNS = """
    allt andrar hittar hult lett läst mitt rest stod syntes yttrar
"""
# What the list says wrongly. "Ska" is a form of no noun and stands in every text: like "och" it says nothing. "Man"
# says nothing either, but men do.
SAID_BY_US = {
    "ska": "",
    "skall": "",
    **dict.fromkeys(["män", "mannen", "männen", "männens"], "män"),
    **dict.fromkeys(["far", "fader", "fadern", "fäder", "fäderna"], "far"),
    **dict.fromkeys(["gås", "gäss", "gässen"], "gås"),
    **dict.fromkeys(["mus", "möss", "mössen"], "mus"),
    **dict.fromkeys(["rot", "rötter", "rötterna"], "rot"),
    "boende": "boende",
}


def main():
    """Print one line for each word: the word, f or l where it begins or ends compounds, and what it is a form of."""
    forms = {form: word for form, word in DefaultDictionaryFactory().get_dictionary("sv").items() if _plain(form, word)}
    forms = {form: word for form, word in (forms | SAID_BY_US).items() if word}
    first, last = _parts(set(forms.values()), forms)
    stem = SwedishStemmer().stemWord
    lines = [f"{form}\t\t" for form, word in SAID_BY_US.items() if not word]
    lines += [f"{word}\tf\t{word}" for word in first if word not in forms and word not in SAID_BY_US]
    nouns = _nouns(forms)
    for form, word in forms.items():
        noun = nouns.get(form)
        if noun and form not in SAID_BY_US and stem(noun) != stem(word):
            marks = "f" * (form in first) + "l" * (bool({word, noun} & last) and form not in NEVER_LAST.split())
            lines.append(f"{form}\t{marks}\t{noun} {word}")
            continue
        if form.endswith("s") and forms.get(form[:-1]) == word and form not in first:
            continue
        marks = "f" * (form in first) + "l" * (word in last and form not in NEVER_LAST.split())
        irregular = stem(form) != stem(word) and not _is_compound(word, first, last) and not _is_rare(word)
        if marks or irregular or form in SAID_BY_US:
            lines.append(f"{form}\t{marks}\t{word}")
    sys.stdout.buffer.write("".join(f"{line}\n" for line in sorted(lines, key=str.encode)).encode())


def _plain(form, word):
    return len(form) >= SHORTEST_PART and PLAIN.fullmatch(form) and PLAIN.fullmatch(word)


def _nouns(forms):
    """Forms of a noun that the list only knows as those of a verb: cyklar is cykel too, and segel is segel."""
    found = {}
    for form, word in forms.items():
        plural = form.removesuffix("na")
        if plural != form != word and _is_plural(plural) and not word.endswith(("are", "en")):
            found[plural] = word
        short = f"{word[:-2]}{word[-1]}" if word.endswith(("el", "en", "er")) else word
        definite = [f"{word}en", f"{word}et", f"{short}en", f"{short}et"]
        if form in (*definite, f"{word}n" if word.endswith(("el", "er")) else "") and not word.endswith(
            ("ande", "ende")
        ):
            found.setdefault(word, word)
    seldom = SELDOM_NOUNS.split()
    return {
        form: noun
        for form, noun in found.items()
        if len(form) > SHORTEST_PART and forms.get(form, noun) != noun and form not in seldom
    }


def _is_plural(form):
    return len(form) >= SHORTEST_PLURAL and form.endswith(("ar", "er", "or"))


def _is_rare(word):
    """Forms that can be made of every verb, and that nobody writes."""
    return word.endswith(("bar", "ande", "ende", "het", "fil", "filin"))


def _parts(words, forms):
    begun, ended = Counter(), Counter()
    never_first, never_last = NEVER_FIRST.split(), NEVER_LAST.split()
    for word in words:
        for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
            start, end = word[:cut], word[cut:]
            if end in words and end not in never_last and start not in never_first and _begins(start, words, forms):
                begun[start] += 1
                ended[end] += 1
    first, last = ({part for part, count in counts.items() if count >= FEWEST_COMPOUNDS} for counts in (begun, ended))
    return first | ALSO_FIRST, last | ALSO_LAST


def _begins(start, words, forms):
    """Whether it is a word, or one as it stands first in a compound: utvecklings, skol, vecko, tjänste."""
    made = [start, f"{start}a", f"{start}e"]
    if start[-1] in "soeua":
        made += [start[:-1], f"{start[:-1]}a", f"{start[:-1]}e"]
    return start in forms or any(len(word) >= SHORTEST_PART and word in words for word in made)


def _is_compound(word, first, last):
    return any(word[:cut] in first and word[cut:] in last for cut in range(SHORTEST_PART, len(word)))


if __name__ == "__main__":
    main()
