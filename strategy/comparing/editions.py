"""Two editions of a document compared: sections, their blocks, the words inside these."""

from strategy.comparing import inside, matching, parting
from strategy.comparing.aligning import rising
from strategy.comparing.structure import GONE, NEW, SAME, BlockChange, Comparison, Facts, SectionChange, Spot


def compare(old, new):
    """All that differs between two contents in the canonical form (strategy/canonical.py)."""
    was, now = old["sections"], new["sections"]
    pairing = matching.sections(was, now)
    moved = matching.moved_sections(was, now, pairing)
    blocks = _Blocks([one["blocks"] for one in was], [one["blocks"] for one in now], pairing)
    places = _in_reading_order(len(was), range(len(now)), pairing, moved)
    return Comparison(
        _facts(old, new, "sections"),
        [
            SectionChange(
                i,
                j,
                j in moved,
                _facts(was[i] if i is not None else {}, now[j] if j is not None else {}, "blocks"),
                blocks.of(i, j),
            )
            for i, j in places
        ],
    )


def _facts(old, new, but):
    """Everything but what is compared by itself."""
    return Facts.of(
        {name: value for name, value in old.items() if name != but},
        {name: value for name, value in new.items() if name != but},
    )


def _in_reading_order(number, news, pairing, moved):
    """(old place, new place): the new edition in its order, and after each what followed it in the old and is gone."""
    gone_after, anchor = {}, None
    for old in range(number):
        partner = pairing.new_of.get(old)
        if partner is None:
            gone_after.setdefault(anchor, []).append(old)
        elif partner not in moved:
            anchor = partner
    order = [(old, None) for old in gone_after.get(None, ())]
    for new in news:
        order.append((pairing.old_of.get(new), new))
        order += [(old, None) for old in gone_after.get(new, ())]
    return order


class _Blocks:
    """The blocks of two editions with their partners."""

    def __init__(self, was, now, sections):
        self.was, self.now = was, now
        self.pairing = matching.blocks(was, now, sections)
        self.parting = parting.found(was, now, self.pairing)

    def of(self, old, new):
        """The blocks of a section as they are read: of the new edition, and between them what is gone."""
        befores = [Spot(old, k) for k in range(len(self.was[old]))] if old is not None else []
        afters = [Spot(new, k) for k in range(len(self.now[new]))] if new is not None else []
        moved = self._moved(old, afters)
        gone_after, anchor = {}, None
        for spot in befores:
            partner = self.pairing.new_of.get(spot)
            if partner is None:
                gone_after.setdefault(anchor, []).append(spot)
            elif partner[0] == new and partner not in moved:
                anchor = partner
        changes = [self._gone(spot) for spot in gone_after.get(None, ())]
        for spot in afters:
            changes.append(self._present(spot, spot in moved))
            changes += [self._gone(one) for one in gone_after.get(spot, ())]
        return changes

    def _moved(self, old, afters):
        """Which blocks came from another section, or stood elsewhere among those that stayed."""
        sources = [(spot, self.pairing.old_of[spot]) for spot in afters if spot in self.pairing.old_of]
        staying = [(spot, source) for spot, source in sources if source[0] == old]
        kept = rising([source[1] for _spot, source in staying])
        still = {spot for n, (spot, _source) in enumerate(staying) if n in kept}
        return {spot for spot, _source in sources if spot not in still}

    def _gone(self, spot):
        before = self._block(self.was, spot)
        runs = self.parting.runs_old.get(spot) or _whole(GONE, before)
        return BlockChange(spot, None, False, _facts(before, {}, "html"), runs, self.parting.beside_old.get(spot))

    def _present(self, spot, moved):
        after = self._block(self.now, spot)
        source = self.pairing.old_of.get(spot)
        runs = self.parting.runs_new.get(spot)
        if source is None:
            beside = self.parting.beside_new.get(spot)
            return BlockChange(None, spot, False, _facts({}, after, "html"), runs or _whole(NEW, after), beside)
        before = self._block(self.was, source)
        if before["html"] == after["html"]:
            runs = _whole(SAME, after)
        runs = runs or inside.compared(before["html"], after["html"])
        return BlockChange(Spot(*source), spot, moved, _facts(before, after, "html"), runs)

    @staticmethod
    def _block(edition, spot):
        return edition[spot[0]][spot[1]]


def _whole(mark, block):
    return [(mark, block["html"])] if block["html"] else []
