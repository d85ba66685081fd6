"""Evidence, guiding principles and required content as officials keep them, and what readers see of it."""

import pytest
from django.urls import reverse

from rus_portal.accounts.roles import Role
from strategy import actions, matrix, requirements
from strategy.models import Coverage, Evidence, GuidingPrinciple, PrincipleAssessment
from tests.factories import AssessmentFactory, EvidenceFactory, OfficialFactory, PrincipleFactory, SectionFactory
from tests.strategy.writing import freeze, principle, published, section, write

pytestmark = pytest.mark.django_db
TYPED = {
    "title": "Enkät till unga",
    "kind": "survey",
    "period": "hösten 2020",
    "participants": "500",
    "categories": ["residents"],
    "summary": "500 unga svarade.",
    "unknown": "Svarsfrekvensen.",
    "source": "Regionen",
}


@pytest.fixture
def official(logged_in):
    return logged_in(OfficialFactory(role=Role.ANALYST))


def to(name, document, *args):
    return reverse(f"strategy:{name}", args=[document.slug, *args])


def test_evidence_is_added_with_its_sections_and_found_from_both_ends(official):
    document = write()
    goal = section(document, "Alla når service")

    response = official.post(to("add_evidence", document), TYPED | {"sections": [str(goal.key)]})

    made = Evidence.objects.get()
    assert response.url == to("edit_evidence", document, "enkat-till-unga")
    assert (str(made.when), made.participants, made.unknown) == ("hösten 2020", 500, "Svarsfrekvensen.")
    assert (made.sort_start.isoformat(), made.sort_end.isoformat()) == ("2020-09-01", "2020-11-30")
    assert made.revisions.get().facts["sections"] == [str(goal.key)]
    assert to("edit_section", document, goal.key) in official.get(response.url).content.decode()
    assert response.url in official.get(to("edit_section", document, goal.key)).content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"period": "hösten"}, "period"),
        ({"period": "2020-13"}, "period"),
        ({"period_label": "senhösten"}, "period_label"),
        ({"period": "", "sort_start": "2020-02-01", "sort_end": "2020-01-01"}, "sort_end"),
        ({"participants": "-1"}, "participants"),
        ({"summary": " "}, "summary"),
        ({"kind": "poem"}, "kind"),
    ],
)
def test_bad_evidence_is_422_and_keeps_what_was_typed(official, changes, field):
    document = write()

    response = official.post(to("add_evidence", document), TYPED | changes)

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert "Enkät till unga" in response.content.decode()
    assert not Evidence.objects.exists()


def test_an_earlier_state_is_read_in_the_form_and_is_the_newest_when_that_is_saved(official):
    document = write()
    goal, principle = section(document, "Alla når service"), document.principles.get(slug="folkhalsa")
    edits = {
        to("edit_evidence", document, "enkat-till-unga"): ("unknown", TYPED, "Svarsfrekvensen.", "Åldern."),
        to("edit_principle", document, "folkhalsa"): (
            "text", {"name": "Folkhälsa", "summary": "Kort.", "glyph": "heart"}, "Om Folkhälsa.", "Nytt.",
        ),
        to("judge_requirement", document, "mal"): ("note", {"sections": [str(goal.key)]}, "Först.", "Sedan."),
    }  # fmt: skip
    official.post(to("add_evidence", document), TYPED)
    official.post([*edits][2], {"sections": [str(goal.key)], "note": "Först.", "expected_revision": 0})
    assert principle.revision == 1

    for address, (name, typed, was, now) in edits.items():
        official.post(address, typed | {name: now, "expected_revision": 1})
        page = official.get(f"{address}?fran=1")
        form = page.context["form"]

        assert (form.initial[name].strip(), form.initial["expected_revision"]) == (was, 2)
        assert f'href="{address}"' in page.content.decode()
        assert 'href="?fran=1"' in official.get(address).content.decode()
        for nothing in ("2", "99", "1234567890", "x"):
            assert official.get(address, {"fran": nothing}).context["form"].initial[name].strip() == now


def test_two_people_saving_the_same_evidence(official):
    document = write()
    official.post(to("add_evidence", document), TYPED)
    edit = to("edit_evidence", document, "enkat-till-unga")
    official.post(edit, TYPED | {"unknown": "Könsfördelningen.", "expected_revision": 1})

    second = official.post(edit, TYPED | {"unknown": "Åldern.", "expected_revision": 1})
    text = second.content.decode()
    third = official.post(edit, TYPED | {"unknown": "Åldern.", "expected_revision": 2})

    assert (second.status_code, third.status_code) == (409, 302)
    assert [value for _label, value in second.context["theirs"]] == ["Könsfördelningen."]
    assert ("Åldern." in text, "Könsfördelningen." in text) == (True, True)
    assert list(Evidence.objects.get().revisions.values_list("number", flat=True)) == [3, 2, 1]


def test_evidence_is_taken_away_and_brought_back_and_readers_keep_what_their_text_stands_on(official, client):
    document = write()
    goal = section(document, "Alla når service")
    relied_on, loose = EvidenceFactory(document=document), EvidenceFactory(document=document)
    actions.link_evidence(relied_on, [goal], by=None)
    freeze(document, label="Remissversion").advance("send_out", by=None)

    for one in (relied_on, loose):
        official.post(to("remove_evidence", document, one.slug))
    text = client.get(to("evidence", document)).content.decode()
    without = official.get(to("evidence_register", document)).context
    official.post(to("bring_back_evidence", document, relied_on.slug))

    assert (relied_on.anchor in text, loose.anchor in text) == (True, False)
    assert (list(without["page"]), len(without["removed"])) == ([], 2)
    relied_on.refresh_from_db()
    assert (relied_on.removed_at, list(relied_on.sections.all())) == (None, [goal])


def test_linking_from_the_section_changes_only_what_was_changed(official):
    document = write()
    goal = section(document, "Alla når service")
    mine, theirs, gone = (EvidenceFactory(document=document, slug=slug) for slug in ("min", "deras", "borta"))
    actions.link_evidence(gone, [goal], by=None)
    shown = "borta"
    # Somebody else links another one while this page is open.
    actions.link_evidence(theirs, [goal], by=None)

    response = official.post(to("section_evidence", document, goal.key), {"evidence": ["min"], "shown": shown})

    assert response.url == to("edit_section", document, goal.key)
    assert set(goal.evidence.values_list("slug", flat=True)) == {"min", "deras"}
    assert mine.revisions.count() == 1


def test_priorities_without_evidence_are_listed_until_they_have_some(official):
    document = write()
    before = official.get(to("evidence_register", document)).context["without_evidence"]

    actions.link_evidence(EvidenceFactory(document=document), [before[0].section], by=None)

    after = official.get(to("evidence_register", document)).context["without_evidence"]
    assert ([place.title for place in before], after) == (["1.1.1 Stärk service på landsbygden"], [])


def test_a_new_principle_opens_a_column_and_frozen_versions_keep_theirs(official, client):
    version = published()
    document = version.document
    digest = version.hash

    official.post(to("add_principle", document), {"name": "Jämlikhet", "summary": "För alla.", "glyph": "ring"})
    official.post(
        to("edit_principle", document, "folkhalsa"),
        {"name": "Hälsa", "summary": "Kort.", "text": "Nytt.", "glyph": "heart", "expected_revision": 1},
    )

    drawn = matrix.of_document(document)
    assert [one["name"] for one in drawn.principles] == ["Hållbar tillväxt och utveckling", "Hälsa", "Jämlikhet"]
    assert drawn.gaps == 2
    version.refresh_from_db()
    assert ([one["name"] for one in version.principles][1], version.hash) == ("Folkhälsa", digest)
    assert "Jämlikhet" not in client.get(to("principles", document)).content.decode()


def test_principles_change_places_go_and_come_back_with_their_weighing(official):
    document = write()
    slugs = lambda: list(document.principles.present().values_list("number", "slug"))  # noqa: E731

    official.post(to("move_principle", document, "folkhalsa"), {"direction": "up"})
    official.post(to("move_principle", document, "folkhalsa"), {"direction": "up"})
    moved = slugs()
    official.post(to("remove_principle", document, "folkhalsa"))
    without = slugs()
    official.post(to("bring_back_principle", document, "folkhalsa"))

    assert moved == [(1, "folkhalsa"), (2, "hallbar-tillvaxt")]
    assert without == [(1, "hallbar-tillvaxt")]
    assert slugs() == [(1, "hallbar-tillvaxt"), (2, "folkhalsa")]
    assert matrix.of_document(document).gaps == 0


def test_two_people_wording_the_same_principle(official):
    document = write()
    edit = to("edit_principle", document, "folkhalsa")
    typed = {"name": "Hälsa", "summary": "Kort.", "text": "", "glyph": "heart", "expected_revision": 1}
    official.post(edit, typed)

    second = official.post(edit, typed | {"name": "Välmående"})

    assert (second.status_code, principle(document, "folkhalsa").name) == (409, "Hälsa")
    assert "Välmående" in second.content.decode()


def test_two_people_weighing_the_same_cell(official):
    document = write()
    goal = section(document, "Alla når service")
    cell = to("weigh", document, goal.key, "folkhalsa")
    official.post(cell, {"is_relevant": "1", "text": "Deras ord.", "expected_revision": 1})

    second = official.post(cell, {"is_relevant": "1", "text": "Mina ord.", "expected_revision": 1})

    assert (second.status_code, "Deras ord." in second.content.decode(), "Mina ord." in second.content.decode()) == (
        409,
        True,
        True,
    )
    assert PrincipleAssessment.objects.get(section=goal, principle__slug="folkhalsa").text == "Deras ord."


@pytest.mark.parametrize(("count", "rows"), [(1, 2), (7, 100)])
def test_the_matrix_costs_the_same_for_one_and_seven_principles(official, django_assert_num_queries, count, rows):
    document = SectionFactory(kind="text").document
    principles = [PrincipleFactory(document=document, number=n) for n in range(1, count + 1)]
    goals = SectionFactory.create_batch(rows, document=document, kind="goal")
    PrincipleAssessment.objects.bulk_create(
        AssessmentFactory.build(section=goal, principle=one) for goal in goals for one in principles[1:]
    )

    with django_assert_num_queries(7):
        text = official.get(to("workspace_principles", document)).content.decode()

    assert (text.count('<tr id="m-'), text.count('class="gap"')) == (rows, rows)


def test_the_matrix_is_sifted_by_principle_kind_and_state(official, client):
    document = write(gap=("Alla når service", "folkhalsa"))
    goal, priority = section(document, "Alla når service"), section(document, "Stärk service på landsbygden")
    actions.assess(priority, principle(document, "folkhalsa"), is_relevant=False, text="Nej.", by=None)

    def shown(query):
        drawn = official.get(f"{to('workspace_principles', document)}?{query}").context["matrix"]
        return [line.key for line, _cells in drawn.rows], [one["slug"] for one in drawn.columns]

    both, all_principles = [str(priority.key), str(goal.key)], ["hallbar-tillvaxt", "folkhalsa"]
    assert shown("") == shown("princip=&slag=&lage=") == shown("slag=dikt&lage=1&princip=x") == (both, all_principles)
    assert shown("lage=gap") == ([str(goal.key)], all_principles)
    assert shown("lage=not_relevant&princip=folkhalsa") == ([str(priority.key)], ["folkhalsa"])
    assert shown("slag=priority&lage=gap") == ([], all_principles)
    assert (
        to("weigh", document, goal.key, "folkhalsa")
        in official.get(f"{to('workspace_principles', document)}?lage=gap").content.decode()
    )


def test_readers_sift_the_frozen_matrix(client):
    version = published()
    goal = section(version.document, "Alla når service")

    text = client.get(f"{to('principles', version.document)}?slag=priority&princip=folkhalsa").content.decode()

    assert (f'id="m-{goal.key}"' in text, text.count("<tr><th")) == (False, 2)


def judged(official, document, **changes):
    goal = section(document, "Alla når service")
    typed = {"sections": [str(goal.key)], "note": "", "expected_revision": "0"} | changes
    return official.post(to("judge_requirement", document, "mal"), typed)


def test_requirements_are_judged_frozen_and_shown_to_readers(official, client):
    document = write()
    judged(official, document)
    official.post(
        to("judge_requirement", document, "andra-planer"), {"note": "Tas fram i vår.", "expected_revision": "0"}
    )

    version = freeze(document, label="Remissversion")
    version.advance("send_out", by=None)
    judged(official, document, sections=[], note="Målen ses över.", expected_revision="1")
    page = client.get(to("coverage", document))

    states = {line.requirement.key: line.state for line in page.context["lines"]}
    text = page.content.decode()
    goal = section(document, "Alla når service")
    assert (states["mal"], states["andra-planer"], states["analys"]) == ("met", "missing", "open")
    assert f"{version.get_absolute_url()}#s-{goal.key}" in text
    assert ("Tas fram i vår." in text, "Målen ses över." in text) == (True, False)
    assert to("version_coverage", document, 1) in client.get(version.get_absolute_url()).content.decode()


def test_a_judgement_says_something_and_is_not_written_over(official):
    document = write()

    empty = judged(official, document, sections=[])
    first, second = judged(official, document), judged(official, document, note="Min anteckning.")

    assert (empty.status_code, list(empty.context["form"].errors)) == (422, ["note"])
    assert (first.status_code, second.status_code) == (302, 409)
    assert "Min anteckning." in second.content.decode()
    assert (Coverage.objects.get().revision, Coverage.objects.get().note) == (1, "")


def test_a_requirement_is_met_by_what_is_there_only(official):
    document = write()
    judged(official, document)

    actions.remove_section(section(document, "Alla når service"), by=None)

    lines = official.get(to("requirement_list", document)).context["lines"]
    assert next(line.state for line in lines if line.requirement.key == "mal") == "open"


def test_the_table_of_requirements_names_a_paragraph_for_each():
    assert len(requirements.REQUIREMENTS) == len(requirements.BY_KEY) == 12
    assert all("§" in one.rule and one.name and one.what for one in requirements.REQUIREMENTS)


def test_a_programme_has_no_requirements_of_its_own(official):
    programme = actions.create_document(by=None, kind="programme", slug="rsp", title="Serviceprogram")

    assert official.get(to("requirement_list", programme)).context["lines"] == []
    assert official.get(to("judge_requirement", programme, "mal")).status_code == 404


def test_a_version_frozen_before_says_that_nothing_was_noted(client):
    version = published()

    page = client.get(to("coverage", version.document))

    assert (page.status_code, page.context["lines"]) == (200, [])


def test_a_document_without_principles_freezes_without_a_matrix():
    document = write(weighed=False)
    for one in GuidingPrinciple.objects.filter(document=document):
        actions.remove_principle(one, by=None)

    version = freeze(document, label="Utan")

    assert version.principles == []
