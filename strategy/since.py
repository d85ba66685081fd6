"""Marks on a version's page: which sections have changed since, or were changed since the version before."""

import re
from dataclasses import dataclass

from django.db.models import Subquery
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import override

from strategy import actions
from strategy.comparing import FORM
from strategy.models import StoredComparison, Version
from strategy.rendering import LANGUAGE

# A section's heading with the row that a chapter's stands in, as strategy/_article.html writes it.
_HEADING = re.compile(r'<h(\d) id="s-([0-9a-f-]{36})">.*?</h\1>(?:</div>)?')


@dataclass(frozen=True)
class Neighbour:
    """Another version to compare a version with: the newest after it, or the one before it."""

    version: Version
    older: Version
    newer: Version

    @property
    def url(self):
        """Where the two are compared: for everyone when both are published."""
        name = "comparison" if self.older.is_published and self.newer.is_published else "workspace_comparison"
        return reverse(f"strategy:{name}", args=[self.older.document.slug, self.older.number, self.newer.number])

    @property
    def stored(self):
        """A subquery for the changed sections; None when nobody has compared the two yet."""
        found = StoredComparison.objects.filter(older=self.older.pk, newer=self.newer.pk, form=FORM)
        return Subquery(found.values("changed")[:1])

    def changed(self, known):
        """The number of changes of each section by its key; `known` is what `stored` gave."""
        return actions.compared(self.older, self.newer).changed if known is None else known


def neighbours(version, versions):
    """(the newest after, the one before) among the versions the reader may know of; None where there is none."""
    newest = max(versions, key=lambda one: one.number)
    before = max((one for one in versions if one.number < version.number), key=lambda one: one.number, default=None)
    return (
        Neighbour(newest, version, newest) if newest.number > version.number else None,
        Neighbour(before, before, version) if before else None,
    )


def marked(rendered, neighbour, changed):
    """The kept reading page with a mark at each section with changes, which leads to them."""
    with override(LANGUAGE):
        words = {"number": neighbour.version.number}
        is_newer = neighbour.version is neighbour.newer
        text = _("Changed in version %(number)d") if is_newer else _("Changed since version %(number)d")
    address = escape(neighbour.url)

    def mark(found):
        if found[2] not in changed:
            return found[0]
        return f'{found[0]}<p class="since"><a href="{address}#s-{found[2]}">{escape(text % words)}</a></p>'

    return _HEADING.sub(mark, rendered)
