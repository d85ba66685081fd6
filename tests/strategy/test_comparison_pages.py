"""The pages of a comparison: who may see which, what they say, and what they cost."""

import re

import pytest
from django.urls import reverse
from django.utils.translation import ngettext

from rus_portal.accounts.roles import Role
from strategy import actions, blocks, links, verification
from strategy.changes.rows import tags
from strategy.models import Section, StoredComparison
from tests.factories import OfficialFactory, UserFactory, VersionFactory
from tests.strategy.writing import add, freeze, published, section, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_links(monkeypatch):
    monkeypatch.setattr(links, "_sources", [])


def save(changed, text, **more):
    """Write the section anew, as the plain form does."""
    facts = {"heading": changed.heading, "kind": changed.kind} | more
    body = blocks.from_markdown(text, changed.body)
    return actions.save_section(changed, **facts, body=body, expected_revision=changed.revision, by=UserFactory())


def reworked(extra=0):
    """Two published versions: a sentence reworded, a paragraph moved to another section, a section new, one weighed."""
    document = write(extra=extra)
    moved = "Den som bor på en ö ska också kunna räkna med att bussen kommer i tid varje dag."
    area = section(document, "Hög livskvalitet")
    save(area, f"Människor som mår bra.\n\n{moved}")
    freeze(document, label="Remissversion").advance("send_out", by=UserFactory())
    area, goal = section(document, "Hög livskvalitet"), section(document, "Alla når service")
    block = area.body[1]
    _keep(area, area.body[:1])
    _keep(goal, [*blocks.from_markdown("Inom rimlig restid, med buss eller båt.", goal.body), block])
    add(document, None, "Uppföljning", "text", "Vi följer upp varje år.", None)
    principle = document.principles.first()
    actions.assess(goal, principle, is_relevant=False, text="Prövas i nästa steg.", by=UserFactory())
    version = freeze(document, label="Beslutsversion")
    version.advance("propose", by=UserFactory())
    return version


def _keep(changed, body):
    facts = {"heading": changed.heading, "kind": changed.kind, "body": body}
    return actions.save_section(changed, **facts, expected_revision=changed.revision, by=UserFactory())


def page(client, version, look="", a=1, b=2, name="comparison"):
    response = client.get(reverse(f"strategy:{name}", args=[version.document.slug, a, b]) + look)
    return response, response.content.decode()


def test_the_text_shows_words_moves_and_what_is_new(client):
    version = reworked()
    goal = Section.objects.get(heading="Alla når service")

    response, text = page(client, version)

    assert response.status_code == 200
    assert "Inom rimlig restid<ins>, med buss eller båt</ins>." in text
    assert re.search(rf'<div class="change change-changed" id="b-{goal.body[0]["id"]}">', text)
    assert re.search(rf'<div class="change change-moved" id="b-{goal.body[1]["id"]}">', text)
    assert f'<p class="left" id="f-b-{goal.body[1]["id"]}">' in text
    assert 'class="part part-new"' in text
    assert "Prövas i nästa steg." in text
    assert not response.cookies


@pytest.mark.parametrize("look", ["?visa=sida", "?visa=lista", "?bara=andringar", "?visa=sida&bara=andringar"])
def test_every_look_says_the_same_changes(client, look):
    version = reworked()

    response, text = page(client, version, look)

    assert response.status_code == 200
    assert "med buss eller båt" in text
    assert text.count("<h1") == 1
    assert ("Blekinge är litet." in text) == (look == "?visa=sida")


def test_the_list_leads_to_each_change(client):
    version = reworked()

    _, whole = page(client, version)
    _, listed = page(client, version, "?visa=lista")

    targets = re.findall(r'href="\?#([^"]+)"', listed)
    assert len(targets) == len(set(targets)) >= 4
    assert all(f'id="{target}"' in whole for target in targets)


def test_divided_paragraph_leads_to_its_parts_and_a_new_number_is_no_change_of_text(client):
    document = write(extra=1)
    more = save(section(document, "Mer text 0"), "Alla ska nå service i tid. Bussen ska gå ofta och sent.")
    freeze(document).advance("send_out", by=UserFactory())
    first = add(document, None, "Nytt först", "text", "Ord.", None)
    actions.move_section(first, parent=None, position=0, by=None)
    more = save(more, "Alla ska nå service i tid.\n\nBussen ska gå ofta och sent.")
    version = freeze(document, label="Beslutsversion")
    version.advance("propose", by=UserFactory())
    kept, parted = (f"b-{block['id']}" for block in more.body)

    _, whole = page(client, version)
    _, listed = page(client, version, "?visa=lista")

    assert re.search(rf'id="{kept}">\n<p class="change-head">[^¶]*<a href="#{parted}"', whole)
    assert re.search(rf'id="{parted}">\n<p class="change-head">[^¶]*<a href="#{kept}"', whole)
    assert '<span class="came">Bussen ska gå ofta och sent.</span>' in whole
    assert '<span class="came">Bussen ska gå ofta och sent.</span>' in listed
    marks = re.findall(r'<p class="change-head">([^¶]*?) <a href="\?#([^"]+)"', listed)
    assert tags()["renumbered"] in next(mark for mark, target in marks if target == f"s-{more.key}")


def test_what_nobody_may_see_is_not_there(client):
    version = reworked()
    slug = version.document.slug
    freeze(version.document, label="Intern")

    answers = [
        client.get(reverse("strategy:comparison", args=[slug, a, b])).status_code for a, b in [(1, 3), (3, 3), (1, 9)]
    ]

    assert answers == [404, 404, 404]
    assert client.get("/strategi/finns-inte/jamfor/").status_code == 404


def test_newer_first_and_the_same_twice_have_an_answer(client):
    version = reworked()

    turned, _ = page(client, version, "?visa=sida", a=2, b=1)
    same, text = page(client, version, a=2, b=2)

    assert turned["Location"] == reverse("strategy:comparison", args=[version.document.slug, 1, 2]) + "?visa=sida"
    assert same.status_code == 200
    assert 'class="note"' in text


def test_two_versions_are_chosen_in_a_form(client):
    version = reworked()
    choose = reverse("strategy:compare", args=[version.document.slug])

    shown, chosen, wrong = (
        client.get(choose),
        client.get(choose, {"a": 1, "b": 2}),
        client.get(choose, {"a": 1, "b": 7}),
    )

    assert (shown.status_code, wrong.status_code) == (200, 422)
    assert chosen["Location"] == reverse("strategy:comparison", args=[version.document.slug, 1, 2])


def test_officials_compare_what_is_not_published_and_what_is_written_now(client):
    version = reworked()
    document = version.document
    area = section(document, "Hög livskvalitet")
    save(area, "Människor som mår bättre än förut.")
    freeze(document, label="Intern")
    save(Section.objects.get(pk=area.pk), "Människor som mår allra bäst.")
    client.force_login(
        OfficialFactory(role=Role.STRATEGIST), backend="allauth.account.auth_backends.AuthenticationBackend"
    )

    _, frozen = page(client, version, a=2, b=3, name="workspace_comparison")
    now = client.get(reverse("strategy:workspace_comparison_now", args=[document.slug, 3])).content.decode()
    choose = reverse("strategy:workspace_compare", args=[document.slug])

    assert "<del>bra</del><ins>bättre än förut</ins>" in frozen
    assert "<ins>allra bäst</ins>" in now
    assert StoredComparison.objects.count() == 1
    assert client.get(choose, {"a": "nu", "b": "3"})["Location"].endswith("/jamfor/3/nu/")
    assert client.get(choose, {"a": "nu", "b": "nu"}).status_code == 422


@pytest.mark.parametrize("extra", [1, 6])
def test_a_stored_comparison_costs_two_queries(client, django_assert_num_queries, extra):
    version = reworked(extra)
    first, _ = page(client, version)

    with django_assert_num_queries(2):
        second, _ = page(client, version)

    assert second.content == first.content
    assert StoredComparison.objects.count() == 1
    again = client.get(second.wsgi_request.path, headers={"If-None-Match": second["ETag"]})
    assert again.status_code == 304


def test_verification_finds_a_comparison_that_is_not_what_the_versions_say():
    version = reworked()
    stored = actions.compared(version.document.versions.get(number=1), version)
    right = [*verification.check()]

    stored.changed = {}
    stored.save()
    other = published()
    StoredComparison.objects.filter(pk=stored.pk).update(older=other)

    assert right == []
    assert len([*verification.check()]) == 1


def test_versions_without_differences_say_so(client):
    version = published()
    freeze(version.document, label="Samma text").advance("propose", by=UserFactory())

    _, text = page(client, version)

    assert 'class="note note-ok"' in text
    assert "<ins>" not in text


def test_version_of_another_document_is_not_compared(client):
    version, other = reworked(), VersionFactory(number=5)

    response, _ = page(client, version, a=1, b=other.number)

    assert response.status_code == 404


def test_older_version_marks_each_section_that_has_changed(client):
    version = reworked()
    goal, top = Section.objects.get(heading="Alla når service"), Section.objects.get(heading="Attraktiva livsmiljöer")
    compared = reverse("strategy:comparison", args=[version.document.slug, 1, 2])

    text = client.get(version.document.versions.get(number=1).get_absolute_url()).content.decode()

    assert f'<p class="since"><a href="{compared}#s-{goal.key}">' in text
    assert f"#s-{top.key}" in text
    assert f"{compared}#s-{top.key}" not in text


def test_newer_version_marks_what_is_changed_when_asked(client):
    version = reworked()
    goal = Section.objects.get(heading="Alla når service")
    mark = f'/jamfor/1/2/#s-{goal.key}">'

    plain = client.get(version.get_absolute_url()).content.decode()
    marked = client.get(version.get_absolute_url(), {"andringar": "1"}).content.decode()

    assert (mark in plain, mark in marked) == (False, True)
    assert 'href="?andringar=1#visas"' in plain
    shown = marked.partition('<div id="visas"')[2].partition('<div class="book"')[0]
    said = ngettext(
        "%(n)s section has changed since version %(number)s. It is marked under its heading.",
        "%(n)s sections have changed since version %(number)s. They are marked under their headings.",
        marked.count('class="since"'),
    )
    assert said % {"n": marked.count('class="since"'), "number": 1} in shown
    assert 'href="?#visas"' in shown


@pytest.mark.parametrize("extra", [1, 6])
def test_marks_cost_no_query_more(client, django_assert_num_queries, extra):
    version = reworked(extra)
    links.register(lambda version: Section.objects.filter(pk=version.pk, heading="Ingen").first())
    addresses = [
        version.document.versions.get(number=1).get_absolute_url(),
        f"{version.get_absolute_url()}?andringar=1",
    ]

    for address in addresses:
        client.get(address)
        with django_assert_num_queries(3):
            text = client.get(address).content.decode()
        assert 'class="since"' in text


def test_two_readers_at_once_make_one_comparison(monkeypatch):
    """The second waits for the lock, and finds what the first has made."""
    version = reworked()
    older = version.document.versions.get(number=1)
    first = actions.compared(older, version)
    empty = StoredComparison.objects.none()

    monkeypatch.setattr(type(StoredComparison.objects.all()), "of", _blind_once(empty))
    second = actions.compared(older, version)

    assert second.pk == first.pk
    assert StoredComparison.objects.count() == 1


def _blind_once(nothing):
    """As if the first look came before the other reader was done."""
    looks = []

    def of(self, older, newer):
        looks.append(1)
        return nothing if len(looks) == 1 else self.filter(older=older, newer=newer)

    return of
