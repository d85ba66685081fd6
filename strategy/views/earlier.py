"""Earlier states of what stands in a register: read in its form, and the newest again when that is saved."""

MOST_LISTED = 50
MOST_DIGITS = 6


def listed(found):
    """The saved states of something, the newest first; none of what is not saved yet."""
    return found.revisions.select_related("saved_by").defer("facts")[:MOST_LISTED] if found else []


def wanted(request, found):
    """The earlier state that the address names by its number, as `?fran=3`; None when it names none."""
    number = request.GET.get("fran", "")
    if not number.isdecimal() or len(number) > MOST_DIGITS or not found or int(number) == found.revision:
        return None
    return found.revisions.select_related("saved_by").filter(number=number).first()


def facts(state, names):
    """What the state says under these names, as far as it knows them; nothing of no state."""
    return {name: state.facts[name] for name in names if name in state.facts} if state else {}
