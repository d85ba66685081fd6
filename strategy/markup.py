"""The permitted HTML and its one written form. Whatever comes in, what goes out is one of few shapes.

Blocks: p, h4, ul, ol, blockquote (of p), table (one head row, equally many cells in each row).
Inside: strong, em, a, code, sup, sub, br; lists may lie in list items.
"""

import re
from html import escape, unescape

INLINE = {"strong": "strong", "b": "strong", "em": "em", "i": "em", "code": "code", "sup": "sup", "sub": "sub"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
LISTS = {"ul", "ol"}
_TAGS = {
    *INLINE,
    *HEADINGS,
    *LISTS,
    "p",
    "a",
    "br",
    "li",
    "blockquote",
    "table",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "th",
    "td",
}
DEEPEST_LIST = 3
_SCHEMES = ("http:", "https:", "mailto:")
# No-break, narrow no-break and thin space are typography; everything else is one space.
_SPACE = re.compile(r"[^\S\u00a0\u202f\u2009]+")
# PostgreSQL and XML refuse these.
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SEAM = re.compile(r"</(strong|em|code|sup|sub)><\1>")
_BREAK = re.compile(r"\s*<br>\s*")
_EDGE_BREAKS = re.compile(r"^(?:\s*<br>)+\s*|\s*(?:<br>\s*)+$")


def tidy(html):
    """All blocks in this HTML, each in its one written form; empty ones are left out."""
    import nh3  # noqa: PLC0415 – with lxml 5 MB, of use only where texts are edited

    safe = nh3.clean(_UNFIT.sub("", html), tags=_TAGS, attributes={"a": {"href"}}, link_rel=None, strip_comments=True)
    return [block for element in _blocks(_parse(safe)) if (block := _written(element))]


def inner_text(html):
    """The words of one block; one line for each list item and row."""
    text = re.sub(r"</(?:p|li|tr|h4)>|<br>|<(?:ul|ol)>", "\n", html)
    text = re.sub(r"</t[dh]>", " ", text)
    words = unescape(re.sub(r"<[^>]*>", "", text))
    return "\n".join(stripped for line in words.split("\n") if (stripped := line.strip()))


def _parse(html):
    import lxml.html  # noqa: PLC0415 – as nh3

    return lxml.html.fragment_fromstring(html, create_parent="div")


def _blocks(parent):
    """The top-level elements; text and inline elements between them become paragraphs."""
    loose = parent.makeelement("p")
    loose.text = parent.text
    for element in list(parent):
        tail, element.tail = element.tail, None
        if element.tag in INLINE or element.tag in {"a", "br"}:
            element.tail = tail
            loose.append(element)
            continue
        yield loose
        yield element
        loose = parent.makeelement("p")
        loose.text = tail
    yield loose


def _written(element):
    if element.tag in LISTS:
        return _list(element, 1)
    if element.tag == "table":
        return _table(element)
    if element.tag == "blockquote":
        paragraphs = [text for part in _blocks(element) if (text := inline(part))]
        return f"<blockquote>{''.join(f'<p>{text}</p>' for text in paragraphs)}</blockquote>" if paragraphs else ""
    tag = "h4" if element.tag in HEADINGS else "p"
    text = inline(element)
    return f"<{tag}>{text}</{tag}>" if text else ""


def _list(element, depth):
    items = _items(element, depth)
    return f"<{element.tag}>{''.join(items)}</{element.tag}>" if items else ""


def _items(element, depth):
    items = []
    for item in element.iterchildren("li"):
        inner = [child for child in item.iterdescendants(*LISTS) if _nearest_item(child) is item]
        if depth >= DEEPEST_LIST:
            text, nested = inline(item), []
        else:
            text = inline(item, leave_out=set(inner))
            nested = [part for child in inner if (part := _list(child, depth + 1))]
        if text:
            items.append(f"<li>{text}{''.join(nested)}</li>")
        else:
            # A list in an item without words of its own belongs to the outer list.
            items += [line for child in inner if depth < DEEPEST_LIST for line in _items(child, depth)]
    return items


def _nearest_item(element):
    return next(element.iterancestors("li"), None)


def _table(element):
    rows = [[inline(cell, plain_breaks=True) for cell in row.iterchildren("th", "td")] for row in element.iter("tr")]
    rows = [row for row in rows if any(row)]
    if not rows:
        return ""
    width = max(len(row) for row in rows)
    head, *body = [row + [""] * (width - len(row)) for row in rows]
    top = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in body)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table>"


def inline(element, leave_out=frozenset(), *, plain_breaks=False):
    """What stands inside, with inline tags only, without spaces and line breaks at its ends."""
    text = _EDGE_BREAKS.sub("", _BREAK.sub("<br>", _inside(element, frozenset(), leave_out)))
    while (sewn := _SEAM.sub("", text)) != text:
        text = sewn
    text = _SPACE.sub(" ", text.replace("<br>", " ") if plain_breaks else text)
    return text.strip()


def _inside(element, open_tags, leave_out):
    parts = [_text(element.text)]
    for child in element:
        if child not in leave_out:
            parts.append(_child(child, open_tags, leave_out))
        parts.append(_text(child.tail))
    return _SPACE.sub(" ", "".join(parts))


def _child(child, open_tags, leave_out):
    if child.tag == "br":
        return " " if "code" in open_tags else "<br>"
    tag = "a" if child.tag == "a" and _address(child.get("href")) else INLINE.get(child.tag)
    inside = _inside(child, open_tags | {tag}, leave_out)
    if child.tag not in INLINE and child.tag != "a":
        return f" {inside} "
    if not tag or tag in open_tags or "code" in open_tags:
        return inside
    return _wrapped(tag, inside, f' href="{escape(_address(child.get("href")))}"' if tag == "a" else "")


def _wrapped(tag, inside, attributes):
    """Spaces and breaks at the edges stand outside the tag; a tag round nothing is no tag."""
    before, core, after = re.fullmatch(r"((?:\s|<br>)*)(.*?)((?:\s|<br>)*)", inside, re.DOTALL).groups()
    return f"{before}<{tag}{attributes}>{core}</{tag}>{after}" if core else before + after


def _address(href):
    """The link's address as a browser would send it, or "" when it leads where it must not."""
    from markdown_it.common.normalize_url import normalizeLink  # noqa: PLC0415 – as nh3

    href = (href or "").strip()
    scheme = re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", href)
    if not href or (scheme and scheme[0].lower() not in _SCHEMES):
        return ""
    try:
        return normalizeLink(href)
    except ValueError:
        return ""


def _text(text):
    return escape(text or "", quote=False)
