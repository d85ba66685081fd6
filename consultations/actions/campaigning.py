"""Letters with the same words: one standpoint with a number; each of them is registered (DOMAIN.md §3.8, case 10)."""

import hashlib
from dataclasses import dataclass

from django.db import transaction

from consultations.models import Campaign, CampaignLetter, Consultation, Response

FEWEST = 2


@dataclass(frozen=True)
class Group:
    """Answers of a round that say the same, and the campaign that they are, once somebody has said so."""

    fingerprint: str
    responses: list
    campaign: Campaign | None


def groups(consultation: Consultation) -> list[Group]:
    """Answers with the same words, the largest group first. Capitals, spaces and line breaks make no difference."""
    standing = Response.objects.standing().filter(consultation=consultation, is_protected=False)
    told = standing.select_related("organisation").prefetch_related("answers", "comments").order_by("received_at", "pk")
    found = {}
    for response in told:
        if said := fingerprint(response):
            found.setdefault(said, []).append(response)
    known = {one.fingerprint: one for one in Campaign.objects.filter(consultation=consultation)}
    large = [Group(said, same, known.get(said)) for said, same in found.items() if len(same) >= FEWEST]
    return sorted(large, key=lambda group: -len(group.responses))


def fingerprint(response) -> str:
    """The same for answers that say the same; empty for one without words."""
    words = [response.summary]
    words += [f"{answer.question_id}:{answer.text}" for answer in response.answers.all()]
    words += [f"{one.section_id}:{one.comment}:{one.proposal}" for one in response.comments.all()]
    said = " ".join(" ".join(words).split()).casefold()
    return hashlib.sha256(f"{response.stance} {said}".encode()).hexdigest() if said else ""


@transaction.atomic
def gather(consultation: Consultation, said: str, *, name: str, by) -> Campaign:
    """Count all answers that say this as one standpoint; those that come later are added when it is asked again."""
    campaign, _new = Campaign.objects.get_or_create(
        consultation=consultation, fingerprint=said, defaults={"name": name, "by": by}
    )
    same = next((group.responses for group in groups(consultation) if group.fingerprint == said), [])
    CampaignLetter.objects.bulk_create(
        [CampaignLetter(campaign=campaign, response=response) for response in same], ignore_conflicts=True
    )
    return campaign
