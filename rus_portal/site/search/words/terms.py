"""Texts as the words that are found in them: what a word is called in the index, and where it stands."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from django.db import connection

from rus_portal.site.search.words.dictionary import base_of, parts_of

WORD = re.compile(r"[^\W_]+")
LONGEST_WORD = 100
# A title and its text stand so far apart that no phrase spans both.
GAP = 20
# Where a word stands (PostgreSQL's weights): in a title or in a text, whole or as a part of a compound.
TITLE, TEXT, TITLE_PART, TEXT_PART = "A", "B", "C", "D"
_FOLDED = str.maketrans("åäöü", "aaou")
# É is E to everyone; å, ä and ö are letters of their own.
_ACCENTED = re.compile("[éèêëáàâãóòôúùûíìîïñç]")
_ACCENTS = str.maketrans("éèêëáàâãóòôúùûíìîïñç", "eeeeaaaaooouuuiiiinc")
STEMS = "SELECT word, (ts_lexize('swedish_stem', word))[1] FROM unnest(%s::text[]) AS word"


def plain(text: str) -> str:
    """In small letters, each letter one character, without soft hyphens and what cannot be written."""
    text = unicodedata.normalize("NFC", text.replace("\u00ad", "")).replace("\x00", " ").lower()
    # Few texts have any, and to translate is slow.
    return text.translate(_ACCENTS) if _ACCENTED.search(text) else text


def words_of(text: str) -> list[str]:
    """Its words in order, numbers too."""
    return [word[:LONGEST_WORD] for word in WORD.findall(plain(text))]


def folded(word: str) -> str:
    """As it is typed by somebody without å, ä and ö."""
    return word.translate(_FOLDED)


def terms_of(words: Iterable[str]) -> dict[str, list[str]]:
    """What the index calls each word, and after that the parts it is made of; nothing of "och" and "ska"."""
    bases = {word: [base_of(word), *parts_of(word)] for word in sorted(set(words))}
    stems = _stems({form for word, found in bases.items() for form in [word, *found]})
    return {word: _of_one(word, found, stems) for word, found in bases.items()}


def _of_one(word, bases, stems):
    if not (bases[0] and stems[word]):
        return []
    whole = stems[bases[0]] or stems[word]
    return list(dict.fromkeys([whole, *(stems[part] for part in bases[1:] if stems[part])]))


def _stems(forms):
    with connection.cursor() as cursor:
        cursor.execute(STEMS, [sorted(forms)])
        return dict(cursor.fetchall())


def vector_of(title: list[str], text: list[str], terms: dict[str, list[str]]) -> str:
    """PostgreSQL's tsvector in writing: each term with its places and weights."""
    places = defaultdict(list)
    for words, start, whole, part in ((title, 1, TITLE, TITLE_PART), (text, len(title) + GAP, TEXT, TEXT_PART)):
        for place, word in enumerate(words, start):
            for number, term in enumerate(terms.get(word, ())):
                places[term].append(f"{place}{part if number else whole}")
    # Terms are letters and digits: nothing in them has to be quoted.
    return " ".join(f"'{term}':{','.join(found)}" for term, found in places.items())
