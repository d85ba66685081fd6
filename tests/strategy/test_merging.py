"""What several write in one section at once is put together, and nothing that anybody wrote is lost."""

import re
import threading
from hashlib import sha256

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from strategy import actions, blocks, merging
from strategy.merging import Text
from strategy.models import HeldText, Section
from tests.factories import DocumentFactory, UserFactory
from tests.strategy.writing import add

A, B, C = "aaaaaaaa", "bbbbbbbb", "cccccccc"


def body(**texts):
    return [{"id": name * 8, "html": f"<p>{text}</p>"} for name, text in texts.items()]


def text(heading="Mål", kind="goal", **texts):
    return Text(heading, kind, body(**texts))


def written(merged):
    return [(block["id"][0], blocks.plain_text([block])) for block in merged.body]


BASE = text(a="Ett stycke.", b="Två ord här.", c="Tre.")
CASES = {
    "each another block": (
        text(a="Ett nytt stycke.", b="Två ord här.", c="Tre."),
        text(a="Ett stycke.", b="Två ord här.", c="Tre och fyra."),
        [("a", "Ett nytt stycke."), ("b", "Två ord här."), ("c", "Tre och fyra.")],
    ),
    "other words of one block": (
        text(a="Ett stycke.", b="Två fina ord här.", c="Tre."),
        text(a="Ett stycke.", b="Två ord där.", c="Tre."),
        [("a", "Ett stycke."), ("b", "Två fina ord där."), ("c", "Tre.")],
    ),
    "new blocks in the same place": (
        text(a="Ett stycke.", d="Deras.", b="Två ord här.", c="Tre."),
        text(a="Ett stycke.", e="Vårt.", b="Två ord här.", c="Tre."),
        [("a", "Ett stycke."), ("d", "Deras."), ("e", "Vårt."), ("b", "Två ord här."), ("c", "Tre.")],
    ),
    "one moves, the other writes": (
        text(c="Tre.", a="Ett stycke.", b="Två ord här."),
        text(a="Ett stycke.", b="Två ord här.", c="Tre till."),
        [("c", "Tre till."), ("a", "Ett stycke."), ("b", "Två ord här.")],
    ),
    "one takes away what the other changes": (
        text(a="Ett stycke.", c="Tre."),
        text(a="Ett stycke.", b="Två ord här till.", c="Tre."),
        [("a", "Ett stycke."), ("b", "Två ord här till."), ("c", "Tre.")],
    ),
    "both take away": (
        text(a="Ett stycke.", c="Tre."),
        text(a="Ett stycke.", b="Två ord här."),
        [("a", "Ett stycke.")],
    ),
}


@pytest.mark.parametrize(("theirs", "ours", "outcome"), CASES.values(), ids=CASES)
def test_what_two_wrote_is_put_together(theirs, ours, outcome):
    merged = merging.merge(BASE, theirs, ours)

    assert (written(merged), merged.clashes) == (outcome, [])


def test_the_same_words_changed_in_two_ways_clash_and_neither_is_lost():
    theirs, ours = text("Deras", a="Ett stycke."), text("Vår", a="Ett block.")

    merged = merging.merge(text(a="Ett ord."), theirs, ours)

    assert (merged.heading, written(merged)) == ("Deras", [("a", "Ett stycke.")])
    assert merged.clashes == [("heading", "Vår"), (A, "<p>Ett block.</p>")]


def test_whoever_goes_on_after_a_lost_answer_does_not_clash_with_oneself():
    theirs, ours = text(a="Ett ord och", d="Nytt"), text(a="Ett annat ord.", e="Mer.")

    merged = merging.merge(text(a="Ett ord."), theirs, ours, {A: ["<p>Ett ord och</p>"], "dddddddd": ["<p>Nytt</p>"]})

    assert (written(merged), merged.clashes) == ([("a", "Ett annat ord."), ("e", "Mer.")], [])


def test_marks_that_would_cross_each_other_clash():
    base = Text("", "", [{"id": A, "html": "<p>ett två tre</p>"}])
    theirs = Text("", "", [{"id": A, "html": "<p><strong>ett två</strong> tre</p>"}])
    ours = Text("", "", [{"id": A, "html": "<p>ett <em>två tre</em></p>"}])

    merged = merging.merge(base, theirs, ours)

    kept = [merged.body[0]["html"], *(html for _place, html in merged.clashes)]
    assert all(blocks.clean([{"id": A, "html": html}])[0]["html"] == html for html in kept)
    assert all(word in " ".join(kept) for word in ("ett", "två", "tre"))


# Each editor: which of five, what it does, where, and whether its answer comes back.
STEPS = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.sampled_from(["word", "word", "block", "drop", "turn", "heading", "save", "save"]),
        st.integers(0, 9),
        st.sampled_from([True, True, True, False]),
    ),
    min_size=5,
    max_size=60,
)


class Editor:
    """Somebody with the section open: what it looked like when it was read, and what stands there now."""

    def __init__(self, name, saved):
        self.name, self.n = name, 0
        self.written, self.taken_away = set(), set()
        self.read(*saved)

    def read(self, number, kept):
        self.base, self.heading, self.unsure = number, kept.heading, {}
        self.blocks = [dict(block) for block in kept.body]

    def new_word(self):
        self.n += 1
        self.written.add(word := f"{self.name}{self.n}x")
        return word

    def do(self, what, place):
        block = self.blocks[place % len(self.blocks)] if self.blocks else None
        if what == "heading":
            self.taken_away |= set(self.heading.split())
            self.heading = self.new_word()
        elif what == "block" or block is None:
            word = self.new_word()
            new = {"id": sha256(word.encode()).hexdigest()[:8], "html": f"<p>{word}</p>"}
            self.blocks.insert(place % (len(self.blocks) + 1), new)
        elif what == "word":
            words = block["html"][3:-4].split(" ")
            words.insert(place % (len(words) + 1), self.new_word())
            block["html"] = f"<p>{' '.join(words)}</p>"
        elif what == "drop":
            self.taken_away |= set(words_of([block]))
            self.blocks.remove(block)
        elif what == "turn":
            self.blocks.append(self.blocks.pop(place % len(self.blocks)))


def words_of(some):
    return re.findall(r"\w+", blocks.plain_text(some))


def save(saved, held, editor, answered):
    """What the server does; without an answer the editor knows nothing of it, and sends again later."""
    (number, theirs), began = saved[-1], dict(saved)[editor.base]
    merged = merging.merge(began, theirs, Text(editor.heading, "text", editor.blocks), editor.unsure)
    held += [html for _place, html in merged.clashes]
    saved.append((number + 1, Text(merged.heading, merged.kind, merged.body)))
    if answered:
        editor.read(*saved[-1])
    else:
        for block in editor.blocks:
            editor.unsure.setdefault(block["id"], []).append(block["html"])


@given(STEPS)
@settings(max_examples=100, deadline=None)
def test_five_editors_at_random_lose_nothing(steps):
    saved, held = [(1, Text("Rubrik", "text", body(a="ett två tre", b="fyra fem", c="sex")))], []
    editors = [Editor(name, saved[0]) for name in "klmno"]

    for who, what, place, answered in steps:
        if what == "save":
            save(saved, held, editors[who], answered)
        else:
            editors[who].do(what, place)
    for editor in editors:
        save(saved, held, editor, answered=True)

    last = saved[-1][1]
    kept = {*words_of(last.body), *re.findall(r"\w+", " ".join([last.heading, *held]))}
    lost = set().union(*(one.written for one in editors)) - kept - set().union(*(one.taken_away for one in editors))
    assert lost == set()
    assert len({block["id"] for block in last.body}) == len(last.body)
    assert blocks.clean(last.body) == last.body


@pytest.mark.django_db(transaction=True)
def test_two_who_save_at_the_same_instant_both_get_in():
    made = add(DocumentFactory(), None, "Rubrik", "text", "Ett stycke.\n\nEtt annat stycke till.", None)
    people, together, faults = [UserFactory(), UserFactory()], threading.Barrier(2), []

    def write_down(n):
        mine = [dict(block) for block in made.body]
        mine[n]["html"] = mine[n]["html"].replace("stycke", f"stycke från {n}")
        together.wait()
        try:
            actions.write_section(made, ours=Text("Rubrik", "text", mine), base=1, by=people[n], is_autosaved=True)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=write_down, args=[n]) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    made = Section.objects.get(pk=made.pk)
    assert faults == []
    assert blocks.plain_text(made.body) == "Ett stycke från 0.\nEtt annat stycke från 1 till."
    assert [one.number for one in made.revisions.all()] == [3, 2, 1]
    assert HeldText.objects.count() == 0


@pytest.mark.django_db
def test_what_clashes_is_held_until_somebody_has_chosen():
    made = add(DocumentFactory(), None, "Rubrik", "text", "Ett ord.", None)
    [block], anna, bo = made.body, UserFactory(), UserFactory()

    def write_down(html, by, base, unsure=None):
        ours = Text("Rubrik", "text", [{**block, "html": html}])
        return actions.write_section(made, ours=ours, base=base, by=by, unsure=unsure)

    write_down("<p>Ett hus.</p>", anna, 1)
    first = write_down("<p>Ett träd.</p>", bo, 1)
    second = write_down("<p>Ett träd står.</p>", bo, 1, unsure={block["id"]: ["<p>Ett träd.</p>"]})

    [held] = HeldText.objects.waiting()
    assert (held.text, held.written_by) == ("<p>Ett träd står.</p>", bo)
    assert [one.held for one in (first, second)] == [[held], [held]]
    assert blocks.plain_text(second.section.body) == "Ett hus."
    both = actions.settle_held(held, takes="both", by=anna)
    assert blocks.plain_text(both.body) == "Ett hus.\nEtt träd står."
    assert list(HeldText.objects.waiting()) == []
