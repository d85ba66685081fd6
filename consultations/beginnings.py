"""Texts to start from when a round is set up, in plain words and in the portal's own language."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

# Name in addresses -> (what it is called, template).
LETTERS = {
    "strategi": (_("A strategy, in full"), "consultations/beginnings/letter_strategy.txt"),
    "kort": (_("As short as can be"), "consultations/beginnings/letter_short.txt"),
    "program": (_("A programme"), "consultations/beginnings/letter_programme.txt"),
}
FACTS = {
    "formats": "consultations/beginnings/formats.txt",
    "other_ways": "consultations/beginnings/other_ways.txt",
    "if_late": "consultations/beginnings/if_late.txt",
    "personal_data": "consultations/beginnings/personal_data.txt",
    "publication_notice": "consultations/beginnings/publication_notice.txt",
}


def letter(name, consultation):
    """A cover letter to start from, as Markdown."""
    _label, template = LETTERS[name]
    return _text(template, consultation)


def facts(consultation):
    """The texts about how one answers and what becomes of it: {field: text}."""
    return {field: _text(template, consultation) for field, template in FACTS.items()}


def _text(template, consultation):
    context = {
        "title": consultation.title,
        "registry_number": consultation.registry_number,
        "region": settings.PORTAL_REGION,
    }
    with override(settings.LANGUAGE_CODE):
        return render_to_string(template, context).strip()
