"""Which of two rows of things belong together when none of them changes places."""

from difflib import SequenceMatcher

# So many pairs are weighed against each other in one stretch; in a longer one, only what is exactly alike is paired.
MOST_PAIRS = 10_000


def aligned(old, new, exact, alike, least):
    """Pairs (place or None, place or None) in reading order, old before new where neither has a partner.

    `exact` gives what two things share when they are the same (None: no two are); `alike(a, b)` is 0 to 1 and must
    reach `least`.
    """
    if exact is None:
        return _between(range(len(old)), range(len(new)), lambda i, j: alike(old[i], new[j]), least)
    pairs = []
    keys = [exact(one) for one in old], [exact(one) for one in new]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        if tag == "equal":
            pairs += zip(range(i1, i2), range(j1, j2), strict=True)
        else:
            pairs += _between(range(i1, i2), range(j1, j2), lambda i, j: alike(old[i], new[j]), least)
    return pairs


def _between(olds, news, alike, least):
    """The pairing of two stretches with the greatest likeness in all, in order."""
    if not olds or not news or len(olds) * len(news) > MOST_PAIRS:
        return [*((i, None) for i in olds), *((None, j) for j in news)]
    worth = [[value if (value := alike(i, j)) >= least else 0.0 for j in news] for i in olds]
    best = [[0.0] * (len(news) + 1) for _row in range(len(olds) + 1)]
    for i in reversed(range(len(olds))):
        for j in reversed(range(len(news))):
            together = worth[i][j] + best[i + 1][j + 1] if worth[i][j] else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], together)
    return _walked(olds, news, worth, best)


def _walked(olds, news, worth, best):
    pairs, i, j = [], 0, 0
    while i < len(olds) or j < len(news):
        if i < len(olds) and j < len(news) and worth[i][j] and best[i][j] == worth[i][j] + best[i + 1][j + 1]:
            pairs.append((olds[i], news[j]))
            i, j = i + 1, j + 1
        elif i < len(olds) and (j == len(news) or best[i + 1][j] == best[i][j]):
            pairs.append((olds[i], None))
            i += 1
        else:
            pairs.append((None, news[j]))
            j += 1
    return pairs


def rising(numbers):
    """The places of a longest rising row among these numbers: what stands in it has not changed places."""
    tails, before = [], []
    for place, number in enumerate(numbers):
        low = _first_not_below(tails, numbers, number)
        before.append(tails[low - 1] if low else None)
        tails[low : low + 1] = [place]
    kept, place = set(), tails[-1] if tails else None
    while place is not None:
        kept.add(place)
        place = before[place]
    return kept


def _first_not_below(tails, numbers, number):
    low, high = 0, len(tails)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if numbers[tails[middle]] < number else (low, middle)
    return low
