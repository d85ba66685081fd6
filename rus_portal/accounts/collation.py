"""Swedish alphabetical order (CLDR sv), computed in Python so that every database server agrees."""

import unicodedata

from django.db.models import Func, TextField

# Å, ä and ö come after z; ü sorts as y, æ as ä, ø as ö. The three characters after z in ASCII stand in for å, ä and ö.
_LETTERS = str.maketrans(
    {"å": "{", "ä": "|", "ö": "}", "æ": "|", "ø": "}", "ü": "y", "ß": "ss", "đ": "d", "ð": "d", "þ": "th"}
)


def sort_key(text):
    """A text whose byte order is the Swedish order of `text`; other accents are ignored."""
    letters = unicodedata.normalize("NFC", text).casefold().translate(_LETTERS)
    return "".join(c for c in unicodedata.normalize("NFD", letters) if not unicodedata.combining(c))[:200]


class SortKey(Func):
    """`sort_key` of a text in the database, for names that no register keeps."""

    # ß and þ, which become two letters, are left to their place after z: no Swedish name begins with them.
    _FROM, _TO = "ÅÄÖåäöÆØæøÜüĐđÐð", "{|}{|}|}|}yydddd"
    template = (
        "(left(regexp_replace(normalize(lower(translate(normalize(%(expressions)s, NFC), "
        f"'{_FROM}', '{_TO}')), NFD), '[\u0300-\u036f]', '', 'g'), 200) COLLATE \"C\")"
    )
    output_field = TextField(db_collation="C")
