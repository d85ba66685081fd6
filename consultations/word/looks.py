"""How the form looks: styles for headings, text, tables and places to write in, in Swedish and on A4."""

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from consultations.word.control import element

SERIF, SANS = "Georgia", "Calibri"
FOREST, INK, SOFT, SEA = (RGBColor.from_string(one) for one in ("1F5138", "1C2320", "4A524D", "17527A"))
RULE, PAPER = "C4CBC4", "EEF2ED"
HEADINGS = {"Title": (24, 0, 4), "Heading 1": (17, 22, 4), "Heading 2": (13, 16, 3), "Heading 3": (12, 14, 3)}


def dress(document):
    """Give the document its styles, its page and its language."""
    styles = document.styles
    _font(styles["Normal"], SANS, 11, INK)
    styles["Normal"].paragraph_format.space_after = Pt(6)
    for name, (size, before, after) in (HEADINGS | {"Heading 4": (11, 12, 3)}).items():
        _heading(styles[name], size, before, after)
    _heading(styles["Subtitle"], 12, 0, 8)
    _font(styles["Subtitle"], SANS, 12, SOFT, bold=False)
    _added(styles, "Svar", size=11, after=4)
    _added(styles, "Svarets slut", size=4, after=0)
    _added(styles, "Ledtext", size=10, after=2, bold=True)
    _added(styles, "Stöd", size=9.5, after=2, color=SOFT)
    _characters(styles, "PlaceholderText", "Placeholder Text", SOFT)
    _characters(styles, "Hyperlink", "Hyperlink", SEA, underline=True)
    _page(document)
    _language(document)


def _font(style, name, size, color, *, bold=None):
    font = style.font
    font.name, font.size, font.color.rgb = name, Pt(size), color
    if bold is not None:
        font.bold = bold
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{kind}"), name)


def _heading(style, size, before, after):
    _font(style, SERIF, size, FOREST, bold=False)
    style.font.italic = False
    shape = style.paragraph_format
    shape.space_before, shape.space_after, shape.keep_with_next = Pt(before), Pt(after), True
    facts = style.element.get_or_add_pPr()
    for border in facts.findall(qn("w:pBdr")):
        facts.remove(border)


def _added(styles, name, *, size, after, bold=None, color=INK):
    style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    # A style is named by its id in the document; letters only.
    style.element.set(qn("w:styleId"), name.replace(" ", "").replace("ö", "o"))
    style.base_style = styles["Normal"]
    _font(style, SANS, size, color, bold=bold)
    style.paragraph_format.space_after = Pt(after)


def _characters(styles, style_id, name, color, *, underline=None):
    style = styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
    style.element.set(qn("w:styleId"), style_id)
    style.font.color.rgb = color
    if underline:
        style.font.underline = True


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


def table_facts(widths, *, caption):
    """The properties of a table of answers and its columns; widths in twentieths of a point."""
    facts = element("tblPr")
    facts.append(element("tblW", w=sum(widths), type="dxa"))
    borders = element("tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(element(side, val="single", sz=4, space=0, color=RULE))
    facts.append(borders)
    facts.append(element("tblLayout", type="fixed"))
    margins = element("tblCellMar")
    for side, width in (("top", 60), ("left", 110), ("bottom", 40), ("right", 110)):
        margins.append(element(side, w=width, type="dxa"))
    facts.append(margins)
    shown = {"firstRow": 1, "lastRow": 0, "firstColumn": 1, "lastColumn": 0, "noHBand": 0, "noVBand": 1}
    facts.append(element("tblLook", val="04A0", **shown))
    facts.append(element("tblCaption", val=caption))
    grid = element("tblGrid")
    for width in widths:
        grid.append(element("gridCol", w=width))
    return facts, grid


def cell(width, *content, is_shaded=False):
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
