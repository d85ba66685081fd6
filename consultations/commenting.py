"""What a draft says of the frozen sections, as the comments of the answer that is sent: sections first, then words."""

from consultations import fields, outline, remarks
from consultations.models import SectionComment, Stance
from strategy import blocks
from strategy.models import VersionSection


def comments(response, values):
    """The comments of this answer, not yet saved, in the order of the text."""
    spoken = [*fields.sections(values).items(), *remarks.spoken(values)]
    lines = outline.by_key(response.consultation.version) if spoken else {}
    said = [(lines[key], what) for key, what in spoken if key in lines]
    passages = _passages(said)
    made = [_comment(response, line, what, passages) for line, what in said]
    order = {key: number for number, key in enumerate(passages)}
    # Stable: what is said of a whole section stands before what is said of its words.
    return sorted(made, key=lambda c: (c.section.order, order.get((c.section_id, c.block), -1), _start(c, passages)))


def _start(comment, passages):
    """Where in its paragraph the words stand that are commented on; the paragraph itself comes before its words."""
    text = passages.get((comment.section_id, comment.block), "")
    place = remarks.find(text, comment.quoted, comment.before) if comment.quoted != text else None
    return place.start if place else -1


def _passages(said):
    """The frozen paragraphs that comments point to, in their order: {(section id, block id): text}."""
    wanted = {(line.pk, what["block"]) for line, what in said if what.get("block")}
    found = VersionSection.objects.filter(pk__in={pk for pk, _block in wanted}) if wanted else ()
    return {
        (section.pk, block["id"]): passage(block)
        for section in found
        for block in section.body
        if (section.pk, block["id"]) in wanted
    }


def passage(block):
    """The words of one frozen paragraph."""
    return blocks.plain_text([block]).strip()


def frozen_text(section, block_id=""):
    """The words that a proposal would take the place of: those of the paragraph, or of the whole section."""
    return "\n\n".join(passage(block) for block in section.body if block_id in ("", block["id"]))


def _comment(response, line, said, passages):
    # The quoted words are those of the chosen paragraph, unless narrower words of it were given.
    block, quoted, before = said.get("block", ""), said.get("quoted", ""), ""
    text = passages.get((line.pk, block), "")
    if text:
        place = remarks.find(text, quoted, said.get("before", ""))
        quoted = place.words if place else text
        before = place.before if place and len(remarks.places(text, quoted)) > 1 else ""
    return SectionComment(
        response=response,
        section=VersionSection(pk=line.pk, key=line.key, order=line.order),
        block=block if text else "",
        quoted=quoted,
        before=before,
        stance=said.get("stance") or Stance.NOT_STATED,
        comment=said.get("comment", ""),
        proposal=said.get("proposal", ""),
    )
