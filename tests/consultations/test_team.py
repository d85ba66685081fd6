"""Writing together: who gets in, what each may do, and that nothing is lost when somebody leaves."""

import threading
from datetime import date

import pytest
from django.core.files.storage import default_storage
from django.core.signing import Signer
from django.db import connection
from docx import Document
from pypdf import PdfReader

from consultations import paper_making, papers, signing, writers
from consultations.actions import answers, membership, reviewing, teamwork
from consultations.models import CameBy, Draft, DraftLink, DraftPaper, DraftTask, PaperState, Response
from consultations.views.visit import Visit
from consultations.workflow import DRAFT_STEPS, DraftState, DraftTransition
from consultations.writers import Writer
from rus_portal import clock
from rus_portal.accounts.models import MemberRole, Membership
from rus_portal.notifications import tasks
from rus_portal.notifications.models import Letter
from rus_portal.workflow import TransitionNotAllowedError
from tests.factories import (
    ConsultationFactory,
    InvitationFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    """The draft of an invited body that has no members in the portal."""
    return answers.begin(ConsultationFactory(), invitation=InvitationFactory())


def writer_of(draft, role=MemberRole.WRITER, came_by=CameBy.COLLEAGUE, **facts):
    """Somebody in the draft without account."""
    link = writers.join(draft, came_by=came_by, role=role, **facts)
    return Writer(None, link, link.shown_name, role)


def member_of(draft, role):
    """A member of the body, who is in the draft."""
    user = MembershipFactory(organisation=draft.organisation, role=role).user
    link = writers.join(draft, came_by=CameBy.MEMBER, user=user, role=role)
    return Writer(user, link, str(user), role, is_member=True)


# --- keys ---


def test_the_key_of_a_link_opens_that_link_and_stands_in_no_row(draft):
    link = writer_of(draft).link
    key = writers.key_of(link)

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(l)::text FROM consultations_draftlink l WHERE id = %s", [link.pk])
        row = cursor.fetchone()[0]

    assert writers.link_of(key) == link
    assert key.rpartition(".")[2] not in row


@pytest.mark.parametrize("change", [lambda key: key[:-1] + "x", lambda key: key.partition(".")[0], lambda key: "a.b"])
def test_a_guessed_key_opens_nothing(draft, change):
    assert writers.link_of(change(writers.key_of(writer_of(draft).link))) is None


def test_a_key_made_with_another_secret_opens_nothing(draft):
    link = writer_of(draft).link
    forged = Signer(key="another", salt="consultations.draft_link", sep=".").sign(link.pk.hex)

    assert writers.link_of(forged) is None


# --- letting in ---


def test_a_colleague_gets_one_link_by_mail_however_often_asked(draft, mailoutbox, django_capture_on_commit_callbacks):
    writer = writer_of(draft, MemberRole.ADMINISTRATOR, name="Anna")

    with django_capture_on_commit_callbacks(execute=True):
        for _n in range(2):
            link = teamwork.invite_colleague(
                draft, email="Bo@Kommun.example", role="writer", message="Skriv om bussarna.", by=writer
            )

    key = writers.key_of(link)
    assert draft.links.count() == 2
    assert [mail.to for mail in mailoutbox] == [["bo@kommun.example"]] * 2
    assert all(key in mail.body and "Skriv om bussarna." in mail.body for mail in mailoutbox)
    assert all(key in mail.alternatives[0][0] for mail in mailoutbox)
    letter = Letter.objects.first()
    assert key not in letter.text + letter.html
    assert letter.subject.startswith(("Utkast, inte skickat", "Draft, not sent"))


def test_a_letter_to_somebody_shown_out_is_not_sent(draft, mailoutbox):
    writer = writer_of(draft, MemberRole.ADMINISTRATOR)
    link = teamwork.invite_colleague(draft, email="bo@kommun.example", role="writer", by=writer)

    teamwork.show_out(draft, link, by=writer)
    tasks.send_letter(Letter.objects.get().pk)

    assert mailoutbox == []
    assert Letter.objects.get().cancelled_at is not None


def test_a_member_is_let_in_as_the_member_with_the_organisations_role(draft):
    member = MembershipFactory(organisation=draft.organisation, role=MemberRole.REVIEWER)
    writer = writer_of(draft, MemberRole.ADMINISTRATOR)

    link = teamwork.invite_colleague(draft, email=member.user.email, role="signatory", by=writer)

    assert (link.user, link.came_by, link.role) == (member.user, CameBy.MEMBER, MemberRole.REVIEWER)


@pytest.mark.parametrize("own", writers.LADDER)
@pytest.mark.parametrize("given", writers.LADDER)
def test_nobody_gives_a_role_above_the_own_one(draft, own, given):
    writer = writer_of(draft, own)
    allowed = writers.LADDER.index(given) <= writers.LADDER.index(own)

    if allowed:
        link = teamwork.invite_colleague(draft, email="bo@kommun.example", role=given, by=writer)
        assert link.role == given
    else:
        with pytest.raises(teamwork.NotYoursToDoError):
            teamwork.invite_colleague(draft, email="bo@kommun.example", role=given, by=writer)
        assert Letter.objects.count() == 0


def test_the_first_by_the_invitation_decides_and_the_next_may_sign(draft):
    first = writers.join(draft, came_by=CameBy.INVITATION)
    second = writers.join(draft, came_by=CameBy.INVITATION)

    assert (first.role, second.role) == (MemberRole.ADMINISTRATOR, MemberRole.SIGNATORY)


def test_where_there_are_members_nobody_becomes_administrator_by_the_invitation(draft):
    MembershipFactory(organisation=draft.organisation, role=MemberRole.WRITER)

    assert writers.join(draft, came_by=CameBy.INVITATION).role == MemberRole.SIGNATORY


def test_the_own_link_is_sent_to_the_address_and_never_a_second_one_is_made(draft):
    writer = writer_of(draft)
    other = writer_of(draft, email="anna@kommun.example")

    teamwork.send_own_link(draft, email="anna@kommun.example", by=writer)

    assert draft.links.count() == 2
    assert other.link.pk.hex in Letter.objects.get().text
    writer.link.refresh_from_db()
    assert writer.link.email == ""


# --- showing out ---


def test_what_somebody_had_to_do_is_handed_over_and_comments_stay(draft):
    boss, anna, bo = writer_of(draft, MemberRole.SIGNATORY), writer_of(draft, name="Anna"), writer_of(draft)
    teamwork.hand_out(draft, part="helheten", to=anna.link, by=boss)
    teamwork.hand_out(draft, part="bilagor", to=anna.link, by=boss)
    teamwork.hand_out(draft, part="bilagor", to=bo.link, by=boss)
    teamwork.say(draft, part="helheten", text="Tänk på bussarna.", by=anna)

    teamwork.show_out(draft, anna.link, hand_over_to=bo.link, by=boss)

    anna.link.refresh_from_db()
    assert anna.link.revoked_at is not None
    assert sorted(draft.tasks.values_list("part", "to")) == [("bilagor", bo.link.pk), ("helheten", bo.link.pk)]
    assert draft.notes.get().by.shown_name == "Anna"


def test_a_writer_shows_nobody_out_but_may_leave(draft):
    boss, anna = writer_of(draft, MemberRole.SIGNATORY), writer_of(draft)

    with pytest.raises(teamwork.NotYoursToDoError):
        teamwork.show_out(draft, boss.link, by=anna)
    teamwork.show_out(draft, anna.link, by=anna)

    assert list(draft.links.live()) == [boss.link]


def test_a_signatory_does_not_show_an_administrator_out(draft):
    boss, chief = writer_of(draft, MemberRole.ADMINISTRATOR), writer_of(draft, MemberRole.SIGNATORY)

    with pytest.raises(teamwork.NotYoursToDoError):
        teamwork.show_out(draft, boss.link, by=chief)


def test_the_last_administrator_names_another_before_leaving(draft):
    boss, anna = writer_of(draft, MemberRole.ADMINISTRATOR), writer_of(draft)

    with pytest.raises(teamwork.LastAdministratorError):
        teamwork.show_out(draft, boss.link, by=boss)
    with pytest.raises(teamwork.LastAdministratorError):
        teamwork.change_role(draft, boss.link, role="writer", by=boss)
    teamwork.change_role(draft, anna.link, role="administrator", by=boss)
    teamwork.show_out(draft, boss.link, by=boss)

    assert [link.role for link in draft.links.live()] == [MemberRole.ADMINISTRATOR]


def test_showing_out_who_came_by_the_invitation_closes_its_link_also_for_later_drafts(draft):
    writer_of(draft, MemberRole.ADMINISTRATOR, name="Anna")
    boss = member_of(draft, MemberRole.ADMINISTRATOR)
    stranger = writers.join(draft, came_by=CameBy.INVITATION)

    teamwork.show_out(draft, stranger, by=boss)
    Draft.objects.filter(pk=draft.pk).update(sent_at=clock.now())
    later = answers.begin(draft.consultation, invitation=draft.invitation)

    draft.refresh_from_db()
    assert (draft.is_closed_to_invitation, later.is_closed_to_invitation) == (True, True)


def test_a_member_who_is_shown_out_is_a_member_no_more(draft):
    boss, anna = member_of(draft, MemberRole.SIGNATORY), member_of(draft, MemberRole.WRITER)

    teamwork.show_out(draft, anna.link, by=boss)

    assert list(Membership.objects.values_list("user", flat=True)) == [boss.user.pk]
    assert list(Draft.objects.written_by(anna.user)) == []


def test_a_link_without_membership_shows_no_member_out(draft):
    outsider, anna = writer_of(draft, MemberRole.ADMINISTRATOR), member_of(draft, MemberRole.WRITER)

    with pytest.raises(teamwork.NotYoursToDoError):
        teamwork.show_out(draft, anna.link, by=outsider)

    assert Membership.objects.count() == 1


def test_whoever_was_shown_out_does_not_reach_an_own_draft_by_having_begun_it():
    owner = UserFactory()
    draft = answers.begin(ConsultationFactory(), user=owner)
    assert list(Draft.objects.written_by(owner)) == [draft]
    link = writers.join(draft, came_by=CameBy.BEGAN, user=owner)

    DraftLink.objects.filter(pk=link.pk).update(revoked_at=clock.now())

    assert list(Draft.objects.written_by(owner)) == []


# --- handing out and talking ---


def test_a_part_is_handed_out_once_to_each_and_told_of_by_letter(draft):
    boss, anna = writer_of(draft, MemberRole.SIGNATORY), writer_of(draft, email="anna@kommun.example")

    for until in (date(2021, 5, 1), date(2021, 6, 1)):
        task = teamwork.hand_out(draft, part="helheten", to=anna.link, what="Kort.", until=until, by=boss)
    teamwork.hand_out(draft, part="bilagor", to=boss.link, by=boss)
    teamwork.tick(task, done=True, by=anna)

    kept = DraftTask.objects.get(part="helheten")
    assert (kept.until, kept.what, kept.done_by) == (date(2021, 6, 1), "Kort.", anna.link)
    assert set(Letter.objects.values_list("kind", "recipient")) == {("draft_task", "anna@kommun.example")}


def test_a_comment_tells_those_who_are_named_and_an_answer_opens_the_thread_again(draft):
    anna, bo = writer_of(draft, email="anna@kommun.example"), writer_of(draft, email="bo@kommun.example")

    first = teamwork.say(draft, part="helheten", text="För långt?", to=[anna.link, bo.link], by=anna)
    teamwork.resolve(first, done=True, by=bo)
    reply = teamwork.say(draft, part="", text="Nej.", answers=first, by=bo)
    deeper = teamwork.say(draft, part="", text="Bra.", answers=reply, by=anna)

    first.refresh_from_db()
    assert first.resolved_at is None
    assert (reply.answers, deeper.answers, deeper.part) == (first, first, "helheten")
    assert list(Letter.objects.values_list("recipient", flat=True)) == ["bo@kommun.example"]


# --- the review ---


@pytest.mark.parametrize("state", DraftState)
@pytest.mark.parametrize("step", DraftTransition)
def test_take_step_follows_the_table(draft, state, step):
    boss = writer_of(draft, MemberRole.ADMINISTRATOR)
    Draft.objects.filter(pk=draft.pk).update(state=state)
    draft.refresh_from_db()
    way = DRAFT_STEPS[step]

    if state in way.sources:
        reviewing.take_step(draft, step, reason="Skäl.", by=boss)
    else:
        with pytest.raises(TransitionNotAllowedError):
            reviewing.take_step(draft, step, reason="Skäl.", by=boss)

    draft.refresh_from_db()
    assert draft.state == (way.target if state in way.sources else state)
    assert draft.events.count() == (1 if state in way.sources else 0)


@pytest.mark.parametrize("role", writers.LADDER)
def test_only_reviewers_and_those_above_return_or_approve(draft, role):
    writer = writer_of(draft, role)
    reviewing.take_step(draft, DraftTransition.FREEZE, by=writer)

    steps = set(reviewing.steps_for(draft, writer))

    may = role != MemberRole.WRITER
    assert steps == {DraftTransition.TAKE_BACK} | ({DraftTransition.RETURN, DraftTransition.APPROVE} if may else set())
    if not may:
        with pytest.raises(teamwork.NotYoursToDoError):
            reviewing.take_step(draft, DraftTransition.APPROVE, by=writer)


def test_only_whoever_froze_it_or_signs_takes_it_back(draft):
    anna, bo = writer_of(draft), writer_of(draft)
    reviewing.take_step(draft, DraftTransition.FREEZE, by=anna)

    with pytest.raises(teamwork.NotYoursToDoError):
        reviewing.take_step(draft, DraftTransition.TAKE_BACK, by=bo)
    reviewing.take_step(draft, DraftTransition.TAKE_BACK, by=anna)

    assert draft.state == DraftState.WRITING


def test_a_draft_is_returned_with_a_reason_only_and_the_writers_read_it(draft):
    boss, _anna = (
        writer_of(draft, MemberRole.REVIEWER, name="Granskaren"),
        writer_of(draft, email="anna@kommun.example"),
    )
    reviewing.take_step(draft, DraftTransition.FREEZE, by=boss)

    with pytest.raises(reviewing.ReasonMissingError):
        reviewing.take_step(draft, DraftTransition.RETURN, by=boss)
    reviewing.take_step(draft, DraftTransition.RETURN, reason="Nämn Öland.", by=boss)

    assert [(event.transition, event.reason, event.by) for event in draft.events.all()] == [
        ("freeze", "", boss.link),
        ("return", "Nämn Öland.", boss.link),
    ]
    letter = Letter.objects.get()
    assert (letter.recipient, "Nämn Öland." in letter.text) == ("anna@kommun.example", True)


def test_nothing_is_edited_nor_sent_while_it_lies_with_the_reviewers(draft):
    answers.save_fields(draft, {"overall.stance": "supports"})
    writer = writer_of(draft, MemberRole.ADMINISTRATOR, name="Anna Chef")
    reviewing.take_step(draft, DraftTransition.FREEZE, by=writer)

    for attempt in (lambda: answers.save_fields(draft, {"overall.summary": "x"}), lambda: answers.send(draft)):
        with pytest.raises(answers.DraftIsFrozenError):
            attempt()

    reviewing.take_step(draft, DraftTransition.APPROVE, by=writer)
    with pytest.raises(answers.DraftIsFrozenError):
        answers.save_fields(draft, {"overall.summary": "x"})
    assert answers.send(draft, writer=writer).signed_by == "Anna Chef"


def test_a_sent_draft_is_not_frozen(draft):
    answers.save_fields(draft, {"overall.stance": "supports"})
    writer = writer_of(draft)
    answers.send(draft)

    with pytest.raises(answers.DraftIsSentError):
        reviewing.take_step(draft, DraftTransition.FREEZE, by=writer)


def race(*attempts):
    """Run these at once; what each returned or raised, in their order."""
    outcomes, barrier = [None] * len(attempts), threading.Barrier(len(attempts))

    def run(place, attempt):
        try:
            barrier.wait(timeout=20)
            outcomes[place] = attempt() or "done"
        except Exception as fault:
            outcomes[place] = type(fault).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(attempts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_again", range(4))
def test_freezing_saving_and_sending_at_once_leave_one_truth(draft, monkeypatch, _again):
    monkeypatch.setattr("rus_portal.exports.tasks.make_export.delay_on_commit", lambda pk: None)
    monkeypatch.setattr("rus_portal.notifications.tasks.send_letter.delay", lambda pk: None)
    answers.save_fields(draft, {"overall.stance": "supports"})
    anna, bo = writer_of(draft), writer_of(draft)

    def own():
        return Draft.objects.with_round().get(pk=draft.pk)

    outcomes = race(
        lambda: reviewing.take_step(own(), DraftTransition.FREEZE, by=anna),
        lambda: reviewing.take_step(own(), DraftTransition.FREEZE, by=bo),
        lambda: bool(answers.save_fields(own(), {"overall.summary": "sist"})),
        lambda: answers.send(own()).receipt_number,
    )

    draft.refresh_from_db()
    frozen = [outcome for outcome in outcomes[:2] if outcome == "done"]
    assert len(frozen) <= 1
    if draft.sent_at:
        response = Response.objects.get()
        assert (outcomes[3], frozen) == (response.receipt_number, [])
        assert (response.summary == "sist") == (outcomes[2] is True)
    else:
        assert (len(frozen), draft.state, outcomes[3]) == (1, DraftState.IN_REVIEW, "DraftIsFrozenError")
        saved = draft.fields.filter(name="overall.summary", value="sist").exists()
        assert saved == (outcomes[2] is True)


@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_who_leave_at_once_one_stays(draft, monkeypatch):
    boss, chief = writer_of(draft, MemberRole.ADMINISTRATOR), writer_of(draft, MemberRole.ADMINISTRATOR)

    outcomes = race(
        lambda: teamwork.show_out(Draft.objects.get(pk=draft.pk), boss.link, by=boss),
        lambda: teamwork.show_out(Draft.objects.get(pk=draft.pk), chief.link, by=chief),
    )

    assert sorted(outcomes) == ["LastAdministratorError", "done"]
    assert draft.links.live().count() == 1


# --- who sends ---


def test_where_signatories_are_asked_for_the_letters_link_does_not_send(draft):
    draft.organisation.requires_signatory = True
    draft.organisation.save()
    by_letter = writer_of(draft, MemberRole.SIGNATORY, came_by=CameBy.INVITATION)
    named = writer_of(draft, MemberRole.SIGNATORY)
    member = member_of(draft, MemberRole.SIGNATORY)

    may = [signing.may_send(draft, one, is_person=False) for one in (by_letter, named, member, writer_of(draft))]

    assert may == [False, True, True, False]
    assert not signing.needs_one_more(draft)


def test_one_signatory_alone_is_told_to_name_another(draft):
    draft.organisation.requires_signatory = True
    draft.organisation.save()
    member_of(draft, MemberRole.SIGNATORY)

    assert signing.needs_one_more(draft)
    writer_of(draft, MemberRole.SIGNATORY)
    assert not signing.needs_one_more(draft)


def test_who_sent_is_not_noted_for_a_person_with_protected_identity():
    user = UserFactory(name="Hemlig Person")
    draft = answers.begin(ConsultationFactory(), user=user)
    answers.save_fields(draft, {"about.kind": "person", "about.protected": "1", "overall.summary": "Ja."}, by=user)

    link = writers.join(draft, came_by=CameBy.BEGAN, user=user)
    response = answers.send(draft, by=user, writer=Writer(user, link, "Hemlig Person", link.role))

    assert (response.sent_by, response.signed_by) == (None, "")


# --- copies ---


def test_a_copy_shows_the_draft_on_every_page_and_goes_away_with_a_change(draft, django_capture_on_commit_callbacks):
    answers.save_fields(draft, {"overall.stance": "supports", "overall.summary": "Vi är för. " * 900})

    with django_capture_on_commit_callbacks(execute=True):
        reviewing.ask_for_paper(draft, "pdf")
        reviewing.ask_for_paper(draft, "docx")

    made = {paper.kind: paper for paper in draft.papers.all()}
    assert {paper.state for paper in made.values()} == {PaperState.READY}
    names = [paper.file.name for paper in made.values()]
    check_pdf(made["pdf"])
    check_docx(made["docx"])
    assert reviewing.ask_for_paper(draft, "pdf") == made["pdf"]
    with django_capture_on_commit_callbacks(execute=True):
        answers.save_fields(draft, {"overall.summary": "Nytt."})
    assert DraftPaper.objects.count() == 0
    assert [default_storage.exists(name) for name in names] == [False, False]


def check_pdf(paper):
    with paper.file.open("rb") as file:
        pages = [page.extract_text().casefold() for page in PdfReader(file).pages]
    assert len(pages) > 1
    assert all("draft – not sent" in page or "utkast – inte skickat" in page for page in pages)


def check_docx(paper):
    with paper.file.open("rb") as file:
        document = Document(file)
    header = document.sections[0].header.paragraphs[0].text.casefold()
    assert header in ("draft – not sent", "utkast – inte skickat")
    assert "Vi är för." in "\n".join(paragraph.text for paragraph in document.paragraphs)


def test_a_copy_goes_away_when_the_answer_is_sent(draft, django_capture_on_commit_callbacks):
    answers.save_fields(draft, {"overall.stance": "supports"})
    with django_capture_on_commit_callbacks(execute=True):
        paper = reviewing.ask_for_paper(draft, "docx")
    name = DraftPaper.objects.get(pk=paper.pk).file.name

    with django_capture_on_commit_callbacks(execute=True):
        answers.send(draft)

    assert (DraftPaper.objects.count(), default_storage.exists(name)) == (0, False)


def test_a_copy_of_what_changed_meanwhile_is_not_kept(draft, monkeypatch):
    answers.save_fields(draft, {"overall.stance": "supports"})
    paper = reviewing.ask_for_paper(draft, "docx")

    def change_meanwhile(*_args):
        Draft.objects.filter(pk=draft.pk).update(saved_at=clock.now())
        return b"gammalt"

    monkeypatch.setattr(paper_making, "render", change_meanwhile)
    paper_making.make(paper.pk)

    assert DraftPaper.objects.count() == 0


def test_a_copy_that_fails_says_nothing_of_the_text(draft, monkeypatch, caplog):
    answers.save_fields(draft, {"overall.summary": "PLANTERAD-HEMLIGHET"})
    paper = reviewing.ask_for_paper(draft, "docx")

    def fail(_kind, read, _at):
        raise ValueError(read.summary)

    monkeypatch.setattr(paper_making, "render", fail)
    paper_making.make(paper.pk)

    paper.refresh_from_db()
    assert paper.state == PaperState.FAILED
    assert "PLANTERAD" not in caplog.text


# --- members ---


@pytest.fixture
def boss():
    return MembershipFactory(role=MemberRole.ADMINISTRATOR)


def test_a_colleague_becomes_a_member_with_the_address_that_was_asked(boss):
    asked = membership.invite(boss.organisation, email="Ny@Kommun.example", role="reviewer", by=boss.user)
    stranger, colleague = UserFactory(), UserFactory(email="ny@kommun.example")

    with pytest.raises(membership.NotYoursToDoError):
        membership.accept(asked, by=stranger)
    held = membership.accept(asked, by=colleague)

    assert (held.user, held.role) == (colleague, MemberRole.REVIEWER)
    with pytest.raises(membership.NotYoursToDoError):
        membership.accept(asked, by=colleague)


def test_an_invitation_taken_back_opens_nothing(boss, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        asked = membership.invite(boss.organisation, email="ny@kommun.example", role="writer", by=boss.user)
    key = mailoutbox[0].body.split("/medlem/")[1].split("/")[0]
    assert membership.invitation_of(key) == asked
    assert key not in Letter.objects.get().text

    membership.withdraw_invitation(asked, by=boss.user)

    assert membership.invitation_of(key) is None


@pytest.mark.parametrize("role", [MemberRole.WRITER, MemberRole.REVIEWER, MemberRole.SIGNATORY])
def test_only_an_administrator_decides_who_is_in(boss, role):
    other = MembershipFactory(organisation=boss.organisation, role=role)
    organisation = boss.organisation

    for attempt in (
        lambda: membership.invite(organisation, email="x@y.example", role="writer", by=other.user),
        lambda: membership.change_role(organisation, boss.user, role="writer", by=other.user),
        lambda: membership.remove(organisation, boss.user, by=other.user),
        lambda: membership.set_rules(organisation, requires_signatory=True, registry_email="", by=other.user),
    ):
        with pytest.raises(membership.NotYoursToDoError):
            attempt()


def test_a_signatory_decides_for_as_long_as_there_is_no_administrator():
    chief = MembershipFactory(role=MemberRole.SIGNATORY)

    membership.change_role(chief.organisation, chief.user, role="administrator", by=chief.user)

    assert membership.role_of(chief.organisation, chief.user) == MemberRole.ADMINISTRATOR


def test_the_last_administrator_of_an_organisation_stays(boss):
    for attempt in (
        lambda: membership.remove(boss.organisation, boss.user, by=boss.user),
        lambda: membership.change_role(boss.organisation, boss.user, role="writer", by=boss.user),
    ):
        with pytest.raises(membership.LastAdministratorError):
            attempt()


def test_a_removed_member_reaches_no_draft_and_the_parts_are_handed_over(boss, rf):
    anna = MembershipFactory(organisation=boss.organisation, role=MemberRole.WRITER)
    draft = answers.begin(ConsultationFactory(), user=anna.user, organisation=boss.organisation)
    own = writers.join(draft, came_by=CameBy.MEMBER, user=anna.user, role=MemberRole.WRITER)
    kept = writers.join(draft, came_by=CameBy.MEMBER, user=boss.user, role=MemberRole.ADMINISTRATOR)
    DraftTask.objects.create(draft=draft, part="helheten", to=own)

    membership.remove(boss.organisation, anna.user, by=boss.user)

    assert list(Draft.objects.written_by(anna.user)) == []
    assert draft.tasks.get().to == kept
    request = rf.get("/")
    request.session, request.user = {}, anna.user
    assert Visit(request).draft(draft.pk) is None


def test_what_stands_in_a_copy_is_what_would_be_sent(draft):
    key = draft.consultation.version.sections.first().key
    other = OrganisationFactory(name="Medkommun")
    said = {
        "about.joint": f"[{other.pk}]",
        "overall.stance": "opposes",
        f"section.{key}.comment": "Nej.",
        "remark.0badcafe.section": str(key),
        "remark.0badcafe.comment": "Ordet.",
        "decision.body": "Styrelsen",
    }

    paper = papers.contents(draft, said)

    assert [(one.number, one.comment) for one in paper.sections] == [("1", "Nej."), ("1", "Ordet.")]
    assert (paper.joint, paper.decision) == (["Medkommun"], [("body", "Styrelsen")])
