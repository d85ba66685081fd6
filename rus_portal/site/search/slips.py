"""How near a written word is to one of the texts: nobody is asked "Did you mean" of a word that is far off."""

SHORTEST = 4
# From so many letters on two slips are likely in one word.
LONG = 8


def slips(asked: str, word: str) -> int | None:
    """How many letters are wrong, missing, too many or swapped; None when more than a slip of the hand explains."""
    allowed = 0 if len(asked) < SHORTEST else 1 if min(len(asked), len(word)) < LONG else 2
    if abs(len(asked) - len(word)) > allowed:
        return None
    count = _distance(asked, word)
    # Hardly anybody is wrong from the first letter on.
    return count if count <= min(allowed, 1) or (count <= allowed and asked[:1] == word[:1]) else None


def _distance(one, other):
    """Damerau's and Levenshtein's, no letter moved twice."""
    before, row = [], list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 < j and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
