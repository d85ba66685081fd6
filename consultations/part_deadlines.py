"""Sections that are wanted back before the rest: until when each was in time, for one sender."""

from consultations.deadlines import Deadline
from consultations.models import Answer, Consultation, Response, RoundPart, SectionComment


def of_sections(consultation: Consultation, own: Deadline) -> dict[int, Deadline]:
    """{id of a section: deadline} of the parts, for a sender whose own deadline for the whole is `own`."""
    placed = RoundPart.sections.through.objects.filter(roundpart__consultation=consultation)
    rows = placed.select_related("roundpart").only("versionsection_id", "roundpart__last_day", "roundpart__name")
    found = {}
    for row in rows:
        row.roundpart.consultation = consultation
        found[row.versionsection_id] = row.roundpart.deadline_for(own)
    return found


def note(response: Response, own: Deadline, *, answers, comments) -> None:
    """Write on what is said of such sections until when it was in time; it stands there whatever is moved later.

    `own` is the sender's own deadline for the whole.
    """
    about = [answer for answer in answers if answer.question.section_id]
    if not about and not comments:
        return
    deadlines = of_sections(response.consultation, own)
    for answer in about:
        _note(answer, deadlines.get(answer.question.section_id))
    for comment in comments:
        _note(comment, deadlines.get(comment.section_id))


def _note(said, deadline):
    said.part_deadline_then = deadline.ends if deadline else None


def late_count(response: Response) -> int:
    """How many of its answers and comments came after the last day of their part."""
    late = {"response": response, "part_deadline_then__lte": response.received_at}
    return Answer.objects.filter(**late).count() + SectionComment.objects.filter(**late).count()
