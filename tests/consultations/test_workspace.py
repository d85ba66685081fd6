"""The officials' pages: who may what, what they show, and that no draft is ever behind them."""

import re
import uuid
from datetime import date, datetime

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultations import registration, standing
from consultations.models import (
    Attachment,
    Draft,
    DraftField,
    Extension,
    Invitation,
    InvitationImport,
    InvitationState,
    LinkKind,
    Response,
    ResponseEvent,
    ResponseLink,
    SenderKind,
    Stance,
    Timeliness,
)
from consultations.workflow import ResponseState, RoundState
from rus_portal import clock
from rus_portal.accounts.models import Organisation
from rus_portal.accounts.roles import Role
from rus_portal.notifications.models import Letter
from strategy.workflow import State
from tests.consultations.files import passed
from tests.factories import (
    ConsultationFactory,
    InvitationFactory,
    OfficialFactory,
    OrganisationFactory,
    QuestionFactory,
    ResponseFactory,
    UserFactory,
    ready_to_open,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _spring(at):
    with at("2021-05-12 09:00"):
        yield


@pytest.fixture
def consultation():
    return ConsultationFactory(slug="rus", last_day=date(2021, 6, 30), version__sections=2)


def official(role=Role.PROJECT_LEADER):
    return OfficialFactory(role=role)


def address(name, *args):
    return reverse(f"consultations:{name}", args=[2021, "rus", *args])


def answer(invitation, **fields):
    return ResponseFactory(
        consultation=invitation.consultation,
        invitation=invitation,
        organisation=invitation.organisation,
        sender_kind=SenderKind.INVITED,
        **fields,
    )


def unsealed(consultation, **fields):
    """A received answer whose arrival is not yet noted: its parts can still be put in."""
    defaults = {
        "draft_id": uuid.uuid4(),
        "receipt_number": f"TEST-{uuid.uuid4().hex[:8]}",
        "received_at": clock.now(),
        "deadline_then": consultation.deadline.ends,
        "timeliness": Timeliness.IN_TIME,
        "hash": "0" * 64,
        "sender_kind": SenderKind.PERSON,
    }
    return Response.objects.create(consultation=consultation, **defaults | fields)


def with_file(consultation, name="protokoll.pdf"):
    """A received answer with one file."""
    response = unsealed(consultation)
    file = Attachment.objects.create(
        response=response,
        file=ContentFile(b"%PDF-1.7 innehall", name=name),
        name=name,
        content_type="application/pdf",
        size=17,
        sha256="0" * 64,
    )
    passed(file)
    ResponseEvent.objects.create(response=response, transition="receive", at=response.received_at)
    return response


# --- who may what -----------------------------------------------------------------------------------------------------
ENTER, RUN, READ, REGISTER = "enter", "run", "read", "register"
MAY = {
    Role.PROJECT_LEADER: {ENTER, RUN, READ},
    Role.STRATEGIST: {ENTER, READ},
    Role.ANALYST: {ENTER, READ},
    Role.COMMUNICATOR: {ENTER},
    Role.REGISTRAR: {ENTER, READ, REGISTER},
    Role.COMMITTEE_SECRETARY: {ENTER},
    Role.ARCHIVIST: {ENTER, READ},
    Role.POLITICIAN: {ENTER},
}
PAGES = [
    ("get", "workspace", ENTER, 200),
    ("get", "workspace_round", ENTER, 200),
    ("get", "workspace_invited", ENTER, 200),
    ("get", "workspace_invite", RUN, 200),
    ("get", "workspace_invite_many", RUN, 200),
    ("get", "workspace_invitation", RUN, 200),
    ("get", "workspace_contact", RUN, 200),
    ("get", "workspace_imports", RUN, 200),
    ("get", "workspace_import", RUN, 200),
    ("get", "workspace_import_template", RUN, 200),
    ("get", "workspace_responses", READ, 200),
    ("get", "workspace_response", READ, 200),
    ("get", "workspace_attachment", READ, 200),
    ("post", "workspace_step", RUN, 302),
    ("post", "workspace_deadline", RUN, 422),
    ("post", "workspace_extension", RUN, 422),
    ("post", "workspace_invite", RUN, 422),
    ("post", "workspace_invite_many", RUN, 302),
    ("post", "workspace_contact", RUN, 422),
    ("post", "workspace_describe", RUN, 422),
    ("post", "workspace_resend", RUN, 302),
    ("post", "workspace_uninvite", RUN, 302),
    ("post", "workspace_imports", RUN, 422),
    ("post", "workspace_import_accept", RUN, 302),
    ("post", "workspace_import_discard", RUN, 302),
    ("post", "workspace_compilation_day", RUN, 302),
    ("post", "workspace_register", REGISTER, 302),
]


@pytest.fixture
def addresses(consultation):
    response = with_file(consultation)
    invitation = InvitationFactory(consultation=consultation)
    extension = Extension.objects.create(invitation=invitation, asked_day=date(2021, 8, 20), reason="Nämnden")
    imported = InvitationImport.objects.create(
        consultation=consultation, name="lista.csv", size=1, sha256="0" * 64, state="ready", asked_by=UserFactory()
    )
    return {
        "workspace": reverse("consultations:workspace"),
        "workspace_round": address("workspace_round"),
        "workspace_invited": address("workspace_invited"),
        "workspace_invite": address("workspace_invite"),
        "workspace_invite_many": address("workspace_invite_many"),
        "workspace_imports": address("workspace_imports"),
        "workspace_import_template": address("workspace_import_template"),
        **{
            name: address(name, imported.pk)
            for name in ("workspace_import", "workspace_import_accept", "workspace_import_discard")
        },
        **{
            name: address(name, invitation.pk)
            for name in ("workspace_invitation", "workspace_describe", "workspace_resend", "workspace_uninvite")
        },
        "workspace_compilation_day": address("workspace_compilation_day"),
        "workspace_contact": address("workspace_contact", invitation.pk),
        "workspace_responses": address("workspace_responses"),
        "workspace_response": address("workspace_response", response.receipt_number),
        "workspace_attachment": address("workspace_attachment", response.receipt_number, response.attachments.get().pk),
        "workspace_step": address("workspace_step", "close"),
        "workspace_deadline": address("workspace_deadline"),
        "workspace_extension": address("workspace_extension", extension.pk),
        "workspace_register": address("workspace_register", response.receipt_number),
    }


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("method", "name", "right", "status"), PAGES)
def test_each_role_may_what_its_rights_say(role, method, name, right, status, addresses, logged_in, at):
    data = {"decision": "grant"}

    with at("2021-07-01 08:00"):
        response = getattr(logged_in(official(role)), method)(addresses[name], data if method == "post" else {})

    response.close()
    assert response.status_code == (status if right in MAY[role] else 403)


@pytest.mark.parametrize(("method", "name", "_right", "_status"), PAGES)
def test_the_workspace_is_unknown_to_others(method, name, _right, _status, addresses, client, logged_in):
    anonymous = getattr(client, method)(addresses[name])
    stranger = getattr(logged_in(UserFactory()), method)(addresses[name])

    assert anonymous.status_code == 302
    assert anonymous.headers["Location"].startswith(reverse("account_login"))
    assert stranger.status_code == 404


@pytest.mark.parametrize(("name", "status"), [("step", 302), ("deadline", 405), ("extension", 405)])
def test_what_changes_things_is_not_done_by_a_link(name, status, consultation, addresses, logged_in):
    leader = logged_in(official(Role.PROJECT_LEADER))

    assert leader.get(addresses[f"workspace_{name}"]).status_code == status
    consultation.refresh_from_db()
    assert consultation.state == RoundState.OPEN


# --- the round's page -------------------------------------------------------------------------------------------------
def test_the_page_counts_each_invited_body_once(consultation, logged_in):
    answered, declined, silent, replaced = InvitationFactory.create_batch(4, consultation=consultation)
    answer(answered)
    answer(declined, stance=Stance.DECLINES)
    first = answer(replaced)
    ResponseLink.objects.create(earlier=first, later=answer(replaced), kind=LinkKind.REPLACES)
    ResponseFactory(consultation=consultation)

    page = logged_in(official()).get(address("workspace_round"))

    figures = page.context["figures"]
    assert (figures.invited, figures.answered, figures.declined, figures.silent) == (4, 2, 1, 1)
    others = page.context["others"]
    assert (others["organisations"], others["persons"], others["joint"], others["all"]) == (0, 1, 0, 4)
    listed = logged_in(official()).get(address("workspace_invited"), {"visa": "silent"})
    assert [row.invitation for row in listed.context["rows"]] == [silent]


def test_a_withdrawn_answer_is_left_out_of_every_number(consultation):
    invitation = InvitationFactory(consultation=consultation)
    ResponseLink.objects.create(earlier=answer(invitation), kind=LinkKind.WITHDRAWS)

    figures = standing.Figures.of(standing.rows(consultation))

    assert (figures.answered, figures.silent) == (0, 1)
    assert standing.others(consultation)["all"] == 0


def test_a_supplement_does_not_hide_the_stance_of_what_it_supplements(consultation):
    invitation = InvitationFactory(consultation=consultation)
    main = answer(invitation, stance=Stance.OPPOSES)
    later = answer(invitation, stance=Stance.NOT_STATED)
    ResponseLink.objects.create(earlier=main, later=later, kind=LinkKind.SUPPLEMENTS)

    (row,) = standing.rows(consultation)

    assert (row.invitation.answer_number, row.invitation.answer_stance) == (main.receipt_number, Stance.OPPOSES)


def test_a_member_of_a_joint_answer_is_not_counted_as_having_answered_itself(consultation):
    member = InvitationFactory(consultation=consultation)
    federation = OrganisationFactory(name="Kommunförbundet")
    joint = unsealed(consultation, organisation=federation, sender_kind=SenderKind.ORGANISATION)
    joint.joint_with.add(member.organisation)

    (row,) = standing.rows(consultation)

    assert row.state == "joint"
    figures = standing.Figures.of([row])
    assert (figures.answered, figures.joint, figures.silent) == (0, 1, 0)
    assert standing.others(consultation)["joint"] == 1


def test_rows_say_what_is_known_of_each_body(consultation):
    names = ["planned", "bounced", "asks", "extended", "sent"]
    made = {name: InvitationFactory(consultation=consultation, organisation__name=name) for name in names}
    Invitation.objects.filter(pk=made["planned"].pk).update(state=InvitationState.PLANNED)
    Invitation.objects.filter(pk=made["bounced"].pk).update(state=InvitationState.BOUNCED)
    day = date(2021, 8, 20)
    Extension.objects.create(invitation=made["asks"], asked_day=day, reason="Nämnden")
    Extension.objects.create(
        invitation=made["extended"], asked_day=day, reason="N", granted=True, last_day=day, decided_at=clock.now()
    )

    rows = {row.organisation.name: row for row in standing.rows(consultation)}

    assert {name: row.state for name, row in rows.items()} == {name: name for name in names}
    assert rows["sent"].next_reminder == datetime(2021, 6, 2, 8, tzinfo=clock.STOCKHOLM)
    assert rows["extended"].next_reminder == datetime(2021, 7, 23, 8, tzinfo=clock.STOCKHOLM)
    assert rows["planned"].next_reminder is None
    assert rows["bounced"].next_reminder is None


def test_groups_stand_in_their_own_order_with_their_own_figures(consultation):
    InvitationFactory(consultation=consultation, organisation__category="business")
    answer(InvitationFactory(consultation=consultation, organisation__category="municipality"))

    groups = standing.by_category(standing.rows(consultation))

    assert [(str(label), part.invited, part.answered) for label, part in groups] == [
        (str(Organisation(category="municipality").get_category_display()), 1, 1),
        (str(Organisation(category="business").get_category_display()), 1, 0),
    ]


def test_the_names_of_private_persons_are_not_on_the_round_s_page(consultation, logged_in):
    ResponseFactory(consultation=consultation, sender_name="Maj Provberg")

    content = logged_in(official()).get(address("workspace_round")).content.decode()

    assert "Maj Provberg" not in content


def test_officials_without_the_right_to_read_answers_see_numbers_but_no_stance(consultation, logged_in):
    invitation = InvitationFactory(consultation=consultation)
    response = answer(invitation, stance=Stance.OPPOSES)

    content = logged_in(official(Role.COMMUNICATOR)).get(address("workspace_round")).content.decode()

    listed = logged_in(official(Role.COMMUNICATOR)).get(address("workspace_invited")).content.decode()
    assert invitation.organisation.name in listed
    for page in (content, listed):
        assert str(Stance.OPPOSES.label) not in page
        assert response.receipt_number not in page


def asked(response):
    """The steps that ask for a reason."""
    return [form.transition.value for form in response.context["step_forms"]]


def buttons(response):
    return [str(transition) for transition in response.context["transitions"]]


@pytest.mark.parametrize(
    ("state", "steps", "with_reason"),
    [
        (RoundState.PLANNED, ["open"], ["withdraw"]),
        (RoundState.OPEN, ["close"], ["pause", "withdraw"]),
        (RoundState.PAUSED, [], ["resume", "withdraw"]),
        (RoundState.CLOSED, ["process"], []),
        (RoundState.PROCESSING, [], ["compile"]),
    ],
)
def test_buttons_are_the_steps_of_the_table_that_the_user_may_take(
    state, steps, with_reason, consultation, client, logged_in
):
    type(consultation).objects.update(state=state)
    leader = logged_in(official()).get(address("workspace_round"))
    assert (buttons(leader), asked(leader)) == (steps, with_reason)

    analyst = logged_in(official(Role.ANALYST)).get(address("workspace_round"))
    assert (buttons(analyst), asked(analyst)) == ([], [])


def test_opening_from_the_page(logged_in, django_capture_on_commit_callbacks, mailoutbox):
    consultation = ready_to_open(ConsultationFactory(slug="rus", state=RoundState.PLANNED, version__state=State.FROZEN))
    InvitationFactory(consultation=consultation, state=InvitationState.PLANNED, contact_email="reg@kommun.example")

    with django_capture_on_commit_callbacks(execute=True):
        response = logged_in(official()).post(address("workspace_step", "open"))

    consultation.refresh_from_db()
    assert (response.status_code, consultation.state) == (302, RoundState.OPEN)
    assert [message.to for message in mailoutbox] == [["reg@kommun.example"]]


def test_a_refused_opening_says_every_reason(logged_in):
    ConsultationFactory(slug="rus", state=RoundState.PLANNED, version__state=State.FROZEN, registry_number="")

    response = logged_in(official()).post(address("workspace_step", "open"))

    assert response.status_code == 422
    assert len(response.context["problems"]) == 2
    for _anchor, problem in response.context["problems"]:
        assert problem in response.content.decode()


def test_a_step_that_somebody_else_has_taken_is_told(consultation, logged_in):
    type(consultation).objects.update(state=RoundState.CLOSED)

    response = logged_in(official()).post(address("workspace_step", "close"), follow=True)

    assert [message.level_tag for message in response.context["messages"]] == ["error"]


@pytest.mark.parametrize("transition", ["compile", "publish", "finish"])
def test_steps_of_the_compilation_are_not_the_analyst_s(transition, consultation, logged_in):
    assert logged_in(official(Role.ANALYST)).post(address("workspace_step", transition)).status_code == 403


def test_an_unknown_step_is_404(consultation, logged_in):
    assert logged_in(official()).post(address("workspace_step", "explode")).status_code == 404


def test_withdrawing_wants_a_reason(consultation, logged_in):
    response = logged_in(official()).post(address("workspace_step", "withdraw"), {"reason": ""})

    consultation.refresh_from_db()
    assert (response.status_code, consultation.state) == (422, RoundState.OPEN)


def test_moving_the_last_day_from_the_page(consultation, logged_in):
    data = {"last_day": "2021-07-14", "reason": "Driftstopp"}

    response = logged_in(official()).post(address("workspace_deadline"), data)

    consultation.refresh_from_db()
    assert (response.status_code, consultation.last_day) == (302, date(2021, 7, 14))


@pytest.mark.parametrize("day", ["2021-06-31", "i morgon", "", "2021-05-11", "2021-06-30"])
def test_a_bad_last_day_is_refused_and_nothing_typed_is_lost(day, consultation, logged_in):
    response = logged_in(official()).post(address("workspace_deadline"), {"last_day": day, "reason": "Driftstopp"})

    consultation.refresh_from_db()
    assert (response.status_code, consultation.last_day) == (422, date(2021, 6, 30))
    assert response.context["deadline_form"].errors["last_day"]
    content = response.content.decode()
    assert "Driftstopp" in content
    assert f'value="{day}"' in content or day == ""


@pytest.mark.parametrize(("decision", "granted"), [("grant", True), ("refuse", False)])
def test_deciding_a_request_from_the_page(decision, granted, consultation, logged_in):
    asked = Extension.objects.create(
        invitation=InvitationFactory(consultation=consultation), asked_day=date(2021, 8, 20), reason="Nämnden"
    )
    data = {f"anstand-{asked.pk}-last_day": "2021-08-13", "decision": decision}
    if not granted:
        bare = logged_in(official()).post(address("workspace_extension", asked.pk), data)
        assert (bare.status_code, list(bare.context["extension_forms"][0].errors)) == (422, ["reason"])
        data[f"anstand-{asked.pk}-reason"] = "Nämnden hinner före."

    response = logged_in(official()).post(address("workspace_extension", asked.pk), data)

    asked.refresh_from_db()
    assert (response.status_code, asked.granted) == (302, granted)
    assert asked.decision_reason == ("" if granted else "Nämnden hinner före.")
    assert asked.last_day == (date(2021, 8, 13) if granted else None)
    assert Letter.objects.get().kind == "extension_decision"


def test_a_day_before_the_present_one_is_refused_beside_its_field(consultation, logged_in):
    asked = Extension.objects.create(
        invitation=InvitationFactory(consultation=consultation), asked_day=date(2021, 8, 20), reason="Nämnden"
    )
    data = {f"anstand-{asked.pk}-last_day": "2021-06-01", "decision": "grant"}

    response = logged_in(official()).post(address("workspace_extension", asked.pk), data)

    (form,) = response.context["extension_forms"]
    assert (response.status_code, list(form.errors)) == (422, ["last_day"])


def test_a_request_of_another_round_is_404(consultation, logged_in):
    asked = Extension.objects.create(invitation=InvitationFactory(), asked_day=date(2021, 8, 20), reason="Annan omgång")

    response = logged_in(official()).post(address("workspace_extension", asked.pk), {"decision": "refuse"})

    assert response.status_code == 404


# --- inviting ---------------------------------------------------------------------------------------------------------
def test_inviting_a_known_body(consultation, logged_in):
    body = OrganisationFactory()
    data = {"organisation": body.pk, "contact_email": "reg@kommun.example", "contact_name": "Diariet"}

    response = logged_in(official()).post(address("workspace_invite"), data)

    assert response.status_code == 302
    assert Invitation.objects.get().organisation == body
    assert Letter.objects.get().recipient == "reg@kommun.example"


def test_inviting_a_new_body(consultation, logged_in):
    data = {
        "name": " Ny  kommun ",
        "category": "municipality",
        "number": "162321000081",
        "contact_email": "reg@ny.example",
    }

    response = logged_in(official()).post(address("workspace_invite"), data)

    body = Organisation.objects.get()
    assert response.status_code == 302
    assert (body.name, body.number, body.category) == ("Ny kommun", "232100-0081", "municipality")


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "organisation"),
        ({"name": "Känd kommun"}, "name"),
        ({"name": "känd KOMMUN"}, "name"),
        ({"name": "Ny", "number": "232100-0082"}, "number"),
        ({"name": "Ny", "number": "2321000081"}, "number"),
        ({"name": "Ny", "number": "inte ett nummer"}, "number"),
        ({"name": "Ny", "contact_email": "utan snabel"}, "contact_email"),
        ({"organisation": "999999"}, "organisation"),
    ],
)
def test_a_bad_invitation_is_refused_beside_its_field(data, field, consultation, logged_in):
    OrganisationFactory(name="Känd kommun", number="232100-0081")

    response = logged_in(official()).post(
        address("workspace_invite"), {"contact_email": "reg@ny.example", "category": "other"} | data
    )

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert (Organisation.objects.count(), Invitation.objects.count()) == (1, 0)


def test_the_invite_page_shows_the_letter_without_any_key(consultation, logged_in):
    invitation = InvitationFactory(consultation=consultation)

    content = logged_in(official()).get(address("workspace_invite")).content.decode()

    assert "inbjudan=•••" in content
    assert invitation.key not in content


def test_correcting_an_address_sends_the_letter_again(consultation, logged_in):
    invitation = InvitationFactory(consultation=consultation, state=InvitationState.BOUNCED)

    logged_in(official()).post(address("workspace_contact", invitation.pk), {"contact_email": "ratt@kommun.example"})

    invitation.refresh_from_db()
    assert (invitation.state, Letter.objects.get().recipient) == (InvitationState.SENT, "ratt@kommun.example")


# --- received answers -------------------------------------------------------------------------------------------------
def test_the_list_filters_and_sorts(consultation, logged_in, at):
    with at("2021-05-01 12:00"):
        early = answer(
            InvitationFactory(consultation=consultation, organisation__name="Öbo", organisation__category="business"),
            stance=Stance.OPPOSES,
        )
    with at("2021-07-02 12:00"):
        late = ResponseFactory(consultation=consultation, sender_name="Anna")
    Response.objects.filter(pk=early.pk).update(state=ResponseState.REGISTERED)
    reader = logged_in(official())

    def listed(query):
        return list(reader.get(address("workspace_responses") + query).context["page"])

    assert listed("") == [late, early]
    assert listed("?ordning=aldst") == [early, late]
    assert listed("?grupp=business") == [early]
    assert listed("?grupp=person") == [late]
    assert listed("?tid=late") == [late]
    assert listed("?lage=registered") == [early]
    assert listed("?lage=registered&tid=late") == []
    assert listed("?lage=%00&ordning=drop") == [late, early]


def test_answers_of_people_with_protected_identity_are_seen_by_few(consultation, logged_in):
    hidden = ResponseFactory(consultation=consultation, is_protected=True, sender_name="Skyddad Person")
    one = address("workspace_response", hidden.receipt_number)

    seen = {}
    for role in (Role.PROJECT_LEADER, Role.ANALYST, Role.REGISTRAR):
        reader = logged_in(official(role))
        page = reader.get(address("workspace_responses"))
        round_page = reader.get(address("workspace_round")).content.decode()
        seen[role] = (len(page.context["page"]), reader.get(one).status_code, "Skyddad Person" in round_page)

    assert seen == {
        Role.PROJECT_LEADER: (0, 404, False),
        Role.ANALYST: (0, 404, False),
        Role.REGISTRAR: (1, 200, False),
    }


def test_the_list_marks_what_is_withdrawn_or_replaced(consultation, logged_in):
    withdrawn, replaced, later = ResponseFactory.create_batch(3, consultation=consultation)
    ResponseLink.objects.create(earlier=withdrawn, kind=LinkKind.WITHDRAWS)
    ResponseLink.objects.create(earlier=replaced, later=later, kind=LinkKind.REPLACES)
    ResponseLink.objects.create(earlier=withdrawn, later=later, kind=LinkKind.SUPPLEMENTS)

    response = logged_in(official()).get(address("workspace_responses"))

    marks = {one.pk: (one.is_withdrawn, one.is_replaced, one.is_supplement) for one in response.context["page"]}
    assert marks == {
        withdrawn.pk: (True, False, False),
        replaced.pk: (False, True, False),
        later.pk: (False, False, True),
    }
    assert response.content.decode().count('class="tag') == 3 + 3


@pytest.mark.parametrize("wanted", ["0", "2", "x", "9" * 50])
def test_a_page_that_is_not_there_is_404(wanted, consultation, logged_in):
    assert logged_in(official()).get(address("workspace_responses"), {"sida": wanted}).status_code == 404


def test_the_answer_s_page_shows_it_whole(consultation, logged_in):
    QuestionFactory(consultation=consultation, text="Vilka är styrkorna?")
    response = ResponseFactory(
        consultation=consultation, comments=2, summary="<b>Sammanfattning</b>", sender_name="Maj Provberg"
    )
    later = ResponseFactory(consultation=consultation)
    ResponseLink.objects.create(earlier=response, later=later, kind=LinkKind.SUPPLEMENTS)

    page = logged_in(official()).get(address("workspace_response", response.receipt_number))

    content = page.content.decode()
    section = consultation.version.sections.first()
    assert "&lt;b&gt;Sammanfattning&lt;/b&gt;" in content
    for text in ("Maj Provberg", "Vilka är styrkorna?", "Ett svar.", "Synpunkt 1", response.hash):
        assert text in content
    assert f'href="{consultation.version.get_absolute_url()}#{section.anchor}"' in content
    assert address("workspace_response", later.receipt_number) in content


def test_an_answer_of_another_round_is_404(consultation, logged_in):
    other = ResponseFactory()

    assert logged_in(official()).get(address("workspace_response", other.receipt_number)).status_code == 404


def test_a_file_is_saved_and_never_shown(consultation, logged_in):
    response = with_file(consultation, name="protokoll å.pdf")
    file = response.attachments.get()

    download = logged_in(official()).get(address("workspace_attachment", response.receipt_number, file.pk))

    assert b"".join(download.streaming_content) == b"%PDF-1.7 innehall"
    assert download.headers["Content-Disposition"].startswith("attachment;")
    assert download.headers["X-Content-Type-Options"] == "nosniff"
    assert download.headers["Cache-Control"] == "private, no-store"


def test_a_file_of_another_answer_is_404(consultation, logged_in):
    file = with_file(consultation).attachments.get()
    other = ResponseFactory(consultation=consultation)

    response = logged_in(official()).get(address("workspace_attachment", other.receipt_number, file.pk))

    assert response.status_code == 404


def test_registering_notes_who_and_when_and_happens_once(consultation, logged_in):
    response = ResponseFactory(consultation=consultation)
    registrar = official(Role.REGISTRAR)
    reader = logged_in(registrar)

    reader.post(address("workspace_register", response.receipt_number))
    again = reader.post(address("workspace_register", response.receipt_number), follow=True)

    response.refresh_from_db()
    assert response.state == ResponseState.REGISTERED
    assert [(event.transition, event.by) for event in response.events.all()][1:] == [("register", registrar)]
    assert [message.level_tag for message in again.context["messages"]] == ["success", "error"]


@pytest.mark.parametrize(
    ("now", "is_overdue"),
    [
        ("2021-06-25 23:59", False),
        ("2021-06-26 12:00", False),
        ("2021-06-27 12:00", False),
        ("2021-06-28 07:59", False),
        ("2021-06-28 08:00", True),
        ("2021-06-28 09:00", True),
    ],
)
def test_what_came_in_on_friday_evening_is_overdue_on_monday_morning(now, is_overdue, consultation, at):
    with at("2021-06-25 17:10"):
        response = ResponseFactory(consultation=consultation)

    with at(now):
        assert list(registration.overdue()) == ([response] if is_overdue else [])


# --- drafts are nobody's but their writers' -------------------------------------------------------------------------
def test_no_official_page_asks_for_a_draft(consultation, addresses, logged_in):
    """Promise 2: neither what it says nor that it exists."""
    invitation = InvitationFactory(consultation=consultation, organisation__name="Hemliga kommunen")
    before = logged_in(official()).get(address("workspace_round")).content
    draft = Draft.objects.create(id=uuid.uuid4(), consultation=consultation, invitation=invitation)
    DraftField.objects.create(draft=draft, name="overall.summary", value="Ingen får läsa detta än")
    pages = [addresses[name] for method, name, _right, _status in PAGES if method == "get"]
    pages += [reverse("site:workspace"), reverse("notifications:outbox")]

    for role in (Role.PROJECT_LEADER, Role.REGISTRAR):
        reader = logged_in(official(role))
        for page in pages:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                content = reader.get(page).getvalue()
            assert not [query["sql"] for query in queries if "consultations_draft" in query["sql"]], page
            assert "Ingen får läsa detta" not in content.decode(errors="replace")
            assert str(draft.pk).encode() not in content
            assert invitation.key.encode() not in content
    after = logged_in(official()).get(address("workspace_round")).content
    assert _comparable(after) == _comparable(before)


def _comparable(content):
    """The page without its CSRF tokens."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", content)


# --- numbers of queries -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("size", [10, 60])
def test_pages_ask_the_same_number_of_questions_whatever_the_size(
    size, consultation, logged_in, django_assert_num_queries
):
    for invitation in InvitationFactory.create_batch(size, consultation=consultation)[: size // 2]:
        answer(invitation, comments=2)
    response = ResponseFactory.create_batch(size, consultation=consultation, comments=size)[0]
    reader = logged_in(official())

    with django_assert_num_queries(7):
        reader.get(address("workspace_responses"))
    with django_assert_num_queries(14):
        reader.get(address("workspace_round"))
    with django_assert_num_queries(18):
        reader.get(address("workspace_response", response.receipt_number))
    with django_assert_num_queries(5):
        reader.get(reverse("consultations:workspace"))
