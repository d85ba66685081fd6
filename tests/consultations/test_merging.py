"""Several write in one field at once: nothing that anybody wrote is lost, whatever the order things happen in."""

import os
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consultations import merging
from consultations.merging import Sent

# The nightly run asks for 10,000: PORTAL_INTERLEAVINGS=10000.
INTERLEAVINGS = int(os.environ.get("PORTAL_INTERLEAVINGS", "300"))
EDITORS = 5


@pytest.mark.parametrize(
    ("base", "theirs", "ours", "merged"),
    [
        ("", "Annas.", "Bos.", "Annas.\nBos."),
        ("Ett.", "Ett.\nAnnas.", "Ett.\nBos.", "Ett.\nAnnas.\nBos."),
        ("Ett.\nTvå.", "Ett!\nTvå.", "Ett.\nTvå!", "Ett!\nTvå!"),
        ("Ett. Två.", "Ett nu. Två.", "Ett. Två nu.", "Ett nu. Två nu."),
        ("Ett. Två. Tre.", "Ett. Tre.", "Ett. Två. Tre. Fyra.", "Ett. Tre. Fyra."),
        ("He", "He\nDu", "Hej", "Hej\nDu"),
        ("a\n\nb", "a\n\nq\n\nb", "a\n\nz\n\nb", "a\n\nq\n\nz\n\nb"),
        ("Ett.", "Ett. Vi", "Ett. Bo", "Ett. Vi\nBo"),
        ("a\nb", "b", "a\nb\nc", "b\nc"),
        ("", "Hej", "Hej du", "Hej du"),
        ("Ett.", "Ett.", "Två.", "Två."),
        ("Ett.", "Två.", "Två.", "Två."),
        ("Ett.", "Två.", "Tre.", None),
        ("a\nb\nc", "a\nc", "a\nb2\nc", None),
    ],
)
def test_merge_keeps_both_changes_or_says_that_they_clash(base, theirs, ours, merged):
    assert merging.merge(base, theirs, ours) == merged


@pytest.mark.parametrize(
    ("kept", "version", "sent", "outcome"),
    [
        ("nu", 3, Sent("ny"), "ny"),
        ("nu", 3, Sent("ny", version=3), "ny"),
        ("nu", 3, Sent("ny", version=2), None),
        ("nu", 3, Sent("nu", version=2), "nu"),
        ("nu", 3, Sent("ny", version=2, base="nu"), "ny"),
        ("nu", 3, Sent("gammal", version=2, base="gammal"), "nu"),
        ("nu", 3, Sent("nytt", version=2, base="gammal", unsure=("nytt för", "nu")), "nytt"),
        ("nu", 3, Sent("ny", version=2, base="gammal"), None),
    ],
)
def test_reconcile_knows_what_the_writer_had_read(kept, version, sent, outcome):
    assert merging.reconcile(kept, version, sent) == outcome


@pytest.mark.parametrize(
    ("kept", "base", "ours", "outcome"),
    [("[1]", "", "[1, 3]", "[1, 3]"), ("[1, 2]", "[1]", "[1, 3]", "[1, 2, 3]"), ("[1, 2]", "[1]", "", "[2]")],
)
def test_boxes_that_two_writers_tick_never_clash(kept, base, ours, outcome):
    assert merging.reconcile_choices(kept, 2, Sent(ours, version=1, base=base)) == outcome


def test_a_choice_is_never_put_together_from_two():
    sent = Sent("supports\nopposes", version=1, base="supports")

    assert merging.reconcile("supports\nno_comments", 2, sent) == "supports\nno_comments\nopposes"
    assert merging.reconcile("supports\nno_comments", 2, sent, is_prose=False) is None


texts = st.text(alphabet="ab \n.", max_size=30)


@given(base=texts, text=texts)
def test_who_changed_nothing_changes_nothing(base, text):
    assert merging.merge(base, text, base) == text
    assert merging.merge(base, base, text) == text
    assert merging.merge(base, text, text) == text


@given(base=texts, theirs=texts, ours=texts)
def test_merge_holds_every_sign_that_either_added(base, theirs, ours):
    merged = merging.merge(base, theirs, ours)

    if merged is not None:
        for sign in "ab":
            added = max(theirs.count(sign) - base.count(sign), ours.count(sign) - base.count(sign), 0)
            lost = max(base.count(sign) - theirs.count(sign), 0) + max(base.count(sign) - ours.count(sign), 0)
            assert merged.count(sign) >= added - lost


class Field:
    """One field as the server keeps it: its text, its version, and texts that wait for somebody to settle them."""

    def __init__(self, text):
        self.text, self.version, self.held = text, 1, {}

    def save(self, sent, *, held=None):
        """(whether it went in, the name under which a clashing text is held)."""
        if held is not None:
            self.held[held] = sent.value
            return False, held
        outcome = merging.reconcile(self.text, self.version, sent)
        if outcome is None:
            held = len(self.held)
            self.held[held] = sent.value
            return False, held
        if outcome != self.text:
            self.text, self.version = outcome, self.version + 1
        return True, None


class Editor:
    """A page that is open in somebody's browser, as static/js/autosave.js keeps it."""

    def __init__(self, number, field):
        self.number, self.field = number, field
        self.text = self.base = field.text
        self.version, self.held, self.on_the_way, self.unsure = field.version, None, None, []
        self.written, self.removed = [], []

    def write(self, rng):
        """Put a new word somewhere: within a line, or as a line of its own."""
        word = f"e{self.number}w{len(self.written)}"
        self.written.append(word)
        lines = self.text.split("\n")
        place = rng.randrange(len(lines))
        kind = rng.random()
        if kind < 0.3:
            lines.insert(rng.randrange(len(lines) + 1), f"{word}.")
        elif kind < 0.6:
            lines[place] = f"{lines[place]} {word}.".strip()
        else:
            words = lines[place].split(" ")
            words.insert(rng.randrange(len(words) + 1), word)
            lines[place] = " ".join(words)
        self.text = "\n".join(lines)

    def remove(self, rng):
        """Take away a word that stood there from the beginning."""
        old = [word for word in self.text.replace("\n", " ").split(" ") if word.startswith("gammal")]
        if old:
            word = rng.choice(old)
            self.removed.append(word.strip("."))
            self.text = self.text.replace(word, "", 1)

    def send(self):
        """The request leaves; the writer may go on typing before the answer comes."""
        if self.on_the_way is None and self.text != self.base:
            self.on_the_way = Sent(self.text, self.version, self.base, tuple(self.unsure))

    def arrive(self, *, answer_is_lost=False):
        """The server answers, or its answer never comes back."""
        sent, self.on_the_way = self.on_the_way, None
        if sent is None:
            return
        went_in, held = self.field.save(sent, held=self.held)
        if answer_is_lost:
            self.unsure.append(sent.value)
            return
        self.unsure = []
        if not went_in:
            self.held, self.base = held, sent.value
        elif self.text == sent.value:
            self.text = self.base = self.field.text
            self.version = self.field.version
        else:
            # Typed on meanwhile: the next save tells what it stands on, and is put together with the rest.
            self.base = sent.value
            self.version = self.field.version if self.field.text == sent.value else 0


def play(seed, *, lossy):
    """One random interleaving of five editors, until all is quiet."""
    rng = random.Random(seed)
    field = Field("\n".join(f"gammal{n}. gammal{n}b mitt. gammal{n}c slut." for n in range(rng.randrange(4))))
    editors = [Editor(number, field) for number in range(EDITORS)]
    for _step in range(rng.randrange(10, 60)):
        editor = rng.choice(editors)
        match rng.choice(("write", "write", "remove", "send", "arrive", "arrive")):
            case "write":
                editor.write(rng)
            case "remove":
                editor.remove(rng)
            case "send":
                editor.send()
            case "arrive":
                editor.arrive(answer_is_lost=lossy and rng.random() < 0.2)
    for editor in rng.sample(editors, EDITORS):
        while editor.on_the_way or editor.text != editor.base:
            editor.arrive()
            editor.send()
    return field, editors


@settings(max_examples=INTERLEAVINGS, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(min_value=0, max_value=2**48), lossy=st.booleans())
def test_five_editors_lose_no_word_in_any_order(seed, lossy):
    field, editors = play(seed, lossy=lossy)

    kept = "\n".join([field.text, *field.held.values()])
    lost = [word for editor in editors for word in editor.written if word not in kept.replace(".", " ").split()]
    assert lost == []


@settings(max_examples=INTERLEAVINGS, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(min_value=0, max_value=2**48))
def test_what_somebody_removed_stays_removed_unless_two_texts_clash(seed):
    field, editors = play(seed, lossy=False)

    if not field.held:
        standing = field.text.replace(".", " ").split()
        back = [word for editor in editors for word in editor.removed if word in standing]
        assert back == []
