"""The blocks of a section as paragraphs, lists, tables and figures of a Word document."""

import io

import lxml.html
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu

from rus_portal.exports.word import looks
from rus_portal.exports.word.elements import bookmark, paragraph, run
from strategy.markup import IMAGE_ADDRESS
from strategy.word import names

STYLES = {"p": "Normal", "blockquote": "Quote", "ul": "ListBullet", "ol": "ListNumber"}
# What fits between the margins, in Word's units; a point of a screen is a 96th of an inch.
WIDTH, HEIGHT, POINT = 5_900_000, 7_600_000, 9525
TABLE_WIDTH = 9290
_DECORATIVE = (
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}">'
    '<adec:decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/>'
    "</a:ext></a:extLst>"
)


class Body:
    """Writes blocks. `image(key)` gives the bytes and the type of a picture, or None."""

    def __init__(self, document, inline, lists, image):
        self.document, self.inline, self.lists, self.image = document, inline, lists, image
        self.number = 1000

    def bookmarked(self, name, paragraph_element):
        """Put a bookmark around what stands in a paragraph."""
        self.number += 1
        begin, end = bookmark(self.number, name)
        facts = paragraph_element.find(qn("w:pPr"))
        paragraph_element.insert(0, begin) if facts is None else facts.addnext(begin)
        paragraph_element.append(end)

    def block(self, block, depth):
        """The elements of one block of a section that stands so deep."""
        element = lxml.html.fragment_fromstring(self.inline.comments.marked(block))
        made = list(self._written(element, depth))
        first = made[0] if made[0].tag == qn("w:p") else next(made[0].iter(qn("w:p")))
        self.bookmarked(names.of_block(block["id"]), first)
        return made

    def _written(self, element, depth):
        match element.tag:
            case "ul" | "ol":
                yield from self._list(element, 0)
            case "blockquote":
                for part in element:
                    yield paragraph(STYLES["blockquote"], *self.inline.runs(part))
            case "table":
                yield self._table(element)
                # Two tables in a row would be one.
                yield paragraph(looks.style_id(names.CELL))
            case "figure":
                yield from self._figure(element)
            case "h4":
                style = looks.style_id(names.SUBHEADING)
                yield paragraph(style, *self.inline.runs(element), keeps_with_next=True, outline=depth + 1)
            case _:
                yield paragraph(STYLES["p"], *self.inline.runs(element))

    def _list(self, element, level):
        number = self.lists.begin(element.tag)
        for item in element.iterchildren("li"):
            yield paragraph(STYLES[element.tag], *self.inline.runs(item), item=(number, level))
            for nested in item.iterchildren("ul", "ol"):
                yield from self._list(nested, level + 1)

    # --- tables -------------------------------------------------------------------------------------------------------
    def _table(self, element):
        rows = [list(row) for row in element.iter("tr")]
        widths = [TABLE_WIDTH // len(rows[0])] * len(rows[0])
        table = parse_xml(f"<w:tbl {nsdecls('w')}/>")
        table.extend(looks.table_facts(widths, style="TableGrid", is_fixed=False))
        for place, row in enumerate(rows):
            cells = [self._cell(cell, width, is_head=not place) for cell, width in zip(row, widths, strict=True)]
            table.append(looks.row(*cells, is_header=not place))
        return table

    def _cell(self, cell, width, *, is_head):
        style = names.CELL
        if cell.tag == "th":
            style = names.HEAD_CELL if is_head else names.ROW_HEAD
        content = paragraph(looks.style_id(style), *self.inline.runs(cell), keeps_with_next=is_head)
        return looks.cell(width, content, is_shaded=cell.tag == "th")

    # --- figures ------------------------------------------------------------------------------------------------------
    def _figure(self, element):
        image = element.find("img")
        found = self.image(image.get("src").removeprefix(IMAGE_ADDRESS))
        caption = element.find("figcaption")
        shown = self._picture(image, found[0]) if found else run(image.get("alt") or "")
        yield paragraph(looks.style_id(names.FIGURE), shown, keeps_with_next=caption is not None)
        if caption is not None:
            yield paragraph("Caption", *self.inline.runs(caption))

    def _picture(self, image, content):
        _relation, whole = self.document.part.get_or_add_image(io.BytesIO(content))
        width, height = (int(image.get(side) or 0) * POINT for side in ("width", "height"))
        if not width or not height:
            width, height = whole.px_width * POINT, whole.px_height * POINT
        scale = min(1, WIDTH / width, HEIGHT / height)
        drawn = self.document.part.new_pic_inline(
            io.BytesIO(content), Emu(int(width * scale)), Emu(int(height * scale))
        )
        _describe(drawn.docPr, image.get("alt"))
        made = run("")
        made.remove(made[-1])
        drawing = parse_xml(f"<w:drawing {nsdecls('w')}/>")
        drawing.append(drawn)
        made.append(drawing)
        return made


def _describe(facts, alt):
    """What the picture shows, or that it is decoration; nothing while nobody has said."""
    if alt:
        facts.set("descr", alt)
    elif alt == "":
        facts.set("name", f"{names.DECORATION} {facts.get('id')}")
        facts.append(parse_xml(_DECORATIVE))
