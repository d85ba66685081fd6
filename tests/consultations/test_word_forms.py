"""Forms and letters on their way into a draft: handed in, previewed, taken over once; seen by no official."""

import io
from datetime import date

import pytest
from billiard.exceptions import SoftTimeLimitExceeded
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import gettext as _

from consultations import fields, periodic, tasks_word, writers
from consultations.actions import answers, reviewing, word_forms
from consultations.models import CameBy, Draft, DraftWordForm, Handling, PaperKind, Response
from consultations.word import asked, form, previewing
from consultations.word.blocks import Fault
from consultations.word.steps import WordFormState
from consultations.workflow import DraftTransition
from consultations.writers import Writer
from rus_portal.accounts.models import MemberRole
from rus_portal.accounts.roles import Role
from rus_portal.exports import registry
from rus_portal.exports.models import Export
from rus_portal.workflow import TransitionNotAllowedError
from strategy import blocks
from tests.consultations import word_files
from tests.factories import ConsultationFactory, InvitationFactory, OfficialFactory, QuestionFactory, VersionFactory

pytestmark = pytest.mark.django_db
BASE = "/remisser/2021/rus/svara/"
SECRET = "Sillgrisslan"


@pytest.fixture(autouse=True)
def _may(at, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with at("2021-05-12 14:03:07"):
        yield


@pytest.fixture
def consultation():
    found = ConsultationFactory(last_day=date(2021, 6, 30), version=VersionFactory(sections=2), slug="rus")
    QuestionFactory(consultation=found, order=1)
    return found


@pytest.fixture
def comment(consultation):
    return fields.section_field(consultation.version.sections.order_by("order").first().key, "comment")


@pytest.fixture
def draft(consultation):
    return answers.begin(consultation, invitation=InvitationFactory(consultation=consultation))


@pytest.fixture
def writer(draft):
    link = writers.join(draft, came_by=CameBy.COLLEAGUE, role=MemberRole.ADMINISTRATOR, name="Anna Prov")
    return Writer(None, link, link.shown_name, link.role)


@pytest.fixture
def visitor(draft, writer):
    client = Client()
    client.get(f"/mina-svar/lank/{writers.key_of(writer.link)}/")
    return client


def upload(content, name="svar.docx"):
    return SimpleUploadedFile(name, content)


def filled(draft, said, *, values=None, **more):
    return word_files.fill(form.render(draft.consultation, values), said, **more)


def handed_in(draft, writer, content, name="svar.docx"):
    read = word_forms.hand_in_form(draft, upload(content, name), by=writer)
    tasks_word.read_word_form(read.pk)
    read.refresh_from_db()
    return read


def letter_in(draft, writer, *paragraphs):
    read = word_forms.hand_in_letter(draft, upload(word_files.letter(*paragraphs), "brev.docx"), by=writer)
    tasks_word.read_word_form(read.pk)
    read.refresh_from_db()
    return read


def values_of(draft):
    return dict(draft.fields.values_list("name", "value"))


def preview(read):
    draft = read.draft
    rows = list(draft.fields.values_list("name", "value", "version"))
    values, versions = {n: v for n, v, _ in rows}, {n: v for n, _, v in rows}
    return previewing.changes(read, draft, values, versions)


def take(read, writer, *, handlings=None, places=None, versions=None):
    shown = {change.name: change.version for change in preview(read)} if versions is None else versions
    chosen = handlings or {}
    return word_forms.accept_form(read, handlings=chosen, places=places or {}, versions=shown, by=writer)


# --- the form for everyone -------------------------------------------------------------------------------------------
def test_form_of_the_round_is_made_once_and_is_everyones(
    client, consultation, django_capture_on_commit_callbacks, settings
):
    address = "/remisser/2021/rus/svarsmall.docx"
    with django_capture_on_commit_callbacks(execute=True):
        waiting = client.get(address)

    first, again = client.get(address), client.get(address)

    assert (waiting.status_code, waiting["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert first["Content-Disposition"] == 'attachment; filename="svar-2021-rus.docx"'
    assert first["Content-Type"].endswith("wordprocessingml.document")
    assert b"".join(first.streaming_content) == b"".join(again.streaming_content)
    assert Export.objects.filter(kind="word_form").count() == 1
    assert not first.cookies


def test_form_is_made_anew_when_the_round_asks_something_else(consultation, draft):
    from consultations.exports import word_form  # noqa: PLC0415 – one test asks it

    before = word_form.fingerprint(consultation)
    answers.save_fields(draft, {"overall.summary": SECRET})
    same = word_form.fingerprint(consultation)
    QuestionFactory(consultation=consultation, order=2)

    assert (same == before, word_form.fingerprint(consultation) == before) == (True, False)


def test_no_kind_of_export_is_about_drafts(consultation, draft, writer):
    """Whatever an official can order: it is found by ids of sent things, and holds no word of a draft."""
    answers.save_fields(draft, {"overall.summary": SECRET, "about.name": SECRET})
    reviewing.ask_for_paper(draft, PaperKind.FORM)

    kinds = registry._kinds
    made = kinds["word_form"].make(consultation, lambda percent: None)

    assert [name for name in kinds if "draft" in name] == []
    assert SECRET not in str(io.BytesIO(made.content).getvalue())
    assert SECRET not in word_files.Document(io.BytesIO(made.content)).element.xml
    for kind in kinds.values():
        try:
            thing = kind.find(str(draft.pk))
        except Exception:
            continue
        assert not isinstance(thing, Draft)


# --- a draft's own form ----------------------------------------------------------------------------------------------
def test_own_form_says_what_the_draft_says_and_goes_with_it(draft, visitor, django_capture_on_commit_callbacks):
    answers.save_fields(draft, {"overall.summary": SECRET})
    with django_capture_on_commit_callbacks(execute=True):
        visitor.post(f"{BASE}arbete/utskrift/form/", {"draft": str(draft.pk)})

    got = visitor.get(f"{BASE}arbete/utskrift/form/", {"utkast": str(draft.pk)})
    document = word_files.Document(io.BytesIO(b"".join(got.streaming_content)))
    stranger = Client().get(f"{BASE}arbete/utskrift/form/", {"utkast": str(draft.pk)})
    answers.save_fields(draft, {"overall.summary": "Annat."})

    assert got["Content-Disposition"].endswith('.docx"')
    assert SECRET in document.element.xml
    assert stranger.status_code == 404
    assert not draft.papers.exists()


# --- what a form would do --------------------------------------------------------------------------------------------
def test_what_stands_already_is_not_shown_and_new_texts_are_taken(draft, writer, comment):
    answers.save_fields(draft, {"question.1": "Samma."})
    read = handed_in(draft, writer, filled(draft, {"question.1": "Samma.", comment: "Nytt."}))

    changes = preview(read)
    changed = take(read, writer)

    assert [(change.name, change.old, change.new, change.handling) for change in changes] == [
        (comment, "", "Nytt.", Handling.NEW)
    ]
    assert changed == [comment]
    assert values_of(draft)[comment] == "Nytt."


def test_where_both_have_written_both_texts_are_kept_unless_somebody_chooses(draft, writer, comment):
    answers.save_fields(draft, {comment: "Vårt.", "question.1": "Ett.", "overall.stance": "opposes"})
    words = dict(asked.stances())["supports"]
    said = {comment: "Formens.", "question.1": "Ett. Och två.", "overall.stance": words}
    read = handed_in(draft, writer, filled(draft, said))

    proposed = {change.name: change.handling for change in preview(read)}
    stance = read.passages.get(told="overall.stance").pk
    take(read, writer, handlings={stance: Handling.NEW})

    assert proposed == {
        "overall.stance": Handling.KEEP,
        "question.1": Handling.NEW,
        comment: Handling.BOTH,
    }
    assert values_of(draft)[comment] == "Vårt.\n\nFormens."
    assert values_of(draft)["question.1"] == "Ett. Och två."
    assert values_of(draft)["overall.stance"] == "supports"


def test_form_taken_from_the_draft_is_the_newer_one_until_somebody_writes(draft, writer, comment):
    values = {comment: "Gammalt.", "question.1": "Gammalt svar."}
    answers.save_fields(draft, values)
    content = filled(draft, {comment: "Nytt.", "question.1": "Nytt svar."}, values=values)
    answers.save_fields(draft, {"question.1": "Kollegans svar."})
    read = handed_in(draft, writer, content)

    assert {change.name: change.handling for change in preview(read)} == {
        "question.1": Handling.BOTH,
        comment: Handling.NEW,
    }


def test_text_is_never_emptied_by_a_form_unless_somebody_says_so(draft, writer, comment):
    answers.save_fields(draft, {comment: "Står kvar."})
    content = filled(draft, {comment: ""}, values={comment: "Står kvar."})
    read = handed_in(draft, writer, content)

    take(read, writer)

    assert values_of(draft)[comment] == "Står kvar."


def test_taken_twice_it_is_taken_once(draft, writer, comment):
    read = handed_in(draft, writer, filled(draft, {comment: "Nytt."}))
    other = DraftWordForm.objects.get(pk=read.pk)
    take(read, writer)

    with pytest.raises(TransitionNotAllowedError):
        take(other, writer, versions={comment: 1})

    assert values_of(draft)[comment] == "Nytt."
    assert list(draft.fields.filter(name=comment).values_list("version", flat=True)) == [1]


def test_nothing_is_changed_when_somebody_has_saved_since_the_preview(draft, writer, comment):
    read = handed_in(draft, writer, filled(draft, {comment: "Formens.", "question.1": "Svar."}))
    versions = {change.name: change.version for change in preview(read)}
    answers.save_fields(draft, {comment: "Kollegans."})

    with pytest.raises(word_forms.ChangedMeanwhileError):
        take(read, writer, versions=versions)

    assert values_of(draft)[comment] == "Kollegans."
    assert "question.1" not in values_of(draft)
    assert DraftWordForm.objects.get().state == WordFormState.READY


def test_what_has_no_place_is_placed_by_hand_or_left_out_and_not_lost(draft, writer, comment):
    content = filled(draft, {"about.name": "Exempelby"}, outside=["Hej då.", "Tack."])
    read = handed_in(draft, writer, content)
    loose = {one.text: one.pk for one in read.passages.loose()}
    name = read.passages.get(told="about.name")

    take(read, writer, places={loose["Hej då."]: comment, loose["Tack."]: "", name.pk: "overall.summary"})

    assert values_of(draft)[comment] == "Hej då."
    assert values_of(draft)["overall.summary"] == "Exempelby"
    assert "about.name" not in values_of(draft)
    assert list(read.passages.filter(placed_at=None).values_list("text", flat=True)) == ["Tack."]


def test_what_was_left_out_can_be_placed_or_thrown_away_later(draft, writer, visitor, comment):
    read = handed_in(draft, writer, filled(draft, {"about.name": "Exempelby"}, outside=["Hej då.", "Tack."]))
    take(read, writer)
    waiting = {one.text: one.pk for one in read.passages.waiting()}
    address = f"{BASE}word/{read.pk}/"
    check = visitor.get(f"{BASE}granska/").content.decode()
    sent = {"draft": str(draft.pk), f"place.{waiting['Hej då.']}": comment, f"place.{waiting['Exempelby']}": ""}

    placed = visitor.post(address, sent | {f"place.{waiting['Tack.']}": "-"})
    visitor.post(address, sent)
    page = visitor.get(address).content.decode()

    assert sorted(waiting) == ["Exempelby", "Hej då.", "Tack."]
    assert f"{address}?utkast={draft.pk}#ovrigt" in check
    assert (placed.status_code, placed["Location"]) == (302, address)
    assert values_of(draft)[comment] == "Hej då."
    assert list(read.passages.waiting().values_list("text", flat=True)) == ["Exempelby"]
    assert "Tack." not in page
    assert f'name="place.{waiting["Exempelby"]}"' in page


# --- what is said of words -------------------------------------------------------------------------------------------
@pytest.fixture
def marked(draft):
    """A remark on words of the first section: its name."""
    section = draft.consultation.version.sections.order_by("order").first()
    block = section.body[0]
    words = blocks.plain_text([block]).split()[0]
    facts = {"section": str(section.key), "block": block["id"], "quoted": words, "comment": "Otydligt."}
    answers.save_fields(draft, {f"remark.0123abcd.{part}": value for part, value in facts.items()})
    return "remark.0123abcd"


@pytest.mark.parametrize("lost", [{}, {"controls": True, "keys": True}, {"controls": True, "bookmarks": True}])
def test_what_is_said_of_words_goes_out_with_the_form_and_comes_back_to_them(draft, writer, marked, lost):
    values = values_of(draft)
    content = filled(draft, {f"{marked}.comment": "Klarare nu.", f"{marked}.stance": "Avstyrker"}, values=values)

    read = handed_in(draft, writer, word_files.without(content, **lost))
    take(read, writer, handlings=dict.fromkeys(read.passages.values_list("pk", flat=True), Handling.NEW))

    assert not read.passages.loose().exists()
    assert values_of(draft) == values | {f"{marked}.comment": "Klarare nu.", f"{marked}.stance": "opposes"}


def test_what_is_said_of_words_that_are_not_marked_any_more_is_listed(draft, writer, visitor, marked):
    form_of_then = values_of(draft)
    unchanged = filled(draft, {}, values=form_of_then)
    changed = filled(draft, {f"{marked}.comment": "Klarare nu."}, values=form_of_then)
    answers.save_fields(draft, {f"{marked}.removed": "1"})

    of_unchanged, of_changed = handed_in(draft, writer, unchanged), handed_in(draft, writer, changed)

    assert not of_unchanged.passages.exists()
    assert [(one.text, one.told) for one in of_changed.passages.all()] == [("Klarare nu.", "")]
    assert "Avsnitt 1" in of_changed.passages.get().heading


def test_words_unmarked_between_reading_and_taking_are_placed_by_hand(draft, writer, marked):
    values = values_of(draft)
    read = handed_in(draft, writer, filled(draft, {f"{marked}.comment": "Klarare nu."}, values=values))
    answers.save_fields(draft, {f"{marked}.removed": "1"})

    take(read, writer)

    assert values_of(draft)[f"{marked}.comment"] == "Otydligt."
    assert [one.text for one in read.passages.waiting()] == ["Klarare nu."]


def test_place_that_there_is_not_is_no_place(draft, writer):
    read = handed_in(draft, writer, filled(draft, {}, outside=["Hej."]))
    pk = read.passages.get().pk

    take(read, writer, places={pk: "about.email"})

    assert "about.email" not in values_of(draft)


def test_frozen_or_sent_draft_takes_no_form(draft, writer, comment):
    read = handed_in(draft, writer, filled(draft, {comment: "Nytt."}))
    reviewing.take_step(draft, DraftTransition.FREEZE, by=writer)

    with pytest.raises(answers.DraftIsFrozenError):
        take(read, writer)
    with pytest.raises(answers.DraftIsFrozenError):
        word_forms.hand_in_form(draft, upload(filled(draft, {})), by=writer)

    assert comment not in values_of(draft)


# --- a letter --------------------------------------------------------------------------------------------------------
def test_letter_is_attached_and_its_passages_become_comments_once(draft, writer, comment):
    read = letter_in(draft, writer, "Hej.", "# 1 Avsnitt 1", "Kustbygden saknas.", "Bussarna med.", "# Övrigt", "Tack.")

    first = word_forms.place_passages(read, by=writer)
    tack = read.passages.get(text="Tack.").pk
    word_forms.choose_places(read, {tack: comment})
    word_forms.place_passages(read, by=writer)
    again = word_forms.place_passages(read, by=writer)

    assert (first, again) == ([comment], [])
    assert values_of(draft)[comment] == "Kustbygden saknas.\n\nBussarna med.\n\nTack."
    assert draft.files.get().name == "brev.docx"
    assert list(read.passages.open().values_list("text", flat=True)) == ["Hej."]


def test_passages_are_put_below_what_stands_there(draft, writer, comment):
    answers.save_fields(draft, {comment: "Före."})
    read = letter_in(draft, writer, "# 1 Avsnitt 1", "Efter.")

    word_forms.place_passages(read, by=writer)

    assert values_of(draft)[comment] == "Före.\n\nEfter."


def test_same_letter_is_read_once_and_an_attached_file_can_be_read_later(draft, writer):
    file = answers.attach(draft, upload(word_files.letter("Hej."), "brev.docx"))

    first, again = (word_forms.read_attached(draft, file, by=writer) for _time in range(2))

    assert first.pk == again.pk
    assert draft.files.count() == 1


# --- the worker ------------------------------------------------------------------------------------------------------
def test_unreadable_form_says_why(draft, writer):
    read = handed_in(draft, writer, word_files.letter("Ett brev."))

    assert (read.state, read.fault) == (WordFormState.FAILED, Fault.NO_FORM)
    assert read.fault_sentence == Fault.NO_FORM.label


@pytest.mark.parametrize(
    ("trouble", "fault"), [(SoftTimeLimitExceeded(), Fault.SLOW), (RuntimeError(SECRET), Fault.DAMAGED)]
)
def test_reading_that_takes_too_long_or_breaks_ends_in_words_without_the_documents(
    draft, writer, monkeypatch, caplog, trouble, fault
):
    def broken(*_args):
        raise trouble

    monkeypatch.setattr(tasks_word, "_path", broken)

    read = handed_in(draft, writer, filled(draft, {"overall.summary": SECRET}))

    assert (read.state, read.fault) == (WordFormState.FAILED, fault)
    assert SECRET not in caplog.text
    assert tasks_word.read_word_form.soft_time_limit == 60


def test_document_that_kills_its_workers_is_given_up(draft, writer):
    read = word_forms.hand_in_form(draft, upload(filled(draft, {})), by=writer)
    DraftWordForm.objects.update(attempts=3)

    tasks_word.read_word_form(read.pk)

    assert DraftWordForm.objects.get().fault == Fault.DAMAGED


def test_clock_reads_what_was_lost_and_throws_away_what_a_sent_draft_left(draft, writer, comment):
    lost = word_forms.hand_in_form(draft, upload(filled(draft, {comment: "Nytt."})), by=writer)
    DraftWordForm.objects.update(touched_at="2021-01-01T00:00:00Z")
    periodic.pick_up_imports()
    lost.refresh_from_db()
    state, path = lost.state, lost.file.name
    take(lost, writer)
    answers.send(draft, writer=writer)

    # The file goes after the commit, and a test commits nothing.
    periodic.pick_up_imports()

    assert state == WordFormState.READY
    assert default_storage.exists(path)
    assert not DraftWordForm.objects.exists()
    assert Response.objects.get().comments.get().comment == "Nytt."


# --- the pages -------------------------------------------------------------------------------------------------------
def post(visitor, draft, address, **data):
    return visitor.post(address, {"draft": str(draft.pk), **data})


def test_form_goes_by_the_pages_from_file_to_draft(visitor, draft, comment, django_capture_on_commit_callbacks):
    content = filled(draft, {comment: "Kustbygden saknas."}, outside=["Utanför."])
    with django_capture_on_commit_callbacks(execute=True):
        there = post(visitor, draft, f"{BASE}word/", kind="form", form=upload(content))
    page = visitor.get(there["Location"])
    read = DraftWordForm.objects.get()
    told, loose = read.passages.told().get(), read.passages.loose().get()
    sent = {f"do.{told.pk}": "new", f"version.{comment}": "0", f"place.{loose.pk}": "overall.summary"}

    done = post(visitor, draft, there["Location"], **sent)
    after, again = visitor.get(there["Location"]), post(visitor, draft, there["Location"], **sent)

    shown = page.content.decode()
    assert [text in shown for text in ("Kustbygden saknas.", "Utanför.", "1 Avsnitt 1")] == [True] * 3
    assert (done.status_code, again.status_code) == (302, 302)
    assert values_of(draft)[comment] == "Kustbygden saknas."
    assert values_of(draft)["overall.summary"] == "Utanför."
    assert f"{BASE}granska/" in after.content.decode()


def test_form_that_adds_nothing_is_not_offered_to_the_draft(visitor, draft, writer, comment):
    answers.save_fields(draft, {comment: SECRET})
    same = handed_in(draft, writer, filled(draft, {comment: SECRET}))
    more = handed_in(draft, writer, filled(draft, {comment: f"{SECRET} och ejder"}))

    pages = [visitor.get(f"{BASE}word/{one.pk}/?utkast={draft.pk}").content.decode() for one in (same, more)]

    assert [_("Take it into the draft") in html for html in pages] == [False, True]


def test_page_waits_while_a_worker_reads(visitor, draft, writer):
    read = word_forms.hand_in_form(draft, upload(filled(draft, {})), by=writer)

    page = visitor.get(f"{BASE}word/{read.pk}/")

    assert (page.status_code, page["Refresh"]) == (200, "3")


def test_preview_is_shown_anew_with_the_choices_when_somebody_was_faster(visitor, draft, writer, comment):
    read = handed_in(draft, writer, filled(draft, {comment: "Formens."}))
    pk = read.passages.get().pk
    answers.save_fields(draft, {comment: "Kollegans."})

    page = post(visitor, draft, f"{BASE}word/{read.pk}/", **{f"do.{pk}": "keep", f"version.{comment}": "0"})

    assert page.status_code == 409
    assert "Kollegans." in page.content.decode()
    assert '<option value="keep" selected>' in page.content.decode()
    assert values_of(draft)[comment] == "Kollegans."


@pytest.mark.parametrize(
    ("kind", "file", "status"),
    [("form", None, 422), ("form", ("svar.pdf", b"%PDF-1.7 startxref %%EOF"), 422), ("letter", ("x.exe", b"MZ"), 422)],
)
def test_file_that_is_not_taken_is_said_beside_its_field(visitor, draft, kind, file, status):
    data = {kind: upload(file[1], file[0])} if file else {}

    page = post(visitor, draft, f"{BASE}word/", kind=kind, **data)

    assert page.status_code == status
    assert f'id="id_{kind}_error"' in page.content.decode()
    assert not DraftWordForm.objects.exists()


def test_letter_is_assigned_by_its_page_also_many_at_once_and_can_be_resumed(visitor, draft, writer, comment):
    read = letter_in(draft, writer, *(f"Stycke {n}." for n in range(30)))
    first = list(read.passages.all()[:3])
    address = f"{BASE}word/{read.pk}/"

    post(visitor, draft, address, bulk="1", all=comment, tick=[first[0].pk, first[1].pk], sida="1")
    post(visitor, draft, address, save="1", sida="1", **{f"place.{first[2].pk}": "overall.summary"})
    resumed = visitor.get(address).content.decode()
    turned = post(visitor, draft, address, next="1", sida="1")
    post(visitor, draft, address, place="1", sida="1")

    assert resumed.count(" selected>") == 3
    assert turned["Location"].endswith("?sida=2")
    assert values_of(draft)[comment] == "Stycke 0.\n\nStycke 1."
    assert values_of(draft)["overall.summary"] == "Stycke 2."


def test_passages_page_asks_the_same_number_of_questions_at_any_size(
    visitor, draft, writer, django_assert_max_num_queries
):
    small, large = letter_in(draft, writer, "Ett."), letter_in(draft, writer, *(f"Stycke {n}." for n in range(60)))
    counts = []
    for read in (small, large):
        visitor.get(f"{BASE}word/{read.pk}/")
        with django_assert_max_num_queries(40) as asked_for:
            visitor.get(f"{BASE}word/{read.pk}/")
        counts.append(len(asked_for))

    assert counts[0] == counts[1]


def test_document_is_thrown_away_and_its_letter_stays(visitor, draft, writer):
    read = letter_in(draft, writer, "Hej.")

    post(visitor, draft, f"{BASE}word/{read.pk}/bort/")

    assert not DraftWordForm.objects.exists()
    assert draft.files.count() == 1


def test_nobody_outside_reaches_a_document_of_a_draft(draft, writer):
    read = handed_in(draft, writer, filled(draft, {"overall.summary": SECRET}))
    reached = []

    for role in [None, *Role]:
        client = Client()
        if role:
            official = OfficialFactory(role=role)
            client.force_login(official, backend="allauth.account.auth_backends.AuthenticationBackend")
        pages = [
            client.get(f"{BASE}word/{read.pk}/", {"utkast": str(draft.pk)}),
            client.get(f"{BASE}word/", {"utkast": str(draft.pk)}),
            client.post(f"{BASE}word/{read.pk}/bort/", {"draft": str(draft.pk)}),
        ]
        reached += [(role, page.status_code) for page in pages if page.status_code != 404]

    assert reached == []
    assert DraftWordForm.objects.exists()


def test_another_drafts_document_is_not_found(visitor, draft, writer, consultation):
    other = answers.begin(consultation)
    link = writers.join(other, came_by=CameBy.BEGAN)
    theirs = handed_in(other, Writer(None, link, "", link.role), filled(other, {"overall.summary": SECRET}))

    page = visitor.get(f"{BASE}word/{theirs.pk}/", {"utkast": str(draft.pk)})

    assert page.status_code == 404


def test_tables_of_documents_are_named_as_sealed():
    models = [DraftWordForm, DraftWordForm.passages.rel.related_model, DraftWordForm.events.rel.related_model]

    assert all(model._meta.db_table.startswith("consultations_draftwordform") for model in models)
