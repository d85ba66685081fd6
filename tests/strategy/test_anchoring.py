"""Words that were marked are found again, wherever they have gone; else it is said that they have no place."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strategy import anchoring, blocks
from strategy.anchoring import Anchor

WORDS = ["länet", "service", "vård", "kollektivtrafik", "och", "att", "45", "10,5", "Åre", "&", "tåg-buss", "kl.", "🚌"]
TEXT = "Länets invånare ska nå service.\n\nTåg & buss ska gå ofta, och **bussen** ska gå i tid."
CHANGED = "bussen ska alltid gå i god tid"


def body(text=TEXT):
    return blocks.from_markdown(text)


def marked(text, quoted, nth=0):
    """An anchor as it is kept when somebody marks these words."""
    found = body(text)
    block = [one for one in found if quoted in anchoring.words_of(one["html"])][nth]
    place = anchoring.find(Anchor(block["id"], quoted), [block])
    return Anchor(block["id"], place.words, place.before, place.after, place.passage)


def words_at(place, found):
    html = next(block["html"] for block in found if block["id"] == place.block)
    return anchoring._words(html).text[place.start : place.end]


def edited(text, anchor):
    """The text as it is now, where blocks that are alike have kept their ids; what the anchor is found as."""
    found = blocks.from_markdown(text, body())
    place = anchoring.find(anchor, found)
    return place and words_at(place, found)


@pytest.mark.parametrize(
    ("text", "quoted", "found"),
    [
        ("Länets alla invånare ska nå service.", "service", "service"),
        # Among others of the same words: by what stands around.
        ("Buss ska gå. Tåg & buss ska gå ofta, och **bussen** ska gå i tid.", "ska gå i tid", "ska gå i tid"),
        # Across tags.
        ("Tåg & buss ska gå ofta, och bussen **ska gå** i tid.", "bussen ska", "bussen ska"),
        # Changed in part, or wholly between what stands around.
        ("Tåg & buss ska gå ofta, och bussen ska alltid gå i god tid.", "bussen ska gå i tid", CHANGED),
        ("Länets invånare ska nå god vård.", "service", "god vård"),
        # In another block, word for word and alike.
        ("Ny början.\n\nNågot annat. Länets invånare ska nå service.", "invånare ska nå", "invånare ska nå"),
        # Gone.
        ("Något helt annat står här.", "service", None),
    ],
)
def test_words_are_found_again(text, quoted, found):
    assert edited(text, marked(TEXT, quoted)) == found


def test_a_whole_block_is_found_by_its_id_then_by_its_words():
    anchor = Anchor(body()[1]["id"], passage=anchoring.words_of(body()[1]["html"]))
    moved = [{"id": "0badcafe", "html": "<p>Tåg &amp; buss ska gå mycket ofta, och bussen ska gå i tid.</p>"}]

    assert anchoring.find(anchor, [{"id": anchor.block, "html": "<p>Nytt</p>"}]).block == anchor.block
    assert anchoring.find(anchor, moved).block == "0badcafe"
    assert anchoring.find(anchor, [{"id": "0badcafe", "html": "<p>Annat</p>"}]) is None
    assert anchoring.find(Anchor(""), []).block == ""


@pytest.mark.parametrize(
    ("quoted", "words", "html"),
    [
        ("och bussen", "men tåget", "<p>Tåg &amp; buss ska gå ofta, men tåget ska gå i tid.</p>"),
        ("bussen", "", "<p>Tåg &amp; buss ska gå ofta, och ska gå i tid.</p>"),
        ("Tåg & buss", "A < B", "<p>A &lt; B ska gå ofta, och <strong>bussen</strong> ska gå i tid.</p>"),
    ],
)
def test_words_are_replaced_and_the_markup_around_them_stays(quoted, words, html):
    block = body()[1]
    place = anchoring.find(Anchor(block["id"], quoted), [block])

    assert anchoring.replaced(block["html"], place, words) == [html]


def test_when_all_words_go_the_block_goes():
    block = body()[0]
    place = anchoring.find(Anchor(block["id"], "Länets invånare ska nå service."), [block])

    assert anchoring.replaced(block["html"], place, "") == []


def test_footnotes_and_references_are_not_among_the_words():
    kept = '<span class="footnote">En not</span>', '<a href="#b-0badcafe"></a>'
    html = "<p>Målet{} nås{} snart.</p>".format(*kept)
    place = anchoring.find(Anchor("0badcafe", "Målet nås snart"), [{"id": "0badcafe", "html": html}])

    assert anchoring.words_of(html) == "Målet nås snart."
    assert anchoring.replaced(html, place, "Det nås") == ["<p>Det nås{}{}.</p>".format(*kept)]


@st.composite
def edits(draw):
    """A text with an anchor in it, and the same after somebody has inserted, deleted, moved, split and joined."""
    line = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12)
    lines = draw(st.lists(line, min_size=1, max_size=5))
    now = [{"id": f"{n:08x}", "words": list(one)} for n, one in enumerate(lines)]
    block = draw(st.integers(0, len(lines) - 1))
    start = draw(st.integers(0, len(lines[block]) - 1))
    end = draw(st.integers(start + 1, len(lines[block])))
    was = [_block(one) for one in now]
    for _n in range(draw(st.integers(0, 5))):
        one = draw(st.sampled_from(now))
        place = draw(st.integers(0, len(one["words"])))
        match draw(st.sampled_from(["insert", "delete", "move", "split", "join"])):
            case "insert":
                one["words"][place:place] = draw(line)
            case "delete":
                del one["words"][place : place + 2]
            case "move":
                now.remove(one)
                now.insert(draw(st.integers(0, len(now))), one)
            case "split":
                now.append({"id": f"{len(now) + 100:08x}", "words": one["words"][place:]})
                del one["words"][place:]
            case "join" if len(now) > 1:
                now.remove(one)
                now[0]["words"] += one["words"]
    return was, f"{block:08x}", " ".join(lines[block][start:end]), [_block(one) for one in now]


def _block(one):
    return {"id": one["id"], "html": f"<p>{' '.join(one['words']).replace('&', '&amp;')}</p>"}


@settings(max_examples=100, deadline=None)
@given(edits())
def test_after_any_edits_it_stands_somewhere_real_or_nowhere(made):
    was, block, quoted, now = made
    first = anchoring.find(Anchor(block, quoted), was)
    anchor = Anchor(block, first.words, first.before, first.after, first.passage)

    found = anchoring.find(anchor, now)

    if found:
        assert anchoring.squeeze(words_at(found, now)) == anchoring.squeeze(found.words) != ""
    telling = anchoring.squeeze(quoted)
    standing = sum(anchoring.squeeze(anchoring.words_of(one["html"])).count(telling) for one in now)
    if standing and len(telling) >= anchoring.TELLING:
        # Words that stand unchanged anywhere are found, and as they are.
        assert anchoring.squeeze(found.words) == telling
    assert anchoring.find(anchor, was).words == first.words
