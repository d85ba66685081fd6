"""The compilation: each number is recounted naively and leads to exactly the answers that it counts."""

import threading
from collections import Counter
from urllib.parse import parse_qs

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from consultations import compiling, publication
from consultations.actions import compiling as compilation
from consultations.actions import rounds
from consultations.actions.refusals import RoundNotReadyError
from consultations.compiling import at_words, presenting, said
from consultations.compiling.small_groups import shielded
from consultations.models import (
    CompilationText,
    Consultation,
    LinkKind,
    Response,
    SectionComment,
    SenderKind,
    Stance,
)
from consultations.workflow import ResponseState, RoundState
from rus_portal.accounts.roles import Role
from rus_portal.workflow import TransitionNotAllowedError
from strategy.models import VersionSection
from tests.consultations.compiled import answered, sizeable_round
from tests.factories import ConsultationFactory, OfficialFactory

pytestmark = pytest.mark.django_db


def place(consultation, rest=""):
    return f"/arbetsyta/remiss/{consultation.year}/{consultation.slug}/{rest}"


@pytest.fixture
def leader():
    return OfficialFactory(role=Role.PROJECT_LEADER)


# --- the numbers ------------------------------------------------------------------------------------------------------
def cells_of(figures):
    """(list, query, number) of every number that leads to a list."""
    for table in figures["tables"]:
        where = "inbjudna/" if table["id"].startswith("bodies") else "svar/"
        for row in table["rows"]:
            yield from ((table["id"], where, cell["q"], cell["n"]) for cell in row["cells"] if cell["q"])
    yield from (("left out", "svar/", row["q"], row["n"]) for row in figures["left_out"])


def test_every_number_leads_to_exactly_what_it_counts(logged_in):
    consultation = sizeable_round()
    figures = compiling.count_round(consultation)
    # The registrar may see every answer, those of people with protected identity too.
    reader = logged_in(OfficialFactory(role=Role.REGISTRAR))

    cells = list(cells_of(figures))
    listed = [reader.get(place(consultation, where), parse_qs(query)) for _id, where, query, _n in cells]

    wrong = [
        (cell, answer.context["page"].paginator.count)
        for cell, answer in zip(cells, listed, strict=True)
        if answer.context["page"].paginator.count != cell[3] or len(answer.context["page"]) != cell[3]
    ]
    assert wrong == []
    assert len({name for name, *_rest in cells}) == 9
    assert len(cells) > 60


def test_the_numbers_are_those_of_a_naive_count():
    consultation = sizeable_round()
    figures = compiling.count_round(consultation)
    tables = {table["id"]: table for table in figures["tables"]}

    standing, supplements = [], {}
    for response in Response.objects.filter(consultation=consultation):
        links = {link.kind for link in response.links_on.all()}
        if not links & {LinkKind.WITHDRAWS, LinkKind.REPLACES}:
            standing.append(response)
    for response in standing:
        for link in response.links_back.filter(kind=LinkKind.SUPPLEMENTS):
            if link.earlier in standing:
                supplements[response] = link.earlier
    bodies = [one for one in standing if one not in supplements and one.sender_kind != SenderKind.PERSON]
    persons = [one for one in standing if one.sender_kind == SenderKind.PERSON]

    rows = {row["code"]: [cell["n"] for cell in row["cells"]] for row in tables["stances"]["rows"]}
    overall = Counter(one.stance for one in bodies)
    assert rows["all"] == [*(overall[value] for value in Stance.values), len(bodies)]
    assert rows["business"] == [0, 0, 1, 0, 0, 0, 1]
    # Two groups of one person each would be told by their sum: a third is hidden with them.
    assert Counter(one.stance for one in persons) == {"supports": 7, "opposes": 1, "not_stated": 1}
    assert rows["person"] == [None, 0, None, 0, 0, None, 9]
    for section in consultation.version.sections.all():
        spoken = {}
        for one in standing:
            own = [comment for comment in one.comments.all() if comment.section_id == section.pk]
            if own:
                whole = [c.stance for c in own if not c.block and c.stance != Stance.NOT_STATED]
                words = {c.stance for c in own if c.block and c.stance != Stance.NOT_STATED}
                alike = words.pop() if len(words) == 1 else Stance.NOT_STATED
                spoken[one] = whole[0] if whole else alike
        once = {one: stance for one, stance in spoken.items() if supplements.get(one) not in spoken}
        by_stance = Counter(stance for one, stance in once.items() if one.sender_kind != SenderKind.PERSON)
        shown = [row for row in tables["sections"]["rows"] if row["section"] == section.pk]
        if not spoken:
            assert shown == []
            continue
        numbers = [cell["n"] for cell in shown[0]["cells"]]
        # The files write each number as it is: a truth that counts as one would stand there as a word.
        assert not any(isinstance(number, bool) for number in numbers)
        people = sum(one.sender_kind == SenderKind.PERSON for one in once)
        assert numbers[:7] == [*(by_stance[value] for value in Stance.values), by_stance.total()]
        assert numbers[7] == (None if 0 < people < 5 else people)
        assert numbers[8] == sum(c.response in standing for c in SectionComment.objects.filter(section=section))
    assert [(row["code"], row["n"]) for row in figures["left_out"]] == [
        ("withdrawn", 1),
        ("replaced", 1),
        ("supplement", 1),
    ]
    assert figures["totals"] == {"organisations": 4, "persons": 9}


def test_a_withdrawn_answer_is_in_no_number_and_no_list(logged_in, leader):
    consultation = sizeable_round()

    page = logged_in(leader).get(place(consultation, "sammanstallning/1/")).content.decode()

    assert "Borttaget." not in page
    assert "Målet är för lågt." in page


@pytest.mark.parametrize(
    ("parts", "everyone", "shown"),
    [
        ({"a": 0, "b": 0}, 0, {"a": 0, "b": 0}),
        ({"a": 4, "b": 0}, None, {"a": None, "b": None}),
        ({"a": 5, "b": 0}, 5, {"a": 5, "b": 0}),
        ({"a": 6, "b": 1, "c": 9}, 16, {"a": None, "b": None, "c": 9}),
        ({"a": 2, "b": 2, "c": 9}, 13, {"a": None, "b": None, "c": None}),
        ({"a": 4, "b": 4, "c": 9}, 17, {"a": None, "b": None, "c": 9}),
        ({"a": 5, "b": 5}, 10, {"a": 5, "b": 5}),
    ],
)
def test_a_small_group_is_neither_shown_nor_left_to_be_worked_out(parts, everyone, shown):
    assert shielded(parts) == (everyone, shown)


def test_comments_do_not_tell_how_many_people_have_spoken():
    """Of a section where few people speak, the comments are hidden too unless those of organisations hide them."""
    columns = ["all", "persons", "points", "proposals"]

    def shown(*numbers):
        row = {"code": "1", "section": 1, "cells": [{"n": n, "q": ""} for n in numbers]}
        table = presenting._table({"id": "sections", "columns": columns, "rows": [row]}, {}, {})
        return [one["n"] for one in table["rows"][0]["cells"]]

    assert shown(0, None, 1, 1) == [0, None, None, None]
    assert shown(3, None, 4, 0) == [3, None, None, None]
    assert shown(3, None, 8, 2) == [3, None, 8, 2]
    assert shown(0, 6, 7, 1) == [0, 6, 7, 1]


def test_no_number_of_private_persons_is_small():
    """Whatever is hidden cannot be had by subtraction: of each row at least five people stay hidden together."""
    for stances in ([5, 1], [4, 1], [1, 1, 1, 1, 1], [10, 2, 2], [3, 3, 3], [100, 1, 0, 7]):
        everyone, shown = shielded(dict(enumerate(stances)))

        hidden = [n for n, number in zip(stances, shown.values(), strict=True) if number is None]
        assert not [n for n in shown.values() if n is not None and 0 < n < 5]
        assert everyone is None or not hidden or (len(hidden) > 1 and sum(hidden) >= 5)


# --- the texts --------------------------------------------------------------------------------------------------------
def test_a_text_is_kept_in_versions_with_who_and_when(leader, at):
    consultation = sizeable_round()
    section = consultation.version.sections.first()
    with at("2021-09-01 10:00"):
        compilation.write_text(consultation, "Ett.", section=section, based_on=0, by=leader)
    other = OfficialFactory(role=Role.STRATEGIST)
    with at("2021-09-02 10:00"):
        compilation.write_text(consultation, " Två. ", section=section, based_on=1, by=other)
        compilation.write_text(consultation, "Två.", section=section, based_on=0, by=leader)

    kept = consultation.compilation_texts.about(section=section)

    assert [(one.number, one.text, one.by) for one in kept] == [(2, "Två.", other), (1, "Ett.", leader)]
    assert compiling.texts_of(consultation) == {"guide": "", "section": {str(section.pk): "Två."}, "question": {}}


def test_a_text_that_somebody_else_has_changed_is_not_overwritten(logged_in, leader):
    consultation = sizeable_round()
    section = consultation.version.sections.first()
    compilation.write_text(consultation, "Deras.", section=section, based_on=0, by=OfficialFactory())
    page = place(consultation, "sammanstallning/1/")
    official = logged_in(leader)

    refused = official.post(page, {"text": "Min.", "based_on": "0"})
    content = refused.content.decode()
    again = official.post(page, {"text": "Båda.", "based_on": refused.context["text"].form["based_on"].value()})

    assert (refused.status_code, "Deras." in content, ">\nMin.</textarea>" in content) == (422, True, True)
    assert again.status_code == 302
    assert [one.text for one in consultation.compilation_texts.about(section=section)] == ["Båda.", "Deras."]


@pytest.mark.django_db(transaction=True)
def test_two_who_save_at_once_both_keep_what_they_wrote(leader):
    consultation = sizeable_round()
    barrier, kept, refused = threading.Barrier(4), [], []

    def save(text):
        try:
            barrier.wait(timeout=20)
            kept.append(compilation.write_text(consultation, text, based_on=0, by=leader).text)
        except compilation.TextChangedError as changed:
            refused.append(changed.newest.text)
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=(f"Text {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(kept) == 1
    assert refused == kept * 3


@pytest.mark.parametrize("state", [RoundState.PLANNED, RoundState.WITHDRAWN])
def test_there_is_nothing_to_write_of_a_round_that_nobody_answers(state, leader):
    consultation = sizeable_round()
    Consultation.objects.update(state=state)

    with pytest.raises(TransitionNotAllowedError):
        compilation.write_text(consultation, "Text", based_on=0, by=leader)


@pytest.mark.parametrize(
    ("role", "status"), [(Role.STRATEGIST, 302), (Role.ANALYST, 302), (Role.REGISTRAR, 403), (Role.ARCHIVIST, 403)]
)
def test_who_may_write_the_texts(role, status, logged_in):
    consultation = sizeable_round()
    official = logged_in(OfficialFactory(role=role))

    posted = official.post(place(consultation, "sammanstallning/"), {"text": "Så läser man.", "based_on": "0"})

    assert posted.status_code == status
    assert CompilationText.objects.exists() == (status == 302)
    assert ("<textarea" in official.get(place(consultation, "sammanstallning/")).content.decode()) == (status == 302)


def test_what_is_written_or_approved_is_never_changed(leader):
    consultation = sizeable_round()
    text = compilation.write_text(consultation, "Text", based_on=0, by=leader)
    version = compilation.approve(consultation, signed_by="Projektledaren", by=leader, despite_gaps=True)

    for row in (text, version):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(number=9)


# --- approve, correct, publish, finish --------------------------------------------------------------------------------
def test_approving_warns_of_sections_without_summary(leader, logged_in):
    consultation = sizeable_round()
    page = place(consultation, "steg/compile/")
    official = logged_in(leader)

    with pytest.raises(RoundNotReadyError):
        compilation.approve(consultation, signed_by="Projektledaren", by=leader)
    unticked = official.post(page, {"signed_by": "Projektledaren"})
    stays = official.post(page, {"signed_by": "Projektledaren", "compilation": "1"})
    unsigned = official.post(page, {"signed_by": " ", "despite_gaps": "on"})
    done = official.post(page, {"signed_by": "Projektledaren", "despite_gaps": "on"})

    consultation.refresh_from_db()
    assert official.get(page)["Location"] == place(consultation, "")
    assert (unticked.status_code, unsigned.status_code, done.status_code) == (422, 422, 302)
    assert [one.templates[0].name for one in (unticked, stays)] == [
        "consultations/workspace/round.html",
        "consultations/workspace/compilation.html",
    ]
    assert list(stays.context["refused_step"].errors) == ["despite_gaps"]
    assert (consultation.state, consultation.compilation_versions.get().signed_by) == ("compiled", "Projektledaren")


def test_approving_needs_no_second_word_when_every_section_has_its_summary(leader):
    consultation = sizeable_round()
    for section in consultation.version.sections.all()[:2]:
        compilation.write_text(consultation, "Kort.", section=section, based_on=0, by=leader)

    version = compilation.approve(consultation, signed_by="Projektledaren", by=leader)

    assert (version.number, set(version.texts["section"].values())) == (1, {"Kort."})
    assert version.figures == compiling.count_round(consultation)


def test_approved_figures_stay_and_a_correction_is_a_version_of_its_own(leader):
    consultation = sizeable_round()
    first = compilation.approve(consultation, signed_by="Projektledaren", by=leader, despite_gaps=True)
    answered(consultation, stance=Stance.OPPOSES)

    second = compilation.correct(consultation, signed_by="Chefen", note="Ett svar till.", by=leader)

    first.refresh_from_db()
    assert (first.figures["totals"]["persons"], second.figures["totals"]["persons"]) == (9, 10)
    assert [(v.number, v.note) for v in consultation.compilation_versions.all()] == [(2, "Ett svar till."), (1, "")]
    assert consultation.events.last().transition == "correct_compilation"
    with pytest.raises(RoundNotReadyError):
        compilation.correct(consultation, signed_by="Chefen", note=" ", by=leader)


def test_publishing_takes_the_approved_answers_along_and_finishing_ends_it(leader, logged_in):
    consultation = sizeable_round()
    Response.objects.filter(consultation=consultation).update(state=ResponseState.WEB_APPROVED)
    compilation.approve(consultation, signed_by="Projektledaren", by=leader, despite_gaps=True)
    foreseen = publication.going_out(consultation)
    pages = [logged_in(leader).get(place(consultation, one)).content.decode() for one in ("", "sammanstallning/")]

    done, left = compilation.publish(consultation, by=leader)
    rounds.take_step(consultation, "finish", by=leader)

    # Not the protected one, and neither the withdrawn nor the replaced one.
    assert (done, left) == (13, 1)
    assert (foreseen[0], [number for _why, number in foreseen[1]]) == (done, [left])
    assert all(foreseen[1][0][0] in html for html in pages)
    assert set(Response.objects.published().values_list("is_protected", flat=True)) == {False}
    assert consultation.state == RoundState.FINISHED
    with pytest.raises(TransitionNotAllowedError):
        compilation.approve(consultation, signed_by="Projektledaren", by=leader, despite_gaps=True)


@pytest.mark.parametrize(
    ("role", "may"), [(Role.PROJECT_LEADER, True), (Role.STRATEGIST, False), (Role.COMMUNICATOR, False)]
)
def test_who_may_take_the_steps(role, may):
    official, consultation = OfficialFactory(role=role), ConsultationFactory()

    steps = ("compile", "publish", "finish")
    taken = {step: official.has_perm(f"consultations.{step}_consultation", consultation) for step in steps}

    assert taken == dict.fromkeys(taken, may)


# --- the pages of the officials ---------------------------------------------------------------------------------------
def test_who_says_what_stands_in_swedish_order_and_persons_without_name(logged_in, leader):
    consultation = sizeable_round()
    answered(
        consultation, sender_name="Maj Provberg", comments=[(consultation.version.sections.first(), {"comment": "x"})]
    )
    first = consultation.version.sections.first()

    senders = [str(one.response.sender) for one in said.comments(consultation, section=first)]
    page = logged_in(leader).get(place(consultation, "sammanstallning/1/")).content.decode()

    assert senders == ["Zeta", "Zeta", "Åhus", "Öland", "Öland", "Maj Provberg"]
    assert ("HEMLIGT" in page, "Maj Provberg" in page, "Privatperson" in page) == (False, False, True)
    # The proposal is shown against the frozen words.
    assert "<del>" in page
    assert "<ins>" in page


def test_words_that_are_spoken_of_are_marked_and_lead_to_their_comments(logged_in, leader):
    consultation = sizeable_round()
    first = consultation.version.sections.first()
    block = first.body[0]["id"]
    official = logged_in(leader)

    page = official.get(place(consultation, "sammanstallning/1/")).content.decode()
    narrowed = official.get(place(consultation, "sammanstallning/1/"), {"stycke": block})

    assert "<p><mark>Text</mark> i <mark>avsnitt 1</mark>.</p>" in page
    assert f'href="?stycke={block}"' in page
    assert [one.quoted for one in narrowed.context["page"]] == ["Text", "avsnitt 1"]


def test_overlapping_words_are_one_mark_and_markup_is_left_alone():
    body = [{"id": "a", "html": "<p>En två tre &amp; fyra.</p>"}, {"id": "b", "html": "<ul><li>En två</li></ul>"}]
    section = VersionSection(body=body)

    plain, marked_up = at_words.paragraphs(section, [("a", "två tre", ""), ("a", "tre & fyra", ""), ("b", "två", "")])

    assert plain.html == "<p>En <mark>två tre &amp; fyra</mark>.</p>"
    assert (plain.comment_count, marked_up.html, marked_up.comment_count) == (2, "<ul><li>En två</li></ul>", 1)


def test_an_unknown_section_or_question_is_404(logged_in, leader):
    consultation = sizeable_round()
    official = logged_in(leader)

    answers = [
        official.get(place(consultation, f"sammanstallning/{rest}/")).status_code
        for rest in ("9", "fraga/9", "fil/exe")
    ]

    assert answers == [404, 404, 404]


def test_pages_ask_as_many_questions_with_many_answers_as_with_few(logged_in, leader):
    consultation = sizeable_round()
    official = logged_in(leader)
    pages = [place(consultation, f"sammanstallning/{rest}") for rest in ("", "1/", "fraga/2/")]
    for page in pages:
        official.get(page)
    before = [_queries(official, page) for page in pages]

    sections = list(consultation.version.sections.all())
    question = consultation.questions.get(order=2)
    for n in range(8):
        answered(consultation, comments=[(sections[0], {"comment": str(n)})], answers=[(question, "Svar")])

    assert [_queries(official, page) for page in pages] == before
    assert max(before) < 40


def _queries(client, page):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200
    return len(captured)
