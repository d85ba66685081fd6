"""The languages that a document can be told in: Sweden's national minority languages and those most spoken here."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

# By BCP 47 tag, each called what its speakers call it.
NAMES = {
    "sv": "svenska",
    "en": "English",
    "fi": "suomi",
    "fit": "meänkieli",
    "se": "davvisámegiella",
    "sma": "åarjelsaemien gïele",
    "smj": "julevsámegiella",
    "rom": "romani čhib",
    "yi": "ייִדיש",
    "ar": "العربية",
    "bs": "bosanski",
    "da": "dansk",
    "de": "Deutsch",
    "es": "español",
    "fa": "فارسی",
    "fr": "français",
    "ckb": "کوردیی ناوەندی",
    "pl": "polski",
    "prs": "دری",
    "ru": "русский",
    "so": "Soomaali",
    "th": "ไทย",
    "ti": "ትግርኛ",
    "tr": "Türkçe",
    "uk": "українська",
}
CHOICES = list(NAMES.items())
OWN = "sv"
_FROM_THE_RIGHT = {"ar", "ckb", "fa", "prs", "yi"}


def direction(language):
    """Which way its letters run: "ltr" or "rtl"."""
    return "rtl" if language in _FROM_THE_RIGHT else "ltr"


def called(language, *, is_easy_read):
    """What a summary is called where one chooses it."""
    name = NAMES.get(language, language)
    if not is_easy_read:
        return name if language != OWN else pgettext("summary", "In short")
    return _("Easy to read") if language == OWN else f"{name} ({_('Easy to read').lower()})"


def tag_of_name(language, *, is_easy_read):
    """The language of what it is called, when that is not the page's own; else an empty text."""
    return language if language != OWN and not is_easy_read else ""
