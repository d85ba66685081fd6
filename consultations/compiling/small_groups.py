"""Numbers of private persons that would tell too much of somebody: never shown, nor left to be worked out."""

# No cell counts fewer private persons than this (DOMAIN.md §3.9).
LEAST = 5


def shielded(parts: dict) -> tuple[int | None, dict]:
    """(all, {name: number}) of private persons, with None for what is not shown.

    `parts` are groups that together are all of them. Of a few people nothing is told but that they are few; when one
    group is small, another is hidden with it, so that no subtraction brings it back.
    """
    everyone = sum(parts.values())
    if not everyone:
        return 0, dict(parts)
    if everyone < LEAST:
        return None, dict.fromkeys(parts)
    hidden = {name for name, number in parts.items() if 0 < number < LEAST}
    while hidden and (len(hidden) == 1 or sum(parts[name] for name in hidden) < LEAST):
        others = [name for name, number in parts.items() if number and name not in hidden]
        hidden.add(min(others, key=lambda name: parts[name]))
    return everyone, {name: None if name in hidden else number for name, number in parts.items()}


def few(number: int) -> int | None:
    """A number of private persons that stands alone."""
    return None if 0 < number < LEAST else number
