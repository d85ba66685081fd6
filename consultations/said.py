"""What a draft says, section by section, as the check page and the draft's own copies show it."""

from dataclasses import dataclass

from consultations import commenting, fields, outline, remarks
from strategy.models import VersionSection


@dataclass(frozen=True)
class Remark:
    """What is said of a paragraph, or of words of it. `is_lost`: the words that were given are not there."""

    name: str
    quoted: str
    is_paragraph: bool
    is_lost: bool
    stance: str
    comment: str
    proposal: str
    frozen: str
    # Where in its paragraph the words stand; the paragraph itself comes before its words.
    start: int


@dataclass(frozen=True)
class Section:
    """What is said of one section: of the whole (perhaps nothing), and of words of it."""

    line: outline.Line
    stance: str
    comment: str
    proposal: str
    frozen: str
    remarks: list


def by_section(version, values):
    """The sections of which something is said, in order."""
    whole, marked = fields.sections(values), {}
    for name, said in remarks.of(values).items():
        if remarks.says_something(said):
            marked.setdefault(remarks.key(said), []).append((name, said))
    lines = [line for line in outline.of(version) if line.key in whole or line.key in marked] if whole or marked else []
    sections = {section.pk: section for section in VersionSection.objects.filter(pk__in=[line.pk for line in lines])}
    return [_section(line, sections[line.pk], whole.get(line.key, {}), marked.get(line.key, ())) for line in lines]


def _section(line, section, whole, marked):
    order = {block["id"]: number for number, block in enumerate(section.body)}
    found = [(order.get(said.get("block"), -1), _remark(section, name, said, order)) for name, said in marked]
    return Section(
        line,
        whole.get("stance", ""),
        whole.get("comment", ""),
        whole.get("proposal", ""),
        commenting.frozen_text(section, whole.get("block", "")) if whole.get("proposal") else "",
        [remark for _place, remark in sorted(found, key=lambda pair: (pair[0], pair[1].start, pair[1].name))],
    )


def _remark(section, name, said, order):
    block = said.get("block", "")
    text = commenting.frozen_text(section, block) if block in order else ""
    quoted = said.get("quoted", "").strip()
    place = remarks.find(text, quoted, said.get("before", "")) if quoted else None
    return Remark(
        name,
        place.words if place else text,
        place is None,
        bool(quoted) and place is None,
        said.get("stance", ""),
        said.get("comment", ""),
        said.get("proposal", ""),
        text,
        place.start if place else -1,
    )
