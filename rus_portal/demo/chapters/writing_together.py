"""How the municipality that a visitor may log in as writes its answer together, and reviews it before it is sent."""

from datetime import date

from consultations import writers
from consultations.actions import reviewing, teamwork
from consultations.models import CameBy
from consultations.workflow import DraftTransition
from consultations.writers import Writer
from rus_portal.demo.chapters.story import moment

SHARED_AT = moment(2021, 5, 10, 10, 20)
FROZEN_AT = moment(2021, 6, 22, 9)
RETURNED_AT = moment(2021, 6, 24, 16)


def share(draft, *, writer, chief):
    """The officer hands the whole to the chief to read, takes a part, and asks about a sentence."""
    officer, boss = _seat(draft, writer), _seat(draft, chief)
    teamwork.hand_out(
        draft,
        part="helheten",
        to=boss.link,
        what="Läs sammanfattningen inför arbetsutskottet.",
        until=date(2021, 6, 8),
        by=officer,
    )
    teamwork.hand_out(draft, part="beslut", to=officer.link, until=date(2021, 6, 23), by=officer)
    question = "Räcker det att skriva att uppföljningen bör ske oftare, eller ska vi säga varje år?"
    note = teamwork.say(draft, part="helheten", text=question, to=[boss.link], by=officer)
    teamwork.say(draft, part="", text="Skriv hellre oftare. Hur ofta får de själva föreslå.", answers=note, by=boss)


def freeze(draft, *, writer):
    """Before the working committee meets, nobody changes anything."""
    reason = "Inför arbetsutskottet den 23 juni."
    reviewing.take_step(draft, DraftTransition.FREEZE, reason=reason, by=_seat(draft, writer))


def give_back(draft, *, chief):
    """The committee has decided; what is left is to note the decision."""
    reason = "Arbetsutskottet ställer sig bakom svaret. Skriv in beslutet och lägg till protokollsutdraget."
    reviewing.take_step(draft, DraftTransition.RETURN, reason=reason, by=_seat(draft, chief))


def _seat(draft, user):
    role = writers.roles_of_members(draft.organisation_id)[user.pk]
    link = writers.join(draft, came_by=CameBy.MEMBER, user=user, role=role)
    return Writer(user, link, str(user), role, is_member=True)
