"""No official, in whatever role, reaches anything of those who write together; and no key stands in a log."""

import pytest
from django.core import serializers
from django.db import connection
from django.test import Client
from django.urls import get_resolver

from consultations import writers
from consultations.actions import answers, reviewing, teamwork
from consultations.models import CameBy, DraftPaper, Response
from consultations.workflow import DraftTransition
from consultations.writers import Writer
from rus_portal.accounts.models import MemberRole
from rus_portal.accounts.roles import Role
from rus_portal.notifications import tasks
from rus_portal.notifications.models import Letter
from tests.factories import ConsultationFactory, InvitationFactory, OfficialFactory
from tests.sitemap import walk

pytestmark = pytest.mark.django_db
SECRET = "PLANTERAD-HEMLIGHET"
TEAM = "/remisser/2021/rus/svara/arbete/"


@pytest.fixture
def planted(django_capture_on_commit_callbacks):
    """A draft with the secret in everything that colleagues can write."""
    consultation = ConsultationFactory(slug="rus")
    draft = answers.begin(consultation, invitation=InvitationFactory(consultation=consultation))
    link = writers.join(draft, came_by=CameBy.BEGAN, name=f"{SECRET} namn", email="anna@kommun.example")
    writer = Writer(None, link, link.shown_name, MemberRole.ADMINISTRATOR)
    with django_capture_on_commit_callbacks(execute=True):
        answers.save_fields(draft, {"overall.summary": SECRET, "overall.stance": "supports"})
        bo = teamwork.invite_colleague(draft, email="bo@kommun.example", role="writer", message=SECRET, by=writer)
        teamwork.hand_out(draft, part="helheten", to=bo, what=SECRET, by=writer)
        teamwork.say(draft, part="helheten", text=SECRET, to=[bo], by=writer)
        reviewing.take_step(draft, DraftTransition.FREEZE, reason=SECRET, by=writer)
        reviewing.ask_for_paper(draft, "docx")
    return draft


def official(role):
    client = Client()
    client.force_login(OfficialFactory(role=role), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def team_addresses(draft):
    """Every address of the workspace, with the real things of this draft."""
    link, task, note = draft.links.first(), draft.tasks.get(), draft.notes.get()
    return [
        TEAM,
        *(f"{TEAM}{place}/" for place in ("bjud-in", "lank", "namn", "inbjudan", "uppgift", "kommentar", "granskning")),
        f"{TEAM}har/",
        f"{TEAM}person/{link.pk}/",
        f"{TEAM}uppgift/{task.pk}/",
        f"{TEAM}kommentar/{note.pk}/",
        f"{TEAM}utskrift/docx/",
        f"{TEAM}utskrift/pdf/",
    ]


@pytest.mark.parametrize("role", Role)
def test_the_workspace_of_a_draft_is_not_there_for_officials(planted, role):
    client = official(role)
    assert DraftPaper.objects.get().file

    for address in team_addresses(planted):
        got = client.get(address, {"utkast": str(planted.pk)})
        posted = client.post(address, {"draft": str(planted.pk), "do": "end", "step": "approve", "note": "x"})
        assert (got.status_code, posted.status_code) in [(404, 404), (405, 404), (404, 405)], address
        assert SECRET.encode() not in got.content + posted.content
    planted.refresh_from_db()
    assert (planted.state, planted.links.live().count(), planted.notes.count()) == ("in_review", 2, 1)


@pytest.mark.parametrize("role", Role)
def test_no_official_page_holds_a_word_of_it(planted, role):
    client = official(role)
    seen = 0

    for place in walk(get_resolver().url_patterns):
        if not place.route.startswith(("arbetsyta/", "sok/", "mina-svar/")) or "<" in place.route:
            continue
        answer = client.get(f"/{place.route}", {"q": "PLANTERAD"})
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert b"HEMLIGHET" not in body, place.route
        seen += answer.status_code == 200
    assert seen > 0


@pytest.mark.parametrize("role", Role)
def test_letters_between_writers_are_hidden_from_officials_altogether(planted, role):
    letters = Letter.objects.filter(text__contains="PLANTERAD")
    assert letters.count() >= 3

    shown = Letter.objects.visible_to(OfficialFactory(role=role))

    assert not shown.filter(pk__in=letters).exists()
    assert not shown.filter(kind__startswith="draft_").exists()


def test_no_key_stands_in_a_row_a_log_or_an_answer_to_others(planted, caplog, client):
    caplog.set_level("DEBUG")
    links = list(planted.links.all())
    keys = [writers.key_of(link) for link in links]

    for letter in Letter.objects.all():
        tasks.send_letter(letter.pk)
    for key in keys:
        client.get(f"/mina-svar/lank/{key}/")
        client.get(f"/mina-svar/lank/{key}x/")
    page = client.get(TEAM).content.decode()

    secrets = [key.partition(".")[2] for key in keys]
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        tables = [row[0] for row in cursor.fetchall()]
        for table in tables:
            for secret in secrets:
                cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE to_jsonb(t)::text LIKE %s', [f"%{secret}%"])
                assert cursor.fetchone()[0] == 0, table
    assert not any(secret in caplog.text for secret in secrets)
    assert not any(secret in page for secret in secrets)


def test_tables_of_the_workspace_are_named_as_sealed_ones():
    with connection.cursor() as cursor:
        names = [
            name for name in connection.introspection.table_names(cursor) if name.startswith("consultations_draft")
        ]

    expected = {
        f"consultations_draft{what}" for what in ("", "link", "task", "note", "event", "paper", "field", "file")
    }
    assert expected <= set(names)


def test_a_sent_answer_holds_nothing_of_what_was_said_inside(planted):
    planted_by = planted.links.first()
    reviewing.take_step(
        planted, DraftTransition.APPROVE, by=Writer(None, planted_by, "A", MemberRole.ADMINISTRATOR), reason=""
    )

    response = answers.send(planted)

    rows = serializers.serialize("json", Response.objects.filter(pk=response.pk))
    # The summary alone: it is the answer's own text.
    assert rows.count(SECRET) == 1
