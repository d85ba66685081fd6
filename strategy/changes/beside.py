"""Paragraphs that were divided or put together: from each of them there is a way to the others."""

from collections import defaultdict

from django.utils.translation import gettext as _


class Beside:
    """Which blocks of a comparison have words of one another. `old` and `new` give the words for a block's place."""

    def __init__(self, comparison, anchors, *, old, new):
        blocks = [block for section in comparison.sections for block in section.blocks]
        parts = [block for block in blocks if block.beside]
        self.anchors, self.old, self.new = anchors, old, new
        self.mains = {}
        for block in blocks if parts else []:
            if block.was and block.now:
                self.mains |= {("old", block.was): block, ("new", block.now): block}
        self.parts = defaultdict(list)
        for part in parts:
            self.parts[id(self._main(part))].append(part)

    def ways(self, block):
        """(what the other one is, where it stands, its address) for each block that has words of this one."""
        if block.beside:
            main = self._main(block)
            if block.now:
                return [(_("before:"), self.old(main.was), self._url(main))]
            return [(_("now:"), self.new(main.now), self._url(main))]
        return [
            (_("the rest:"), self.new(part.now), self._url(part))
            if part.now
            else (_("together with:"), self.old(part.was), self._url(part))
            for part in self.parts.get(id(block), ())
        ]

    def _main(self, part):
        return self.mains["old" if part.now else "new", part.beside]

    def _url(self, block):
        return f"#{self.anchors.of(block)}"
