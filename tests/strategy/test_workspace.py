"""What officials do in the workspace, and that nothing they type is lost."""

import pytest
from django.urls import reverse

from rus_portal.accounts.roles import Role
from strategy import actions, blocks
from strategy.models import PrincipleAssessment, Section, SectionEvent, Version
from strategy.numbering import in_order
from tests.factories import DocumentFactory, OfficialFactory
from tests.strategy.writing import add, freeze, frozen, section, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def official(logged_in):
    return logged_in(OfficialFactory(role=Role.PROJECT_LEADER))


def address(name, document, *args):
    return reverse(f"strategy:{name}", args=[document.slug, *args])


def headings(document):
    return [place.title for place in in_order(document.sections.present())]


def typed(made, text, **changes):
    return {"heading": made.heading, "kind": made.kind, "body": text, "expected_revision": made.revision} | changes


def test_a_writer_saves_and_is_led_back(official):
    document = write()
    goal = section(document, "Alla når service")

    response = official.post(address("edit_section", document, goal.key), typed(goal, "**Nytt** mål.", heading="Nytt"))

    goal.refresh_from_db()
    assert (response.status_code, response.url) == (302, address("edit_section", document, goal.key))
    assert (goal.heading, goal.body[0]["html"], goal.revision) == ("Nytt", "<p><strong>Nytt</strong> mål.</p>", 2)


def test_the_editor_shows_the_saved_text_as_markdown_and_as_read(official):
    document = DocumentFactory()
    made = add(document, None, "Ett", "text", "Med **vikt**.", None)

    text = official.get(address("edit_section", document, made.key)).content.decode()

    assert "Med **vikt**." in text
    assert "<p>Med <strong>vikt</strong>.</p>" in text
    assert '<input type="hidden" name="expected_revision" value="1"' in text


def test_the_whole_text_is_read_in_order_and_from_each_section_one_goes_on(official):
    document = DocumentFactory()
    first = add(document, None, "Ett", "text", "Före.^[En not.]", None)
    under = add(document, first, "Under", "text", "## Rubrik\n\nMitt.", None)
    last = add(document, None, "Två", "text", f"Se [](#s-{under.key}).", None)
    picture = {"id": "", "html": f'<figure><img src="/bild/{"a" * 32}"></figure>'}
    facts = {"heading": "Två", "kind": "text", "expected_revision": 1, "by": None}
    actions.save_section(last, body=blocks.clean([*last.body, picture]), **facts)

    text = official.get(address("workspace_reading", document)).content.decode()
    ways = [official.get(address("edit_section", document, one.key)).context for one in (first, under, last)]

    places = [text.index(words) for words in ("Före.", "En not.", ">Rubrik</h4>", "Mitt.", ">1.1 Under</a>")]
    assert places == sorted(places)
    assert text.count("<img alt=") == 1
    assert address("edit_section", document, under.key) in text
    assert [(one["before"] and one["before"].title, one["after"] and one["after"].title) for one in ways] == [
        (None, "1.1 Under"),
        ("1 Ett", "2 Två"),
        ("1.1 Under", None),
    ]


def test_when_someone_saved_in_between_both_texts_are_shown_and_one_can_choose(official):
    document = write()
    goal = section(document, "Alla når service")
    mine = typed(goal, "Min text.")
    official.post(address("edit_section", document, goal.key), typed(goal, "Deras text."))

    refused = official.post(address("edit_section", document, goal.key), mine)
    chosen = official.post(address("edit_section", document, goal.key), mine | {"expected_revision": 2})

    text = refused.content.decode()
    assert (refused.status_code, chosen.status_code) == (409, 302)
    assert "Min text." in text
    assert "Deras text." in text
    assert 'name="expected_revision" value="2"' in text
    assert blocks.plain_text(Section.objects.get(pk=goal.pk).body) == "Min text."
    assert goal.revisions.count() == 3


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"heading": ""}, "heading"),
        ({"kind": "poem"}, "kind"),
        ({"body": "x" * 200_001}, "body"),
        ({"heading": "x" * 251}, "heading"),
    ],
)
def test_bad_input_is_422_and_keeps_what_was_typed(official, changes, field):
    document = write()
    goal = section(document, "Alla når service")

    response = official.post(address("edit_section", document, goal.key), typed(goal, "Skrivet.") | changes)

    text = response.content.decode()
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert f'href="#id_{field}"' in text
    assert changes.get("body", "Skrivet.") in text
    goal.refresh_from_db()
    assert goal.revision == 1


def test_add_a_section_below_another(official):
    document = write()
    area = section(document, "Hög livskvalitet")
    sent = {"heading": "Ny", "kind": "text", "parent": str(area.key), "body": "Ord."}

    response = official.post(address("add_section", document), sent)

    made = section(document, "Ny")
    assert response.url == address("edit_section", document, made.key)
    assert headings(document)[-1] == "1.1.3 Ny"


def test_add_a_section_too_deep_is_said_beside_the_field(official):
    document = DocumentFactory()
    above = None
    for n in range(4):
        above = add(document, above, f"Nivå {n}", "text", "", None)
    sent = {"heading": "Ny", "kind": "text", "parent": str(above.key), "body": "Ord."}

    response = official.post(address("add_section", document), sent)

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["parent"])
    assert "Ord." in response.content.decode()


MOVES = [
    ({"up": "goal"}, "1.1.1", True),
    ({"up": "goal"}, "1.1.1", False),
    ({"down": "goal"}, "1.1.2", True),
    ({"in": "goal"}, "1.1.1.1", True),
    ({"out": "goal"}, "1.1.2", True),
    ({"out": "goal"}, "1.2", True),
    ({"key": "goal", "beside": "top", "where": "before"}, "1", True),
    ({"key": "goal", "beside": "area", "where": "into"}, "1.1.2", True),
    ({"key": "goal", "beside": "first", "where": "before"}, "1.1.1", True),
    ({"key": "goal", "beside": "top", "where": "after"}, "2", True),
    ({"in": "goal"}, "1.2", True),
]


def test_buttons_keys_and_dragging_arrange_the_tree_and_leave_a_trace(official):
    document = write()
    names = {"goal": "Alla når service", "top": "Attraktiva livsmiljöer", "area": "Hög livskvalitet"}
    keys = {name: str(section(document, heading).key) for name, heading in names.items()}
    keys["first"] = str(section(document, "Stärk service på landsbygden").key)
    seen, traces = [], []

    for sent, _number, _moved in MOVES:
        before = SectionEvent.objects.count()
        moved = official.post(
            address("arrange", document),
            {name: keys.get(value, value) for name, value in sent.items()},
            headers={"accept": "application/json"},
        )
        seen.append(next(title for title in headings(document) if title.endswith("Alla når service")).split()[0])
        traces.append(SectionEvent.objects.count() > before)
        assert f"{seen[-1]} Alla når service" in moved.json()["tree"]

    assert seen == [number for _sent, number, _moved in MOVES]
    assert traces == [moved for _sent, _number, moved in MOVES]
    trace = section(document, "Alla når service").events.first()
    assert (trace.by.is_official, trace.after["parent"]) == (True, keys["top"])


def test_without_a_script_a_button_leads_back_to_the_section(official):
    document = write()
    goal = section(document, "Alla når service")

    response = official.post(address("arrange", document), {"up": goal.key})

    assert response.url == f"{address('workspace', document)}#s-{goal.key}"
    assert official.post(address("arrange", document), {"up": goal.key, "down": goal.key}).status_code == 400


def test_the_edit_page_moves_a_section_under_another(official):
    document = write()
    goal = section(document, "Alla når service")

    for parent in ("", "nonsense"):
        official.post(address("move_section", document, goal.key), {"parent": parent})

    assert headings(document)[-1] == "2 Alla når service"


def test_moving_below_itself_is_refused_with_a_message(official):
    document = write()
    top = section(document, "Attraktiva livsmiljöer")

    below = str(section(document, "Hög livskvalitet").key)
    asked = official.get(address("edit_section", document, top.key)).context["place_form"]
    response = official.post(address("move_section", document, top.key), {"parent": below})

    assert not {below, str(top.key)} & {value for value, _words in asked.fields["parent"].choices}
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert headings(document)[0] == "1 Attraktiva livsmiljöer"


def test_take_away_and_bring_back(official):
    document = write()
    area = section(document, "Hög livskvalitet")

    gone = official.post(address("remove_section", document, area.key), follow=True)
    without = headings(document)
    official.post(address("bring_back_section", document, area.key))

    assert without == ["1 Attraktiva livsmiljöer"]
    assert f'action="{address("bring_back_section", document, area.key)}"' in gone.content.decode()
    assert len(headings(document)) == 4


def test_an_earlier_revision_can_be_made_the_newest(official):
    document = write()
    goal = section(document, "Alla når service")
    official.post(address("edit_section", document, goal.key), typed(goal, "Ändrad."))

    official.post(address("revision", document, goal.key, 1))
    text = official.get(address("history", document, goal.key)).content.decode()

    goal.refresh_from_db()
    assert (blocks.plain_text(goal.body), goal.revision) == ("Inom rimlig restid.", 3)
    assert [f"/{n}/" in text for n in (1, 2, 3)] == [True] * 3


def test_the_matrix_leads_to_its_gaps_and_a_cell_is_filled_in(official):
    document = write(gap=("Alla når service", "folkhalsa"))
    goal = section(document, "Alla når service")
    cell = address("weigh", document, goal.key, "folkhalsa")

    before = official.get(address("workspace_principles", document)).content.decode()
    response = official.post(cell, {"is_relevant": "0", "text": "Rör en annan fråga."})
    after = official.get(address("workspace_principles", document)).content.decode()

    filled = PrincipleAssessment.objects.get(section=goal, principle__slug="folkhalsa")
    assert (filled.is_relevant, filled.text) == (False, "Rör en annan fråga.")
    assert response.url == f"{address('workspace_principles', document)}#m-{goal.key}"
    assert (before.count('class="gap"'), after.count('class="gap"')) == (1, 0)


def test_one_goes_from_empty_cell_to_empty_cell_and_at_last_back_to_the_matrix(official):
    document = write(weighed=False)
    first, goal = section(document, "Stärk service på landsbygden"), section(document, "Alla når service")
    cells = [
        address("weigh", document, one.key, slug) for one in (first, goal) for slug in ("hallbar-tillvaxt", "folkhalsa")
    ]
    typed = {"is_relevant": "1", "text": "Så.", "next": "1"}

    at, went = cells[1], []
    for _cell in cells:
        left = official.get(at).context["gaps_left"]
        at = official.post(at, typed).url
        went.append((left, at))

    matrix = address("workspace_principles", document)
    assert went == [(3, cells[2]), (2, cells[3]), (1, cells[0]), (0, f"{matrix}#m-{first.key}")]


def test_two_who_weigh_the_same_cell_lose_neither_text(official):
    document = write()
    goal = section(document, "Alla når service")
    cell = address("weigh", document, goal.key, "folkhalsa")
    official.post(cell, {"is_relevant": "1", "text": "Deras.", "expected_revision": 1})

    refused = official.post(cell, {"is_relevant": "0", "text": "Min.", "expected_revision": 1})
    page = refused.content.decode()
    official.post(cell, {"is_relevant": "0", "text": "Min.", "expected_revision": 2})
    again = official.get(cell).content.decode()

    assert refused.status_code == 409
    assert ("Deras." in page, "Min." in page, 'name="expected_revision" value="2"' in page) == (True, True, True)
    weighed = PrincipleAssessment.objects.get(section=goal, principle__slug="folkhalsa")
    assert (weighed.text, weighed.is_relevant, weighed.revision) == ("Min.", False, 3)
    assert [one.text for one in weighed.revisions.all()] == ["Min.", "Deras.", "Vägd mot Folkhälsa."]
    assert 'value="Deras."' in again


def test_a_cell_without_text_is_refused(official):
    document = write()
    goal = section(document, "Alla når service")

    response = official.post(address("weigh", document, goal.key, "folkhalsa"), {"is_relevant": "0", "text": "  "})

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["text"])


def test_only_goals_and_priorities_are_weighed(official):
    document = write()
    area = section(document, "Hög livskvalitet")

    assert official.get(address("weigh", document, area.key, "folkhalsa")).status_code == 404


def test_freezing_names_what_is_missing_and_makes_nothing(official):
    document = write(weighed=False)

    shown = official.get(address("freeze", document))
    sent = official.post(address("freeze", document), {"label": "Remissversion", "reason": "Inför remissen."})

    for response, status in ((shown, 200), (sent, 422)):
        text = response.content.decode()
        assert response.status_code == status
        assert "1.1.1 Stärk service på landsbygden" in text
        assert "Folkhälsa" in text
    assert not Version.objects.exists()


def test_freezing_leads_to_the_version_which_officials_alone_can_read(official, logged_in):
    document = write()

    official.post(address("freeze", document), {"label": "Remissversion", "reason": "Inför remissen."})
    asked = document.freeze_requests.get()
    second = logged_in(OfficialFactory(role=Role.STRATEGIST))
    response = second.post(address("confirm_freeze", document, asked.pk))
    page = second.get(response.url)

    version = Version.objects.get()
    assert response.url == address("workspace_version", document, 1)
    assert (version.label, version.reason, version.frozen_by.is_official) == ("Remissversion", "Inför remissen.", True)
    assert version.hash in page.content.decode()
    assert second.get(version.get_absolute_url()).status_code == 404


def test_asking_twice_by_a_double_click_asks_once(official):
    document = write()
    typed = {"label": "Remissversion", "reason": "Inför remissen."}

    first = official.post(address("freeze", document), typed)
    second = official.post(address("freeze", document), typed)

    assert (first.status_code, second.status_code) == (302, 302)
    assert (document.freeze_requests.count(), Version.objects.count()) == (1, 0)


@pytest.mark.parametrize("extra", [0, 36])
@pytest.mark.parametrize(
    ("name", "queries"),
    [
        ("workspace", 14),
        ("workspace_reading", 9),
        ("workspace_principles", 7),
        ("freeze", 20),
        ("workspace_version", 10),
    ],
)
def test_pages_cost_the_same_for_few_and_many_sections(official, django_assert_num_queries, extra, name, queries):
    version = frozen(extra=extra)
    args = [version.number] if name == "workspace_version" else []

    with django_assert_num_queries(queries):
        response = official.get(address(name, version.document, *args))

    assert response.status_code == 200


def test_the_list_shows_every_document(official):
    document = write()
    freeze(document, label="Intern")
    DocumentFactory(title="Påbörjad")

    rows = official.get(reverse("strategy:workspace_list")).context["page"].object_list

    assert [(row.title, row.written, row.last_version) for row in rows] == [
        ("Växtplats Exempel", 4, 1),
        ("Påbörjad", 0, None),
    ]
