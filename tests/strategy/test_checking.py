"""The content check in the workspace: beside the text, of a whole document, set aside, in the way of a freeze."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Picture

from rus_portal.accounts.roles import Role
from strategy import actions, blocks, reviewing
from strategy.models import DismissedHint
from strategy.snapshot import Snapshot
from tests.factories import DocumentFactory, OfficialFactory, UserFactory
from tests.strategy.writing import add, section, write

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}
DOUBLED = "Vi vill att att det blir av. Det är bra."


@pytest.fixture
def official(logged_in):
    return logged_in(OfficialFactory(role=Role.STRATEGIST, name="Erik"))


@pytest.fixture
def made():
    return add(DocumentFactory(), None, "Rubrik", "text", DOUBLED, None)


def to(name, document, *args):
    return reverse(f"strategy:{name}", args=[document.slug, *args])


def save(made, text):
    found = blocks.in_place(blocks.from_markdown(text, made.body), made.body)
    facts = {"heading": made.heading, "kind": made.kind, "body": found}
    return actions.save_section(made, **facts, expected_revision=made.revision, by=None)


def standing(made):
    return [hint.kind for hint in reviewing.of_section(made).standing]


def dismissal(made, **changes):
    (hint,) = reviewing.of_section(made).standing
    return {"at": hint.at, "kind": hint.kind, "fingerprint": hint.fingerprint, "reason": "Citat."} | changes


def test_hints_stand_beside_the_text_and_on_pages_of_their_own(official, made):
    found = f'href="#b-{made.body[0]["id"]}"'

    beside = official.get(to("edit_section", made.document, made.key)).content.decode()
    own = official.get(to("check_section", made.document, made.key)).content.decode()
    whole = official.get(to("check", made.document)).content.decode()

    assert (found in beside, f'id="b-{made.body[0]["id"]}"' in beside) == (True, True)
    for page in (own, whole):
        assert f"{to('edit_section', made.document, made.key)}#b-{made.body[0]['id']}" in page
        assert "att att" in page


def test_what_is_autosaved_changes_the_panel_without_a_reload(official, made):
    before = official.get(to("check_section", made.document, made.key), headers=JSON).json()
    sent = {"heading": "Rubrik", "kind": "text", "base": 1, "blocks": [{**made.body[0], "html": "<p>Det är bra.</p>"}]}
    official.post(to("autosave_section", made.document, made.key), json.dumps(sent), content_type="application/json")

    after = official.get(to("check_section", made.document, made.key), headers=JSON).json()

    assert ("att att" in before["list"], "att att" in after["list"]) == (True, False)


def test_a_hint_never_stops_saving(official, made):
    typed = {
        "heading": "Rubrik",
        "kind": "text",
        "body": "[här](https://a.example/) och att att",
        "expected_revision": 1,
    }

    response = official.post(to("edit_section", made.document, made.key), typed)

    made.refresh_from_db()
    assert (response.status_code, made.revision) == (302, 2)
    assert standing(made) == ["link_says_nothing", "doubled"]


def test_a_hint_is_set_aside_while_its_words_stand(official, made):
    response = official.post(to("dismiss_hint", made.document, made.key), dismissal(made))

    assert response.url == to("check_section", made.document, made.key) + "#granskning"
    assert standing(made) == []
    made = save(made, DOUBLED + " Nytt stycke.")
    assert standing(made) == []
    assert "Citat." in official.get(to("check", made.document), {"visa": "undan"}).content.decode()
    made = save(made, "Vi vill att att det inte blir av.")
    assert standing(made) == ["doubled"]
    made = save(made, DOUBLED)
    assert standing(made) == []


def test_setting_aside_is_taken_back_and_stays_as_history(official, made):
    official.post(to("dismiss_hint", made.document, made.key), dismissal(made), headers=JSON)
    row = DismissedHint.objects.get()

    for _n in range(2):
        answer = official.post(
            to("take_back_hint", made.document, row.pk), {"avsnitt": str(made.key)}, headers=JSON
        ).json()

    row.refresh_from_db()
    assert (row.reason, row.dismissed_by.name, row.taken_back_by.name) == ("Citat.", "Erik", "Erik")
    assert ("att att" in answer["list"], standing(made)) == (True, ["doubled"])
    assert official.post(to("take_back_hint", made.document, row.pk), {"avsnitt": "x"}).url == to(
        "check", made.document
    )


@pytest.mark.parametrize(("role", "status"), [(Role.STRATEGIST, 302), (Role.REGISTRAR, 403), (None, 404)])
def test_who_may_not_write_takes_nothing_back(logged_in, made, role, status):
    (hint,) = reviewing.of_section(made).standing
    row = actions.dismiss_hint(made.document, hint, reason="Citat.", by=UserFactory())
    who = OfficialFactory(role=role) if role else UserFactory()

    assert logged_in(who).post(to("take_back_hint", made.document, row.pk)).status_code == status
    assert standing(made) == (["doubled"] if status == 302 else [])


def test_setting_the_same_aside_twice_is_one_row(official, made):
    (hint,) = reviewing.of_section(made).standing

    rows = {actions.dismiss_hint(made.document, hint, reason="Citat.", by=UserFactory()).pk for _n in range(2)}

    assert len(rows) == DismissedHint.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"reason": " "}, 422),
        ({"reason": "x" * 1001}, 422),
        ({"kind": "poem"}, 422),
        ({"at": "../x"}, 422),
        ({"fingerprint": "0" * 32}, 302),
    ],
)
def test_nothing_is_set_aside_without_a_reason_or_a_hint(official, made, changes, status):
    sent = dismissal(made, **changes)

    response = official.post(to("dismiss_hint", made.document, made.key), sent)

    assert (response.status_code, DismissedHint.objects.count()) == (status, 0)
    if status == 422:
        assert sent["reason"] in response.content.decode()
        assert official.post(to("dismiss_hint", made.document, made.key), sent, headers=JSON).status_code == 422


def test_who_may_not_write_reads_the_hints_and_sets_none_aside(logged_in, made):
    reader = logged_in(OfficialFactory(role=Role.REGISTRAR))

    page = reader.get(to("check_section", made.document, made.key))

    assert (page.status_code, "<textarea" in page.content.decode()) == (200, False)
    assert reader.post(to("dismiss_hint", made.document, made.key), dismissal(made)).status_code == 403


def test_what_blocks_stops_a_freeze_by_name_and_cannot_be_set_aside(official):
    document = write()
    goal = section(document, "Alla når service")
    goal = save(goal, "Läs [här](https://a.example/) och se [](#b-00000000).")
    stops = reviewing.of_section(goal).blocking

    page = official.get(to("freeze", document)).content.decode()
    with pytest.raises(actions.NotReadyError) as refused:
        actions.ask_freeze(document, label="Remissversion", reason="–", by=UserFactory())
    with pytest.raises(actions.HintBlocksError):
        actions.dismiss_hint(document, stops[0], reason="Nej.", by=UserFactory())

    assert [hint.kind for hint in stops] == ["link_says_nothing", "reference_lost"]
    assert 'href="#ratta"' in page
    assert page.count(f"{to('edit_section', document, goal.key)}#b-{goal.body[0]['id']}") == 2
    assert len(refused.value.problems) == 2
    assert all("Alla når service" in problem for problem in refused.value.problems)
    assert "(“här”)" in refused.value.problems[0] or "(”här”)" in refused.value.problems[0]


def test_a_hint_alone_stops_no_freeze(official):
    document = write()
    save(section(document, "Alla når service"), DOUBLED)

    assert Snapshot.take(document).problems == []


def test_how_pale_a_picture_is_is_measured_when_it_comes():
    drawn, file = Picture.new("RGB", (100, 50), "white"), io.BytesIO()
    drawn.paste("#bbbbbb", (10, 10, 40, 20))
    drawn.save(file, "PNG")

    kept = actions.add_image(DocumentFactory(), SimpleUploadedFile("karta.png", file.getvalue()), by=None)

    assert kept.contrast == 1.9


def test_the_whole_check_is_sifted_and_paginated(official):
    document = DocumentFactory()
    for n in range(2):
        add(document, None, f"Rubrik {n}", "text", "\n\n".join(f"Stycke {m} med med fel." for m in range(30)), None)
    add(document, None, "Länk", "text", "Läs [här](https://a.example/).", None)

    def shown(**query):
        return official.get(to("check", document), query).context["page"]

    assert (shown().paginator.count, len(shown()), len(shown(sida=2))) == (61, 50, 11)
    assert [hint.kind for _section, hint, _row in shown(visa="hinder")] == ["link_says_nothing"]
    assert (shown(slag="doubled").paginator.count, shown(slag="stop").paginator.count) == (60, 0)
    assert shown(slag="poem").paginator.count == 61


def test_queries_do_not_grow_with_the_document(official, django_assert_num_queries):
    document = DocumentFactory()
    for n in range(6):
        made = add(document, None, f"Rubrik {n}", "text", DOUBLED, None)
        if n in (1, 5):
            for address in (to("check", document), to("check_section", document, made.key)):
                official.get(address)
                with django_assert_num_queries(7):
                    official.get(address)


def test_what_is_taken_away_is_not_checked(official, made):
    actions.remove_section(made, by=None)

    page = official.get(to("check_section", made.document, made.key))

    assert (page.status_code, page.context["review"]) == (200, None)
    assert official.post(to("dismiss_hint", made.document, made.key), {"reason": "x"}).status_code == 422
