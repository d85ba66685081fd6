"""Light Markdown for the editor: paragraphs, ##, lists, >, tables, **, *, `, links; <sup>, <sub>, <br> as they are.

Of our own: ^[footnote], [](#s-… or #b-…) for a reference, ![what it shows](/bild/… "800x600") caption for a figure
(![-] when it is decoration, ![] while nobody has said), | # row header | in a table.
"""

import re
from functools import cache
from html import escape

from strategy.markup import DECORATION

# What Markdown cannot say, or cannot say at this place (x**(y)**z), is written as its tag.
_OWN_TAG = re.compile(r"</?(?:sup|sub|strong|em)>|<br>")
_LINE_START = re.compile(r"^(#{1,6}(?=\s|$)|>|[-+](?=\s|$)|\d{1,9}(?=[.)](?:\s|$)))")
_FOOTNOTE = re.compile(r"\^\[((?:\\.|[^\\\]])*)\]", re.DOTALL)
_SIZE = re.compile(r"([1-9]\d{0,4})x([1-9]\d{0,4})")
_ENTITY = re.compile(r"&(?=#?\w+;)")


def _own_tags(state, silent):
    if not (found := _OWN_TAG.match(state.src, state.pos)):
        return False
    if not silent:
        state.push("html_inline", "", 0).content = found[0]
    state.pos = found.end()
    return True


def _footnotes(state, silent):
    if not (found := _FOOTNOTE.match(state.src, state.pos)):
        return False
    if not silent:
        words = re.sub(r"\\(.)", r"\1", found[1], flags=re.DOTALL)
        state.push("html_inline", "", 0).content = f'<span class="footnote">{escape(words, quote=False)}</span>'
    state.pos = found.end()
    return True


def _image(_renderer, tokens, place, _options, _env):
    token = tokens[place]
    alt = "".join(child.content for child in token.children or ())
    said = "" if not alt else f' alt="{"" if alt == DECORATION else escape(alt)}"'
    size = _SIZE.fullmatch(token.attrs.get("title", ""))
    sides = f' width="{size[1]}" height="{size[2]}"' if size else ""
    return f'<img src="{escape(token.attrs["src"])}"{sides}{said}>'


def _row_headers(state):
    for place, token in enumerate(state.tokens):
        if token.type == "tr_open" and state.tokens[place + 1].type == "td_open":
            opens, words, closes = state.tokens[place + 1 : place + 4]
            if words.content.startswith("# "):
                opens.tag = closes.tag = "th"
                words.content = words.content[2:]


@cache
def _reader():
    from markdown_it import MarkdownIt  # noqa: PLC0415 – of use only where texts are edited

    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader.disable(["html_block", "hr", "code", "fence", "lheading", "reference", "autolink"])
    reader.inline.ruler.at("html_inline", _own_tags)
    reader.inline.ruler.before("link", "footnote", _footnotes)
    reader.core.ruler.before("inline", "row_headers", _row_headers)
    reader.add_render_rule("image", _image)
    return reader


def markdown_to_html(text):
    """As written; the caller tidies it."""
    return _reader().render(text)


def to_markdown(blocks):
    """What the editor shows. Read back, it gives the same blocks."""
    import lxml.html  # noqa: PLC0415 – 4 MB, of use only where texts are edited

    parts, last_list = [], ""
    for block in blocks:
        element = lxml.html.fragment_fromstring(block["html"])
        # Two lists in a row would be read as one if they had the same marks.
        last_list = _other_marks(last_list, element.tag)
        parts.append(_block(element, last_list))
    return "\n\n".join(parts)


def _other_marks(last, tag):
    plain, other = {"ul": ("-", "*"), "ol": (".", ")")}.get(tag, ("", ""))
    return other if plain and last == plain else plain


def _block(element, marks):
    match element.tag:
        case "ul" | "ol":
            return "\n".join(_list(element, marks))
        case "blockquote":
            return "\n>\n".join(f"> {_line(paragraph)}" for paragraph in element)
        case "table":
            return "\n".join(_table(element))
        case "figure":
            return _figure(element)
        case "h4":
            return "## " + re.sub(r"#$", r"\\#", _inline(element))
    return _line(element)


def _list(element, marks):
    lines = []
    for item in element:
        mark = marks if element.tag == "ul" else f"1{marks}"
        lines.append(f"{mark} {_line(item)}")
        last = ""
        for nested in item.iterchildren("ul", "ol"):
            last = _other_marks(last, nested.tag)
            lines += [" " * (len(mark) + 1) + line for line in _list(nested, last)]
    return lines


def _table(element):
    head, *body = [[_cell(cell) for cell in row] for row in element.iter("tr")]
    for row in (head, ["---"] * len(head), *body):
        yield f"| {' | '.join(row)} |"


def _cell(cell):
    words = _inline(cell).replace("|", "\\|")
    if cell.get("scope") == "row":
        return f"# {words}"
    return re.sub(r"^#(?=\s|$)", r"\\#", words)


def _figure(element):
    image, *caption = element
    alt = image.get("alt")
    said = {None: "", "": DECORATION}.get(alt, _text(alt).replace("!", "\\!"))
    size = f' "{image.get("width")}x{image.get("height")}"' if image.get("width") else ""
    words = f" {_inline(caption[0])}" if caption else ""
    return f"![{said}]({image.get('src')}{size}){words}"


def _line(element):
    return _LINE_START.sub(_escaped_start, _inline(element))


def _escaped_start(found):
    return found[0] + "\\" if found[0].isdigit() else "\\" + found[0]


def _inline(element):
    """The inline content; lists inside an item are left to the caller."""
    children = [child for child in element if child.tag not in {"ul", "ol"}]
    written = _text(element.text)
    for place, child in enumerate(children):
        follows = child.tail or ("<" if place + 1 < len(children) else "")
        written += _tag(child, written[-1:], follows[:1]) + _text(child.tail)
    return written


def _tag(child, before, after):
    match child.tag:
        case "br":
            return "<br>"
        case "code":
            return _code(child.text or "")
        case "span":
            return f"^[{re.sub(r'([\\\\\[\]])', r'\\\1', child.text or '')}]"
        case "a":
            return f"[{_inline(child)}]({_address(child.get('href'))})"
        case "strong" | "em":
            return _emphasis(child, before, after)
    return f"<{child.tag}>{_inline(child)}</{child.tag}>"


def _emphasis(child, before, after):
    inside = _inline(child)
    mark = "**" if child.tag == "strong" else "*"
    # Stars work where words begin and end (CommonMark's flanking rules); elsewhere the tag is written out.
    if _is_edge(before) and _is_edge(after) and inside[0].isalnum() and inside[-1].isalnum():
        return f"{mark}{inside}{mark}"
    return f"<{child.tag}>{inside}</{child.tag}>"


def _is_edge(character):
    return not character or character.isspace() or character in ".,:;!?()–”’/"


def _code(text):
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _address(href):
    href = _ENTITY.sub(r"\\&", href)
    return f"<{href}>" if re.search(r"[()\\ ]", href) else href


def _text(text):
    text = re.sub(r"([\\`*\[\]])", r"\\\1", text or "")
    text = re.sub(r"(?<![^\W_])_|_(?![^\W_])", r"\\_", text)
    text = _ENTITY.sub(r"\\&", text)
    return _OWN_TAG.sub(lambda found: "\\" + found[0], text)
