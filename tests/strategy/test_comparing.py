"""A comparison holds both texts exactly, says what happened in few words, and is always well-formed HTML."""

import json
import random
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strategy.comparing import Comparison, compare, counting, drawing, inside, words
from strategy.comparing.structure import CAME, WENT, new_text, old_text
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

    def handle_startendtag(self, tag, attrs):
        """As in a browser, the slash means nothing."""
        self.handle_starttag(tag, attrs)

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


def check_parted(chance):
    """Compare two documents of divided paragraphs, and look at all that is said of them; the counts."""
    old, new = editing_at_random.parted_pair(chance)
    found = holds_both(old, new)
    blocks = [block for section in found.sections for block in section.blocks]
    total = counting.of_all(found)

    assert words_of(old) - total.words_gone + total.words_new == words_of(new)
    assert words_moved(blocks, CAME) == words_moved(blocks, WENT)
    for block in blocks:
        for view in (drawing.BOTH, drawing.OLD, drawing.NEW_ONLY):
            assert Balance(drawing.drawn(block.runs, view=view)).wrong == []
        if block.beside:
            [main] = [
                one for one in blocks if one.was and one.now and block.beside == (one.was if block.now else one.now)
            ]
            assert {mark for mark, _raw in main.runs} & {WENT, CAME}
    return total


def words_moved(blocks, wanted):
    return sum(words.count(raw) for block in blocks for mark, raw in block.runs if mark == wanted)


@settings(max_examples=60, deadline=None)
@given(chances)
def test_divided_paragraphs_can_be_rebuilt_and_say_where_their_words_are(chance):
    check_parted(chance)


@pytest.mark.slow
def test_divided_paragraphs_can_be_rebuilt_after_thousands_of_edits():
    totals = [check_parted(random.Random(seed)) for seed in range(1000)]

    assert sum(bool(one.parted) for one in totals) > 150
    assert sum(bool(one.joined) for one in totals) > 150


@settings(max_examples=60, deadline=None)
@given(chances)
def test_what_is_drawn_is_well_formed(chance):
    old, new = editing_at_random.html(chance), editing_at_random.html(chance)

    runs = inside.compared(old, new)

    assert (old_text(runs), new_text(runs)) == (old, new)
    for view in (drawing.BOTH, drawing.OLD, drawing.NEW_ONLY):
        assert Balance(drawing.drawn(runs, view=view)).wrong == []


def table(*rows):
    head = "".join(f"<th>{cell}</th>" for cell in rows[0])
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows[1:])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def seen(old, new):
    """What a reader sees, without the classes that only the stylesheet needs."""
    html = drawing.drawn(inside.compared(old, new))
    return html.replace(' class="new"', "").replace(' class="gone"', "")


LOOKS = {
    "words": (
        "<p>Alla ska ha tillgång till vård.</p>",
        "<p>Alla ska kunna nå vård i tid.</p>",
        "<p>Alla ska <del>ha tillgång till</del><ins>kunna nå</ins> vård <ins>i tid</ins>.</p>",
    ),
    "a sentence that came in": (
        "<p>Tåget ska gå. Bussen ska gå.</p>",
        "<p>Tåget ska gå. Båten kommer. Bussen ska gå.</p>",
        "<p>Tåget ska gå. <ins>Båten kommer.</ins> Bussen ska gå.</p>",
    ),
    "a change inside a link leaves it one link": (
        '<p>Se <a href="/a">sidan om länets mål</a>.</p>',
        '<p>Se <a href="/a">sidan om länets nya mål</a>.</p>',
        '<p>Se <a href="/a">sidan om länets <ins>nya</ins> mål</a>.</p>',
    ),
    "other formatting": (
        "<p>Ett <strong>viktigt mål</strong> för alla i länet.</p>",
        "<p>Ett viktigt mål för alla i länet.</p>",
        '<p>Ett <span class="restyled">viktigt mål</span> för alla i länet.</p>',
    ),
    "a paragraph that became a heading": ("<p>Hela länet</p>", "<h4>Hela länet</h4>", "<h4>Hela länet</h4>"),
    "list item by item": (
        "<ul><li>buss</li><li>tåg</li></ul>",
        "<ul><li>båt</li><li>buss</li><li>tåg varje timme</li></ul>",
        "<ul><li><ins>båt</ins></li><li>buss</li><li>tåg <ins>varje timme</ins></li></ul>",
    ),
    "a column and a row in a table": (
        table(["Vem", "Vad"], ["Regionen", "Buss"], ["Kommunen", "Väg"]),
        table(["Vem", "När", "Vad"], ["Regionen", "Nu", "Båt"]),
        "<table><thead><tr><th>Vem</th><th><ins>När</ins></th><th>Vad</th></tr></thead><tbody><tr><td>Regionen</td>"
        "<td><ins>Nu</ins></td><td><del>Buss</del><ins>Båt</ins></td></tr><tr><td><del>Kommunen</del></td>"
        '<td class="filler"></td><td><del>Väg</del></td></tr></tbody></table>',
    ),
    "nothing in common": ("<p>Buss och tåg.</p>", "<p>Havet är stort</p>", None),
}


@pytest.mark.parametrize("name", LOOKS)
def test_what_a_reader_sees(name):
    old, new, expected = LOOKS[name]

    assert seen(old, new) == (expected or "<p><del>Buss och tåg.</del><ins>Havet är stort</ins></p>")


def edition(*sections):
    return {"title": "T", "sections": [{"heading": "", "depth": 1, "blocks": [], **one} for one in sections]}


def moves(old, new):
    """(sections, blocks) that moved: the new places of each."""
    found = compare(old, new)
    blocks = [block.now for section in found.sections for block in section.blocks if block.moved]
    return [one.now for one in found.sections if one.moved], [tuple(spot) for spot in blocks]


def test_one_that_moved_is_told_of_and_not_all_that_made_room():
    a, b, c, d = ({"key": key, "heading": key} for key in "abcd")

    assert moves(edition(a, b, c, d), edition(d, a, b, c)) == ([0], [])
    assert moves(edition(a, b), edition(a, c, b)) == ([], [])
    assert moves(edition(a, b, c), edition(a, b, {**c, "depth": 2})) == ([2], [])


def test_block_without_its_id_is_found_in_another_section_by_what_it_says():
    text = "<p>Den som bor på en ö ska kunna räkna med att bussen kommer i tid varje dag.</p>"
    one, other = {"key": "a", "blocks": [{"html": text}]}, {"key": "b", "blocks": [{"html": "<p>Annat.</p>"}]}
    after = [{"html": "<p>Annat.</p>"}, {"html": text.replace("varje dag", "varje vardag")}]

    assert moves(edition(one, other), edition({**one, "blocks": []}, {**other, "blocks": after})) == ([], [(1, 1)])


WHOLE = "Alla ska nå service i tid. Bussen ska gå ofta och sent. Tåget ska gå i rätt tid."
FIRST, SECOND, THIRD = "Alla ska nå service i tid.", "Bussen ska gå ofta och mycket sent.", "Tåget ska gå i rätt tid."


def paragraphs(*texts):
    return edition({"key": "a", "blocks": [{"html": f"<p>{text}</p>"} for text in texts]})


def test_divided_paragraph_shows_what_stayed_and_what_stands_beside_it():
    [section] = compare(paragraphs("Först.", WHOLE), paragraphs("Först.", FIRST, SECOND, THIRD)).sections

    _before, first, second, third = section.blocks
    assert (first.was, first.now, second.beside, third.beside) == ((0, 1), (0, 1), (0, 1), (0, 1))
    assert [drawing.drawn(one.runs) for one in (first, second, third)] == [
        f'<p>{FIRST} <span class="went">Bussen ska gå ofta och sent. {THIRD}</span></p>',
        '<p><span class="came">Bussen ska gå ofta och</span> <ins>mycket</ins> <span class="came">sent.</span></p>',
        f'<p><span class="came">{THIRD}</span></p>',
    ]
    counts = counting.of_section(section)
    assert (counts.changed, counts.parted, counts.new, counts.words_new, counts.words_gone) == (1, 2, 0, 1, 0)


def test_paragraphs_put_together_show_which_words_came_from_the_other():
    [section] = compare(
        paragraphs(FIRST, SECOND, "Sist."), paragraphs(f"{FIRST} Bussen ska gå ofta.", "Sist.")
    ).sections

    joined, gone, _last = section.blocks
    assert (joined.was, joined.now, gone.now, gone.beside) == ((0, 0), (0, 0), None, (0, 0))
    assert drawing.drawn(joined.runs) == f'<p>{FIRST} <span class="came">Bussen ska gå ofta.</span></p>'
    assert drawing.drawn(gone.runs, view=drawing.OLD) == (
        '<p><span class="went">Bussen ska gå ofta</span> <del>och mycket sent</del><span class="went">.</span></p>'
    )
    counts = counting.of_section(section)
    assert (counts.changed, counts.joined, counts.gone, counts.words_gone) == (1, 1, 0, 3)


def test_full_stop_stays_where_the_paragraph_was_divided():
    rest = f"Så här: kort. {WHOLE[len(FIRST) + 1 :]}"
    old, new = paragraphs(WHOLE), paragraphs(FIRST, rest)
    old["sections"][0]["blocks"][0]["id"] = new["sections"][0]["blocks"][0]["id"] = "a"

    [section] = compare(old, new).sections

    assert drawing.drawn(section.blocks[0].runs, view=drawing.NEW_ONLY) == f"<p>{FIRST}</p>"


def test_new_paragraph_beside_a_changed_one_is_new():
    [section] = compare(paragraphs(WHOLE), paragraphs(FIRST, "Båten ska gå till varje ö hela året.")).sections

    assert [(one.was is None, one.beside) for one in section.blocks] == [(False, None), (True, None)]


def test_list_of_changes_keeps_some_words_round_each():
    old = f"<p>{'ord ' * 30}slut på det hela.</p>"

    pieces = drawing.excerpts(inside.compared(old, old.replace("slut på", "början på")))

    assert pieces == [("=", "… " + "ord " * 8), ("-", "slut"), ("+", "början"), ("=", " på det hela.")]
