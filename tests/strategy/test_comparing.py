"""A comparison holds both texts exactly, says what happened in few words, and is always well-formed HTML."""

import json
import random
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strategy.comparing import Comparison, compare, counting, drawing, inside, words
from strategy.comparing.structure import new_text, old_text
from tests.strategy import editing_at_random

chances = st.randoms(use_true_random=False)


def holds_both(old, new):
    found = compare(old, new)
    kept = Comparison.from_data(json.loads(json.dumps(found.to_data())))

    assert json.dumps([kept.old(), kept.new()], sort_keys=True) == json.dumps([old, new], sort_keys=True)
    assert kept == found
    return found


def words_of(document):
    return sum(words.count(block["html"]) for section in document["sections"] for block in section["blocks"])


def texts_of(document):
    return [[block["html"] for block in section["blocks"]] for section in document["sections"]]


class Balance(HTMLParser):
    """Notes every tag that is closed before it is opened, or never."""

    def __init__(self, text):
        super().__init__()
        self.open, self.wrong = [], []
        self.feed(text)
        self.close()
        self.wrong += self.open

    def handle_starttag(self, tag, attrs):
        if tag not in {"br", "img"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"/{tag}")


@settings(max_examples=60, deadline=None)
@given(chances)
def test_both_texts_can_be_rebuilt_and_the_counts_add_up(chance):
    old, new = editing_at_random.pair(chance)

    found = holds_both(old, new)

    total = counting.of_all(found)
    assert words_of(old) - total.words_gone + total.words_new == words_of(new)
    assert total or texts_of(old) == texts_of(new)


@pytest.mark.slow
def test_both_texts_can_be_rebuilt_after_thousands_of_edits():
    for seed in range(2000):
        holds_both(*editing_at_random.pair(random.Random(seed)))


@settings(max_examples=60, deadline=None)
@given(chances)
def test_what_is_drawn_is_well_formed(chance):
    old, new = editing_at_random.html(chance), editing_at_random.html(chance)

    runs = inside.compared(old, new)

    assert (old_text(runs), new_text(runs)) == (old, new)
    for view in (drawing.BOTH, drawing.OLD, drawing.NEW_ONLY):
        assert Balance(drawing.drawn(runs, view=view)).wrong == []
