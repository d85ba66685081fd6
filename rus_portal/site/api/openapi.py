"""The description of the open interface, in OpenAPI 3.1. A test holds every answer against it."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from consultations.models import FileRole, QuestionKind, SenderKind, Stance, Timeliness
from consultations.workflow import JoiningState, RoundState
from strategy.models import DocumentKind
from strategy.workflow import State
from timeline.models import MilestoneKind
from timeline.schedule import Standing

MOST_ON_A_PAGE = 100

TEXT = {"type": "string"}
NUMBER = {"type": "integer"}
YES_OR_NO = {"type": "boolean"}
DAY = {"type": "string", "format": "date"}
INSTANT = {"type": "string", "format": "date-time"}
ADDRESS = {"type": "string", "format": "uri"}
HASH = {"type": "string", "pattern": "^[0-9a-f]{64}$"}


def _one_of(values):
    return {"type": "string", "enum": list(values)}


def _or_nothing(schema):
    return {"anyOf": [schema, {"type": "null"}]}


def _list(schema):
    return {"type": "array", "items": schema}


def _named(name):
    return {"$ref": f"#/components/schemas/{name}"}


def _object(**properties):
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _page_of(name):
    return _object(count=NUMBER, next=_or_nothing(ADDRESS), items=_list(_named(name)))


ROUND_IN_SHORT = {
    "id": TEXT,
    "title": TEXT,
    "registry_number": TEXT,
    "state": _one_of(RoundState.values),
    "state_label": TEXT,
    "is_open": YES_OR_NO,
    "opens_at": INSTANT,
    "deadline": _named("Deadline"),
    "is_fictional": YES_OR_NO,
    "url": ADDRESS,
    "page": ADDRESS,
}
ANSWER = {
    "number": TEXT,
    "received_on": DAY,
    "timeliness": _one_of(Timeliness.values),
    "sender_kind": _one_of(SenderKind.values),
    "sender": _or_nothing(TEXT),
    "stance": _one_of(Stance.values),
    "stance_label": TEXT,
    "decision": _or_nothing(
        _object(
            state=_one_of(["preliminary", "confirmed", "final"]),
            body=TEXT,
            decided_on=_or_nothing(DAY),
            item=TEXT,
            expected_on=_or_nothing(DAY),
        )
    ),
    "url": ADDRESS,
    "page": ADDRESS,
}
SCHEMAS = {
    "Deadline": _object(last_day=DAY, ends=INSTANT),
    "MovedDeadline": _object(last_day_before=DAY, at=INSTANT, reason=TEXT),
    "RoundInShort": _object(**ROUND_IN_SHORT),
    "Round": _object(
        **ROUND_IN_SHORT,
        lead=TEXT,
        version=_named("Version"),
        contact=_object(name=TEXT, email=TEXT),
        questions=_list(_named("Question")),
        moved_deadlines=_list(_named("MovedDeadline")),
        parts=_list(
            _object(
                name=TEXT,
                deadline=_named("Deadline"),
                moved_deadlines=_list(_named("MovedDeadline")),
                sections=_list(TEXT),
            )
        ),
        figures=_object(received=NUMBER, published=NUMBER),
        answers=ADDRESS,
        answer_here=_or_nothing(ADDRESS),
    ),
    "Question": _object(
        number=NUMBER,
        label=TEXT,
        text=TEXT,
        kind=_one_of(QuestionKind.values),
        choices=_list(TEXT),
        section=_or_nothing(TEXT),
    ),
    "Answer": _object(**ANSWER),
    "AnswerInFull": _object(
        **ANSWER,
        language=TEXT,
        summary=TEXT,
        answers=_list(_object(question=NUMBER, text=TEXT)),
        comments=_list(
            _object(
                section=TEXT,
                block=_or_nothing(TEXT),
                quoted=TEXT,
                stance=_one_of(Stance.values),
                comment=TEXT,
                proposal=TEXT,
            )
        ),
        reservations=TEXT,
        confirmation=_object(reservations=TEXT, extract=_or_nothing(ADDRESS)),
        files=_list(
            _object(
                role=_one_of(FileRole.values),
                name=_or_nothing(TEXT),
                size=_or_nothing(NUMBER),
                type=_or_nothing(TEXT),
                url=_or_nothing(ADDRESS),
            )
        ),
        joint_with=_list(_object(body=TEXT, state=_one_of(JoiningState.values))),
        seconds=_list(TEXT),
        seconded_by=_list(TEXT),
        times_seconded=NUMBER,
    ),
    "Version": _object(
        document=TEXT,
        number=NUMBER,
        label=TEXT,
        title=TEXT,
        state=_one_of(State.values),
        state_label=TEXT,
        frozen_at=INSTANT,
        hash=HASH,
        errata=_list(_named("Erratum")),
        canonical=ADDRESS,
        page=ADDRESS,
    ),
    "Erratum": _object(
        number=NUMBER,
        section=_or_nothing(TEXT),
        block=_or_nothing(TEXT),
        wrong=TEXT,
        right=TEXT,
        reason=TEXT,
        decided_by=TEXT,
        decided_on=DAY,
        withdrawn=_or_nothing(_object(at=INSTANT, reason=TEXT)),
        page=ADDRESS,
    ),
    "Document": _object(
        id=TEXT,
        kind=_one_of(DocumentKind.values),
        title=TEXT,
        subtitle=TEXT,
        first_year=_or_nothing(NUMBER),
        last_year=_or_nothing(NUMBER),
        versions=_list(_named("Version")),
        page=ADDRESS,
    ),
    "Period": _object(edtf=TEXT, words=TEXT),
    "Milestone": _object(
        id=TEXT,
        title=TEXT,
        kind=_one_of(MilestoneKind.values),
        kind_label=TEXT,
        standing=_one_of(standing.value for standing in Standing),
        planned=_named("Period"),
        actual=_or_nothing(_named("Period")),
        body=_or_nothing(TEXT),
        round=_or_nothing(TEXT),
        text=TEXT,
        reason=TEXT,
    ),
}
# Of a round's address.
PLACE = {"year": NUMBER, "slug": TEXT}


def _paths():
    """(name of the address, what it gives, its answer, names in the address, whether it comes in pages)."""
    return [
        (
            "rounds",
            _("Every consultation that has been sent out, the newest first"),
            _page_of("RoundInShort"),
            {},
            True,
        ),
        ("round", _("One consultation: its text, its questions, its last day"), _named("Round"), PLACE, False),
        (
            "answers",
            _("The published answers of a consultation; persons are not named"),
            _page_of("Answer"),
            PLACE,
            True,
        ),
        (
            "answer",
            _("One published answer as the web shows it, with its comments, files and decision"),
            _named("AnswerInFull"),
            PLACE | {"number": TEXT},
            False,
        ),
        ("documents", _("Strategies and programmes with their frozen versions"), _page_of("Document"), {}, True),
        (
            "timeline",
            _("The timetable: planned and actual, as exact or as vague as it is known"),
            _object(day=DAY, items=_list(_named("Milestone"))),
            {},
            False,
        ),
    ]


def _route(name, names):
    """`/api/v1/rounds/{year}/{slug}/`."""
    samples = {"year": 1900, "slug": "slug", "number": "number"}
    path = reverse(f"api:{name}", kwargs={one: samples[one] for one in names})
    return path.replace("/1900/", "/{year}/").replace("/slug/", "/{slug}/").replace("/number/", "/{number}/")


def document():
    """The whole description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": _("%(portal)s: open interface") % {"portal": settings.PORTAL_NAME},
            "version": "1",
            "description": _("What the public pages say, as JSON. Read-only, without key. Names stay within v1."),
        },
        "servers": [{"url": settings.PORTAL_URL}],
        "paths": {_route(name, names): _get(*rest, names, paged) for name, *rest, names, paged in _paths()},
        "components": {"schemas": SCHEMAS},
    }


def _get(summary, schema, names, paged):
    asked = [{"name": name, "in": "path", "required": True, "schema": schema} for name, schema in names.items()]
    if paged:
        asked.append({"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1}})
    answer = {"description": summary, "content": {"application/json": {"schema": schema}}}
    missing = {"description": _("There is no such thing, or not yet.")}
    return {"get": {"summary": summary, "parameters": asked, "responses": {"200": answer, "404": missing}}}


def in_words():
    """The addresses for people: [(route, address or nothing, what it gives)]."""
    return [
        (_route(name, names), "" if names else reverse(f"api:{name}"), summary)
        for name, summary, _schema, names, _paged in _paths()
    ]
