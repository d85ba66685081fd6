"""Rows as the open interface shows them: plain values under names that never change within v1.

Instants are ISO 8601 with offset in Swedish time, days are ISO 8601 days, vague times are EDTF and never a day that
nobody knows.
"""

from django.conf import settings
from django.urls import reverse

from consultations.models import SenderKind
from consultations.models.joining import joinings_of
from rus_portal.clock import STOCKHOLM


def address(name, *values):
    """The whole address of a page."""
    return settings.PORTAL_URL + reverse(name, args=values)


def instant(moment):
    """`2021-06-30T23:59:59+02:00`."""
    return moment.astimezone(STOCKHOLM).isoformat(timespec="seconds")


def deadline(found):
    """The last day, and the last second of it that is in time."""
    return {"last_day": found.last_day.isoformat(), "ends": instant(found.shown)}


def round_in_short(consultation):
    """A line of the list of rounds."""
    place = (consultation.year, consultation.slug)
    return {
        "id": f"{consultation.year}/{consultation.slug}",
        "title": consultation.title,
        "registry_number": consultation.registry_number,
        "state": consultation.state,
        "state_label": consultation.get_state_display(),
        "is_open": consultation.is_open,
        "opens_at": instant(consultation.opens_at),
        "deadline": deadline(consultation.deadline),
        "is_fictional": consultation.is_fictional,
        "url": address("api:round", *place),
        "page": address("consultations:round", *place),
    }


def round_in_full(consultation, *, figures):
    """A round with its version, its questions, its moved deadlines and its parts."""
    place = (consultation.year, consultation.slug)
    return round_in_short(consultation) | {
        "lead": consultation.lead,
        "version": version(consultation.version),
        "contact": {"name": consultation.contact_name, "email": consultation.contact_email},
        "questions": [question(one) for one in consultation.questions.with_sections()],
        "moved_deadlines": [moved(event) for event in _moves(consultation, None)],
        "parts": [part(one, _moves(consultation, one.pk)) for one in consultation.parts_in_short],
        "figures": figures,
        "answers": address("api:answers", *place),
        "answer_here": address("consultations:answer", *place) if consultation.accepts_answers else None,
    }


def _moves(consultation, part):
    """Of the whole, or of a part; from the events that are fetched already."""
    return [event for event in consultation.events.all() if event.last_day_before and event.part_id == part]


def moved(event):
    """That the last day was moved: which it was, when it was moved, and why."""
    return {"last_day_before": event.last_day_before.isoformat(), "at": instant(event.at), "reason": event.reason}


def question(asked):
    """What a round asks."""
    return {
        "number": asked.order,
        "label": asked.label,
        "text": asked.text,
        "kind": asked.kind,
        "choices": asked.choices,
        "section": str(asked.section.key) if asked.section else None,
    }


def part(found, moves):
    """A part with a last day of its own, and how that was moved."""
    return {
        "name": found.name,
        "deadline": deadline(found.deadline),
        "moved_deadlines": [moved(event) for event in moves],
        "sections": [str(section.key) for section in found.sections.all()],
    }


def version(found):
    """A frozen version: its hash, and where its canonical form stands from which the hash is computed."""
    slug = found.document.slug
    return {
        "document": slug,
        "number": found.number,
        "label": found.label,
        "title": found.title,
        "state": found.state,
        "state_label": found.get_state_display(),
        "frozen_at": instant(found.frozen_at),
        "hash": found.hash,
        "errata": [erratum(one) for one in found.errata.all()],
        "canonical": address("strategy:version_json", slug, found.number),
        "page": address("strategy:version", slug, found.number),
    }


def erratum(found):
    """A correction beside the frozen text: where, what is wrong, what is right, and whether it still holds."""
    return {
        "number": found.number,
        "section": str(found.section.key) if found.section else None,
        "block": found.block or None,
        "wrong": found.wrong,
        "right": found.right,
        "reason": found.reason,
        "decided_by": found.decided_by,
        "decided_on": day(found.decided_on),
        "withdrawn": {"at": instant(found.withdrawn_at), "reason": found.withdrawal} if found.withdrawn_at else None,
        "page": f"{address('strategy:version', found.version.document.slug, found.version.number)}#{found.anchor}",
    }


def document(found):
    """A strategy or programme with the versions that everyone may read."""
    return {
        "id": found.slug,
        "kind": found.kind,
        "title": found.title,
        "subtitle": found.subtitle,
        "first_year": found.first_year,
        "last_year": found.last_year,
        "versions": [version(one) for one in found.published_versions],
        "page": address("strategy:document", found.slug),
    }


def milestone(entry):
    """Something planned, and what came of it. `edtf` is empty where only words are known."""
    found = entry.milestone
    return {
        "id": found.slug,
        "title": found.title,
        "kind": found.kind,
        "kind_label": found.get_kind_display(),
        "standing": entry.standing.value,
        "planned": period(entry.plan),
        "actual": period(entry.outcome) if entry.outcome else None,
        "body": found.body.code if found.body else None,
        "round": f"{found.consultation.year}/{found.consultation.slug}" if found.consultation else None,
        "text": found.text,
        "reason": found.reason,
    }


def period(time):
    """A time as vague as it is."""
    return {"edtf": time.edtf, "words": str(time)}


def answer(response):
    """A published answer in short. Persons are never named."""
    is_person = response.sender_kind == SenderKind.PERSON
    place = (response.consultation.year, response.consultation.slug, response.receipt_number)
    return {
        "number": response.receipt_number,
        "received_on": response.received_at.astimezone(STOCKHOLM).date().isoformat(),
        "timeliness": response.timeliness,
        "sender_kind": response.sender_kind,
        "sender": None if is_person else str(response.sender),
        "stance": response.stance,
        "stance_label": response.get_stance_display(),
        "decision": None if is_person else decision(response),
        "url": address("api:answer", *place),
        "page": address("consultations:published_answer", *place),
    }


def decision(response):
    """Who stands behind the answer, and whether it is preliminary. A confirmation goes before what was said first."""
    confirmation = getattr(response, "confirmation", None)
    said = confirmation or response
    state = "confirmed" if confirmation else "preliminary" if response.is_preliminary else "final"
    return {
        "state": state,
        "body": said.deciding_body,
        "decided_on": day(said.decided_on),
        "item": said.item_number,
        "expected_on": day(response.expected_on) if state == "preliminary" else None,
    }


def day(found):
    """`2021-06-30`, or nothing."""
    return found.isoformat() if found else None


def answer_in_full(response, web, seconding):
    """A published answer as the web shows it: with what must not stand there masked."""
    place = (response.consultation.year, response.consultation.slug, response.receipt_number)
    extract = address("consultations:published_extract", *place) if web.extract else None
    return answer(response) | {
        "language": response.language,
        "summary": web.summary,
        "answers": [{"question": one.question.order, "text": one.shown} for one in web.answers],
        "comments": [comment(one) for one in web.comments],
        "reservations": web.reservations,
        "confirmation": {"reservations": web.confirmation_reservations, "extract": extract},
        "files": [file(one, place) for one in web.files],
        "joint_with": [{"body": str(one.organisation), "state": one.state} for one in joinings_of(response)],
        "seconds": [one.receipt_number for one in seconding.seconds],
        "seconded_by": [one.receipt_number for one in seconding.by],
        "times_seconded": seconding.count,
    }


def comment(said):
    """What is said of one section, or of words in it."""
    return {
        "section": str(said.section.key),
        "block": said.block or None,
        "quoted": said.quoted,
        "stance": said.stance,
        "comment": said.comment,
        "proposal": said.proposal,
    }


def file(shown, place):
    """A file that came with the answer; of one that is not on the web only that it came."""
    return {
        "role": shown.attachment.role,
        "name": shown.name if shown.file else None,
        "size": shown.size if shown.file else None,
        "type": shown.content_type if shown.file else None,
        "url": address("consultations:published_file", *place, shown.attachment.pk) if shown.file else None,
    }
