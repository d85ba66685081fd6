import threading

import pytest
from django.db import IntegrityError, connection

from rus_portal.exports.models import Export
from strategy import actions, blocks, rendering
from strategy.models import PrincipleAssessment, Section, Version
from strategy.numbering import in_order
from tests.factories import DocumentFactory, EvidenceFactory, OfficialFactory, SectionFactory, UserFactory
from tests.strategy.writing import add, body, freeze, frozen, principle, published, section, write

pytestmark = pytest.mark.django_db


def outline(document):
    return [place.title for place in in_order(document.sections.present())]


def test_add_section_numbers_by_place_in_the_tree():
    document = write()

    assert outline(document) == [
        "1 Attraktiva livsmiljöer",
        "1.1 Hög livskvalitet",
        "1.1.1 Stärk service på landsbygden",
        "1.1.2 Alla når service",
    ]


def test_add_section_keeps_the_first_state_as_revision_one():
    official = OfficialFactory()
    document = DocumentFactory()

    made = add(document, None, "Inledning", "text", "Hej.", official)

    revision = made.revisions.get()
    assert (revision.number, revision.heading, revision.body, revision.saved_by) == (
        1,
        "Inledning",
        made.body,
        official,
    )


def test_add_section_refuses_a_fifth_level():
    document = DocumentFactory()
    above = None
    for n in range(4):
        above = add(document, above, f"Nivå {n}", "text", "", None)

    with pytest.raises(actions.PlaceNotAllowedError):
        add(document, above, "För djupt", "text", "", None)


def test_block_ids_stand_once_in_a_document():
    document = DocumentFactory()

    one = add(document, None, "Ett", "text", "Samma ord.", None)
    two = add(document, None, "Två", "text", "Samma ord.", None)

    assert one.body[0]["html"] == two.body[0]["html"]
    assert one.body[0]["id"] != two.body[0]["id"]


def test_save_section_keeps_ids_of_what_was_not_touched():
    made = add(DocumentFactory(), None, "Ett", "text", "Första stycket står kvar.\n\nAndra stycket här.", None)
    before = [block["id"] for block in made.body]
    text = blocks.to_markdown(made.body).replace("Första", "Nytt sist\n\nFörsta") + "\n\nHelt annat"

    actions.save_section(
        made,
        heading="Ett",
        kind="text",
        body=blocks.from_markdown(text, made.body),
        expected_revision=1,
        by=None,
    )

    assert [block["id"] for block in made.body][1:3] == before
    assert (made.revision, made.revisions.count()) == (2, 2)


def test_save_section_refuses_when_someone_saved_in_between():
    made = add(DocumentFactory(), None, "Ett", "text", "Ursprung.", None)
    mine = Section.objects.get(pk=made.pk)
    save(made, "Deras.", 1)

    with pytest.raises(actions.SectionChangedError) as refused:
        save(mine, "Min.", 1)

    assert blocks.plain_text(refused.value.section.body) == "Deras."
    assert blocks.plain_text(Section.objects.get(pk=made.pk).body) == "Deras."
    assert made.revisions.count() == 2


def save(section, text, expected):
    return actions.save_section(
        section, heading=section.heading, kind="text", body=body(text), expected_revision=expected, by=None
    )


def test_move_section_takes_what_stands_below_with_it():
    document = write()
    other = add(document, None, "Före allt", "chapter", "", None)

    actions.move_section(other, parent=None, position=0, by=None)
    actions.move_section(section(document, "Hög livskvalitet"), parent=other, position=0, by=None)

    assert outline(document) == [
        "1 Före allt",
        "1.1 Hög livskvalitet",
        "1.1.1 Stärk service på landsbygden",
        "1.1.2 Alla når service",
        "2 Attraktiva livsmiljöer",
    ]


@pytest.mark.parametrize("position", [0, 1, 2, 99, -5])
def test_move_section_to_any_position(position):
    document = DocumentFactory()
    made = [add(document, None, name, "text", "", None) for name in "ABC"]

    actions.move_section(made[0], parent=None, position=position, by=None)

    expected = ["B", "C"]
    expected.insert(max(0, min(position, 2)), "A")
    assert [place.section.heading for place in in_order(document.sections.present())] == expected


def test_move_section_never_below_itself():
    document = write()

    with pytest.raises(actions.PlaceNotAllowedError):
        actions.move_section(
            section(document, "Attraktiva livsmiljöer"),
            parent=section(document, "Hög livskvalitet"),
            position=0,
            by=None,
        )

    assert outline(document)[1] == "1.1 Hög livskvalitet"


def test_move_section_never_into_another_document():
    document, other = write(), SectionFactory()

    with pytest.raises(actions.PlaceNotAllowedError):
        actions.move_section(section(document, "Alla når service"), parent=other, position=0, by=None)


def test_remove_section_and_bring_it_back():
    document = write()
    area = section(document, "Hög livskvalitet")
    actions.remove_section(section(document, "Alla når service"), by=None)

    actions.remove_section(area, by=None)
    without = outline(document)
    actions.bring_back_section(area, by=None)

    assert without == ["1 Attraktiva livsmiljöer"]
    assert outline(document) == [
        "1 Attraktiva livsmiljöer",
        "1.1 Hög livskvalitet",
        "1.1.1 Stärk service på landsbygden",
    ]


def test_bring_back_section_waits_for_what_stands_above_it():
    document = write()
    area = section(document, "Hög livskvalitet")
    actions.remove_section(area, by=None)

    with pytest.raises(actions.PlaceNotAllowedError):
        actions.bring_back_section(section(document, "Alla når service"), by=None)


def test_assess_twice_keeps_one_cell():
    document = write()
    goal = section(document, "Alla når service")

    actions.assess(goal, principle(document, "folkhalsa"), is_relevant=False, text=" Berör inte. ", by=None)

    cell = PrincipleAssessment.objects.get(section=goal, principle__slug="folkhalsa")
    assert (cell.is_relevant, cell.text) == (False, "Berör inte.")


def test_a_cell_without_text_is_refused_by_the_database():
    document = write(weighed=False)

    with pytest.raises(IntegrityError):
        actions.assess(
            section(document, "Alla når service"),
            principle(document, "folkhalsa"),
            is_relevant=False,
            text="  ",
            by=None,
        )


def test_freeze_is_refused_by_name_while_a_cell_is_empty():
    document = write(gap=("Alla når service", "folkhalsa"))

    with pytest.raises(actions.NotReadyError) as refused:
        freeze(document, label="Remissversion")

    [problem] = refused.value.problems
    assert "1.1.2 Alla når service" in problem
    assert "Folkhälsa" in problem
    assert Version.objects.count() == 0


def test_freeze_does_not_ask_about_what_was_taken_away():
    document = write(weighed=False)
    for heading in ("Alla når service", "Stärk service på landsbygden"):
        actions.remove_section(section(document, heading), by=None)

    with pytest.raises(actions.NotReadyError) as refused:
        freeze(document, label="Remissversion")

    assert len(refused.value.problems) == 2
    assert not any("Folkhälsa" in problem for problem in refused.value.problems)


def test_freeze_of_an_empty_document_is_refused():
    with pytest.raises(actions.NotReadyError):
        freeze(DocumentFactory(), label="Tom")


def test_freeze_copies_keys_block_ids_numbers_and_weighing():
    document = write()
    goal = section(document, "Alla når service")

    version = freeze(document, label="Remissversion")

    copy = version.sections.get(key=goal.key)
    assert (copy.number, copy.depth, copy.order, copy.body) == ("1.1.2", 3, 3, goal.body)
    assert copy.assessments == [
        {"principle": "hallbar-tillvaxt", "is_relevant": True, "text": "Vägd mot Hållbar tillväxt och utveckling."},
        {"principle": "folkhalsa", "is_relevant": True, "text": "Vägd mot Folkhälsa."},
    ]


def test_freeze_keeps_what_a_section_stands_on():
    document = write()
    evidence = EvidenceFactory(document=document, slug="enkat", title="Enkät om service")
    actions.link_evidence(evidence, [section(document, "Alla når service")], by=None)

    version = freeze(document, label="Remissversion")

    assert version.sections.get(number="1.1.2").evidence == [{"slug": "enkat", "title": "Enkät om service"}]
    assert "/underlag/#u-enkat" in version.rendered


def test_a_later_change_leaves_the_frozen_text_alone():
    document = write()
    version = freeze(document, label="Remissversion")
    before = version.rendered
    goal = section(document, "Alla når service")

    save(goal, "Något annat.", 1)

    version.refresh_from_db()
    assert version.rendered == before == rendering.article(version)
    assert blocks.plain_text(version.sections.get(key=goal.key).body) == "Inom rimlig restid."


def test_the_same_text_under_the_same_name_is_not_frozen_twice():
    first = frozen()

    with pytest.raises(actions.NotReadyError):
        freeze(first.document, label=first.label)
    second = freeze(first.document, label="Förslag till nämnden")

    assert (first.number, second.number) == (1, 2)


def test_a_programme_must_say_what_it_builds_on():
    strategy = published()
    programme = actions.create_document(
        by=None, kind="programme", slug="rsp", title="Serviceprogram", parent=strategy.document
    )
    area = add(programme, None, "Butiker", "development_area", "Om butiker.", None)
    with pytest.raises(actions.NotReadyError) as refused:
        freeze(programme, label="Gällande")

    actions.build_on(area, [section(strategy.document, "Stärk service på landsbygden")], by=None)
    version = freeze(programme, label="Gällande")

    assert len(refused.value.problems) == 1
    [base] = version.sections.get().builds_on
    assert (base["document"], base["version"], base["number"]) == (strategy.document.slug, 1, "1.1.1")
    assert f"/strategi/{strategy.document.slug}/version/1/#s-{base['key']}" in version.rendered


def test_render_again_gives_the_page_back():
    version = frozen()
    kept = version.rendered
    Version.objects.filter(pk=version.pk).update(rendered="")

    actions.render_again(Version.objects.get(pk=version.pk))

    assert Version.objects.get(pk=version.pk).rendered == kept


@pytest.mark.django_db(transaction=True)
def test_two_people_saving_at_once():
    made, together, outcomes = add(DocumentFactory(), None, "Ett", "text", "Ursprung.", None), threading.Barrier(2), []

    def write_down(text):
        mine = Section.objects.get(pk=made.pk)
        together.wait()
        try:
            save(mine, text, 1)
            outcomes.append("saved")
        except actions.SectionChangedError:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=write_down, args=[f"Text {n}."]) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["saved", "told"]
    assert made.revisions.count() == 2


def test_freezing_asks_for_the_pdf(django_capture_on_commit_callbacks, monkeypatch):
    asked = []
    monkeypatch.setattr("rus_portal.exports.tasks.make_export.delay", asked.append)

    with django_capture_on_commit_callbacks(execute=True):
        version = frozen(by=UserFactory())

    export = Export.objects.get()
    assert (export.kind, export.subject, export.fingerprint) == ("version", str(version.pk), version.hash)
    assert asked == [export.pk]
