"""How the portal's documents look in Word: styles for headings and text, tables, in Swedish and on A4."""

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from rus_portal.exports.word.elements import element

SERIF, SANS = "Georgia", "Calibri"
FOREST, INK, SOFT, SEA = (RGBColor.from_string(one) for one in ("1F5138", "1C2320", "4A524D", "17527A"))
RULE, PAPER = "C4CBC4", "EEF2ED"
HEADINGS = {"Title": (24, 0, 4), "Heading 1": (17, 22, 4), "Heading 2": (13, 16, 3), "Heading 3": (12, 14, 3)}


def dress(document):
    """Give the document the styles of its headings, text and links, its page and its language."""
    styles = document.styles
    font(styles["Normal"], SANS, 11, INK)
    styles["Normal"].paragraph_format.space_after = Pt(6)
    for name, (size, before, after) in (HEADINGS | {"Heading 4": (11, 12, 3)}).items():
        heading(styles[name], size, before, after)
    heading(styles["Subtitle"], 12, 0, 8)
    font(styles["Subtitle"], SANS, 12, SOFT, bold=False)
    added(styles, "Stöd", size=9.5, after=2, color=SOFT)
    characters(styles, "Hyperlink", "Hyperlink", SEA, underline=True)
    _page(document)
    _language(document)


def font(style, name, size, color, *, bold=None):
    """The letters of a style; `size` in points."""
    letters = style.font
    letters.name, letters.size, letters.color.rgb = name, Pt(size), color
    if bold is not None:
        letters.bold = bold
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{kind}"), name)


def heading(style, size, before, after):
    """A style of headings; all in points."""
    font(style, SERIF, size, FOREST, bold=False)
    style.font.italic = False
    shape = style.paragraph_format
    shape.space_before, shape.space_after, shape.keep_with_next = Pt(before), Pt(after), True
    facts = style.element.get_or_add_pPr()
    for border in facts.findall(qn("w:pBdr")):
        facts.remove(border)


def added(styles, name, *, size, after, bold=None, color=INK):
    """A new style of paragraphs, on the usual one; returns it."""
    style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    # A style is named by its id in the document; letters only.
    style.element.set(qn("w:styleId"), style_id(name))
    style.base_style = styles["Normal"]
    font(style, SANS, size, color, bold=bold)
    style.paragraph_format.space_after = Pt(after)
    return style


def style_id(name):
    """What a style of ours is called inside the document."""
    return name.replace(" ", "").translate(str.maketrans("åäöÅÄÖ", "aaoAAO"))


def characters(styles, known_as, name, color, *, underline=None):
    """A new style of letters; returns it."""
    style = styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
    style.element.set(qn("w:styleId"), known_as)
    style.font.color.rgb = color
    if underline:
        style.font.underline = True
    return style


def _page(document):
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.3)
    page.top_margin, page.bottom_margin = Cm(2.2), Cm(2)


def _language(document):
    defaults = document.styles.element.find(qn("w:docDefaults"))
    for language in defaults.iter(qn("w:lang")):
        language.set(qn("w:val"), "sv-SE")
        language.set(qn("w:eastAsia"), "sv-SE")
    theme = document.settings.element.find(qn("w:themeFontLang"))
    if theme is not None:
        theme.set(qn("w:val"), "sv-SE")


def table_facts(widths, *, caption="", style="", is_fixed=True):
    """The properties of a table and its columns; widths in twentieths of a point."""
    facts = element("tblPr")
    if style:
        facts.append(element("tblStyle", val=style))
    facts.append(element("tblW", w=sum(widths), type="dxa"))
    borders = element("tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(element(side, val="single", sz=4, space=0, color=RULE))
    facts.append(borders)
    facts.append(element("tblLayout", type="fixed" if is_fixed else "autofit"))
    margins = element("tblCellMar")
    for side, width in (("top", 60), ("left", 110), ("bottom", 40), ("right", 110)):
        margins.append(element(side, w=width, type="dxa"))
    facts.append(margins)
    shown = {"firstRow": 1, "lastRow": 0, "firstColumn": 1, "lastColumn": 0, "noHBand": 0, "noVBand": 1}
    facts.append(element("tblLook", val="04A0", **shown))
    if caption:
        facts.append(element("tblCaption", val=caption))
    grid = element("tblGrid")
    for width in widths:
        grid.append(element("gridCol", w=width))
    return facts, grid


def cell(width, *content, is_shaded=False):
    """A cell of a table; `width` in twentieths of a point."""
    made = element("tc")
    facts = element("tcPr")
    facts.append(element("tcW", w=width, type="dxa"))
    if is_shaded:
        facts.append(element("shd", val="clear", color="auto", fill=PAPER))
    made.append(facts)
    for one in content:
        made.append(one)
    return made


def row(*cells, is_header=False, height=0):
    """A row of a table; a header is repeated on each page. `height` in twentieths of a point."""
    made = element("tr")
    facts = element("trPr")
    if is_header:
        facts.append(element("cantSplit"))
    if height:
        facts.append(element("trHeight", val=height, hRule="atLeast"))
    if is_header:
        facts.append(element("tblHeader"))
    if len(facts):
        made.append(facts)
    for one in cells:
        made.append(one)
    return made
