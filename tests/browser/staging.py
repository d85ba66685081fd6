"""What the story has not come to yet and pages tell of: made inside the demo by the actions that people use."""

import json
import time
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from consultations import receipt_letter
from consultations.actions import (
    answers,
    compiling,
    confirming,
    importing,
    publishing,
    registering,
    requesting,
    sending,
    setting_up,
)
from consultations.exports import compilation
from consultations.import_files import columns
from consultations.models import Attachment, Consultation, Decision, Joining, Question
from rus_portal import clock
from rus_portal.accounts.models import OfficialRole, Organisation, User
from rus_portal.accounts.roles import Role
from rus_portal.demo.chapters.story import attachment
from rus_portal.exports.models import Export, State
from rus_portal.notifications import subscribing
from rus_portal.notifications.models import Subscription
from strategy import blocks
from strategy.actions import (
    arranging,
    asking,
    beside,
    commenting,
    illustrating,
    principles,
    suggesting,
    weighing,
    writing,
)
from strategy.models import Version
from tests.browser.staging_checking import text_to_mend
from tests.browser.staging_word import word_document_read
from tests.browser.steps import ONE_PIXEL

FILE = "protokollsutdrag-ks-142.pdf"
# Pages about marked words, and about what an editor has kept.
MARKING = (
    "marks",
    "section_marks",
    "suggestion",
    "decide_suggestion",
    "withdraw_suggestion",
    "reopen_suggestion",
    "reply_comment",
    "settle_comment",
    "settle_held",
    "revision",
)


def everything(leader):
    """All of it; the facts that stand in the addresses of its pages."""
    consultation = Consultation.objects.get(year=2021, slug="rus")
    archivist = User.objects.get(email="strateg@demo.example")
    OfficialRole.objects.get_or_create(user=archivist, role=Role.ARCHIVIST)
    return (
        planned_round(leader)
        | list_handed_in(consultation, leader)
        | news_asked_for()
        | answer_published(consultation, leader)
        | document_asked_for()
        | versions_to_compare(leader)
        | text_beside(leader)
        | words_marked(leader)
        | text_to_mend(leader)
        | word_document_read(leader)
        | compilation_published(consultation.version, leader)
    )


def _for(names, facts):
    return dict.fromkeys((f"consultations:{name}" for name in names.split()), facts)


def planned_round(leader):
    """A round that is being set up, with questions and a part."""
    version = setting_up.versions_to_send_out().first() or Version.objects.published().first()
    facts = {"title": "En remiss som förbereds", "year": 2021, "slug": "forbereds", "is_fictional": True}
    planned = setting_up.set_up_round(version, **facts, by=leader)
    setting_up.add_ready_questions(planned, by=leader)
    sections = version.sections.all()[:2]
    part = setting_up.add_part(planned, name="Mål", last_day=planned.last_day, sections=sections, by=leader)
    at = {"year": planned.year, "slug": planned.slug}
    question = at | {"pk": planned.questions.first().pk}
    return {
        **_for("workspace_setup workspace_setup_begin workspace_part_new workspace_question_new", at),
        **_for("workspace_questions_ready", at),
        **_for("workspace_question workspace_question_move workspace_question_remove", question),
        **_for("workspace_part workspace_part_remove", at | {"pk": part.pk}),
    }


def list_handed_in(consultation, leader):
    """A file with bodies to invite."""
    file = importing.ask_import(consultation, ContentFile(columns.template(), name="prov.csv"), by=leader)
    return _for("workspace_import workspace_import_accept workspace_import_discard", {"pk": file.pk})


def news_asked_for():
    """A wish for news that is not confirmed."""
    subscribing.ask(email="nyfiken@privat.example", topic="rounds", label="Remisser", level="all", language="sv")
    wish = {"key": Subscription.objects.get(email="nyfiken@privat.example").key}
    return {"site:subscription": wish, "site:end_subscription": wish}


def answer_published(consultation, leader):
    """An organisation's answer with a file, joint with a silent body, confirmed by its board, masked and published."""
    body = Organisation.objects.get(name="Mallmyndigheten")
    draft = answers.begin(consultation)
    said = {
        "about.kind": "organisation",
        "about.name": "Provbygdens byalag",
        "about.email": "styrelsen@provbygden.example",
        "about.joint": json.dumps([body.pk]),
        "decision.preliminary": "1",
        "overall.stance": "supports_with_comments",
        "overall.summary": "Vi står bakom förslaget. Ring Kim Prov på 070-174 06 05 om något är oklart.",
    }
    answers.save_fields(draft, said)
    answers.attach(draft, SimpleUploadedFile(FILE, attachment(FILE)))
    response = sending.send(draft)
    decided = {"name": "Kim Prov", "body": "Styrelsen", "decided_on": clock.today()}
    confirming.confirm(response, by=None, **decided, extract=SimpleUploadedFile(FILE, attachment(FILE)))
    registering.register(response, by=leader)
    publishing.review(response, by=leader)
    publishing.decide(response, publishing.open_passages(response), decision=Decision.MASKED, by=leader)
    file = Attachment.objects.get(response=response)
    publishing.show_file(file, is_shown=True, by=leader)
    publishing.approve(response, by=leader)
    publishing.publish(response, by=leader)
    joining = Joining.objects.get(response=response)
    number = {"number": response.receipt_number}
    return {
        **_for(
            "published_answer second workspace_preview workspace_unpublish workspace_extract published_extract",
            {"number": response.receipt_number},
        ),
        **_for("published_file", number | {"pk": file.pk}),
        "api:answer": number,
        **_for("disown", {"key": receipt_letter.disowning.sign(response.pk)}),
        **_for("joining_link joining", {"key": joining.key, "pk": joining.pk}),
    }


def compilation_published(version, leader):
    """An older round whose compilation everyone may read, with its files."""
    opens = clock.now() - timedelta(days=200)
    facts = {"year": 2020, "slug": "sammanstalld", "title": "En remiss som är sammanställd", "is_fictional": True}
    done = Consultation.objects.create(
        version=version, opens_at=opens, last_day=opens.date() + timedelta(days=60), state="processing", **facts
    )
    question = Question.objects.create(consultation=done, order=1, text="Vad saknas?", label="Saknas")
    section = version.sections.exclude(number="").order_by("order").first()
    draft = answers.begin(done)
    said = {
        "about.kind": "organisation",
        "about.name": "Provbygdens båtlag",
        "overall.stance": "supports",
        f"question.{question.order}": "Bryggor.",
        f"section.{section.key}.stance": "supports_with_comments",
        f"section.{section.key}.comment": "Skriv också om båtarna.",
    }
    answers.save_fields(draft, said)
    response = sending.send(draft)
    registering.register(response, by=leader)
    publishing.review(response, by=leader)
    publishing.approve(response, by=leader)
    compiling.write_text(done, "Så läser man.", based_on=0, by=leader)
    compiling.write_text(done, "Ett svar vill ha mer om båtar.", section=section, based_on=0, by=leader)
    compiling.approve(done, signed_by="Projektledaren", by=leader)
    compiling.publish(done, by=leader)
    _wait_for(compilation.request_file(done, "csv", by=leader))
    _wait_for(compilation.request_report(done.compilation_versions.get(), "docx"))
    at = {"year": done.year, "slug": done.slug}
    return {
        **_for("report workspace_compilation", at),
        **_for("report_section workspace_compiled_section", at | {"address": section.number}),
        **_for("report_question workspace_compiled_question", at | {"order": question.order}),
        **_for("report_file", at | {"kind": "docx"}),
        **_for("workspace_compiled_file", at | {"kind": "csv"}),
    }


def _wait_for(export):
    end = time.monotonic() + 60
    while time.monotonic() < end and Export.objects.get(pk=export.pk).state != State.READY:
        time.sleep(0.3)


def document_asked_for():
    """Somebody wants to read what has come in."""
    case = requesting.ask(wanted="Alla svar från näringslivet", reply_to="nagon@privat.example")
    return {"site:access_request": {"key": case.key}, **_for("workspace_access_request", {"number": case.number})}


def versions_to_compare(leader):
    """A small strategy with two published versions between which everything has changed that can."""
    made = writing.create_document(by=leader, slug="jamfors", title="En strategi som ändras")
    facts = {"summary": "I korthet.", "text": [], "glyph": "leaf"}
    principle = principles.add_principle(made, number=1, slug="halsa", name="Hälsa", **facts)
    top = _section(made, None, "Vart vi vill", "chapter", TEXT, leader)
    goal = _section(made, top, "Alla når service", "goal", "Inom rimlig restid.", leader)
    _section(made, top, "Stärk bussen", "priority", "Fler turer på kvällen.", leader)
    _section(made, None, "Det som utgår", "chapter", "Ett avsnitt som ingen saknar.", leader)
    for section in made.sections.weighed():
        weighing.assess(section, principle, is_relevant=True, text="Fler kan gå och cykla.", by=leader)
    _frozen(made, "Remissversion", leader).advance("propose", by=leader)
    body = blocks.from_markdown(TEXT_AFTER, top.body)
    more = {"kind": "chapter", "expected_revision": top.revision, "by": leader}
    writing.save_section(top, heading="Vart vi ska", body=[*body[1:], body[0]], **more)
    weighing.assess(goal, principle, is_relevant=False, text="Prövas senare.", by=leader)
    last = _section(made, None, "Uppföljning", "chapter", "Varje år, öppet för alla.", leader)
    arranging.remove_section(made.sections.get(heading="Det som utgår"), by=leader)
    arranging.move_section(goal, parent=last, position=0, by=leader)
    _frozen(made, "Beslutsversion", leader).advance("propose", by=leader)
    pair = {"slug": made.slug, "a": 1, "b": 2}
    names = ("compare", "comparison", "workspace_compare", "workspace_comparison", "workspace_comparison_now")
    return {f"strategy:{name}": pair for name in names}


def _frozen(document, label, leader):
    strategist = User.objects.get(email="strateg@demo.example")
    asked = asking.ask_freeze(document, label=label, reason="Inför beslut.", by=strategist)
    return asking.confirm_freeze(asked, by=leader)


def text_beside(leader):
    """A correction in a paragraph of the small strategy's last version, and its text in a language from the right."""
    version = Version.objects.get(document__slug="jamfors", number=2)
    decided = {"decided_by": "Nämnden § 12", "decided_on": clock.today(), "by": leader}
    beside.add_erratum(version, section=version.sections.first(), wrong="hela länet", right="hela regionen", **decided)
    body = blocks.from_markdown("نريد أن يجد الجميع الخدمات قريبة منهم.")
    told = {"title": "الاستراتيجية باختصار", "body": body, "version": version, "by": leader}
    made = beside.add_summary(version.document, language="ar", is_easy_read=False, **told)
    beside.publish_summary(made, expected_revision=made.revision, by=leader)
    at = {"slug": "jamfors", "number": 2, "summary": made.slug, "erratum": 1}
    names = ("version", "summary", "errata", "add_erratum", "withdraw_erratum", "edit_summary", "summaries")
    return {f"strategy:{name}": at for name in names}


def words_marked(leader):
    """A section with comments and suggestions: with a place and without, one that fits and one that does not."""
    made = writing.create_document(kind="programme", slug="markerat", title="Ett program att tala om", by=leader)
    top = _section(made, None, "Om länet", "chapter", "Tåg och buss ska gå ofta.\n\nMer finns att säga.", leader)
    first, second = (block["id"] for block in top.body)
    for quoted in ("buss", "Tåg"):
        commenting.comment(top, block=first, quoted=quoted, text="Vad menas?", mentioned=[leader], by=None)
    commenting.comment(top, block=second, quoted="finns att säga", text="Vad då?", by=leader)
    outdated = suggesting.suggest_words(
        top, block=first, quoted="ofta", words="varje timme", reason="Tydligt.", by=leader
    )
    suggesting.suggest_words(top, block=first, quoted="Tåg", words="Färja", by=leader)
    body = [{"id": first, "html": "<p>Tåg och buss ska gå sällan.</p>"}]
    facts = {"heading": top.heading, "kind": top.kind, "expected_revision": top.revision}
    writing.save_section(top, body=body, **facts, by=leader)
    at = {"slug": made.slug, "key": str(top.key), "suggestion": outdated.pk}
    at |= {"thread": top.commentthreads.first().pk, "held": 1, "number": 1}
    return {f"strategy:{name}": at for name in MARKING}


TEXT = """Det här stycket står först och handlar om hela länet.

Vi vill att **alla** ska ha tillgång till [service](https://exempel.example/a).

- buss
- tåg

| Vem | Vad |
|---|---|
| Regionen | Bussar |
| Kommunerna | Vägar |
"""
TEXT_AFTER = """Det här stycket står först och handlar om hela länet.

Vi vill att alla ska kunna nå [service](https://exempel.example/b).

1. buss varje timme
2. båt
3. tåg

| Vem | När | Vad |
|---|---|---|
| Regionen | 2023 | Bussar och båtar |
| Staten | 2024 | Järnväg |
"""


def _section(document, parent, heading, kind, text, by):
    body = blocks.from_markdown(text)
    return writing.add_section(document, parent=parent, heading=heading, kind=kind, body=body, by=by)


def picture(version):
    """A picture that everyone may see, since this published version has it; its key."""
    upload = SimpleUploadedFile("karta.png", ONE_PIXEL)
    made = version.images.first() or illustrating.add_image(version.document, upload, by=None)
    made.versions.add(version)
    return made.key


def text_to_freeze(leader):
    """A text of its own that lacks nothing: two people freeze it in test_keyboard_in_the_workspace.py."""
    made = writing.create_document(by=leader, slug="att-frysa", title="En strategi att frysa")
    _section(made, None, "Alla når service", "goal", "Inom rimlig restid.", leader)
    _section(made, None, "Stärk bussen", "priority", "Fler turer på kvällen.", leader)
