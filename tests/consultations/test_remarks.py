"""Comments on words of a paragraph, from the marking to the received answer; proposals; words that are never lost."""

import hashlib
import json
import random
import re
import threading
import uuid
from datetime import date
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from consultations import canonical, fields, forms_section, held, papers, remarks, wording
from consultations.actions import answers
from consultations.models import Consultation, Draft, Response
from strategy.models import Version, VersionSection
from strategy.workflow import State
from tests.factories import ConsultationFactory, DocumentFactory, UserFactory

BASE = "/remisser/2021/rus/svara/"
BUS = "Bussen ska gå. Alla ska nå <strong>bussen</strong> &amp; tåget. Bussen ska vara billig."
PLAIN = "Bussen ska gå. Alla ska nå bussen & tåget. Bussen ska vara billig."
CARE = "Vården ska vara nära."


@pytest.fixture(autouse=True)
def _may(at):
    with at("2021-05-12 14:03:07"), translation.override("sv"):
        yield


@pytest.fixture
def section(db):
    version = Version.objects.create(
        document=DocumentFactory(), number=1, label="Remissversion", title="Växtplats", state=State.ON_CONSULTATION
    )
    body = [{"id": "aaaaaaaa", "html": f"<p>{BUS}</p>"}, {"id": "bbbbbbbb", "html": f"<p>{CARE}</p>"}]
    made = [
        VersionSection.objects.create(
            version=version,
            key=uuid.uuid4(),
            order=n,
            depth=1 + (n == 1),
            number=number,
            kind="text",
            heading=heading,
            body=text,
        )
        for n, (number, heading, text) in enumerate([("1", "Resor", body), ("1.1", "Tåg", []), ("2", "Hälsa", [])])
    ]
    version.hash = hashlib.sha256(b"buses").hexdigest()
    version.asked_by, version.frozen_by = UserFactory(), UserFactory()
    version.sealed = True
    version.save()
    ConsultationFactory(version=version, slug="rus", last_day=date(2021, 6, 30))
    return made[0]


@pytest.fixture
def draft(client, section):
    client.post(BASE, {"who": "person"})
    return Draft.objects.get()


def said(draft):
    return dict(draft.fields.values_list("name", "value"))


def remark(section, name="0123abcd", **more):
    what = {"section": str(section.key), "block": "aaaaaaaa", "comment": "För vagt."} | more
    return {remarks.field(name, part): text for part, text in what.items()}


def text_of(response):
    return response.content.decode()


# --- words in a paragraph ---


@pytest.mark.parametrize(
    ("quoted", "before", "start"),
    [
        ("Bussen ska", "", 0),
        ("Bussen ska", "tåget. ", 43),
        ("bussen &\n tåget", "", 27),
        ("BILLIG", "", 59),
        ("flyget", "", None),
        ("", "", None),
    ],
)
def test_words_are_found_whatever_the_spaces_and_by_what_stands_before(quoted, before, start):
    place = remarks.find(PLAIN, quoted, before)

    assert (place.start if place else None) == start
    assert place is None or PLAIN[place.start : place.end] == place.words


@given(text=st.text(alphabet="ab \n", min_size=1, max_size=60), data=st.data())
def test_every_place_is_found_again_by_its_own_context(text, data):
    quoted = data.draw(st.text(alphabet="ab", min_size=1, max_size=3))

    for place in remarks.places(text, quoted):
        assert remarks.find(text, place.words, place.before) == place


def test_marks_stand_around_the_words_across_other_markup():
    spans = [(1, "aaaa0001", remarks.find(PLAIN, "nå bussen & tåget")), (2, "aaaa0002", remarks.find(PLAIN, "billig"))]

    html = remarks.marked(f"<p>{BUS}</p>", spans)

    assert html == (
        "<p>Bussen ska gå. Alla ska <mark>nå </mark><strong><mark>bussen</mark></strong> <mark>&amp; tåget</mark>"
        '<a class="mark-no" id="m-aaaa0001" href="#k-aaaa0001">1</a>. Bussen ska vara <mark>billig</mark>'
        '<a class="mark-no" id="m-aaaa0002" href="#k-aaaa0002">2</a>.</p>'
    )


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=4))
def test_marks_never_change_the_frozen_words(cuts):
    spans = []
    for number, (start, length) in enumerate(cuts, start=1):
        if words := PLAIN[start : start + length].strip():
            spans.append((number, f"{number:08}", remarks.find(PLAIN, words, PLAIN[:start])))

    html = remarks.marked(f"<p>{BUS}</p>", spans)

    assert re.sub(r'</?mark>|<a class="mark-no".*?</a>', "", html) == f"<p>{BUS}</p>"


@pytest.mark.parametrize(
    ("frozen", "proposed", "changes"),
    [
        (CARE, "Vården ska vara mycket nära.", [("same", "Vården ska vara "), ("added", "mycket "), ("same", "nära.")]),
        (
            CARE,
            "Vården ska finnas nära.",
            [("same", "Vården ska "), ("removed", "vara"), ("added", "finnas"), ("same", " nära.")],
        ),
        (CARE, "Något helt annat om bussar och tåg", []),
        ("", "Ny text.", []),
    ],
)
def test_a_proposal_shows_what_it_changes_when_it_is_an_edit(frozen, proposed, changes):
    assert wording.changes(frozen, proposed) == changes


@given(st.text(alphabet="ab. \n", max_size=40), st.text(alphabet="ab. \n", max_size=40))
def test_the_added_and_the_unchanged_words_are_the_proposal(frozen, proposed):
    changes = wording.changes(frozen, proposed)

    if changes:
        assert "".join(text for kind, text in changes if kind != "removed").split() == proposed.split()


# --- on the page ---


def test_comment_on_a_paragraph_without_a_script_saves_what_is_typed_and_comes_to_the_paragraph(client, draft, section):
    comment = fields.section_field(section.key, "comment")

    asked = client.post(f"{BASE}avsnitt/1/", {comment: "Om helheten.", "comment": "aaaaaaaa"})
    html = text_of(client.get(asked.headers["Location"]))

    assert asked.headers["Location"] == f"{BASE}avsnitt/1/?stycke=aaaaaaaa#ny"
    assert said(draft)[comment] == "Om helheten."
    name = re.search(r'name="remark\.([0-9a-f]{8})\.block" value="aaaaaaaa"', html)[1]
    client.post(f"{BASE}avsnitt/1/", remark(section, name, quoted="Alla ska nå"))
    assert remarks.of(said(draft))[name]["quoted"] == "Alla ska nå"
    assert "<mark>Alla ska nå</mark>" in text_of(client.get(f"{BASE}avsnitt/1/"))


def test_a_remark_of_any_name_is_left_alone_by_the_empty_one_that_the_page_holds_ready(client, draft, section):
    client.post(f"{BASE}avsnitt/1/", remark(section, "00000000", comment="Den första."))

    html = text_of(client.get(f"{BASE}avsnitt/1/"))

    page, held_ready = html.split('<template id="remark-template">')
    held_ready = held_ready.split("</template>")[0]
    assert re.findall(r'name="remark\.(.{8})\.comment"', page + held_ready) == ["00000000", forms_section.TEMPLATE]
    assert (page.count("Den första."), held_ready.count("Den första.")) == (2, 0)
    assert not remarks.is_name(f"remark.{forms_section.TEMPLATE}.comment")
    assert f'const EMPTY = "{forms_section.TEMPLATE}";' in Path(finders.find("js/remarks.js")).read_text()


def test_words_that_are_not_in_the_paragraph_are_told_of_beside_the_field_and_kept(client, draft, section):
    response = client.post(f"{BASE}avsnitt/1/", remark(section, quoted="flyget"))

    html = text_of(response)
    assert response.status_code == 422
    assert 'id="id_remark.0123abcd.quoted_error"' in html
    assert 'href="#id_remark.0123abcd.quoted"' in html
    assert ">\nflyget</textarea>" in html
    assert said(draft)["remark.0123abcd.quoted"] == "flyget"


def test_words_that_stand_several_times_are_asked_about(client, draft, section):
    client.post(f"{BASE}avsnitt/1/", remark(section, quoted="Bussen ska"))

    html = text_of(client.get(f"{BASE}avsnitt/1/"))

    options = re.findall(r'<select name="remark\.0123abcd\.before".*?</select>', html, re.DOTALL)[0]
    assert options.count("<option") == 2
    client.post(f"{BASE}avsnitt/1/", remark(section, quoted="Bussen ska", before="nå bussen & tåget. "))
    assert "tåget. <mark>Bussen ska</mark>" in text_of(client.get(f"{BASE}avsnitt/1/"))


def test_a_removed_remark_is_neither_shown_nor_sent_and_comes_back(client, draft, section):
    client.post(f"{BASE}avsnitt/1/", remark(section))

    client.post(f"{BASE}avsnitt/1/", remark(section, comment="Sist typat.") | {"remove": "0123abcd"})
    gone = text_of(client.get(f"{BASE}avsnitt/1/"))
    gone_values = said(draft)
    client.post(f"{BASE}avsnitt/1/", {"restore": "0123abcd"})

    assert 'id="k-0123abcd"' not in gone
    assert 'name="restore" value="0123abcd"' in gone
    assert fields.commented(gone_values) == set()
    assert remarks.of(said(draft))["0123abcd"]["comment"] == "Sist typat."
    assert 'id="k-0123abcd"' in text_of(client.get(f"{BASE}avsnitt/1/"))


def test_a_proposal_begins_with_the_frozen_words_and_is_none_until_it_changes_them(client, draft, section):
    name = remarks.field("0123abcd", "proposal")
    untouched = {name: PLAIN, f"asks.{name}": "1", f"wants.{name}": "1"}

    html = text_of(client.get(f"{BASE}avsnitt/1/?stycke=aaaaaaaa"))
    client.post(f"{BASE}avsnitt/1/", remark(section) | untouched)
    before = said(draft).get(name, "")
    client.post(f"{BASE}avsnitt/1/", remark(section) | untouched | {name: PLAIN.replace("billig", "gratis")})
    changed = said(draft)[name]
    unticked = client.post(f"{BASE}avsnitt/1/", remark(section) | {name: changed, f"asks.{name}": "1"})

    assert "Bussen ska vara billig.</textarea>" in html
    assert before == ""
    assert changed == PLAIN.replace("billig", "gratis")
    assert unticked.status_code == 302
    assert said(draft)[name] == ""


def test_the_check_page_shows_remarks_and_changes(client, draft, section):
    answers.save_fields(
        draft,
        remark(section, quoted="billig", proposal=PLAIN.replace("billig", "gratis"))
        | {fields.section_field(section.key, "proposal"): "Något helt annat om båtar och broar över vatten."},
    )

    html = text_of(client.get(f"{BASE}granska/"))

    assert re.search(r"<del>.*billig.*</del><ins>.*gratis.*</ins>", html)
    assert '<blockquote class="quote">billig</blockquote>' in html
    assert "<p>Något helt annat om båtar och broar över vatten.</p>" in html


def test_the_list_folds_by_chapter_opens_what_is_said_and_filters(client, draft, section):
    answers.save_fields(draft, remark(section))

    everything = text_of(client.get(f"{BASE}avsnitt/"))
    filtered = text_of(client.get(f"{BASE}avsnitt/?bara=kommenterat"))

    main = everything.partition('<div class="chapters">')[2]
    assert [bool(found) for found in re.findall(r"<details( open)?><summary>", main)] == [True, False]
    assert main.count("avsnitt/1.1/") == 1
    assert "avsnitt/1.1/" not in filtered
    assert "avsnitt/1/" in filtered


@pytest.mark.parametrize("remark_count", [1, 30])
def test_the_section_page_asks_the_same_of_the_database_however_much_is_said(
    client, draft, section, remark_count, django_assert_max_num_queries
):
    for number in range(remark_count):
        answers.save_fields(draft, remark(section, f"{number:08x}"))

    with django_assert_max_num_queries(40) as queries:
        client.get(f"{BASE}avsnitt/1/")

    assert len(queries.captured_queries) == QUERIES.setdefault("section", len(queries.captured_queries))


QUERIES = {}


def test_a_paragraph_of_the_public_version_leads_to_the_comment(client, draft, section):
    there = client.get(BASE, {"stycke": "aaaaaaaa"})
    stranger = Client()
    asked = stranger.get(BASE, {"stycke": "aaaaaaaa"})
    begun = stranger.post(BASE, {"who": "person", "stycke": "aaaaaaaa"})
    unknown = client.get(BASE, {"stycke": "deadbeef"})

    assert there.headers["Location"] == f"{BASE}avsnitt/1/?stycke=aaaaaaaa#ny"
    assert 'name="stycke" value="aaaaaaaa"' in text_of(asked)
    assert begun.headers["Location"] == f"{BASE}avsnitt/1/?stycke=aaaaaaaa#ny"
    assert unknown.status_code == 200


# --- what is sent ---


def test_each_remark_is_a_comment_of_its_own_with_its_words_told_apart(draft, section):
    answers.save_fields(
        draft,
        remark(section, "00000002", quoted="Bussen ska", before="tåget. ", comment="Andra bussen.")
        | remark(section, "00000001", block="bbbbbbbb", comment="Vården.")
        | remark(section, "00000003", quoted="", comment="", stance="opposes")
        | remark(section, "00000004", comment="")
        | {fields.section_field(section.key, "comment"): "Om helheten."},
    )
    copied = [(one.quoted, one.comment) for one in papers.contents(draft, said(draft)).sections]

    response = answers.send(draft)

    sent = list(response.comments.values_list("block", "quoted", "before", "stance", "comment"))
    assert sent == [
        ("", "", "", "not_stated", "Om helheten."),
        ("aaaaaaaa", PLAIN, "", "opposes", ""),
        ("aaaaaaaa", "Bussen ska", "Bussen ska gå. Alla ska nå bussen & tåget. ", "not_stated", "Andra bussen."),
        ("bbbbbbbb", CARE, "", "not_stated", "Vården."),
    ]
    assert copied == [(quoted, comment) for _block, quoted, _before, _stance, comment in sent]
    assert response.hash == canonical.digest(response, canonical.parts_of(response))


def test_the_canonical_form_names_what_stands_before_only_where_it_is_needed(draft, section):
    answers.save_fields(draft, remark(section, quoted="billig"))
    response = answers.send(draft)

    (comment,) = json.loads(canonical.canonical(response, canonical.parts_of(response)))["comments"]
    assert "before" not in comment
    assert comment["quoted"] == "billig"


def test_a_corrected_answer_begins_with_the_remarks_that_were_sent(draft, section):
    answers.save_fields(draft, remark(section, quoted="Bussen ska", before="tåget. "))
    sent = answers.send(draft)

    again = answers.begin(sent.consultation, replaces=sent)

    (kept,) = remarks.of(said(again)).values()
    assert (kept["block"], kept["quoted"], kept["comment"]) == ("aaaaaaaa", "Bussen ska", "För vagt.")
    assert remarks.find(PLAIN, kept["quoted"], kept["before"]).start == 43


# --- nothing is lost ---


def test_two_who_write_in_different_paragraphs_are_put_together(client, draft):
    name = "overall.summary"
    client.post(f"{BASE}helheten/", {name: "Ett.\r\nTvå.", f"version.{name}": "0"})
    anna = {name: "Ett!\r\nTvå.", f"version.{name}": "1", f"base.{name}": "Ett.\r\nTvå."}
    bo = {name: "Ett.\r\nTvå!", f"version.{name}": "1", f"base.{name}": "Ett.\r\nTvå."}

    first, second = (client.post(f"{BASE}helheten/", form) for form in (anna, bo))

    assert (first.status_code, second.status_code) == (302, 302)
    assert said(draft)[name] == "Ett!\nTvå!"


def clash(client, draft):
    name = "overall.summary"
    answers.save_fields(draft, {name: "Annas."})
    form = {name: "Bos.", f"version.{name}": "0", f"base.{name}": "Gammalt."}
    response = client.post(f"{BASE}helheten/", form)
    (waiting,) = held.of(said(draft))
    return response, waiting


def test_a_clash_keeps_both_texts_until_somebody_settles_it(client, draft):
    response, waiting = clash(client, draft)

    later = text_of(client.get(f"{BASE}helheten/"))
    check = client.post(f"{BASE}granska/")

    assert response.status_code == 409
    assert f'name="settled" value="{waiting.name}"' in text_of(response)
    assert "Annas.</textarea>" in later
    assert "<p>Bos.</p>" in later
    assert check.status_code == 422
    assert f'href="{BASE}helheten/#id_overall.summary"' in text_of(check)
    assert Response.objects.count() == 0


@pytest.mark.parametrize(("button", "kept"), [("drop", "Annas och Bos."), ("use", "Bos.")])
def test_a_clash_is_settled_without_a_script(client, draft, button, kept):
    _response, waiting = clash(client, draft)
    name = "overall.summary"

    form = {name: "Annas och Bos.", f"version.{name}": "1", f"base.{name}": "Annas.", button: waiting.name}
    client.post(f"{BASE}helheten/", form)

    assert said(draft)[name] == kept
    assert held.of(said(draft)) == []


def test_saving_the_page_that_showed_the_clash_settles_it(client, draft):
    _response, waiting = clash(client, draft)
    name = "overall.summary"

    client.post(f"{BASE}helheten/", {name: "Båda.", f"version.{name}": "1", "settled": waiting.name})

    assert said(draft)[name] == "Båda."
    assert held.of(said(draft)) == []


def test_words_sent_after_the_session_ended_come_back_after_the_log_in(client, draft):
    link = client.get(f"{BASE}helheten/")
    assert link.status_code == 200
    session = client.session
    name = "overall.summary"
    del client.cookies["sessionid"]

    refused = client.post(f"{BASE}helheten/", {"draft": str(draft.pk), name: "Långt skrivet.", f"version.{name}": "0"})
    merged = client.session
    merged.update({"answering": session["answering"]})
    merged.save()
    html = text_of(client.get(f"{BASE}helheten/?utkast={draft.pk}"))
    again = text_of(client.get(f"{BASE}helheten/"))

    assert refused.status_code == 302
    assert refused.headers["Location"].startswith(
        "/konto/login/?next=%2Fremisser%2F2021%2Frus%2Fsvara%2Fhelheten%2F%3Futkast"
    )
    assert "Långt skrivet.</textarea>" in html
    assert 'data-given-back="1"' in html
    assert "Långt skrivet.</textarea>" not in again
    assert name not in said(draft)


def test_autosave_goes_on_with_a_text_that_waits(client, draft):
    name = "overall.summary"
    _response, waiting = clash(client, draft)
    body = {
        "draft": str(draft.pk),
        "fields": {name: "Bos, och mer."},
        "versions": {name: 0},
        "waiting": {name: waiting.name},
    }

    response = client.post(f"{BASE}spara/", json.dumps(body), content_type="application/json")

    assert response.status_code == 200
    assert said(draft)[name] == "Annas."
    assert [one.text for one in held.of(said(draft))] == ["Bos, och mer."]


def test_autosave_knows_its_own_text_again_after_a_lost_answer(client, draft):
    name = "overall.summary"
    answers.save_fields(draft, {name: "He"})
    body = {
        "draft": str(draft.pk),
        "fields": {name: "Hejsan"},
        "versions": {name: 0},
        "bases": {name: ""},
        "unsure": {name: ["He"]},
    }

    response = client.post(f"{BASE}spara/", json.dumps(body), content_type="application/json")

    assert response.json()["versions"] == {name: 2}
    assert said(draft)[name] == "Hejsan"


@pytest.mark.parametrize(
    "body",
    [
        {"fields": {"overall.summary": "x"}, "bases": {"overall.summary": 1}},
        {"fields": {"overall.summary": "x"}, "unsure": {"overall.summary": [1]}},
        {"fields": {"overall.summary": "x"}, "settled": [1]},
        {"fields": {"remark.xyz.comment": "x"}},
        {"fields": {"remark.NEW-NAME.comment": "x"}},
    ],
)
def test_autosave_refuses_what_no_page_sends(client, draft, body):
    response = client.post(
        f"{BASE}spara/", json.dumps(body | {"draft": str(draft.pk)}), content_type="application/json"
    )

    assert response.status_code == 400


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(6))
def test_five_writers_at_once_lose_no_word_in_the_database(section, seed):
    draft = answers.begin(Consultation.objects.get(version=section.version))
    name = "overall.summary"
    answers.save_fields(draft, {name: "Grund ett.\nGrund två.\nGrund tre."})
    written, lock = [], threading.Lock()

    def write(number):
        rng = random.Random(seed * 10 + number)
        text, version, waiting = "Grund ett.\nGrund två.\nGrund tre.", 1, {}
        base = text
        for n in range(8):
            word = f"e{number}w{n}"
            lines = text.split("\n")
            at = rng.randrange(len(lines))
            lines[at] = f"{lines[at]} {word}." if rng.random() < 0.5 else f"{lines[at]}\n{word}."
            text = "\n".join(lines)
            with lock:
                written.append(word)
            read = {"versions": {name: version}, "bases": {name: base}, "waiting": waiting}
            try:
                saved = answers.save_fields(draft, {name: text}, **read)
                if name in saved:
                    text, version = saved.texts.get(name, text), saved[name]
            except answers.FieldsChangedError as changed:
                waiting = changed.held
            base = text
        connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    kept = " ".join([said(draft)[name], *(one.text for one in held.of(said(draft)))]).replace(".", " ").split()
    assert [word for word in written if word not in kept] == []
