from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strategy import blocks

WORDS = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("*_`[]()<>&|#-+.!~\\ \n\u00a0\"'1:/åé")),
    max_size=30,
)
KEY, REFERENCE = "a1" * 16, "#s-12345678-1234-1234-1234-123456789abc"
ADDRESSES = ["https://a.example/(x)?a=1&amp;copy;=2", "/sok/?q=å b", "#s-1", "javascript:x"]


def wrapped(tag, inside):
    return f"<{tag}>{inside}</{tag}>"


def each_wrapped(tag, parts):
    return "".join(wrapped(tag, part) for part in parts)


def some(strategy):
    return st.lists(strategy, min_size=1, max_size=3)


INLINE = st.recursive(
    WORDS.map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;")),
    lambda inner: st.one_of(
        st.builds(wrapped, st.sampled_from(["strong", "em", "code", "sup", "sub", "b"]), inner),
        st.builds('<a href="{}">{}</a>'.format, st.sampled_from(ADDRESSES), inner),
        st.lists(inner, max_size=3).map("".join),
        st.lists(inner, max_size=3).map("<br>".join),
        inner.map('<span class="footnote">{}</span>'.format),
        st.sampled_from(["", "3.2 Mål"]).map(f'<a class="ref" href="{REFERENCE}">{{}}</a>'.format),
    ),
    max_leaves=6,
)


def lists(items):
    return st.builds(
        lambda tag, parts: wrapped(tag, each_wrapped("li", parts)), st.sampled_from(["ul", "ol"]), some(items)
    )


ITEMS = st.recursive(INLINE, lambda inner: st.builds("{}{}".format, INLINE, lists(inner)), max_leaves=4)
CELLS = st.builds(wrapped, st.sampled_from(["td", "th"]), INLINE)
ROWS = some(CELLS).map(lambda cells: wrapped("tr", "".join(cells)))
ALT = st.one_of(st.just(""), st.just(' alt=""'), WORDS.map(lambda text: f' alt="{escape(text)}"'))
IMAGE = st.builds(
    '<img src="/bild/{}"{}{}>'.format, st.just(KEY), ALT, st.sampled_from(["", ' width="800" height="600"'])
)
FIGURE = st.builds("<figure>{}<figcaption>{}</figcaption></figure>".format, IMAGE, INLINE)
BLOCK = st.one_of(
    FIGURE,
    st.builds("<p>{}{}</p>".format, IMAGE, INLINE),
    INLINE.map("<p>{}</p>".format),
    INLINE.map("<h4>{}</h4>".format),
    some(INLINE).map(lambda parts: wrapped("blockquote", each_wrapped("p", parts))),
    lists(ITEMS),
    some(ROWS).map(lambda rows: wrapped("table", "".join(rows))),
)


@given(st.lists(BLOCK, max_size=4))
@settings(max_examples=150, deadline=None)
def test_markdown_read_back_gives_the_same_blocks(parts):
    body = blocks.clean([{"id": None, "html": part} for part in parts])

    read_back = blocks.from_markdown(blocks.to_markdown(body), previous=body)

    assert read_back == body


@given(st.lists(BLOCK, max_size=4))
@settings(max_examples=150, deadline=None)
def test_cleaning_twice_changes_nothing(parts):
    body = blocks.clean([{"id": None, "html": part} for part in parts])

    again = blocks.clean(body)

    assert again == body


HOSTILE = [
    '<p onclick="x()">Hej<script>alert(1)</script></p>',
    "<p>Hej<img src=x onerror=alert(1)></p>",
    '<p style="color:red" class="x" id="y">Hej</p>',
    "<iframe src='https://a.example'></iframe><p>Hej</p>",
    "<p>Hej<!-- <script> --></p>",
    "<style>p{}</style><p>Hej</p>",
    "<svg><script>x</script></svg><p>Hej</p>",
    "<p>He<b></b>j</p>",
    "<div><p>Hej</p></div>",
    "Hej",
    "<form action=x><p>Hej</p></form>",
    "<p>Hej</p><p> </p><p><br></p>",
    "<p>H\x00ej\x0b</p>",
]


@pytest.mark.parametrize("html", HOSTILE)
def test_hostile_html_leaves_the_words_only(html):
    assert [block["html"] for block in blocks.clean([{"id": "", "html": html}])] == ["<p>Hej</p>"]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:x",
        "data:text/html,x",
        "vbscript:x",
        " javascript:x",
        "hej hopp",
        "hej",
        "3.2",
        "../sok/",
        "http://",
        "mailto:",
        "",
    ],
)
def test_links_lead_to_the_web_or_to_mail_only(address):
    [block] = blocks.clean([{"id": "", "html": f'<p><a href="{address}">Läs</a></p>'}])

    assert block["html"] == "<p>Läs</p>"


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("www.scb.se/a", "https://www.scb.se/a"),
        ("regionblekinge.se", "https://regionblekinge.se"),
        ("region-blekinge.se?a=b", "https://region-blekinge.se?a=b"),
        ("info@region.example", "mailto:info@region.example"),
        ("/sok/", "/sok/"),
        ("#s-1", "#s-1"),
        ("https://x.example/@a", "https://x.example/@a"),
    ],
)
def test_an_address_without_its_beginning_gets_one(written, address):
    [block] = blocks.clean([{"id": "", "html": f'<p><a href="{written}">Läs</a></p>'}])

    assert block["html"] == f'<p><a href="{address}">Läs</a></p>'


@pytest.mark.parametrize(
    "field", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "[x](javascript:alert(1))"]
)
def test_markdown_with_script_becomes_text(field):
    [block] = blocks.from_markdown(field)

    assert "<script" not in block["html"]
    assert "<img" not in block["html"]
    assert "<a" not in block["html"]


MARKDOWN = {
    "Ett stycke.\nPå två rader.": "<p>Ett stycke. På två rader.</p>",
    "# Rubrik": "<h4>Rubrik</h4>",
    "- ett\n- två\n  - under": "<ul><li>ett</li><li>två<ul><li>under</li></ul></li></ul>",
    "1. ett\n2. två": "<ol><li>ett</li><li>två</li></ol>",
    "> Citat.": "<blockquote><p>Citat.</p></blockquote>",
    "**fet** och *kursiv* och `kod`": "<p><strong>fet</strong> och <em>kursiv</em> och <code>kod</code></p>",
    "CO<sub>2</sub> och m<sup>2</sup>": "<p>CO<sub>2</sub> och m<sup>2</sup></p>",
    "[Läs](https://a.example/?a=1&b=2)": '<p><a href="https://a.example/?a=1&amp;b=2">Läs</a></p>',
    "| A | B |\n|---|---|\n| 1 | |": '<table><thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead>'
    "<tbody><tr><td>1</td><td></td></tr></tbody></table>",
    "![bild](x.png)": "<p>bild</p>",
}


@pytest.mark.parametrize(("text", "html"), MARKDOWN.items())
def test_markdown_says(text, html):
    assert [block["html"] for block in blocks.from_markdown(text)] == [html]


def test_to_markdown_is_what_one_would_write():
    text = (
        "Vi väger **miljö**, *människor* och 5–6 % av allt (ungefär).\n\n"
        "## Mellanrubrik\n\n- ett\n- två\n\n1. första\n1. andra\n\n> Sagt.\n\n| A | B |\n| --- | --- |\n| 1 | 2 |"
    )

    assert blocks.to_markdown(blocks.from_markdown(text)) == text


def test_ids_follow_a_paragraph_that_moves_or_changes_a_little():
    before = blocks.from_markdown("Första stycket om resor i länet.\n\nAndra stycket om hälsa och skola.\n\nTredje.")
    first, second, third = [block["id"] for block in before]

    after = blocks.from_markdown(
        "Tredje.\n\nAndra stycket om hälsa, vård och skola.\n\nFörsta stycket om resor i länet.\n\nNytt.", before
    )

    assert [block["id"] for block in after][:3] == [third, second, first]
    assert after[3]["id"] not in {first, second, third}


def test_clean_gives_new_ids_where_they_are_missing_wrong_or_doubled():
    body = blocks.clean(
        [{"id": "aaaaaaaa", "html": "<p>1</p>"}, {"id": "aaaaaaaa", "html": "<p>2</p>"}, {"html": "<p>3</p>"}]
    )

    ids = [block["id"] for block in body]
    assert ids[0] == "aaaaaaaa"
    assert len(set(ids)) == 3
    assert all(blocks.is_block_id(one) for one in ids)


def test_plain_text_keeps_words_apart():
    body = blocks.from_markdown("Ett **två**.\n\n- tre\n- fyra\n\n| a | b |\n|---|---|\n| c | d |")

    assert blocks.plain_text(body) == "Ett två.\ntre\nfyra\na b\nc d"
