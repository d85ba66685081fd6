"""The compilation: half written when the answers are weighed, then approved, published, and the round finished."""

from datetime import timedelta

from consultations import periodic
from consultations.actions import compiling, rounds
from consultations.workflow import RoundTransition
from rus_portal.demo.chapters.rounds import consultation
from rus_portal.demo.chapters.story import Event, local, moment, section_key, table

GUIDE_AT = moment(2021, 8, 27, 14)
APPROVED_AT, PUBLISHED_AT = moment(2021, 10, 25, 14), moment(2021, 11, 3, 9)
# When the strategy that the round was about is in force, and nobody waits for an answer any more.
FINISHED_AT = moment(2022, 3, 28, 9)


def events(cast):
    """Each text at its own hour; the clock tells of the outcome at its next tick."""
    return [
        Event(GUIDE_AT, lambda: _write(cast.leader, table("compilation")["guide"])),
        *(Event(local(row["at"]), lambda row=row: _write_row(cast, row)) for row in table("compilation")["text"]),
        Event(APPROVED_AT, lambda: _approve(cast)),
        Event(PUBLISHED_AT, lambda: rounds.take_step(consultation(), RoundTransition.PUBLISH, by=cast.leader)),
        Event(FINISHED_AT, lambda: rounds.take_step(consultation(), RoundTransition.FINISH, by=cast.leader)),
        Event(FINISHED_AT + timedelta(minutes=1), periodic.remind_consultees),
    ]


def _write_row(cast, row):
    about = {}
    if section := row.get("section"):
        about["section"] = consultation().version.sections.get(key=section_key(section))
    else:
        numbers = {question["id"]: question["number"] for question in table("round")["question"]}
        about["question"] = consultation().questions.get(order=numbers[row["question"]])
    _write(cast.users[row["by"]], row["text"], **about)


def _write(by, text, **about):
    newest = consultation().compilation_texts.about(**about).first()
    compiling.write_text(consultation(), text, based_on=newest.number if newest else 0, by=by, **about)


def _approve(cast):
    # One section is spoken of by somebody with protected identity alone: it is counted, and has no summary.
    compiling.approve(consultation(), signed_by=table("compilation")["signed_by"], by=cast.leader, despite_gaps=True)
