"""Saving while somebody writes: see static/js/autosave.js, which is the other end of it."""

import json
from dataclasses import dataclass, field

from django.http import JsonResponse
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from consultations import fields, parts, remarks
from consultations.actions import answers
from consultations.in_words import readable
from consultations.views import part_list, team_frame
from consultations.views.answering import read, sealed_page
from consultations.views.visit import Visit


@dataclass
class Sent:
    """What a page sends. All but `values` may be empty; see `answers.save_fields`."""

    values: dict
    versions: dict = field(default_factory=dict)
    bases: dict = field(default_factory=dict)
    unsure: dict = field(default_factory=dict)
    waiting: dict = field(default_factory=dict)
    settled: list = field(default_factory=list)
    where: str = ""

    @classmethod
    def read(cls, body):
        """ValueError and its like when the page did not send this."""
        texts = {name: _texts(body.get(name, {})) for name in ("bases", "waiting")}
        texts["unsure"] = {str(name): _list(sent) for name, sent in body.get("unsure", {}).items()}
        versions = {str(name): int(version) for name, version in body.get("versions", {}).items()}
        settled = _list(body.get("settled", []))
        found = cls(_texts(body["fields"]), versions, **texts, settled=settled, where=str(body.get("where", "")))
        if not all(fields.is_name(name) for name in found.values):
            raise ValueError("not fields of a draft")
        return found


def _list(texts):
    if not all(isinstance(text, str) for text in texts):
        raise ValueError("not texts")
    return list(texts)


def _texts(mapping):
    if not all(isinstance(value, str) for value in mapping.values()):
        raise ValueError("not texts")
    return {str(name): value for name, value in mapping.items()}


@sealed_page
@require_POST
@sensitive_variables()
def autosave(request, year, slug):
    """Save changed fields. JSON in: the draft, its fields and what was read of them. JSON out: what became of each."""
    try:
        body = json.loads(request.body)
        sent = Sent.read(body)
    except (ValueError, TypeError, KeyError, AttributeError):
        return JsonResponse({"error": "malformed"}, status=400)
    visit = Visit(request)
    draft = visit.draft(body.get("draft"))
    if draft is None and visit.was_shown_out_of(body.get("draft")):
        return JsonResponse({"error": "shown_out", "message": team_frame.words_for_shown_out()}, status=403)
    if draft is None or (draft.consultation.year, draft.consultation.slug) != (year, slug):
        return JsonResponse({"error": "no such draft"}, status=404)
    return _saved(visit, draft, sent, request.user)


def _saved(visit, draft, sent, user):
    problems = {name: message for name, text in sent.values.items() if (message := fields.too_long(name, text))}
    fitting = {name: text for name, text in sent.values.items() if name not in problems}
    writer = visit.show_up(draft, _where(sent.where))
    seen = {"versions": sent.versions, "bases": sent.bases, "unsure": sent.unsure}
    try:
        saved = answers.save_fields(
            draft, fitting, **seen, waiting=sent.waiting, settled=sent.settled, by=user, who=writer.name
        )
    except answers.DraftIsFrozenError:
        draft.refresh_from_db(fields=["state"])
        return JsonResponse({"error": "frozen", "message": team_frame.words_for_frozen(visit, draft)}, status=423)
    except answers.DraftIsSentError:
        return JsonResponse({"receipt": reverse("consultations:my_responses")}, status=410)
    except answers.FieldsChangedError as changed:
        saved, conflicts, status = changed.saved, _conflicts(changed), 409
    else:
        conflicts, status = {}, 422 if problems else 200
    facts = {
        "versions": saved,
        "texts": saved.texts,
        "saved": team_frame.time_of_day(draft.saved_at, "%H:%M:%S"),
        "problems": problems,
    }
    facts["present"] = team_frame.present(visit, draft, writer)
    facts["parts"] = part_list.html(draft, read(draft)[0], writer.link.where)
    return JsonResponse(facts | ({"conflicts": conflicts} if conflicts else {}), status=status)


def _where(text):
    return text if text in parts.ALL or remarks.key({"section": text}) else ""


def _conflicts(changed):
    return {
        name: {
            "theirs": readable(name, theirs),
            "text": theirs,
            "ours": ours,
            "version": version,
            "held": changed.held[name],
        }
        for name, (theirs, ours, version) in changed.conflicts.items()
    }
