"""What of a Word document did not come along, or came in another form: [code, place, values] for each, in order.

The sentences stand in strategy/models/imports.py: they are read long after the worker has forgotten the document.
"""

from rus_portal.exports.word.archive import attribute, local

MOST = 400
# Whatever has words of its own is listed one by one; of all else it is said how often it was found at a place.
_TRACKED = {"ins": "inserted", "moveTo": "inserted", "del": "deleted", "moveFrom": "deleted"}


class Losses:
    """Gathers them while the document is read. `place` is the heading under which the reader is."""

    def __init__(self):
        self.place, self.found, self.left_out = "", {}, 0
        self.changes, self.authors = {"inserted": 0, "deleted": 0}, {}

    def enter(self, heading):
        """From here on everything stands under this heading."""
        self.place = heading[:250]

    def note(self, code, **values):
        """Note one; the same without words at the same place is counted."""
        key = (code, self.place, *sorted(values.items()))
        if key not in self.found and len(self.found) >= MOST:
            self.left_out += 1
            return
        self.found[key] = self.found.get(key, 0) + 1

    def tracked(self, change):
        """Count a change that somebody has made with Word's own tracking."""
        self.changes[_TRACKED[local(change)]] += 1
        if author := attribute(change, "author"):
            self.authors[author] = None

    def listed(self):
        """All of them as plain data."""
        rows = [[key[0], key[1], {**dict(key[2:]), "n": n}] for key, n in self.found.items()]
        who = ", ".join(list(self.authors)[:10])
        tracked = [[code, "", {"n": n, "who": who}] for code, n in self.changes.items() if n]
        more = [["more", "", {"n": self.left_out}]] if self.left_out else []
        return [*tracked, *rows, *more]
