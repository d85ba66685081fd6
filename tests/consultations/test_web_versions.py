"""The web version: what is found and masked, what stops publishing, what everyone reads, and what is told to whom."""

import io
import uuid
from datetime import UTC, date, datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader, PdfWriter

from consultations import canonical, masking
from consultations.actions import publishing, registering
from consultations.models import (
    Attachment,
    Consultation,
    Decision,
    LinkKind,
    MarkKind,
    Redaction,
    Response,
    ResponseEvent,
    ResponseLink,
    SectionComment,
    SenderKind,
    Timeliness,
    WebFile,
)
from consultations.workflow import ResponseState, RoundState
from rus_portal.accounts.roles import Role
from rus_portal.notifications.models import Letter
from tests.consultations.files import passed
from tests.factories import ConsultationFactory, OfficialFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _autumn(at):
    with at("2021-09-06 09:00"):
        yield


@pytest.fixture
def consultation(at):
    return ConsultationFactory(slug="rus", last_day=date(2021, 6, 30), version__sections=2)


@pytest.fixture
def leader():
    return OfficialFactory(role=Role.PROJECT_LEADER)


def received(consultation, *, comment="", files=(), **fields):
    """An answer of a person, unless `fields` say otherwise; with a comment on the first section."""
    facts = {
        "draft_id": uuid.uuid4(),
        "receipt_number": f"TEST-{uuid.uuid4().hex[:8]}",
        "received_at": datetime(2021, 6, 1, 12, tzinfo=UTC),
        "deadline_then": consultation.deadline.ends,
        "timeliness": Timeliness.IN_TIME,
        "hash": "0" * 64,
        "sender_kind": SenderKind.PERSON,
    }
    unsealed = Response.objects.create(consultation=consultation, **facts | fields)
    if comment:
        section = consultation.version.sections.first()
        SectionComment.objects.create(response=unsealed, section=section, comment=comment)
    for name, content in files:
        facts = {"name": name, "content_type": "application/pdf", "size": len(content), "sha256": "0" * 64}
        attachment = Attachment(response=unsealed, **facts)
        attachment.file.save(name, ContentFile(content))
        passed(attachment)
    ResponseEvent.objects.create(response=unsealed, transition="receive", by=None)
    return unsealed


def organisation_answer(consultation, **fields):
    body = OrganisationFactory()
    return received(consultation, organisation=body, sender_kind=SenderKind.ORGANISATION, **fields)


def taken_to(response, state, *, by):
    """Along the steps of the workflow; whatever is found is masked."""
    registering.register(response, by=by)
    if state != ResponseState.REGISTERED:
        publishing.review(response, by=by)
    found = masking.find(response, canonical.parts_of(response))
    publishing.decide(response, found, decision=Decision.MASKED, by=by)
    if state in {ResponseState.WEB_APPROVED, ResponseState.PUBLISHED}:
        publishing.approve(response, by=by)
    if state == ResponseState.PUBLISHED:
        response.refresh_from_db()
        publishing.publish(response, by=by)
    response.refresh_from_db()
    return response


def page(client, name, response, *more):
    return client.get(reverse(f"consultations:{name}", args=[2021, "rus", response.receipt_number, *more]))


# --- what is found ------------------------------------------------------------------------------------------------
def luhn_digit(nine):
    total = sum(sum(divmod(int(digit) * (2 - place % 2), 10)) for place, digit in enumerate(nine))
    return str(-total % 10)


def number(day="850615", serial="123", form="{day}-{rest}"):
    return form.format(day=day, rest=serial + luhn_digit(day + serial))


@pytest.mark.parametrize(
    "text",
    [
        number(),
        number(form="{day}{rest}"),
        number(form="19{day}-{rest}"),
        number(form="19{day}{rest}"),
        number(form="{day}+{rest}"),
        number(form="{day}\u2013{rest}"),
        number(form="{day} {rest}"),
        number(day="850675"),
        number(day="000229", form="20{day}-{rest}"),
    ],
)
def test_valid_personal_numbers_are_found_however_they_are_written(text):
    said = f"Min granne, {text}, är sjuk."

    assert [said[start:end] for start, end in masking.personal_numbers(said)] == [text]


@pytest.mark.parametrize(
    "text",
    [
        number()[:-1] + str((int(number()[-1]) + 1) % 10),
        number(day="850631").replace("850631", "850631"),
        number(day="851315"),
        "232100-0081",
        "RUN 2021/EX-0042",
        "0455-305000",
        f"9{number(form='{day}{rest}')}7",
    ],
)
def test_what_is_no_personal_number_is_left_alone(text):
    assert masking.personal_numbers(f"Se {text} här.") == []


def test_a_number_with_a_wrong_check_digit_is_proposed_but_stops_only_where_a_person_writes(consultation):
    response = received(consultation, summary="Född 850101-2384, ring 070123-4567, vi är 232100-0081.")

    passages = masking.find(response, canonical.parts_of(response))

    assert [passage.kind for passage in passages] == ["like_number", "phone"]
    assert all(masking.stops_publishing(response, passage) for passage in passages)


def test_contact_data_and_the_senders_name_are_found_and_masked_everywhere(consultation, leader):
    text = (
        "Jag, Maj Provberg, bor på Provvägen 12 B, 374 31 Provby. Ring 0455-30 50 00 eller +46 70 123 45 67,"
        " eller skriv till maj.provberg@privat.example. Provbergs gård är gammal. Mitt nummer är " + number() + "."
        " Mormor bor på Provgatan 3 i Provby och Testvägen 4b."
    )
    response = received(consultation, sender_name="Maj Provberg", summary=text, comment="Hälsningar Maj!")

    taken_to(response, ResponseState.WEB_APPROVED, by=leader)

    shown = masking.masked(response, canonical.parts_of(response), list(Redaction.objects.all()))
    assert shown["summary"] == (
        "Jag, [maskat], bor på [maskat]. Ring [maskat] eller [maskat], eller skriv till [maskat]."
        " [maskat] gård är gammal. Mitt nummer är [maskat]. Mormor bor på [maskat] i Provby och [maskat]."
    )
    assert [value for name, value in shown.items() if name.startswith("comment")] == ["Hälsningar [maskat]!"]


def test_years_registry_numbers_and_sections_are_not_masked(consultation):
    text = "Målet för 2030 i avsnitt 4.2 (RUN 2021/EX-0042) gäller 12 000 personer, 50 procent, 2021-06-30."
    response = received(consultation, summary=text)

    assert masking.find(response, canonical.parts_of(response)) == []


# --- what stops publishing ----------------------------------------------------------------------------------------
def test_personal_number_stops_publishing_until_masked_or_waived_by_name(consultation, leader):
    """Scenario 12, also in an organisation's answer."""
    response = organisation_answer(consultation, summary=f"Kontakta {number()} om detta.")
    registering.register(response, by=leader)
    publishing.review(response, by=leader)

    with pytest.raises(publishing.WebVersionNotReadyError) as refused:
        publishing.approve(response, by=leader)
    found = refused.value.passages
    publishing.decide(response, found, decision=Decision.WAIVED, reason="Påhittat exempel.", by=leader)
    publishing.approve(response, by=leader)

    assert [passage.kind for passage in found] == ["personal_number"]
    assert Redaction.objects.get().by == leader
    response.refresh_from_db()
    assert response.state == ResponseState.WEB_APPROVED


@pytest.mark.parametrize("kind", [MarkKind.SECRET, MarkKind.UNFIT, MarkKind.MISDIRECTED])
def test_marked_answers_are_not_published_even_after_approval(kind, consultation, leader):
    response = taken_to(received(consultation, summary="Bra."), ResponseState.WEB_APPROVED, by=leader)
    registering.mark(response, kind, note="Prövat.", by=leader)

    done, left = publishing.publish_many([response], by=leader)

    assert (done, left) == (0, [response])


def test_protected_people_are_never_published(consultation, leader):
    response = received(consultation, is_protected=True, summary="Bra.")
    registering.register(response, by=leader)
    publishing.review(response, by=leader)

    with pytest.raises(publishing.WebVersionNotReadyError):
        publishing.approve(response, by=leader)


def test_approved_masks_cannot_be_changed_behind_the_readers_back(consultation, leader):
    answer = received(consultation, sender_name="Bo Ek", summary="Bo vill bo kvar.")
    taken_to(answer, ResponseState.PUBLISHED, by=leader)

    with pytest.raises(publishing.TransitionNotAllowedError):
        publishing.undo(Redaction.objects.get(), by=leader)


def test_original_is_untouched(consultation, leader):
    response = received(consultation, sender_name="Maj Provberg", summary="Maj Provberg tycker.")
    before = canonical.digest(response, canonical.parts_of(response))

    taken_to(response, ResponseState.PUBLISHED, by=leader)

    found = Response.objects.get(pk=response.pk)
    assert (found.summary, canonical.digest(found, canonical.parts_of(found))) == ("Maj Provberg tycker.", before)


# --- what everyone reads -------------------------------------------------------------------------------------------
def test_published_answer_shows_masked_text_beside_the_frozen_one_and_names_no_person(consultation, leader, client):
    """Scenario 10, and the first half of 17."""
    response = received(
        consultation,
        sender_name="Maj Provberg",
        sender_email="maj@privat.example",
        summary="Jag heter Maj Provberg.",
        comment="Ring 0455-305000.",
    )
    taken_to(response, ResponseState.PUBLISHED, by=leader)

    answer = page(client, "published_answer", response)
    html = answer.content.decode()

    assert (answer.status_code, bool(answer.cookies), "ETag" in answer.headers) == (200, False, True)
    for secret in ("Maj", "Provberg", "0455", "privat.example"):
        assert secret not in html
    assert "Jag heter [maskat]." in html
    assert "Text i avsnitt 1." in html


@pytest.mark.parametrize("state", [ResponseState.RECEIVED, ResponseState.REGISTERED, ResponseState.WEB_APPROVED])
def test_what_is_not_published_is_not_there(state, consultation, leader, client):
    response = received(consultation, summary="Bra.")
    if state != ResponseState.RECEIVED:
        taken_to(response, state, by=leader)

    assert page(client, "published_answer", response).status_code == 404


def test_taken_off_the_web_it_is_gone_and_the_reason_is_kept(consultation, leader, client):
    response = taken_to(received(consultation, summary="Bra."), ResponseState.PUBLISHED, by=leader)

    publishing.unpublish(response, reason="En granne nämns.", by=leader)

    assert page(client, "published_answer", response).status_code == 404
    event = response.events.get(transition="unpublish")
    assert (event.by, event.reason) == (leader, "En granne nämns.")
    assert response.state == ResponseState.REVIEWED


def test_list_finds_organisations_by_name_and_no_person_by_any_word(consultation, leader, client):
    taken_to(received(consultation, sender_name="Exempel Person"), ResponseState.PUBLISHED, by=leader)
    body = taken_to(organisation_answer(consultation), ResponseState.PUBLISHED, by=leader)
    address = reverse("consultations:published_responses", args=[2021, "rus"])

    found = client.get(address, {"q": "exempel"}).context["page"]
    persons = client.get(address, {"grupp": "person"}).context["page"]

    assert [one.pk for one in found] == [body.pk]
    assert len(persons) == 1


def test_a_replaced_answer_is_marked_in_both_lists_and_not_counted(consultation, leader, client, logged_in):
    first, later, gone = (
        taken_to(organisation_answer(consultation), ResponseState.PUBLISHED, by=leader) for _n in range(3)
    )
    ResponseLink.objects.create(earlier=first, later=later, kind=LinkKind.REPLACES)
    ResponseLink.objects.create(earlier=gone, kind=LinkKind.WITHDRAWS)

    listed = client.get(reverse("consultations:published_responses", args=[2021, "rus"]))
    official = logged_in(leader).get(reverse("consultations:workspace_publish", args=[2021, "rus"]))

    ended = {one.pk: one.ended_by for one in listed.context["page"]}
    assert ended == {first.pk: "replaces", later.pk: None, gone.pk: "withdraws"}
    counted = listed.context["page"].paginator
    assert (counted.count, counted.standing, counted.ended) == (3, 1, 2)
    assert [text.count("tag-stop") for text in (listed.content.decode(), official.content.decode())] == [1, 1]


@pytest.mark.parametrize("state", [RoundState.CLOSED, RoundState.FINISHED])
def test_only_a_standing_answer_of_a_round_that_is_not_compiled_can_be_seconded(consultation, leader, client, state):
    first, later = (taken_to(organisation_answer(consultation), ResponseState.PUBLISHED, by=leader) for _n in range(2))
    ResponseLink.objects.create(earlier=first, later=later, kind=LinkKind.REPLACES)
    Consultation.objects.update(state=state)

    invites = [page(client, "published_answer", one).context["may_second"] for one in (first, later)]
    posted = [
        client.post(reverse("consultations:second", args=[2021, "rus", one.receipt_number])).status_code
        for one in (first, later)
    ]

    is_over = state == RoundState.FINISHED
    assert (invites, posted) == ([False, not is_over], [409, 409 if is_over else 302])


def test_after_the_compilation_the_way_in_says_that_it_is_over(consultation, client):
    address = reverse("consultations:answer", args=[2021, "rus"])
    Consultation.objects.update(state=RoundState.CLOSED)
    before = client.get(address).content.decode()
    Consultation.objects.update(state=RoundState.FINISHED)

    after = client.get(address).content.decode()

    report = reverse("consultations:report", args=[2021, "rus"])
    assert (report in before, report in after) == (False, True)
    # A late answer is never refused.
    assert 'name="who"' in after


def test_pages_ask_the_same_number_of_questions_whatever_the_size(
    consultation, leader, client, django_assert_num_queries
):
    address = reverse("consultations:published_responses", args=[2021, "rus"])
    for size in (2, 8):
        for _n in range(size):
            last = taken_to(organisation_answer(consultation, comment="Bra."), ResponseState.PUBLISHED, by=leader)

        with django_assert_num_queries(4):
            client.get(address, {"n": size})
        with django_assert_num_queries(14):
            page(client, "published_answer", last)


# --- files ----------------------------------------------------------------------------------------------------------
def pdf(**facts):
    """A small PDF that says who made it."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Author": "Maj Provberg", "/Title": "Brev från Maj", **facts})
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def test_a_persons_file_is_left_out_and_the_page_says_that_it_exists(consultation, leader, client):
    response = received(consultation, summary="Bra.", files=[("Maj Provberg.pdf", pdf())])
    taken_to(response, ResponseState.PUBLISHED, by=leader)

    answer = page(client, "published_answer", response)

    html = answer.content.decode()
    assert ("Provberg" in html, reverse("site:ask_to_read") in html) == (False, True)
    assert page(client, "published_file", response, response.attachments.get().pk).status_code == 404
    with pytest.raises(publishing.TransitionNotAllowedError):
        publishing.show_file(response.attachments.get(), is_shown=True, by=leader)


def test_a_masked_copy_is_shown_without_hidden_facts_under_a_name_of_ours(
    consultation, leader, client, django_capture_on_commit_callbacks
):
    response = received(consultation, summary="Bra.", files=[("Maj.pdf", pdf())])
    registering.register(response, by=leader)
    copy = SimpleUploadedFile("Maj Provberg maskad.pdf", pdf())
    with django_capture_on_commit_callbacks(execute=True):
        publishing.replace_file(response.attachments.get(), copy, by=leader)
    publishing.review(response, by=leader)
    publishing.approve(response, by=leader)
    publishing.publish(response, by=leader)

    download = page(client, "published_file", response, response.attachments.get().pk)

    content = b"".join(download.streaming_content)
    assert download.headers["Content-Disposition"] == 'attachment; filename="bilaga-1.pdf"'
    assert download.headers["X-Content-Type-Options"] == "nosniff"
    assert b"Provberg" not in content
    assert len(PdfReader(io.BytesIO(content)).pages) == 1


def test_a_copy_is_not_shown_before_it_is_clean(consultation, leader):
    response = received(consultation, files=[("Maj.pdf", pdf())])
    registering.register(response, by=leader)
    publishing.replace_file(response.attachments.get(), SimpleUploadedFile("m.pdf", pdf()), by=leader)

    assert WebFile.objects.get().is_clean is False


def test_a_persons_own_file_cannot_be_shown(consultation, leader):
    response = received(consultation, files=[("Maj.pdf", pdf())])
    registering.register(response, by=leader)

    with pytest.raises(publishing.OriginalIsPrivateError):
        publishing.show_file(response.attachments.get(), is_shown=True, by=leader)


def test_an_organisations_file_is_shown_unless_left_out(consultation, leader, client):
    response = organisation_answer(consultation, files=[("yttrande.pdf", pdf()), ("bilaga.pdf", pdf())])
    registering.register(response, by=leader)
    shown, left_out = response.attachments.order_by("pk")
    publishing.show_file(left_out, is_shown=False, by=leader)
    publishing.review(response, by=leader)
    publishing.approve(response, by=leader)
    publishing.publish(response, by=leader)

    download = page(client, "published_file", response, shown.pk)

    assert b"".join(download.streaming_content).startswith(b"%PDF")
    assert page(client, "published_file", response, left_out.pk).status_code == 404


# --- letters, roles, pages ------------------------------------------------------------------------------------------
def test_sender_and_registry_are_told_once_and_protected_people_never(consultation, leader):
    response = organisation_answer(consultation, sender_email="anna@kommun.example")
    taken_to(response, ResponseState.PUBLISHED, by=leader)

    told = Letter.objects.filter(kind="published_answer")

    assert sorted(letter.recipient for letter in told) == sorted(
        ["anna@kommun.example", response.organisation.registry_email]
    )
    assert all(f"/remisser/2021/rus/svar/{response.receipt_number}/" in letter.text for letter in told)


def test_letter_is_not_sent_when_the_answer_has_been_taken_off_again(consultation, leader):
    response = received(consultation, sender_email="maj@privat.example", summary="Bra.")
    taken_to(response, ResponseState.PUBLISHED, by=leader)
    publishing.unpublish(response, reason="Fel.", by=leader)

    assert publishing.published_answer_is_still_owed(Letter.objects.get(kind="published_answer")) is False


def test_whoever_publishes_sees_the_masked_text_and_never_the_original(consultation, leader, logged_in):
    response = received(consultation, sender_name="Maj Provberg", summary="Maj Provberg tycker.")
    taken_to(response, ResponseState.WEB_APPROVED, by=leader)
    reader = logged_in(OfficialFactory(role=Role.COMMUNICATOR))

    listed = reader.get("/arbetsyta/remiss/2021/rus/publicera/").content.decode()
    preview = page(reader, "workspace_preview", response).content.decode()
    original = page(reader, "workspace_response", response)
    masks = page(reader, "workspace_masking", response)
    reader.post("/arbetsyta/remiss/2021/rus/publicera/", {"svar": [response.receipt_number]})

    assert ("Provberg" in listed + preview, "[maskat] tycker." in preview) == (False, True)
    assert (original.status_code, masks.status_code) == (403, 403)
    response.refresh_from_db()
    assert response.state == ResponseState.PUBLISHED


def test_strategist_masks_but_does_not_publish_alone(consultation, leader, logged_in):
    response = received(consultation, sender_name="Maj Provberg", summary="Maj Provberg och grannen Ove är sjuka.")
    registering.register(response, by=leader)
    reader = logged_in(OfficialFactory(role=Role.STRATEGIST))
    base = f"/arbetsyta/remiss/2021/rus/svar/{response.receipt_number}/webb/"

    refused = reader.post(f"{base}steg/approve_web/")
    reviewed = reader.post(f"{base}steg/review/", follow=True)
    too_early = reader.post(f"{base}steg/approve_web/")
    (found,) = reader.get(base).context["found"]
    no_reason = reader.post(f"{base}maska/", {"passage": found.passage.id, "decision": "waived"})
    reader.post(f"{base}maska/", {"passage": found.passage.id, "decision": "masked"})
    unknown = reader.post(f"{base}maska/", {"words": "finns inte"})
    reader.post(f"{base}maska/", {"words": "grannen  Ove"})
    reader.post(f"{base}steg/approve_web/")

    assert {one.status_code for one in (refused, too_early, no_reason, unknown)} == {422}
    assert "1" in str(next(iter(reviewed.context["messages"])))
    response.refresh_from_db()
    assert response.state == ResponseState.WEB_APPROVED
    shown = masking.masked(response, canonical.parts_of(response), list(Redaction.objects.live()))
    assert shown["summary"] == "[maskat] och [maskat] är sjuka."
    assert reader.get("/arbetsyta/remiss/2021/rus/publicera/").status_code == 403
