import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strategy import blocks

WORDS = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("*_`[]()<>&|#-+.!~\\ \n\u00a0\"'1:/åé")),
    max_size=30,
)
INLINE = st.recursive(
    WORDS.map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;")),
    lambda inner: st.one_of(
        st.builds("<{0}>{1}</{0}>".format, st.sampled_from(["strong", "em", "code", "sup", "sub", "b"]), inner),
        st.builds('<a href="{}">{}</a>'.format, st.sampled_from(["https://a.example/(x)?a=1&amp;copy;=2", "/sok/?q=å b", "#s-1", "javascript:x"]), inner),
        st.lists(inner, max_size=3).map("".join),
        st.lists(inner, max_size=3).map("<br>".join),
    ),
    max_leaves=6,
)
ITEMS = st.recursive(
    INLINE,
    lambda inner: st.builds("{}<{}>{}</{}>".format, INLINE, st.just("ul"), st.lists(inner, min_size=1, max_size=3).map(lambda items: "".join(f"<li>{item}</li>" for item in items)), st.just("ul")),
    max_leaves=4,
)
TABLE = st.lists(st.lists(INLINE, min_size=1, max_size=3), min_size=1, max_size=3).map(
    lambda rows: "<table>" + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows) + "</table>"
)
BLOCK = st.one_of(
    INLINE.map("<p>{}</p>".format),
    INLINE.map("<h4>{}</h4>".format),
    st.lists(INLINE, min_size=1, max_size=3).map(lambda parts: "<blockquote>" + "".join(f"<p>{part}</p>" for part in parts) + "</blockquote>"),
    st.builds("<{0}>{1}</{0}>".format, st.sampled_from(["ul", "ol"]), st.lists(ITEMS, min_size=1, max_size=3).map(lambda items: "".join(f"<li>{item}</li>" for item in items))),
    TABLE,
)


@given(st.lists(BLOCK, max_size=4))
@settings(max_examples=150, deadline=None)
def test_markdown_read_back_gives_the_same_blocks(html):
    body = blocks.clean([{"id": None, "html": part} for part in html])

    read_back = blocks.from_markdown(blocks.to_markdown(body), previous=body)

    assert read_back == body


@given(st.lists(BLOCK, max_size=4))
@settings(max_examples=150, deadline=None)
def test_cleaning_twice_changes_nothing(html):
    body = blocks.clean([{"id": None, "html": part} for part in html])

    again = blocks.clean(body)

    assert again == body
