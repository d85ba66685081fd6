"""The numbering of headings and lists: Word counts them itself, as the page does."""

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from rus_portal.exports.word.elements import element
from strategy import numbering

# Beyond those of python-docx's template.
HEADINGS, BULLETS, NUMBERS = 70, 71, 72
_SIGNS = "•–◦"
_STEP = 425


class Lists:
    """The lists of one document: each has a number of its own, so that it begins anew and ends where it ends."""

    def __init__(self, document, chapter):
        self.root = document.part.numbering_part.element
        first = self.root.find(qn("w:num"))
        for number, levels in ((HEADINGS, _headings(chapter)), (BULLETS, _bullets()), (NUMBERS, _numbers())):
            shape = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">{levels}</w:abstractNum>'
            first.addprevious(parse_xml(shape))
        self.last = max(int(one.get(qn("w:numId"))) for one in self.root.iter(qn("w:num")))
        self.headings = self._begin(HEADINGS)

    def begin(self, tag):
        """A new list of HTML's ul or ol; returns its number."""
        return self._begin(NUMBERS if tag == "ol" else BULLETS, restarts=True)

    def _begin(self, shape, *, restarts=False):
        self.last += 1
        made = element("num", numId=self.last)
        made.append(element("abstractNumId", val=shape))
        for level in range(3 if restarts else 0):
            anew = element("lvlOverride", ilvl=level)
            anew.append(element("startOverride", val=1))
            made.append(anew)
        self.root.append(made)
        return self.last


def _headings(chapter):
    """1, 1.1, 1.1.1 and so on, tied to the styles of headings; `chapter` is the word before the first."""
    return "".join(
        _level(
            depth - 1,
            "decimal",
            f"{chapter} %1" if depth == 1 else ".".join(f"%{one}" for one in range(1, depth + 1)),
            style=f"Heading{depth}",
        )
        for depth in range(1, numbering.DEEPEST + 1)
    )


def _bullets():
    return "".join(_level(level, "bullet", sign, indent=level + 1) for level, sign in enumerate(_SIGNS))


def _numbers():
    kinds = ("decimal", "lowerLetter", "lowerRoman")
    return "".join(_level(level, kind, f"%{level + 1}.", indent=level + 1) for level, kind in enumerate(kinds))


def _level(level, kind, text, *, style="", indent=0):
    tied = f'<w:pStyle w:val="{style}"/>' if style else ""
    place = f'<w:pPr><w:ind w:left="{indent * _STEP}" w:hanging="{_STEP}"/></w:pPr>' if indent else ""
    after = '<w:suff w:val="space"/>' if style else ""
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>{tied}{after}'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>{place}</w:lvl>'
    )
