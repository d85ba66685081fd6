"""Documents as anyone could have made them, and what anyone could do to them: for comparing them afterwards.

Everything is chosen by a `random.Random`: hypothesis gives one that it can shrink, a long run gives plain ones.
"""

import copy
import uuid

WORDS = ["länet", "service", "vård", "och", "att", "45", "10,5", "Åre", "&", "<", "AT&amp;T", "tåg-buss", "kl.", "8:30"]
WORDS += ["ja", "e\u0301", "\u00a0", "🚌", "", "\n"]
TAGS = [("<strong>", "</strong>"), ("<em>", "</em>"), ('<a href="/a" id="x">', "</a>"), ("<code>", "</code>")]
# What neither our editor nor our tidying makes, and an import or an older portal might have left.
STRANGE = [
    "",
    "<p>",
    "</p>",
    "<p>Öppet<p>stycke</p>",
    "<div>Löst <p>inre</p> mellan <ul><li>en</li></ul></div>",
    "<ul><p>ingen punkt</p><li>en</li></ul>",
    "<table><tr><td colspan=2>bred</td></tr><tr><td>a</td><td>b</td></tr></table>",
    "<table></table>",
    "<table><tbody><tr></tr><tr><td></td></tr></tbody></table>",
    "<TABLE><TR><TH>A<TH>B</TABLE>",
    "<strong><p>tvärs</strong></p>",
    "bara text < utan > slut",
    "<img src='/x.png' alt='a>b'>",
    "<p>rad<br>rad<br/>rad</p>\n<p>två</p>",
]
SIGNS = "<>/p ab&;"


def line(chance, longest=9):
    """Some words, some of them in a tag."""
    return " ".join(_word(chance) for _n in range(chance.randint(0, longest)))


def _word(chance):
    before, after = chance.choice(TAGS) if chance.random() < 0.3 else ("", "")
    return f"{before}{chance.choice(WORDS)}{after}"


def html(chance):
    """A block of any shape."""
    return chance.choice([_paragraph, _paragraph, _paragraph, _list, _table, _quote, _strange, _noise])(chance)


def _paragraph(chance):
    tag = chance.choice(["p", "p", "h4"])
    return f"<{tag}>{line(chance, 20)}</{tag}>"


def _list(chance, depth=1):
    items = [
        f"<li>{line(chance)}{_list(chance, depth + 1) if depth < 3 and chance.random() < 0.2 else ''}</li>"
        for _n in range(chance.randint(0, 4))
    ]
    tag = chance.choice(["ul", "ol"])
    return f"<{tag}>{''.join(items)}</{tag}>"


def _table(chance):
    rows = [[line(chance, 3) for _cell in range(chance.randint(0, 4))] for _row in range(chance.randint(1, 4))]
    head = "".join(f'<th scope="col">{cell}</th>' for cell in rows[0])
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows[1:])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _quote(chance):
    return f"<blockquote>{''.join(f'<p>{line(chance)}</p>' for _n in range(chance.randint(0, 3)))}</blockquote>"


def _strange(chance):
    return chance.choice(STRANGE)


def _noise(chance):
    return "".join(chance.choice(SIGNS) for _n in range(chance.randint(0, 12)))


def block(chance):
    """A block. There are few ids, so that some stand twice; some have none, or a fact that the portal does not know."""
    made = {"html": html(chance)}
    if chance.random() < 0.8:
        made["id"] = f"{chance.randint(0, 9):08x}"
    if chance.random() < 0.1:
        made["note"] = chance.choice([None, 1, True])
    return made


def section(chance):
    """A section; keys too may stand twice."""
    made = {
        "key": str(uuid.UUID(int=chance.randint(0, 7))),
        "depth": chance.randint(1, 4),
        "number": chance.choice(["1", "1.2", "2"]),
        "kind": chance.choice(["text", "goal"]),
        "heading": line(chance, 4),
        "blocks": [block(chance) for _n in range(chance.randint(0, 5))],
        "assessments": [
            {"principle": chance.choice("abc"), "is_relevant": chance.random() < 0.5, "text": line(chance)}
            for _n in range(chance.randint(0, 2))
        ],
    }
    return made | ({"evidence": [{"slug": "u", "title": "U"}]} if chance.random() < 0.2 else {})


def document(chance):
    """A whole document, perhaps an empty one."""
    return {
        "title": line(chance, 3),
        "lead": line(chance),
        "number": chance.randint(1, 3),
        "principles": [{"slug": slug, "name": line(chance, 2), "text": []} for slug in "ab"],
        "sections": [section(chance) for _n in range(chance.randint(0, 5))],
    }


def pair(chance):
    """Two documents: the second is the first after some edits, now and then another one."""
    old = document(chance)
    if chance.random() < 0.1:
        return old, document(chance)
    new = copy.deepcopy(old)
    for _edit in range(chance.randint(0, 6)):
        chance.choice(EDITS)(new, chance)
    return old, new


def parted_pair(chance):
    """Two documents of paragraphs: in the second, some are divided, put together, reworded, or have lost their id."""
    blocks = [_long_paragraph(chance, n) for n in range(chance.randint(2, 6))]
    if chance.random() < 0.3:
        blocks.insert(chance.randint(0, len(blocks)), {"html": _strange(chance)})
    old = {"title": "T", "sections": [{"key": "a", "heading": "A", "depth": 1, "blocks": blocks}]}
    new = copy.deepcopy(old)
    for _edit in range(chance.randint(1, 5)):
        chance.choice([_divide, _put_together, _divide, _put_together, _reword_block, _edit_block, _lose_ids])(
            new, chance
        )
    return (old, new) if chance.random() < 0.7 else (new, old)


def _long_paragraph(chance, n):
    tag = chance.choice(["p", "p", "p", "h4"])
    words = [f"ord{n}{chance.randint(0, 99)}" if chance.random() < 0.6 else _word(chance) for _w in range(24)]
    return {"id": f"{n:08x}", "html": f"<{tag}>{' '.join(words[: chance.randint(6, 24)])}</{tag}>"}


def _divide(edited, chance):
    """At a space, wherever that is: in a link too."""
    blocks = edited["sections"][0]["blocks"]
    place = chance.randrange(len(blocks))
    words = blocks[place]["html"].split(" ")
    cut = chance.randint(0, len(words))
    blocks[place]["html"] = " ".join(words[:cut]) + "</p>"
    rest = {"html": "<p>" + " ".join(words[cut:])} | ({"id": f"{chance.getrandbits(32):08x}"} if cut % 2 else {})
    blocks.insert(place + chance.choice([0, 1, 1, 1]), rest)


def _put_together(edited, chance):
    blocks = edited["sections"][0]["blocks"]
    if len(blocks) > 1:
        place = chance.randrange(len(blocks) - 1)
        blocks[place]["html"] = f"{blocks[place]['html'][:-4]} {blocks.pop(place + 1)['html'][3:]}"


def _move_section(edited, chance):
    some = edited["sections"]
    if some:
        some.insert(chance.randint(0, len(some)), some.pop(chance.randrange(len(some))))


def _change_section(edited, chance):
    if edited["sections"]:
        name = chance.choice(["key", "depth", "kind", "heading", "assessments"])
        chance.choice(edited["sections"])[name] = section(chance)[name]


def _add_section(edited, chance):
    edited["sections"].insert(chance.randint(0, len(edited["sections"])), section(chance))


def _remove_section(edited, chance):
    if edited["sections"]:
        del edited["sections"][chance.randrange(len(edited["sections"]))]


def _some_blocks(edited, chance, least=1):
    found = [one["blocks"] for one in edited["sections"] if len(one["blocks"]) >= least]
    return chance.choice(found) if found else None


def _move_block(edited, chance):
    if source := _some_blocks(edited, chance):
        moved = source.pop(chance.randrange(len(source)))
        target = chance.choice(edited["sections"])["blocks"]
        target.insert(chance.randint(0, len(target)), moved)


def _edit_block(edited, chance):
    if some := _some_blocks(edited, chance):
        changed = chance.choice(some)
        was = changed["html"]
        start, end = sorted([chance.randint(0, len(was)), chance.randint(0, len(was))])
        changed["html"] = was[:start] + (line(chance) if chance.random() < 0.7 else html(chance)) + was[end:]


def _reword_block(edited, chance):
    if some := _some_blocks(edited, chance):
        changed = chance.choice(some)
        words = changed["html"].split(" ")
        words[chance.randrange(len(words))] = line(chance, 3)
        changed["html"] = " ".join(words)


def _double_block(edited, chance):
    if some := _some_blocks(edited, chance):
        some.append(copy.deepcopy(chance.choice(some)))


def _split_block(edited, chance):
    if some := _some_blocks(edited, chance):
        place = chance.randrange(len(some))
        words = some[place]["html"].split(" ")
        cut = chance.randint(0, len(words))
        some[place]["html"] = " ".join(words[:cut]) + "</p>"
        some.insert(place + 1, {"html": "<p>" + " ".join(words[cut:])})


def _merge_blocks(edited, chance):
    if some := _some_blocks(edited, chance, least=2):
        place = chance.randrange(len(some) - 1)
        some[place]["html"] += some.pop(place + 1)["html"]


def _lose_ids(edited, chance):
    for one in edited["sections"]:
        for lost in one["blocks"]:
            lost.pop("id", None)


EDITS = [
    _move_section, _change_section, _add_section, _remove_section, _move_block, _move_block, _edit_block, _edit_block,
    _reword_block, _reword_block, _double_block, _split_block, _merge_blocks, _lose_ids,
]  # fmt: skip
