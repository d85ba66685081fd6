"""The permitted HTML and its one written form. Whatever comes in, what goes out is one of few shapes.

Blocks: p, h4, ul, ol, blockquote (of p), table (one head row, equally many cells in each row, the first cell of a row
may be its header), figure (an image of the portal's own with its caption).
Inside: strong, em, a, code, sup, sub, br, footnote (a span of plain words), and references: an empty link to a section
or block, whose words are written when it is shown (strategy/references.py). Lists may lie in list items.
"""

import re
from html import escape, unescape

from strategy.link_addresses import link_address

INLINE = {"strong": "strong", "b": "strong", "em": "em", "i": "em", "code": "code", "sup": "sup", "sub": "sub"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
LISTS = {"ul", "ol"}
IMAGE_ADDRESS = "/bild/"
# How the light Markdown says that an image is decoration: no image is described so.
DECORATION = "-"
FOOTNOTE = '<span class="footnote">'
_TAGS = {
    *INLINE,
    "figure",
    "figcaption",
    "img",
    "span",
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
_ATTRIBUTES = {
    "a": {"href", "class"},
    "span": {"class"},
    "img": {"src", "alt", "width", "height"},
}
DEEPEST_LIST = 3
LARGEST_SIDE = 10_000
# No-break, narrow no-break and thin space are typography; everything else is one space.
_SPACE = re.compile(r"[^\S\u00a0\u202f\u2009]+")
# PostgreSQL and XML refuse these.
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SEAM = re.compile(r"</(strong|em|code|sup|sub)><\1>")
_REFERENCE = re.compile(r"#(?:s-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|b-[0-9a-f]{8})")
# An image of the portal's, also when it was copied from a page in another language or with its whole address.
_IMAGE = re.compile(r"(?:https?://[^/]+)?(?:/[a-z]{2})?/bild/([0-9a-f]{32})/?")
_BREAK = re.compile(r"\s*<br>\s*")
_EDGE_BREAKS = re.compile(r"^(?:\s*<br>)+\s*|\s*(?:<br>\s*)+$")


def tidy(html):
    """All blocks in this HTML, each in its one written form; empty ones are left out."""
    import nh3  # noqa: PLC0415 – with lxml 5 MB, of use only where texts are edited

    safe = nh3.clean(_UNFIT.sub("", html), tags=_TAGS, attributes=_ATTRIBUTES, link_rel=None, strip_comments=True)
    return [block for element in _blocks(_parse(safe)) for block in _with_figures(element) if block]


def inner_text(html):
    """The words of one block; one line for each list item and row."""
    text = re.sub(r"</(?:p|li|tr|h4)>|<br>|<(?:ul|ol)>", "\n", spelled_out(html))
    text = re.sub(r'<img [^>]*?alt="([^"]*)">', "\\1\n", text)
    text = re.sub(r"</t[dh]>", " ", text)
    words = unescape(re.sub(r"<[^>]*>", "", text))
    return "\n".join(stripped for line in words.split("\n") if (stripped := line.strip()))


def image_keys(body):
    """The keys of the pictures that these blocks show."""
    return {key for block in body for key in re.findall(r'<img src="/bild/([0-9a-f]{32})"', block["html"])}


def spelled_out(html):
    """The block with its footnotes in brackets among the words."""
    if FOOTNOTE not in html:
        return html
    return re.sub(rf"{FOOTNOTE}(.*?)</span>", r" [\1]", html)


def _parse(html):
    import lxml.html  # noqa: PLC0415 – as nh3

    return lxml.html.fragment_fromstring(html, create_parent="div")


def _blocks(parent):
    """The top-level elements; text and inline elements between them become paragraphs."""
    loose = parent.makeelement("p")
    loose.text = parent.text
    for element in list(parent):
        tail, element.tail = element.tail, None
        if element.tag in INLINE or element.tag in {"a", "br", "span"}:
            element.tail = tail
            loose.append(element)
            continue
        yield loose
        yield element
        loose = parent.makeelement("p")
        loose.text = tail
    yield loose


def _with_figures(element):
    """The block, and after it the images that stood in it: an image is a block of its own."""
    images = [image for image in element.iter("img") if _image_key(image)]
    if images and (element.tag == "figure" or _begins_with(element, images[0])):
        first, *images = images
        yield _figure(first, element)
    else:
        yield _written(element)
    for image in images:
        yield _figure(image)


def _begins_with(element, image):
    """Whether nothing stands before the image: the rest of such a paragraph is its caption."""
    if element is image:
        return True
    return element.tag == "p" and not (element.text or "").strip() and next(iter(element), None) is image


def _figure(image, around=None):
    caption = ""
    if around is not None and around is not image:
        caption = inline(next(around.iter("figcaption"), around))
    caption = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f"<figure>{_image(image)}{caption}</figure>"


def _image(image):
    size = [_pixels(image.get(side)) for side in ("width", "height")]
    sides = ' width="{}" height="{}"'.format(*size) if all(size) else ""
    alt = image.get("alt")
    # Without the attribute nobody has said yet what it shows; with an empty one, that it is decoration.
    words = _SPACE.sub(" ", alt or "").strip()
    said = "" if alt is None else f' alt="{escape("" if words == DECORATION else words)}"'
    return f'<img src="{IMAGE_ADDRESS}{_image_key(image)}"{sides}{said}>'


def _image_key(image):
    found = _IMAGE.fullmatch((image.get("src") or "").strip())
    return found[1] if found else ""


def _pixels(text):
    return int(text) if re.fullmatch(r"[1-9]\d{0,4}", text or "") and int(text) <= LARGEST_SIDE else 0


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
    rows = [[_cell(cell) for cell in row.iterchildren("th", "td")] for row in element.iter("tr")]
    rows = [row for row in rows if any(text for _tag, text in row)]
    if not rows:
        return ""
    width = max(len(row) for row in rows)
    head, *body = [row + [("td", "")] * (width - len(row)) for row in rows]
    top = "".join(f'<th scope="col">{text}</th>' for _tag, text in head)
    lines = "".join(f"<tr>{_row(cells)}</tr>" for cells in body)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table>"


def _cell(cell):
    return cell.tag, inline(cell, plain_breaks=True)


def _row(cells):
    (tag, first), *rest = cells
    # Only the first cell can be the header of its row, and only when it says something.
    is_header = tag == "th" and first and rest
    begin = f'<th scope="row">{first}</th>' if is_header else f"<td>{first}</td>"
    return begin + "".join(f"<td>{text}</td>" for _tag, text in rest)


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
    if child.tag == "img":
        # An image that is not the portal's own leaves its words behind.
        return "" if _image_key(child) else _text(child.get("alt"))
    if (address := _reference(child)) and not open_tags & {"a", "code"}:
        return f'<a href="{address}"></a>'
    if child.tag == "span":
        return _span(child, open_tags, leave_out)
    tag = "a" if child.tag == "a" and link_address(child.get("href")) else INLINE.get(child.tag)
    inside = _inside(child, open_tags | {tag}, leave_out)
    if child.tag not in INLINE and child.tag != "a":
        return f" {inside} "
    if not tag or tag in open_tags or "code" in open_tags:
        return inside
    return _wrapped(tag, inside, f' href="{escape(link_address(child.get("href")))}"' if tag == "a" else "")


def _reference(child):
    """The fragment that a reference leads to: a link without words, or whose words were written for it."""
    href = (child.get("href") or "").strip() if child.tag == "a" else ""
    is_empty = not "".join(child.itertext()).strip() or child.get("class") == "ref"
    return href if is_empty and _REFERENCE.fullmatch(href) else ""


def _span(child, open_tags, leave_out):
    if child.get("class") != "footnote" or open_tags & {"a", "code"}:
        return _inside(child, open_tags, leave_out)
    words = _SPACE.sub(" ", "".join(child.itertext())).strip()
    return f"{FOOTNOTE}{_text(words)}</span>" if words else ""


def _wrapped(tag, inside, attributes):
    """Spaces and breaks at the edges stand outside the tag; a tag round nothing is no tag."""
    before, core, after = re.fullmatch(r"((?:\s|<br>)*)(.*?)((?:\s|<br>)*)", inside, re.DOTALL).groups()
    return f"{before}<{tag}{attributes}>{core}</{tag}>{after}" if core else before + after


def _text(text):
    return escape(text or "", quote=False)
