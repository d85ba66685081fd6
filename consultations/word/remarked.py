"""The marked words and paragraphs of a draft as places of its own form: each with stance, comment and proposal."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from consultations import commenting, remarks
from strategy.models import VersionSection

# So much of the words stands in a label; all of them stand below it.
SHOWN = 50


@dataclass(frozen=True)
class Marked:
    """A remark of the draft: what it is about, in words."""

    name: str
    quoted: str
    paragraph: int
    text: str

    def labels(self):
        """What its places are called, {part: label}."""
        if self.quoted:
            words = {"words": _short(self.quoted)}
            return {
                "stance": _("Stance on the words “%(words)s”") % words,
                "comment": _("Comment on the words “%(words)s”") % words,
                "proposal": _("Proposal instead of the words “%(words)s”") % words,
            }
        words = {"number": self.paragraph, "words": _short(self.text)}
        return {
            "stance": _("Stance on paragraph %(number)d, “%(words)s”") % words,
            "comment": _("Comment on paragraph %(number)d, “%(words)s”") % words,
            "proposal": _("Proposal instead of paragraph %(number)d, “%(words)s”") % words,
        }

    @property
    def hint(self):
        """All the words, where the label holds only their beginning."""
        words = " ".join((self.quoted or self.text).split())
        return words if words != _short(words) else ""


def by_section(version, values):
    """{section key: its remarks in the order of the text}."""
    said = remarks.of(values)
    keys = {remarks.key(one) for one in said.values()}
    if not keys:
        return {}
    sections = {section.key: section for section in VersionSection.objects.filter(version=version, key__in=keys)}
    placed = {}
    for name, one in said.items():
        if section := sections.get(remarks.key(one)):
            placed.setdefault(section.key, []).append(_marked(section, name, one))
    return {key: [marked for _at, marked in sorted(found, key=lambda pair: pair[0])] for key, found in placed.items()}


def _marked(section, name, said):
    numbers = {block["id"]: number for number, block in enumerate(section.body, start=1)}
    number, quoted = numbers.get(said.get("block", ""), 0), said.get("quoted", "").strip()
    text = commenting.frozen_text(section, said.get("block", ""))
    place = remarks.find(text, quoted, said.get("before", "")) if quoted else None
    return (number, place.start if place else -1, name), Marked(name, quoted, number, text)


def _short(text):
    whole = " ".join(text.split())
    return whole if len(whole) <= SHOWN else f"{whole[:SHOWN].rpartition(' ')[0] or whole[:SHOWN]} …"
