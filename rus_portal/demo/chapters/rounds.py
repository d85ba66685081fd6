"""The consultation: set up, opened, reminded of, closed."""

from datetime import date, datetime, time, timedelta

from consultations import periodic
from consultations.actions import extensions, inviting, rounds, setting_up, timetable
from consultations.models import Consultation, QuestionKind
from rus_portal.clock import STOCKHOLM
from rus_portal.demo.chapters.drafting import strategy
from rus_portal.demo.chapters.story import Event, local, moment, table
from strategy import blocks

FIRST_TICK = date(2021, 5, 25)
LAST_TICK = date(2021, 8, 25)


# Bodies that say in the days after the opening that the round has reached them.
CONFIRMING = (
    "provkoping",
    "lansstyrelsen-exempel",
    "exempelby",
    "testviks-hogskola",
    "exempels-foretagarring",
    "ungdomsradet-provkoping",
)


def consultation():
    """The story's round."""
    story = table("round")
    return Consultation.objects.get(year=story["year"], slug=story["slug"])


def events(cast):
    """The round's life; the clock's tick is told only on the mornings when a reminder can be due."""
    ticks = [FIRST_TICK + timedelta(days=n) for n in range((LAST_TICK - FIRST_TICK).days)]
    return [
        Event(moment(2021, 4, 1, 14), lambda: _set_up(cast)),
        Event(local(table("round")["opens"]), lambda: timetable.open_as_planned(consultation().pk)),
        *(Event(_morning(n), lambda body=body: _confirm(cast, body)) for n, body in enumerate(CONFIRMING)),
        Event(moment(2021, 4, 9, 10, 20), lambda: _write_to_the_registry(cast)),
        *(Event(datetime.combine(day, time(8, 1), STOCKHOLM), periodic.remind_consultees) for day in ticks),
        Event(moment(2021, 7, 1, 8), lambda: rounds.close_round(consultation(), by=cast.leader)),
        Event(moment(2021, 8, 2, 9), lambda: rounds.begin_processing(consultation(), by=cast.leader)),
    ]


def _set_up(cast):
    story, by = table("round"), cast.leader
    consultation = setting_up.set_up_round(
        strategy().versions.latest("number"),
        title=story["title"],
        year=story["year"],
        slug=story["slug"],
        is_fictional=True,
        by=by,
    )
    letter = blocks.from_markdown(story["letter"])
    setting_up.write_letter(consultation, lead=story["lead"], letter=letter, signed_by=story["letter_signed"], by=by)
    for row in story["question"]:
        setting_up.add_question(consultation, text=row["text"], label=row["label"], kind=QuestionKind.TEXT, by=by)
    setting_up.state_facts(
        consultation,
        registry_number=story["registry_number"],
        contact_name=story["contact"]["role"],
        contact_email=story["contact"]["email"],
        formats=story["formats"],
        other_ways=story["answer_in_other_ways"],
        if_late=story["late"],
        personal_data=story["personal_data"].strip(),
        publication_notice=story["publication_notice"].strip(),
        by=by,
    )
    opens, last_day = local(story["opens"]), story["deadline"]
    setting_up.plan_times(consultation, opens_at=opens, last_day=last_day, closing_day=None, by=by)
    for row in table("organisations")["organisation"]:
        if row["invited"]:
            contact = row["contact"]
            rounds.invite(
                consultation,
                cast.organisations[row["id"]],
                contact_name=contact["name"],
                contact_email=contact["email"],
                by=cast.leader,
            )
    extensions.set_compilation_day(consultation, date(2021, 9, 1), by=cast.leader)


def _morning(number):
    return moment(2021, 4, 7, 8, 35) + timedelta(days=number // 2, minutes=47 * number)


def _invitation(cast, body):
    return (
        consultation()
        .invitations.select_related("consultation", "organisation")
        .get(organisation=cast.organisations[body])
    )


def _confirm(cast, body):
    inviting.confirm_receipt(_invitation(cast, body))


def _write_to_the_registry(cast):
    """The agency's officer has left; its registry shall have the letters."""
    invitation = _invitation(cast, "mallmyndigheten")
    address = invitation.organisation.registry_email
    inviting.correct_contact(invitation, contact_name="Registratorn", contact_email=address, by=cast.leader)
    inviting.describe(
        invitation,
        note="Handläggaren har slutat. Registratorn fördelar remissen.",
        category=invitation.organisation.category,
        area=invitation.organisation.area,
        by=cast.leader,
    )
