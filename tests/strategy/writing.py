"""A small strategy that can be frozen, written by the same actions that people use."""

from strategy import actions, blocks
from strategy.actions.freezing import freeze_snapshot
from strategy.models import GuidingPrinciple, Section
from strategy.snapshot import Snapshot
from tests.factories import DocumentFactory, UserFactory

PRINCIPLES = [("hallbar-tillvaxt", "Hållbar tillväxt och utveckling", "leaf"), ("folkhalsa", "Folkhälsa", "heart")]


def body(text):
    return blocks.from_markdown(text)


def write(document=None, *, by=None, weighed=True, extra=0, gap=()):
    """A strategy with a chapter, an area, a priority and a goal; `extra` more sections of text.

    `gap` is the (heading, principle) of a cell that is left empty.
    """
    document = document or DocumentFactory(title="Växtplats Exempel", subtitle="Strategi 2022–2030")
    by = by or UserFactory()
    principles = [
        actions.add_principle(
            document,
            number=n,
            slug=slug,
            name=name,
            summary=f"{name} i korthet.",
            text=body(f"Om {name}."),
            glyph=glyph,
        )
        for n, (slug, name, glyph) in enumerate(PRINCIPLES, start=1)
    ]
    top = add(document, None, "Attraktiva livsmiljöer", "strategic_area", "Blekinge är litet.\n\nMen ojämnt.", by)
    area = add(document, top, "Hög livskvalitet", "development_area", "Människor som mår bra.", by)
    first = add(document, area, "Stärk service på landsbygden", "priority", "Tillsammans med kommunerna.", by)
    second = add(document, area, "Alla når service", "goal", "Inom rimlig restid.", by)
    for n in range(extra):
        add(document, None, f"Mer text {n}", "text", f"Stycke nummer {n}.", by)
    if weighed:
        for section in (first, second):
            for principle in principles:
                if (section.heading, principle.slug) == gap:
                    continue
                actions.assess(section, principle, is_relevant=True, text=f"Vägd mot {principle.name}.", by=by)
    return document


def add(document, parent, heading, kind, text, by):
    return actions.add_section(document, parent=parent, heading=heading, kind=kind, body=body(text), by=by)


def section(document, heading):
    return Section.objects.get(document=document, heading=heading)


def principle(document, slug):
    return GuidingPrinciple.objects.get(document=document, slug=slug)


def freeze(document, *, label="Remissversion"):
    """Freeze what is written now; one has asked for it and another confirms."""
    facts = {"label": label, "reason": "Inför remissen.", "asked_by": UserFactory(), "by": UserFactory()}
    return freeze_snapshot(Snapshot.take(document), **facts)


def frozen(document=None, *, label="Remissversion", **options):
    """A frozen version of such a strategy."""
    return freeze(write(document, **options), label=label)


def published(document=None, **options):
    """The same, sent out on consultation: everyone may read it."""
    version = frozen(document, **options)
    version.advance("send_out", by=UserFactory())
    return version
