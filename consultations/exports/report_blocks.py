"""What the compilation says on paper, as a row of blocks that Word and PDF are written from. The worker's own."""

from dataclasses import dataclass

from django.conf import settings
from django.template.defaultfilters import date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations import commenting, compiling, wording
from consultations.compiling import presenting, said
from consultations.compiling.masks import Masks
from consultations.models import RegistryEntry, SenderKind, Stance
from consultations.sender_order import by_sender
from rus_portal import clock
from strategy.models import VersionSection

HIDDEN = "··"
# One of the rows' own progress is told so often.
EVERY = 200


@dataclass(frozen=True)
class Block:
    """One piece. `kind`: title, h2, h3, h4, p, lead, soft, quote, list, table or change.

    A list and a table have `rows`, a table has a `header` too; a change has `changes` (wording.changes).
    """

    kind: str
    text: str = ""
    header: tuple = ()
    rows: tuple = ()
    changes: tuple = ()


@dataclass(frozen=True)
class Content:
    """What is told: as counted now, or as a version has kept it; all that is said, or what the web may show."""

    figures: dict
    guide: str
    texts: dict
    version: object = None
    published_only: bool = False

    @classmethod
    def now(cls, consultation):
        """As everything stands now: for officials."""
        texts = compiling.texts_of(consultation)
        version = consultation.compilation_versions.first()
        return cls(compiling.count_round(consultation), texts.pop("guide"), texts, version)

    @classmethod
    def of_version(cls, version):
        """As it was approved, with what the web may show: for everyone."""
        return cls(version.figures, version.guide, version.texts, version, published_only=True)

    def text_of(self, kind, pk):
        return self.texts.get(kind, {}).get(str(pk), "")


def blocks(consultation, content, progress):
    """Every block in order; `progress` is told in per cent on the way."""
    tables = presenting.tables(content.figures, consultation)
    masks = Masks(response__consultation=consultation) if content.published_only else None
    yield from _beginning(consultation, content)
    yield from _numbers(content, tables)
    yield from _questions(consultation, content, tables, masks)
    yield from _sections(consultation, content, tables, masks, progress)
    yield from _annex(consultation, content)


def _beginning(consultation, content):
    yield Block("title", _("Compilation of the answers"))
    yield Block("lead", consultation.title)
    yield Block("list", rows=tuple(_facts(consultation, content)))
    if consultation.is_fictional:
        yield Block("soft", _("Fictional example: the consultation, its numbers and its answers are made up."))
    if content.guide:
        yield Block("h2", _("Reading guide"))
        yield Block("p", content.guide)


def _facts(consultation, content):
    version = content.version
    yield settings.PORTAL_REGION
    if consultation.registry_number:
        yield _("Registry number %(number)s") % {"number": consultation.registry_number}
    if content.published_only:
        facts = {"n": version.number, "day": _day(version.approved_at), "who": version.signed_by}
        yield _("Version %(n)s, %(day)s. Signed off by %(who)s") % facts
    else:
        yield _("For work inside the region, as everything stood on %(day)s") % {"day": _day(clock.now())}
    if version and version.note and content.published_only:
        yield _("Corrected: %(what)s") % {"what": version.note}


def _day(moment):
    return date(moment.astimezone(clock.STOCKHOLM), "j F Y")


def _numbers(content, tables):
    yield Block("h2", _("How many have answered, and what they think"))
    rule = _(
        "Each sender is counted once. Counted are the answers that stand: not those that were withdrawn, replaced, "
        "misdirected or sent twice, and a supplement belongs to the answer that it supplements. What is left out is "
        "kept and can be read."
    )
    yield Block("p", rule)
    if out := presenting.left_out(content.figures):
        yield Block("list", rows=tuple(f"{row['n']} {row['label']}" for row in out))
    hides = _(
        "Numbers of private persons are shown from five on; a smaller one stands as two dots (··), and so does as much "
        "beside it as is needed to keep it from being worked out. The overall stance is the one that was stated, "
        "never worked out from the parts."
    )
    yield Block("soft", hides)
    for name in ("bodies-category", "bodies-area", "answers-category", "answers-area", "stances", "sections"):
        if tables.get(name, {}).get("rows"):
            yield Block("h3", tables[name]["title"])
            yield _as_block(tables[name])


def _as_block(table):
    rows = tuple((row["label"], *(_number(cell["n"]) for cell in row["cells"])) for row in table["rows"])
    return Block("table", table["title"], header=(table["of"], *table["columns"]), rows=rows)


def _number(n):
    return HIDDEN if n is None else str(n)


def _sender(response):
    return _("Private person") if response.sender_kind == SenderKind.PERSON else str(response.sender)


def _questions(consultation, content, tables, masks):
    asked = list(consultation.questions.with_sections())
    if asked:
        yield Block("h2", _("Question by question"))
    for question in asked:
        yield Block("h3", f"{question.order}. {question.text}")
        yield from _summary(content, "question", question.pk)
        if table := tables.get(f"question-{question.pk}"):
            yield _as_block(table)
        for answer in said.answers(consultation, question, published_only=content.published_only).iterator(500):
            answer.question = question
            text = masks.answer(answer) if masks else answer.said
            if text:
                yield Block("h4", _sender(answer.response))
                yield Block("p", text)


def _summary(content, kind, pk):
    if text := content.text_of(kind, pk):
        yield Block("lead", text)
    else:
        yield Block("soft", _("No summary has been written."))


def _sections(consultation, content, tables, masks, progress):
    """Each section with its summary, its stances and who says what; the comments are fetched a batch at a time."""
    sections = {section.pk: section for section in VersionSection.objects.filter(version=consultation.version_id)}
    total = sum(one["points"] for one in content.figures["said"].values()) or 1
    section = sender = None
    if content.figures["said"]:
        yield Block("h2", _("Section by section"))
    comments = said.comments(consultation, published_only=content.published_only).iterator(500)
    spoken_of = set()
    for number, comment in enumerate(comments):
        if number % EVERY == 0:
            progress(5 + 75 * number // total)
        if comment.section_id != section:
            section, sender = comment.section_id, None
            spoken_of.add(section)
            yield from _section(consultation, content, sections[section])
        own = (comment.response.organisation_id, comment.response.organisation_id or comment.response_id)
        if own != sender:
            sender = own
            yield Block("h4", _sender(comment.response))
        comment.section = sections[section]
        yield from _comment(comment, masks)
    yield from _unquoted(consultation, content, sections, spoken_of)


def _unquoted(consultation, content, sections, spoken_of):
    """Sections with a summary or figures of which nothing can be quoted."""
    for pk, section in sections.items():
        if str(pk) in content.figures["said"] and pk not in spoken_of:
            yield from _section(consultation, content, section)


def _section(consultation, content, section):
    yield Block("h3", section.title.strip())
    yield from _summary(content, "section", section.pk)
    if table := presenting.section_table(content.figures, consultation, section):
        yield _as_block(table)


def _comment(comment, masks):
    text, proposal = masks.comment(comment) if masks else (comment.comment, comment.proposal)
    if comment.stance != Stance.NOT_STATED:
        yield Block("soft", comment.get_stance_display())
    if comment.quoted:
        yield Block("quote", comment.quoted)
    if text:
        yield Block("p", text)
    if proposal:
        yield Block("soft", _("Proposed wording"))
        changes = wording.changes(commenting.frozen_text(comment.section, comment.block), proposal)
        yield Block("change", proposal, changes=tuple(changes)) if changes else Block("p", proposal)


def _annex(consultation, content):
    """Every answer that may be named, with the number under which it is kept."""
    quotable = said.quotable(consultation, published_only=content.published_only)
    found = quotable.select_related("organisation").order_by(*by_sender(), "received_at", "pk")
    numbers = dict(RegistryEntry.objects.filter(response__consultation=consultation).values_list("response", "number"))
    rows = tuple(
        (
            _sender(one),
            numbers.get(one.pk) or one.receipt_number,
            one.get_stance_display(),
            _day(one.received_at),
        )
        for one in found
    )
    if rows:
        yield Block("h2", _("The answers"))
        n = ngettext("%(n)d answer is listed.", "%(n)d answers are listed.", len(rows)) % {"n": len(rows)}
        yield Block("soft", n)
        yield Block("table", _("The answers"), header=(_("Sender"), _("Number"), _("Stance"), _("Came in")), rows=rows)
