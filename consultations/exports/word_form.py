"""The answer form of a round in Word: the same for everyone, and nothing of anybody's draft in it."""

import hashlib
import json

from consultations.exports import round_letter
from consultations.models import Consultation
from consultations.word import form
from rus_portal.exports import actions, registry
from rus_portal.exports.models import Export
from rus_portal.exports.registry import Made
from rus_portal.exports.uploads import DOCX

WORD_FORM = "word_form"
# Raised when the form itself is built otherwise: then all are made anew.
SHAPE = 3


def fingerprint(consultation):
    """What the form is made from: another question, last day or contact makes another form."""
    facts = [
        SHAPE,
        consultation.title,
        consultation.registry_number,
        consultation.contact_name,
        consultation.contact_email,
        str(consultation.last_day),
        [[part.name, str(part.deadline.last_day)] for part in consultation.parts_in_short],
        consultation.version.hash,
        list(consultation.questions.values_list("order", "text", "hint", "kind", "choices", "section__key")),
    ]
    return hashlib.sha256(json.dumps(facts, default=str).encode()).hexdigest()


def _find(subject):
    rounds = Consultation.objects.select_related("version__document").defer("version__rendered")
    return rounds.get(pk=subject)


def _make(consultation, progress):
    progress(20)
    return Made(form.render(consultation))


def _file_name(consultation):
    return f"svar-{consultation.year}-{consultation.slug}.docx"


KIND = registry.Kind(
    WORD_FORM, _find, _make, _file_name, may_download=round_letter.KIND.may_download, content_type=DOCX
)


def copies(consultation):
    """The forms of the round as it is now: none, or one."""
    return Export.objects.filter(kind=WORD_FORM, subject=str(consultation.pk), fingerprint=fingerprint(consultation))


def request_form(consultation):
    """Ask for the form, or get the one that is made already."""
    return actions.request(WORD_FORM, consultation.pk, fingerprint(consultation), language=form.LANGUAGE)
