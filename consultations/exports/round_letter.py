"""The round on paper: its letter, its questions and its last day, for those who print or forward it."""

import hashlib
import json

from django.conf import settings

from consultations.models import Consultation
from consultations.workflow import RoundState
from rus_portal.exports import actions, pdf, registry
from rus_portal.exports.models import Export

ROUND = "round"
# The letter is Swedish, and so is its PDF, whatever language the page is read in.
LANGUAGE = "sv"


def fingerprint(consultation):
    """What the PDF is made from: another last day, question or contact makes another PDF."""
    facts = [
        consultation.title,
        consultation.letter,
        consultation.signed_by,
        consultation.registry_number,
        consultation.contact_name,
        consultation.contact_email,
        consultation.formats,
        consultation.other_ways,
        consultation.if_late,
        consultation.personal_data,
        consultation.publication_notice,
        consultation.state,
        str(consultation.last_day),
        consultation.version.hash,
        [[str(event.last_day_before), event.reason] for event in _moves(consultation)],
        list(consultation.questions.values_list("order", "text", "section__key")),
        [_of_part(part) for part in consultation.parts_in_short],
    ]
    return hashlib.sha256(json.dumps(facts, default=str).encode()).hexdigest()


def _of_part(part):
    moved = [str(part.last_day_before), part.moved_because] if part.moved_at else []
    return [part.name, str(part.deadline.last_day), part.section_names, *moved]


def _moves(consultation):
    return consultation.events.moves()


def _find(subject):
    rounds = Consultation.objects.select_related("version__document").defer("version__rendered")
    return rounds.get(pk=subject)


def _make(consultation, progress):
    progress(20)
    return pdf.render("consultations/pdf/round.html", context(consultation))


def context(consultation):
    """What the PDF's template needs."""
    return {
        "consultation": consultation,
        "deadline": consultation.deadline,
        "moves": list(_moves(consultation)),
        "questions": list(consultation.questions.with_sections()),
        "region": settings.PORTAL_REGION,
        "address": settings.PORTAL_URL + consultation.get_absolute_url(),
        "language": LANGUAGE,
    }


def _file_name(consultation):
    return f"remiss-{consultation.year}-{consultation.slug}.pdf"


def _may_download(_user, consultation):
    """What has been sent out is everyone's."""
    return consultation.state != RoundState.PLANNED


KIND = registry.Kind(ROUND, _find, _make, _file_name, _may_download)


def copies(consultation):
    """The PDFs of the round as it is now: none, or one."""
    return Export.objects.filter(kind=ROUND, subject=str(consultation.pk), fingerprint=fingerprint(consultation))


def request_letter(consultation):
    """Ask for the PDF, or get the one that is made already."""
    return actions.request(ROUND, consultation.pk, fingerprint(consultation), language=LANGUAGE)
