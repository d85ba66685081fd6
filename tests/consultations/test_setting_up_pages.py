"""The guided set-up as officials meet it: step by step, with errors beside the field and nothing typed lost."""

import re
import uuid
from datetime import date
from itertools import pairwise

import pytest
from django.urls import reverse

from consultations import beginnings
from consultations.models import Consultation, CoverageNote, InvitationState, QuestionKind
from consultations.workflow import RoundState
from rus_portal.accounts.roles import Role
from strategy import blocks
from strategy.models import Version, VersionSection
from strategy.workflow import State
from tests.factories import (
    ConsultationFactory,
    InvitationFactory,
    OfficialFactory,
    QuestionFactory,
    RoundPartFactory,
    VersionFactory,
    ready_to_open,
)

pytestmark = pytest.mark.django_db
NEW = "/en/arbetsyta/remiss/ny/"
ROUND = "/en/arbetsyta/remiss/2021/rus/"
SETUP = f"{ROUND}forbered/"
STEPS = ("version", "missiv", "fragor", "fakta", "tider", "inbjudna", "kontroll")


@pytest.fixture(autouse=True)
def _spring(at):
    with at("2021-01-12 09:00"):
        yield


@pytest.fixture
def leader(logged_in):
    return logged_in(OfficialFactory(role=Role.PROJECT_LEADER))


@pytest.fixture
def consultation():
    version = VersionFactory(state=State.FROZEN, sections=2)
    return ConsultationFactory(
        slug="rus", state=RoundState.PLANNED, version=version, last_day=date(2021, 4, 30), publication_notice="Så."
    )


def errors(response):
    """{field: messages} of a refused form."""
    assert response.status_code == 422
    form = response.context["form"]
    summary = response.content.decode()
    for field in form.errors:
        if field != "__all__":
            assert f'href="#{form[field].id_for_label or form[field].auto_id}"' in summary
    return dict(form.errors)


def leads_to(response):
    assert response.status_code == 302, response.content.decode()[:2000]
    return response["Location"]


# --- begin ------------------------------------------------------------------------------------------------------------
def test_without_a_frozen_version_the_page_says_where_to_freeze_one(leader):
    VersionFactory(state=State.ON_CONSULTATION)

    html = leader.get(NEW).content.decode()

    assert "There is no frozen version that has not been sent out." in html
    assert reverse("strategy:workspace_list").removeprefix("/en") in html


def test_a_round_begins_with_a_version_a_title_and_an_address(leader):
    version = VersionFactory(state=State.FROZEN)
    data = {"version": version.pk, "title": "Förslag till Växtplats Åkerö", "year": 2021, "slug": ""}

    response = leader.post(NEW, data)

    made = Consultation.objects.get()
    assert (made.slug, made.year, made.state) == ("forslag-till-vaxtplats-akero", 2021, RoundState.PLANNED)
    assert leads_to(response) == f"/en/arbetsyta/remiss/2021/{made.slug}/forbered/missiv/"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"version": ""}, "version"),
        ({"version": "999"}, "version"),
        ({"title": ""}, "title"),
        ({"year": "snart"}, "year"),
        ({"slug": "två ord"}, "slug"),
        ({"slug": "rus"}, "slug"),
        ({"title": "!!!"}, "slug"),
    ],
)
def test_a_beginning_that_cannot_be_is_told_beside_the_field(wrong, field, leader, consultation):
    version = VersionFactory(state=State.FROZEN)
    data = {"version": version.pk, "title": "Förslag", "year": 2021, "slug": ""} | wrong

    response = leader.post(NEW, data)

    assert list(errors(response)) == [field]
    assert Consultation.objects.count() == 1


def test_a_version_that_is_out_cannot_be_chosen(leader):
    version = VersionFactory(state=State.ON_CONSULTATION)

    response = leader.post(NEW, {"version": version.pk, "title": "Förslag", "year": 2021})

    assert response.context["form"].errors["version"] == ["This version cannot be sent out any more. Choose another."]


def test_the_list_of_rounds_leads_to_the_set_up_those_who_may(logged_in):
    leads = 'href="/en/arbetsyta/remiss/ny/"'

    assert leads in logged_in(OfficialFactory()).get("/en/arbetsyta/remiss/").content.decode()
    assert leads not in logged_in(OfficialFactory(role=Role.ANALYST)).get("/en/arbetsyta/remiss/").content.decode()


# --- the steps --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("step", STEPS)
def test_every_step_has_one_heading_and_the_whole_thread(step, leader, consultation):
    html = leader.get(f"{SETUP}{step}/").content.decode()

    levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert [f'href="{SETUP}{one}/"' in html for one in STEPS] == [True] * 7
    assert html.count('aria-current="step"') == 1


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("role", [role for role in Role if role != Role.PROJECT_LEADER])
def test_only_who_runs_consultations_sets_up(step, role, logged_in, consultation):
    assert logged_in(OfficialFactory(role=role)).get(f"{SETUP}{step}/").status_code == 403


def test_an_unknown_step_is_404(leader, consultation):
    assert leader.get(f"{SETUP}annat/").status_code == 404


def test_going_on_leads_to_what_is_missing(leader, consultation):
    Consultation.objects.update(registry_number="")
    assert leads_to(leader.get(SETUP)) == f"{SETUP}fakta/"

    Consultation.objects.update(registry_number="RUN 1")
    ready_to_open(consultation)
    InvitationFactory(consultation=consultation)
    assert leads_to(leader.get(SETUP)) == f"{SETUP}kontroll/"


@pytest.mark.parametrize("step", [*STEPS, "fragor/ny", "delar/ny"])
@pytest.mark.parametrize("state", [RoundState.OPEN, RoundState.WITHDRAWN])
def test_a_round_that_is_out_leads_back_and_says_why(step, state, leader, consultation):
    Consultation.objects.update(state=state)

    for response in (leader.get(f"{SETUP}{step}/"), leader.post(f"{SETUP}{step}/", {"text": "Ny"})):
        assert leads_to(response) == ROUND
    shown = leader.get(ROUND).content.decode()
    assert "What it says does not change any more." in shown


@pytest.mark.parametrize("name", beginnings.LETTERS)
def test_a_template_stands_in_the_form_and_is_not_saved(name, leader, consultation):
    Consultation.objects.update(title="Förslag & <strategi>")

    typed = {"mall": name, "letter": "Eget\r\nbrev", "lead": "Svara gärna."}

    kept = leader.post(f"{SETUP}missiv/", typed)
    html = leader.post(f"{SETUP}missiv/", typed | {"replace": "1"}).content.decode()

    assert (kept.status_code, list(kept.context["form"].errors)) == (422, ["letter"])
    assert kept.context["form"]["letter"].value() == "Eget\r\nbrev"
    assert 'value="Svara gärna."' in html
    assert "Förslag &amp; &lt;strategi&gt;" in re.search(r"<textarea.*?</textarea>", html, re.DOTALL)[0]
    assert "Nothing is saved until you save." in html
    consultation.refresh_from_db()
    assert blocks.plain_text(consultation.letter) == "Vi behöver era synpunkter."


def test_an_unknown_template_is_refused(leader, consultation):
    response = leader.post(f"{SETUP}missiv/", {"mall": "annan", "letter": ""})

    consultation.refresh_from_db()
    assert response.status_code == 422
    assert blocks.plain_text(consultation.letter) == "Vi behöver era synpunkter."


def test_the_letter_is_saved_as_blocks_and_shown(leader, consultation):
    data = {"lead": "Svara gärna.", "letter": "## Varför\n\nVi frågar <script>er</script>.", "signed_by": "Nämnden"}

    response = leader.post(f"{SETUP}missiv/", data | {"next": "1"})

    consultation.refresh_from_db()
    assert leads_to(response) == f"{SETUP}fragor/"
    assert (consultation.lead, consultation.signed_by) == ("Svara gärna.", "Nämnden")
    assert consultation.letter_html[0] == "<h3>Varför</h3>"
    assert "<script>" not in "".join(block["html"] for block in consultation.letter)


def test_facts_begin_with_proposed_texts_until_something_is_saved(leader, consultation):
    Consultation.objects.update(personal_data="", publication_notice="")
    proposed = leader.get(f"{SETUP}fakta/").context["form"].initial
    assert all(proposed[name] for name in beginnings.FACTS)

    leader.post(f"{SETUP}fakta/", {"registry_number": "RUN 2021/7", "personal_data": "Våra ord.", "save": "1"})

    saved = leader.get(f"{SETUP}fakta/").context["form"].initial
    assert (saved["registry_number"], saved["personal_data"], saved["if_late"]) == ("RUN 2021/7", "Våra ord.", "")


def test_a_bad_address_is_told_and_nothing_typed_is_lost(leader, consultation):
    data = {"registry_number": "RUN 9", "contact_email": "utan snabel-a", "personal_data": "Mina ord."}

    response = leader.post(f"{SETUP}fakta/", data)

    assert list(errors(response)) == ["contact_email"]
    html = response.content.decode()
    assert all(text in html for text in ("RUN 9", "utan snabel-a", "Mina ord."))


TIMES = {"opens": "hand", "opens_day": "", "opens_time": "08:00", "last_day": "2021-06-30", "closes": "hand"}


def test_times_are_saved(leader, consultation, swedish_time):
    clock = {"opens": "clock", "opens_day": "2021-04-06", "closes": "clock", "closing_day": "2021-07-09"}

    response = leader.post(f"{SETUP}tider/", TIMES | clock | {"save": "1"})

    consultation.refresh_from_db()
    assert leads_to(response) == f"{SETUP}tider/"
    assert (consultation.opens_by_itself, consultation.opens_at) == (True, swedish_time("2021-04-06 08:00"))
    assert (consultation.last_day, consultation.closing_day) == (date(2021, 6, 30), date(2021, 7, 9))
    assert leader.get(f"{SETUP}tider/").context["form"].initial["opens_day"] == date(2021, 4, 6)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"opens": ""}, "opens"),
        ({"opens": "clock"}, "opens_day"),
        ({"opens": "clock", "opens_day": "2021-04-06", "opens_time": ""}, "opens_time"),
        ({"opens": "clock", "opens_day": "2021-04-06", "opens_time": "åtta"}, "opens_time"),
        ({"opens": "clock", "opens_day": "2021-03-28", "opens_time": "02:30"}, "opens_time"),
        ({"opens": "clock", "opens_day": "2021-01-12", "opens_time": "09:00"}, "opens_time"),
        ({"opens": "clock", "opens_day": "2021-02-30"}, "opens_day"),
        ({"last_day": ""}, "last_day"),
        ({"last_day": "2021-01-11"}, "last_day"),
        ({"closes": "clock"}, "closing_day"),
        ({"closes": "clock", "closing_day": "2021-06-29"}, "closing_day"),
    ],
)
def test_times_that_cannot_be_are_told_beside_the_field(wrong, field, leader, consultation):
    response = leader.post(f"{SETUP}tider/", TIMES | wrong)

    assert list(errors(response)) == [field]
    consultation.refresh_from_db()
    assert consultation.last_day == date(2021, 4, 30)


def test_a_time_over_july_is_said_beside_the_times(leader, consultation):
    Consultation.objects.update(last_day=date(2021, 8, 31))

    assert "Most boards and committees do not meet in July." in leader.get(f"{SETUP}tider/").content.decode()


# --- questions and parts ----------------------------------------------------------------------------------------------
def test_a_question_with_alternatives_is_added(leader, consultation):
    section = consultation.version.sections.first()
    data = {"text": "Räcker det?", "kind": "choice", "choices": " Ja \n\nNej\nJa\n", "section": section.pk}

    response = leader.post(f"{SETUP}fragor/ny/", data)

    question = consultation.questions.get()
    assert leads_to(response) == f"{SETUP}fragor/"
    assert (question.kind, question.choices, question.section) == (QuestionKind.CHOICE, ["Ja", "Nej"], section)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": ""}, "text"),
        ({"kind": "kryss"}, "kind"),
        ({"kind": "choice", "choices": "Ja\nJa"}, "choices"),
        ({"kind": "choice", "choices": "\n".join(map(str, range(13)))}, "choices"),
        ({"kind": "choice", "choices": f"Ja\n{'å' * 151}"}, "choices"),
        ({"section": "999999"}, "section"),
    ],
)
def test_a_question_that_cannot_be_is_told_beside_the_field(wrong, field, leader, consultation):
    response = leader.post(f"{SETUP}fragor/ny/", {"text": "Räcker det?", "kind": "text"} | wrong)

    assert list(errors(response)) == [field]
    assert consultation.questions.count() == 0


def test_a_question_cannot_be_about_a_section_of_another_version(leader, consultation):
    other = VersionFactory(sections=1).sections.get()

    response = leader.post(f"{SETUP}fragor/ny/", {"text": "Räcker det?", "kind": "text", "section": other.pk})

    assert list(errors(response)) == ["section"]


def test_questions_are_changed_moved_and_taken_away_by_plain_forms(leader, consultation):
    first, second = QuestionFactory.create_batch(2, consultation=consultation)

    leader.post(f"{SETUP}fragor/{first.pk}/", {"text": "Vad saknas?", "kind": "text"})
    moved = leader.post(f"{SETUP}fragor/{first.pk}/flytta/", {"direction": "down"})
    assert list(consultation.questions.values_list("pk", "text")) == [
        (second.pk, "Vilka är förslagets styrkor?"),
        (first.pk, "Vad saknas?"),
    ]
    assert leads_to(moved) == f"{SETUP}fragor/#fraga-{first.pk}"

    leader.post(f"{SETUP}fragor/{second.pk}/ta-bort/")
    assert list(consultation.questions.values_list("order", "pk")) == [(1, first.pk)]


def test_a_question_moves_up_or_down_only(leader, consultation):
    question = QuestionFactory(consultation=consultation)

    assert leader.post(f"{SETUP}fragor/{question.pk}/flytta/", {"direction": "away"}).status_code == 404


def test_a_question_of_another_round_is_404(leader, consultation):
    other = QuestionFactory(consultation=ConsultationFactory(state=RoundState.PLANNED))

    for address in ("", "flytta/", "ta-bort/"):
        assert leader.post(f"{SETUP}fragor/{other.pk}/{address}", {"direction": "up"}).status_code == 404


def test_the_usual_questions_are_put_in_with_one_click(leader, consultation):
    leader.post(f"{SETUP}fragor/uppsattning/")

    assert consultation.questions.count() == 6


def test_a_part_is_added_changed_and_taken_away(leader, consultation):
    first, second = consultation.version.sections.all()
    day = {"name": "Mål", "last_day": "2021-03-31"}

    leader.post(f"{SETUP}delar/ny/", day | {"sections": [first.pk]})
    part = consultation.parts.get()
    leader.post(f"{SETUP}delar/{part.pk}/", day | {"name": "Alla mål", "sections": [first.pk, second.pk]})
    assert (consultation.parts.get().name, part.sections.count()) == ("Alla mål", 2)

    assert leads_to(leader.post(f"{SETUP}delar/{part.pk}/ta-bort/")) == f"{SETUP}tider/#delar"
    assert consultation.parts.count() == 0


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"last_day": "2021-05-01"}, "last_day"),
        ({"sections": []}, "sections"),
        ({"name": "Mål"}, "name"),
    ],
)
def test_a_part_that_cannot_be_is_told_beside_the_field(wrong, field, leader, consultation):
    first, second = consultation.version.sections.all()
    RoundPartFactory(consultation=consultation, name="Mål", sections=[first])

    response = leader.post(
        f"{SETUP}delar/ny/", {"name": "Genomförande", "last_day": "2021-03-31", "sections": [second.pk]} | wrong
    )

    assert list(errors(response)) == [field]


# --- check and open ---------------------------------------------------------------------------------------------------
def test_the_check_list_leads_to_each_step_where_something_is_missing(leader, consultation):
    Consultation.objects.update(letter=[], registry_number="")

    html = leader.get(f"{SETUP}kontroll/").content.decode()

    assert "3 things are missing before it can open" in html
    assert "/steg/open/" not in html


def test_reasons_for_empty_groups_are_saved_and_let_it_open(leader, consultation):
    InvitationFactory(consultation=consultation, state=InvitationState.PLANNED)
    form = leader.get(f"{SETUP}kontroll/").context["form"]
    assert sorted(form.fields) == ["academia", "business", "civil_society", "state_agency", "youth"]

    leader.post(f"{SETUP}kontroll/", dict.fromkeys(form.fields, "Har hörts i dialogen."))

    assert CoverageNote.objects.count() == 5
    html = leader.get(f"{SETUP}kontroll/").content.decode()
    assert "Everything that must be there is there." in html
    assert "/steg/open/" in html


def test_from_blank_page_to_open_round(leader, django_capture_on_commit_callbacks):
    """The whole way, by plain forms."""
    version = VersionFactory(state=State.FROZEN)
    leader.post(NEW, {"version": version.pk, "title": "Förslag", "year": 2021, "slug": "rus"})
    made = Consultation.objects.get()
    template = leader.post(f"{SETUP}missiv/", {"mall": "kort"}).context["form"]["letter"].value()
    leader.post(f"{SETUP}missiv/", {"letter": template})
    leader.post(f"{SETUP}fragor/uppsattning/")
    facts = leader.get(f"{SETUP}fakta/").context["form"].initial
    named = {"registry_number": "RUN 1", "contact_name": "Ledaren", "contact_email": "rus@region.example"}
    leader.post(f"{SETUP}fakta/", facts | named)
    leader.post(f"{SETUP}tider/", TIMES)
    InvitationFactory(consultation=made, state=InvitationState.PLANNED)
    form = leader.get(f"{SETUP}kontroll/").context["form"]
    leader.post(f"{SETUP}kontroll/", dict.fromkeys(form.fields, "Har hörts i dialogen."))

    with django_capture_on_commit_callbacks(execute=True):
        opened = leader.post(f"{ROUND}steg/open/")

    made.refresh_from_db()
    assert (leads_to(opened), made.state, made.questions.count()) == (ROUND, RoundState.OPEN, 6)


def test_a_planned_round_says_when_it_opens_and_when_it_could_not(leader, consultation, swedish_time):
    Consultation.objects.update(opens_by_itself=True, opens_at=swedish_time("2021-04-06 08:00"))
    assert "It opens by itself Tuesday 6 April 2021" in leader.get(ROUND).content.decode()

    Consultation.objects.update(opens_by_itself=False)
    consultation.events.create(transition="opening_blocked", by=None, reason="Missivet saknas.")
    assert "but something was missing" in leader.get(ROUND).content.decode()


# --- pause, resume, contact -------------------------------------------------------------------------------------------
def test_pause_and_resume_from_the_page(leader, consultation):
    Consultation.objects.update(state=RoundState.OPEN)

    leader.post(f"{ROUND}steg/pause/", {"reason": "Pandemin"})
    consultation.refresh_from_db()
    assert consultation.state == RoundState.PAUSED
    assert 'value="2021-04-30"' in leader.get(ROUND).content.decode()

    leader.post(f"{ROUND}steg/resume/", {"reason": "Vi fortsätter", "last_day": "2021-05-31"})
    consultation.refresh_from_db()
    assert (consultation.state, consultation.last_day) == (RoundState.OPEN, date(2021, 5, 31))


@pytest.mark.parametrize(
    ("state", "transition", "data", "field"),
    [
        (RoundState.OPEN, "pause", {"reason": " "}, "reason"),
        (RoundState.PAUSED, "resume", {"reason": "", "last_day": "2021-05-31"}, "reason"),
        (RoundState.PAUSED, "resume", {"reason": "Vi fortsätter", "last_day": "2021-01-11"}, "last_day"),
        (RoundState.PAUSED, "resume", {"reason": "Vi fortsätter", "last_day": "i maj"}, "last_day"),
    ],
)
def test_a_refused_step_keeps_what_was_typed(state, transition, data, field, leader, consultation):
    Consultation.objects.update(state=state)

    response = leader.post(f"{ROUND}steg/{transition}/", data)

    assert response.status_code == 422
    (form,) = response.context["refused"]
    assert list(form.errors) == [field]
    consultation.refresh_from_db()
    assert consultation.state == state


def test_the_contact_can_be_changed_when_it_is_open(leader, consultation):
    Consultation.objects.update(state=RoundState.OPEN)

    wrong = leader.post(f"{ROUND}kontakt/", {"contact_name": "", "contact_email": "x"})
    right = leader.post(f"{ROUND}kontakt/", {"contact_name": "Nya", "contact_email": "ny@region.example"})

    assert sorted(errors(wrong)) == ["contact_email", "contact_name"]
    assert leads_to(right) == ROUND
    consultation.refresh_from_db()
    assert consultation.contact_email == "ny@region.example"


@pytest.mark.parametrize("number", [2, 15])
def test_the_questions_page_asks_the_same_number_of_questions_whatever_the_list(
    number, leader, consultation, django_assert_num_queries
):
    QuestionFactory.create_batch(number, consultation=consultation, section=consultation.version.sections.first())

    with django_assert_num_queries(11):
        leader.get(f"{SETUP}fragor/")


def test_a_chapter_takes_its_sections_into_the_part(leader, consultation):
    version = Version.objects.create(document=consultation.version.document, number=9, label="Ny", title="Ny")
    depths = (1, 2, 3, 2, 1, 2)
    sections = [
        VersionSection.objects.create(
            version=version, key=uuid.uuid4(), order=n, depth=depth, number=str(n), kind="text", heading="Rubrik"
        )
        for n, depth in enumerate(depths)
    ]
    Consultation.objects.update(version=version)

    chosen = [sections[1].pk, sections[4].pk]
    leader.post(f"{SETUP}delar/ny/", {"name": "Mål", "last_day": "2021-03-31", "sections": chosen})

    assert list(consultation.parts.get().sections.order_by("order")) == [sections[n] for n in (1, 2, 4, 5)]
