"""Rows and lists as the pages show them, made from what is frozen or, in the workspace, from what is written now."""

from dataclasses import dataclass
from functools import cached_property

from strategy.rendering import weighings


@dataclass
class Matrix:
    """Goals and priorities against principles, of a frozen version."""

    version: object
    sections: list

    @cached_property
    def rows(self):
        """Each section with its cells, in the order of the principles."""
        return [(section, weighings(section, self.version.principles)) for section in self.sections]


def evidence_page(found, sections):
    """The links both ways: evidence → sections of the version, and section → evidence."""
    by_key = {section.key: section for section in sections}
    items, standing = [], {}
    for evidence in found:
        keys = {section.key for section in evidence.sections.all()}
        linked = [section for section in sections if section.key in keys]
        items.append((evidence, linked))
        for section in linked:
            standing.setdefault(section.key, []).append(evidence)
    return {
        "items": items,
        "standing": [(by_key[section.key], standing[section.key]) for section in sections if section.key in standing],
    }
