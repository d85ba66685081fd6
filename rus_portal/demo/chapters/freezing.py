"""What goes before a frozen version: somebody says where the requirements are met, asks, and somebody else confirms."""

from datetime import timedelta

from rus_portal.demo.chapters.story import Event, section_key, table
from strategy import actions, requirements


def frozen(at, document, *, label, reason, asked_by, confirmed_by, waited=timedelta(hours=4)):
    """Two events: the asking, and the confirming at the moment given. Whoever they are is known when it happens."""

    def ask():
        actions.ask_freeze(document(), label=label, reason=reason, by=asked_by())

    def confirm():
        actions.confirm_freeze(document().freeze_requests.waiting().get(), by=confirmed_by())

    return [Event(at - waited, ask), Event(at, confirm)]


def cover(document, *, by):
    """Say where each requirement is met, as the story's table has it."""
    evidence = {one.slug: one for one in document.evidence.all()}
    sections = {section.key: section for section in document.sections.all()}
    for row in table("requirements")["requirement"]:
        actions.judge(
            document,
            requirements.BY_KEY[row["key"]],
            sections=[sections[section_key(name)] for name in row.get("sections", [])],
            evidence=[evidence[slug] for slug in row.get("evidence", [])],
            note=row.get("note", ""),
            expected_revision=0,
            by=by,
        )
