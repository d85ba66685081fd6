"""A secret is planted in every part of drafts, and looked for wherever officials, programs and operators can look.

The addresses come from the URL conf, so that a new page is searched from its first day.
"""

import json
import logging
from collections import Counter

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import get_resolver
from django.views.debug import get_exception_reporter_class

from consultations import tasks_word, writers
from consultations.actions import answers, reviewing, teamwork, word_forms
from consultations.models import CameBy, Draft, DraftField, Response
from consultations.views import autosaving
from consultations.workflow import DraftTransition
from consultations.writers import Writer
from rus_portal.accounts.models import MemberRole
from rus_portal.accounts.roles import ROLES, Right, Role
from rus_portal.notifications import tasks
from rus_portal.notifications.models import Letter
from rus_portal.site.logs import WordlessFormatter
from tests.consultations import word_files
from tests.consultations.files import png
from tests.factories import (
    ConsultationFactory,
    InvitationFactory,
    MilestoneFactory,
    NewsItemFactory,
    OfficialFactory,
    QuestionFactory,
    ResponseFactory,
)
from tests.sitemap import walk
from tests.test_access import address

pytestmark = pytest.mark.django_db
SECRET = "Sillgrisslehemligheten"
# Also in pieces, as a search or an excerpt would show it.
TRACES = (SECRET.encode(), SECRET.lower().encode(), SECRET.upper().encode())
# Sealed in the database: named so, and read by nobody but the writers of the draft.
SEALED = ("consultations_draft", "notifications_letter", "django_session")


@pytest.fixture
def portal():
    """A round with somewhat of everything, and two drafts full of the secret."""
    consultation = ConsultationFactory(slug="rus", version__sections=2)
    invitation = InvitationFactory(consultation=consultation)
    question = QuestionFactory(consultation=consultation)
    response = ResponseFactory(consultation=consultation, comments=2)
    drafts = [
        _planted(answers.begin(consultation, invitation=invitation), question),
        _planted(answers.begin(consultation), question),
    ]
    values = {
        "slug": consultation.version.document.slug,
        "round_slug": "rus",
        "year": consultation.year,
        "number": consultation.version.number,
        "key": consultation.version.sections.first().key,
        "milestone": MilestoneFactory().pk,
        "news": NewsItemFactory().slug,
    }
    return consultation, invitation, response, drafts, values


def _planted(draft, question):
    """The secret in every field, file, letter, link, note, task, review and clash of a draft."""
    section = draft.consultation.version.sections.first()
    said = {
        "about.name": SECRET,
        "about.email": f"{SECRET.lower()}@privat.example",
        "overall.stance": "opposes",
        "overall.summary": SECRET,
        "decision.body": SECRET,
        f"question.{question.order}": SECRET,
        f"section.{section.key}.comment": SECRET,
        f"section.{section.key}.proposal": SECRET,
        "remark.0a1b2c3d.section": str(section.key),
        "remark.0a1b2c3d.comment": SECRET,
    }
    answers.save_fields(draft, said)
    DraftField.objects.create(draft=draft, name="held.0a1b2c3d.field", value="overall.summary")
    DraftField.objects.create(draft=draft, name="held.0a1b2c3d.text", value=SECRET)
    answers.attach(draft, SimpleUploadedFile(f"{SECRET}.png", png()))
    link = writers.join(draft, came_by=CameBy.BEGAN, name=SECRET, email=f"{SECRET.lower()}@kommun.example")
    writer = Writer(None, link, link.shown_name, MemberRole.ADMINISTRATOR)
    colleague = teamwork.invite_colleague(draft, email="bo@kommun.example", role="writer", message=SECRET, by=writer)
    teamwork.hand_out(draft, part="helheten", to=colleague, what=SECRET, by=writer)
    teamwork.say(draft, part="helheten", text=SECRET, to=[colleague], by=writer)
    letter = SimpleUploadedFile(f"{SECRET}.docx", word_files.letter(f"# {SECRET}", SECRET))
    tasks_word.read_word_form(word_forms.hand_in_letter(draft, letter, by=writer).pk)
    reviewing.take_step(draft, DraftTransition.FREEZE, reason=SECRET, by=writer)
    return draft


def every_address(values, extra):
    """Each address of the URL conf, filled with things that are there; where several fit, with each of them."""
    routes = [place.route for place in walk(get_resolver().url_patterns) if not place.route.startswith("konto/logout")]
    return list(dict.fromkeys(address(route, values | more) for route in routes for more in extra))


def content_of(answer):
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body + repr(sorted(answer.headers.items())).encode()


def _client(role=None):
    client = Client(raise_request_exception=False)
    if role:
        client.force_login(OfficialFactory(role=role), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _roles_with_every_right():
    """Few roles, so that each right is held by one of them: most rights first."""
    chosen, missing = [], set(Right)
    for role in sorted(Role, key=lambda role: -len(ROLES[role].rights)):
        if ROLES[role].rights & missing:
            chosen.append(role)
            missing -= ROLES[role].rights
    assert not missing
    return chosen


def test_no_page_shows_it_to_anyone_outside(portal, caplog):
    caplog.set_level(logging.DEBUG)
    _consultation, invitation, response, drafts, values = portal
    things = [
        {"pk": invitation.pk, "receipt": response.receipt_number},
        {"pk": drafts[0].files.first().pk, "number": response.receipt_number},
        {"pk": drafts[0].word_forms.get().pk},
    ]
    asked = ({}, {"q": SECRET[:12], "sok": SECRET[:12], "utkast": str(drafts[0].pk), "visa": "alla"})
    pages = [(place, query) for place in every_address(values, things) for query in asked]
    found, shown = [], Counter()

    for role in (None, *_roles_with_every_right()):
        client, same_for_everyone = _client(role), []
        for page in pages:
            answer = client.get(*page)
            content = content_of(answer)
            found += [(role, page) for trace in TRACES if trace in content]
            shown[role] += answer.status_code == 200
            if getattr(answer, "is_public_page", False):
                same_for_everyone.append(page)
        if role is None:
            pages = [page for page in pages if page not in same_for_everyone]

    assert found == []
    assert min(shown.values()) > 40
    assert not any(trace.decode() in caplog.text for trace in TRACES)


@pytest.mark.parametrize("role", Role)
def test_no_official_learns_that_a_body_has_begun(portal, role):
    """Not even existence shows: the pages of a round are the same with the draft as without it."""
    consultation, invitation, _response, drafts, _values = portal
    client = _client(role)
    pages = [f"/arbetsyta/remiss/2021/rus/{rest}" for rest in ("", "inbjudna/", f"inbjudna/{invitation.pk}/", "svar/")]
    with_draft = [_comparable(client.get(page)) for page in pages]

    for draft in drafts:
        draft.delete()

    assert [_comparable(client.get(page)) for page in pages] == with_draft
    assert consultation.responses.count() == 1


def _comparable(answer):
    lines = answer.content.decode().splitlines()
    return answer.status_code, [line for line in lines if "csrfmiddlewaretoken" not in line]


def test_no_table_but_the_sealed_ones_holds_it(portal):
    holding = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}" t WHERE to_jsonb(t)::text ILIKE %s)', [f"%{SECRET}%"])
            if cursor.fetchone()[0]:
                holding.add(table)

    assert {table for table in holding if not table.startswith(SEALED)} == set()
    assert len(holding) >= 6


@pytest.mark.parametrize("role", Role)
def test_letters_about_drafts_are_nobodys_but_their_recipients(portal, role):
    letters = Letter.objects.filter(text__contains=SECRET)
    assert letters.exists()

    assert not Letter.objects.visible_to(OfficialFactory(role=role)).filter(pk__in=letters).exists()


def test_sending_letters_logs_nothing_of_them(portal, caplog):
    caplog.set_level(logging.DEBUG)

    for letter in Letter.objects.filter(text__contains=SECRET):
        tasks.send_letter(letter.pk)

    assert not any(trace.decode() in caplog.text for trace in TRACES)


def test_draft_is_in_no_answer_and_in_no_figure(portal):
    consultation = portal[0]

    assert Response.objects.count() == 1
    figures = _client().get(f"/api/v1/remisser/2021/{consultation.slug}/")
    assert SECRET.encode() not in figures.content


# --- when something breaks ------------------------------------------------------------------------------------------
class _Broken(Exception):
    pass


@pytest.fixture
def crash(portal, monkeypatch, caplog):
    """A save that breaks with the secret in its variables; gives the log record and the request."""

    def broken(draft, values, **_kwargs):
        local_copy = dict(values)
        raise _Broken(len(local_copy))

    caplog.set_level(logging.DEBUG)
    client = _client()
    client.post("/remisser/2021/rus/svara/", {"who": "person"})
    draft = Draft.objects.exclude(pk__in=[one.pk for one in portal[3]]).get()
    monkeypatch.setattr(autosaving.answers, "save_fields", broken)
    body = {"draft": str(draft.pk), "fields": {"overall.summary": SECRET}, "versions": {}}
    answer = client.post("/remisser/2021/rus/svara/spara/", json.dumps(body), content_type="application/json")
    assert answer.status_code == 500
    record = next(record for record in caplog.records if record.exc_info and record.name == "django.request")
    return answer, record, caplog


def test_crash_with_the_draft_in_variables_leaves_no_word_of_it(crash, settings):
    answer, record, caplog = crash
    line = WordlessFormatter("%(levelname)s %(name)s %(message)s").format(record)

    reporter = get_exception_reporter_class(record.request)(record.request, *record.exc_info)
    reports = reporter.get_traceback_html() + reporter.get_traceback_text()

    assert "_Broken" in line
    for text in (line, reports, answer.content.decode(), caplog.text, *(str(one.message()) for one in mail.outbox)):
        assert SECRET not in text


def test_database_fault_is_logged_without_the_row_it_complains_of():
    logger, lines = logging.getLogger("test-of-faults"), []
    handler = logging.Handler()
    handler.setFormatter(WordlessFormatter("%(message)s"))
    handler.emit = lambda record: lines.append(handler.format(record))
    logger.addHandler(handler)
    try:
        raise ValueError(f"new row violates check\nDETAIL:  Failing row contains (1, {SECRET}).")
    except ValueError:
        logger.exception("fault")
    finally:
        logger.removeHandler(handler)

    assert ("new row violates check" in lines[0], SECRET in lines[0]) == (True, False)
