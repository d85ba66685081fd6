"""Answering what a round asks: by choice, by stance, about one section; and parts with a last day of their own."""

import re
from datetime import date

import pytest

from consultations import canonical, notifications, verification
from consultations.actions import answers
from consultations.models import Answer, Draft, Extension, QuestionKind, SectionComment
from consultations.workflow import RoundState
from rus_portal.accounts.roles import Role
from tests.factories import (
    ConsultationFactory,
    InvitationFactory,
    OfficialFactory,
    QuestionFactory,
    RoundPartFactory,
    VersionFactory,
)

pytestmark = pytest.mark.django_db
BASE = "/en/remisser/2021/rus/svara/"


@pytest.fixture(autouse=True)
def _spring(at):
    with at("2021-05-12 09:00"):
        yield


@pytest.fixture
def consultation():
    round_ = ConsultationFactory(slug="rus", last_day=date(2021, 6, 30), version=VersionFactory(sections=3))
    _first, second, _third = round_.version.sections.order_by("order")
    QuestionFactory(consultation=round_, order=1, text="Vad saknas?")
    QuestionFactory(consultation=round_, order=2, text="Räcker det?", kind=QuestionKind.CHOICE, choices=["Ja", "Nej"])
    QuestionFactory(consultation=round_, order=3, text="Står ni bakom?", kind=QuestionKind.STANCE, section=second)
    return round_


def begun(client):
    client.post(BASE, {"who": "person"})
    return Draft.objects.get()


def values_of(draft):
    return dict(draft.fields.values_list("name", "value"))


def page(client, part):
    return client.get(f"{BASE}{part}").content.decode()


# --- the form ---------------------------------------------------------------------------------------------------------
def test_each_kind_is_asked_in_its_own_way(client, consultation):
    begun(client)

    html = page(client, "helheten/")

    assert re.search(r"<textarea[^>]+name=\"question.1\"", html)
    assert re.findall(r'<input type="radio" name="question.2" value="([^"]*)"', html) == ["Ja", "Nej", ""]
    assert re.findall(r'<input type="radio" name="question.3" value="([^"]*)"', html) == [
        "supports",
        "supports_with_comments",
        "opposes",
        "no_comments",
        "",
    ]
    assert "About section 2 Avsnitt 2." in html


def test_a_question_about_a_section_is_asked_there_too(client, consultation):
    begun(client)

    assert 'name="question.3"' in page(client, "avsnitt/2/")
    assert "question." not in page(client, "avsnitt/1/")


def test_what_is_chosen_in_one_place_stands_in_the_other(client, consultation):
    draft = begun(client)

    client.post(f"{BASE}avsnitt/2/", {"draft": draft.pk, "question.3": "opposes", "save": "1"})

    assert values_of(draft)["question.3"] == "opposes"
    checked = re.search(r'name="question.3" value="opposes"[^>]*checked', page(client, "helheten/"))
    assert checked is not None


def test_a_choice_can_be_taken_back(client, consultation):
    draft = begun(client)
    client.post(f"{BASE}helheten/", {"draft": draft.pk, "question.2": "Ja", "save": "1"})

    client.post(f"{BASE}helheten/", {"draft": draft.pk, "question.2": "", "save": "1"})

    assert values_of(draft)["question.2"] == ""


@pytest.mark.parametrize(("name", "value"), [("question.2", "Kanske"), ("question.3", "perhaps")])
def test_what_cannot_be_chosen_is_told_beside_the_field(name, value, client, consultation):
    draft = begun(client)

    response = client.post(f"{BASE}helheten/", {"draft": draft.pk, name: value, "save": "1"})

    assert response.status_code == 422
    assert response.context["form"].errors == {name: ["Choose one of the alternatives."]}


def test_a_hint_is_text_and_never_markup(client, consultation):
    consultation.questions.filter(order=1).update(hint="<b>fet</b>")
    begun(client)

    html = page(client, "helheten/")

    assert "&lt;b&gt;fet&lt;/b&gt;" in html
    assert "<b>fet" not in html


# --- check, send, read ------------------------------------------------------------------------------------------------
def filled(consultation, **more):
    draft = answers.begin(consultation)
    said = {"about.kind": "person", "question.1": "Cykel.", "question.2": "Ja", "question.3": "no_comments"}
    answers.save_fields(draft, said | more)
    return draft


def test_the_check_page_says_the_stance_in_words(client, consultation):
    draft = begun(client)
    answers.save_fields(draft, {"question.2": "Ja", "question.3": "no_comments"})

    html = page(client, "granska/")

    assert "3. Står ni bakom?" in html
    assert "No comments" in html
    assert "no_comments" not in html


def test_an_answer_keeps_the_value_and_says_it_in_words(consultation):
    response = answers.send(filled(consultation))

    said = [(answer.question.order, answer.text, str(answer.said)) for answer in response.answers.all()]
    assert said == [(1, "Cykel.", "Cykel."), (2, "Ja", "Ja"), (3, "no_comments", "Inga synpunkter")]


@pytest.mark.parametrize(("name", "value"), [("question.2", "Kanske"), ("question.3", "perhaps")])
def test_what_cannot_be_chosen_is_not_sent(name, value, consultation):
    draft = filled(consultation, **{name: value})

    with pytest.raises(answers.AnswerIncompleteError) as refusal:
        answers.send(draft)

    assert list(refusal.value.problems) == [name]


def test_the_check_page_leads_to_what_cannot_be_chosen(client, consultation):
    draft = begun(client)
    answers.save_fields(draft, {"question.2": "Kanske"})

    html = page(client, "granska/")

    assert f'href="{BASE}helheten/#id_question.2"' in html
    assert 'id="id_question.2"' in page(client, "helheten/")


def test_officials_read_the_stance_in_words(logged_in, consultation):
    response = answers.send(filled(consultation))

    html = logged_in(OfficialFactory(role=Role.PROJECT_LEADER)).get(
        f"/en/arbetsyta/remiss/2021/rus/svar/{response.receipt_number}/"
    )

    assert "<p>No comments</p>" in html.content.decode()


def test_the_round_s_page_says_what_a_question_is_about(client, consultation):
    assert "About section 2 Avsnitt 2." in client.get("/en/remisser/2021/rus/").content.decode()


# --- parts ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def part(consultation):
    second = consultation.version.sections.order_by("order")[1]
    return RoundPartFactory(consultation=consultation, name="Mål", last_day=date(2021, 5, 31), sections=[second])


def comment_on_all(consultation, **facts):
    draft = answers.begin(consultation, **facts)
    said = {f"section.{section.key}.comment": "Bra." for section in consultation.version.sections.all()}
    answers.save_fields(draft, {"about.kind": "person", "question.3": "supports"} | said)
    return draft


def late(response):
    """The numbers of sections whose comments, and orders of questions whose answers, came after their part's day."""
    since = {"part_deadline_then__lte": response.received_at, "response": response}
    comments = SectionComment.objects.filter(**since).values_list("section__number", flat=True)
    return list(comments), list(Answer.objects.filter(**since).values_list("question__order", flat=True))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2021-05-31 23:59:59.999999", ([], [])),
        ("2021-06-01 00:00:00", (["2"], [3])),
    ],
)
def test_only_what_is_about_the_part_is_late_for_it(now, expected, consultation, part, at):
    draft = comment_on_all(consultation)

    with at(now):
        response = answers.send(draft)

    assert (response.is_late, late(response)) == (False, expected)


def test_more_time_for_a_body_covers_its_parts(consultation, part, at):
    invitation = InvitationFactory(consultation=consultation)
    Extension.objects.create(
        invitation=invitation,
        asked_day=date(2021, 8, 20),
        reason="Nämnden",
        granted=True,
        last_day=date(2021, 8, 20),
        decided_at="2021-05-01T10:00Z",
    )
    draft = comment_on_all(consultation, invitation=invitation)

    with at("2021-08-19 09:00"):
        response = answers.send(draft)

    assert late(response) == ([], [])


def test_the_day_of_the_part_is_in_the_checksum_and_others_are_as_before(consultation, part, at):
    with at("2021-06-02 09:00"):
        response = answers.send(comment_on_all(consultation))

    content = canonical.canonical(response, canonical.parts_of(response)).decode()
    # Midnight after 31 May, Swedish summer time: once for the comment and once for the answer about section 2.
    assert content.count('"part_deadline":"2021-05-31T22:00:00.000000+00:00"') == 2
    assert canonical.digest(response, canonical.parts_of(response)) == response.hash
    assert list(verification.check()) == []


def test_a_round_without_parts_has_checksums_as_before(consultation):
    response = answers.send(filled(consultation))

    assert b"part_deadline" not in canonical.canonical(response, canonical.parts_of(response))


def test_what_is_late_for_its_part_is_marked_for_officials_and_sender(consultation, part, client, at):
    draft = begun(client)
    second = consultation.version.sections.order_by("order")[1]
    answers.save_fields(draft, {f"section.{second.key}.comment": "Sent."})
    with at("2021-06-02 09:00"):
        sent = client.post(f"{BASE}granska/", {"draft": draft.pk}, follow=True)
        official = client.__class__()
        leader = OfficialFactory(role=Role.PROJECT_LEADER)
        official.force_login(leader, backend="allauth.account.auth_backends.AuthenticationBackend")
        number = sent.context["response"].receipt_number
        read = official.get(f"/en/arbetsyta/remiss/2021/rus/svar/{number}/")

    assert "1 of what you say came after the last day of its part." in sent.content.decode()
    assert "After the last day of its part" in read.content.decode()


def test_the_days_of_parts_stand_on_every_page_that_asks_for_them(consultation, part, client):
    begun(client)

    for address in ("/en/remisser/2021/rus/", f"{BASE}granska/", f"{BASE}avsnitt/2/"):
        assert "Monday 31 May 2021" in client.get(address).content.decode(), address
    assert "Monday 31 May 2021" not in page(client, "avsnitt/1/")


def test_the_days_of_parts_stand_in_the_invitation(consultation, part):
    letter = notifications.invitation(InvitationFactory(consultation=consultation))

    assert "Mål (avsnitt 2): svara senast måndag 31 maj 2021 kl. 23.59." in letter.text
    assert "Mål (avsnitt 2)" in letter.html


# --- paused and withdrawn ---------------------------------------------------------------------------------------------
def test_a_withdrawn_round_lets_one_read_the_draft_but_not_send_it(consultation, client):
    draft = begun(client)
    answers.save_fields(draft, {"overall.summary": "Mina ord."})
    type(consultation).objects.update(state=RoundState.WITHDRAWN)

    html = page(client, "granska/")
    sent = client.post(f"{BASE}granska/", {"draft": draft.pk})

    assert "Mina ord." in html
    assert "Send the answer" not in html
    assert "The answer cannot be sent, but you can read what you have written." in html
    assert sent.status_code == 302
    draft.refresh_from_db()
    assert draft.sent_at is None


def test_a_paused_round_can_still_be_answered(consultation, client):
    type(consultation).objects.update(state=RoundState.PAUSED)
    consultation.events.create(transition="pause", by=None, reason="Pandemin")

    public = client.get("/en/remisser/2021/rus/").content.decode()
    begun(client)

    assert "The consultation has been paused since Wednesday 12 May 2021." in public
    assert "Pandemin" in public
    assert "The consultation is paused." in page(client, "om-er/")
