"""The numbers and dots that Word puts before paragraphs and that stand nowhere in their text."""

from rus_portal.exports.word.archive import attribute, local

MOST_LEVEL = 8
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
BULLET = "– "


class Numbering:
    """Counts the numbered paragraphs of one document, in order."""

    def __init__(self, root):
        self.levels, self.lists, self.counts = {}, {}, {}
        self.restarts, self.going_on = set(), {}
        for one in root if root is not None else ():
            if local(one) == "abstractNum":
                self.levels[attribute(one, "abstractNumId")] = _levels(one)
            elif local(one) == "num":
                named = next((attribute(inner, "val") for inner in one if local(inner) == "abstractNumId"), "")
                self.lists[attribute(one, "numId")] = named
                if any(local(inner) == "startOverride" for inner in one.iter()):
                    self.restarts.add(attribute(one, "numId"))

    def prefix(self, paragraph, of_style):
        """What stands before this paragraph; empty where it is not numbered."""
        if (place := _place(paragraph, of_style)) is None:
            return ""
        number, level = place
        known = self.levels.get(self.lists.get(number, ""))
        if not known or level not in known:
            return "" if number == "0" else BULLET
        return self._number(self.lists[number], known, level)

    def item(self, paragraph, of_style):
        """(list, level from 0, kind of number such as "bullet" or "decimal") of a list's item, or None."""
        place = _place(paragraph, of_style)
        if place is None or place[0] == "0":
            return None
        number, level = place
        shape = self.lists.get(number, "")
        kind = self.levels.get(shape, {}).get(level, ("bullet",))[0]
        # Of two lists of the same shape the second goes on with the first, unless it says that it begins anew.
        name = number if number in self.restarts else self.going_on.get((shape, level), number)
        self.going_on[shape, level] = name
        return None if kind == "none" else (name, level, kind)

    def _number(self, name, known, level):
        counts = self.counts.setdefault(name, {})
        start = known[level][2]
        counts[level] = counts.get(level, start - 1) + 1
        for deeper in range(level + 1, MOST_LEVEL + 1):
            counts.pop(deeper, None)
        kind, shape, _start = known[level]
        if kind in ("bullet", "none"):
            return BULLET if kind == "bullet" else ""
        for other in range(level + 1):
            if other in known:
                shape = shape.replace(f"%{other + 1}", _written(counts.get(other, known[other][2]), known[other][0]))
        return f"{shape} "


def _place(paragraph, of_style):
    """The list and the level of a numbered paragraph, or None."""
    own = next(
        (one for facts in paragraph if local(facts) == "pPr" for one in facts if local(one) == "numPr"), of_style
    )
    if own is None:
        return None
    facts = {local(one): attribute(one, "val") for one in own}
    level = facts.get("ilvl", "0")
    return facts.get("numId", "0"), min(int(level), MOST_LEVEL) if level.isdecimal() else 0


def _levels(abstract):
    """{level: (kind of number, its shape such as "%1.%2", where it starts)}"""
    found = {}
    for level in abstract:
        number = attribute(level, "ilvl")
        if local(level) == "lvl" and number.isdecimal():
            facts = {local(one): attribute(one, "val") for one in level}
            start = facts.get("start", "1")
            found[int(number)] = (
                facts.get("numFmt", "decimal"),
                facts.get("lvlText", ""),
                int(start) if start.isdecimal() else 1,
            )
    return found


def _written(number, kind):
    if kind in ("lowerLetter", "upperLetter") and 0 < number <= 26:
        letter = chr(ord("a") + number - 1)
        return letter.upper() if kind == "upperLetter" else letter
    if kind in ("lowerRoman", "upperRoman") and 0 < number < 40:
        written, left = "", number
        for value, sign in _ROMAN:
            while left >= value:
                written, left = written + sign, left - value
        return written.upper() if kind == "upperRoman" else written
    return str(number)
