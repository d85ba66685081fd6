"""Reading a filled-in form or a letter into passages. A killed worker leaves the row as it was, to be tried again."""

import logging

from billiard.exceptions import SoftTimeLimitExceeded
from celery import shared_task
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import override

from consultations.models import DraftFile, DraftWordForm, DraftWordFormPassage, WordFormKind
from consultations.word.blocks import Fault, UnreadableError
from consultations.word.steps import WordFormState, WordFormTransition

logger = logging.getLogger(__name__)
# A file that has taken so many workers with it is not tried again.
MOST_ATTEMPTS = 3
SECONDS = 60
MOST_HEADING = 300


@shared_task(soft_time_limit=SECONDS, time_limit=SECONDS + 15)
def read_word_form(pk: int) -> None:
    """Read the document once. What it cannot read stands in the row, in words that hold none of the document's."""
    asked = DraftWordForm.objects.filter(pk=pk, state=WordFormState.ASKED)
    # Counted first: a worker that dies takes all else along, but not this.
    asked.update(attempts=F("attempts") + 1, touched_at=timezone.now())
    waiting = asked.select_related("draft__consultation__version").first()
    if waiting is None or waiting.draft.sent_at:
        return
    try:
        with override(waiting.language):
            passages = _read(waiting)
    except UnreadableError as unreadable:
        _refuse(waiting, unreadable.fault)
    except SoftTimeLimitExceeded:
        _refuse(waiting, Fault.SLOW)
    except Exception as fault:
        # The trace would show the sealed text.
        logger.error("document not read", extra={"word_form": pk, "fault": type(fault).__name__})
        _refuse(waiting, Fault.DAMAGED)
    else:
        _keep(waiting, passages)


def _read(waiting):
    # lxml, python-docx and pypdf: no web worker shall carry them.
    from consultations.word import passages, reading  # noqa: PLC0415

    if waiting.attempts > MOST_ATTEMPTS:
        raise UnreadableError(Fault.DAMAGED)
    with default_storage.open(_path(waiting), "rb") as file:
        if waiting.kind == WordFormKind.FORM:
            values = dict(waiting.draft.fields.values_list("name", "value"))
            read = reading.read_form(file, waiting.name, waiting.draft.consultation, values)
            return _of_form(read.told, reading.gathered(read.loose))
        found = reading.blocks_of(file, waiting.name)
    split = passages.split(found.blocks, passages.Places(waiting.draft.consultation))
    if not split:
        raise UnreadableError(Fault.EMPTY)
    return [_of_letter(one) for one in split]


def _path(waiting):
    if waiting.file:
        return waiting.file.name
    attached = DraftFile.objects.filter(draft=waiting.draft_id, sha256=waiting.sha256).first()
    if attached is None:
        raise UnreadableError(Fault.DAMAGED)
    return attached.file.name


def _of_form(told, loose):
    placed = [{"told": one.name, "text": one.text, "base": one.base} for one in told]
    return placed + [{"text": one.text, "origin": one.origin, "heading": one.heading[:MOST_HEADING]} for one in loose]


def _of_letter(passage):
    return {
        "text": passage.text,
        "heading": passage.heading[:MOST_HEADING],
        "origin": passage.origin,
        "suggestion": passage.suggestion,
        "name": passage.suggestion,
    }


@transaction.atomic
def _keep(waiting, passages):
    held = DraftWordForm.objects.select_for_update(of=("self",)).filter(pk=waiting.pk, state=WordFormState.ASKED)
    read = held.first()
    # Another worker was faster, or somebody has thrown it away.
    if read is None:
        return
    rows = [DraftWordFormPassage(word_form=read, order=order, **facts) for order, facts in enumerate(passages, start=1)]
    DraftWordFormPassage.objects.bulk_create(rows, batch_size=1000)
    read.advance(WordFormTransition.READ, by=None)


@transaction.atomic
def _refuse(waiting, fault):
    held = DraftWordForm.objects.select_for_update(of=("self",)).filter(pk=waiting.pk, state=WordFormState.ASKED)
    read = held.first()
    if read is None:
        return
    read.fault = str(fault)
    read.save(update_fields=["fault"])
    read.advance(WordFormTransition.REFUSE, by=None)
