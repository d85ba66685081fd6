"""The registry's days: each answer is registered, reviewed and masked; most are published; somebody asks to read."""

from datetime import timedelta

from consultations import canonical, masking
from consultations.actions import publishing, registering, requesting
from consultations.models import AccessRequest, Decision, LinkKind, Response
from consultations.workflow import AccessRequestTransition, ResponseState
from rus_portal import clock
from rus_portal.clock import STOCKHOLM, office
from rus_portal.demo.chapters.story import Event, local, moment, table

HALF_AN_HOUR = timedelta(minutes=30)
# Came on a Sunday and was forgotten until Wednesday noon: on the demo's first morning it is overdue.
FORGOTTEN, FOUND_AT = "skyddad-person", moment(2021, 5, 12, 13)
REVIEWED_AT, APPROVED_AT = moment(2021, 8, 26, 9), moment(2021, 8, 27, 10)
FIRST_PUBLISHED_AT, REST_PUBLISHED_AT = moment(2021, 8, 30, 9), moment(2021, 9, 20, 9)
LATE_REVIEWED_AT, LATE_APPROVED_AT = moment(2021, 9, 14, 9), moment(2021, 9, 15, 10)
# The last one to come in waits for the second time of publishing.
PUBLISHED_FIRST = 7


def events(cast):
    """Registered on the working day after the arrival; the rest on the days above."""
    registered = [Event(_registered_at(row), lambda: _register(cast)) for row in table("answers")["answer"]]
    return [
        *registered,
        Event(REVIEWED_AT, lambda: _review(cast)),
        Event(APPROVED_AT, lambda: _approve(cast)),
        Event(FIRST_PUBLISHED_AT, lambda: _publish(cast, PUBLISHED_FIRST)),
        # One more has come since: it seconds an answer that was published.
        Event(LATE_REVIEWED_AT, lambda: _review(cast)),
        Event(LATE_APPROVED_AT, lambda: _approve(cast)),
        Event(REST_PUBLISHED_AT, lambda: _publish(cast, None)),
        Event(moment(2021, 7, 5, 22, 15), lambda: requesting.ask(wanted="Alla svar som har kommit in på remissen.")),
        Event(moment(2021, 7, 6, 9), lambda: _disclose(cast)),
        Event(
            moment(2021, 9, 3, 16, 40),
            lambda: requesting.ask(
                wanted="Bilagan till det första svaret från en privatperson.", reply_to="Box 1, Provby"
            ),
        ),
        Event(moment(2021, 9, 8, 10), lambda: _disclose(cast)),
    ]


def _registered_at(row):
    if row["id"] == FORGOTTEN:
        return FOUND_AT
    arrived = local(row["sent_at"]).astimezone(STOCKHOLM).date()
    return office.opening_from(arrived + timedelta(days=1)) + HALF_AN_HOUR


def _register(cast):
    """What is unregistered; the forgotten one is seen by those alone who may know of it, and they are on Wednesday."""
    waiting = Response.objects.filter(state=ResponseState.RECEIVED)
    due = waiting if clock.now() >= FOUND_AT else waiting.filter(is_protected=False)
    registering.register_many(due, by=cast.users["registrator"])


def _review(cast):
    for response in Response.objects.filter(state=ResponseState.REGISTERED).order_by("received_at"):
        publishing.review(response, by=cast.users["registrator"])
        found = masking.find(response, canonical.parts_of(response))
        chosen = [passage for passage in found if masking.stops_publishing(response, passage)]
        publishing.decide(response, chosen, decision=Decision.MASKED, by=cast.strategist)


def _approve(cast):
    withdrawn = {"links_on__kind": LinkKind.WITHDRAWS}
    reviewed = Response.objects.filter(state=ResponseState.REVIEWED, is_protected=False).exclude(**withdrawn)
    for response in reviewed.order_by("received_at"):
        publishing.approve(response, by=cast.leader)


def _publish(cast, number):
    approved = Response.objects.filter(state=ResponseState.WEB_APPROVED).order_by("received_at")
    publishing.publish_many(approved[:number], by=cast.users["kommunikator"])


def _disclose(cast):
    for request in AccessRequest.objects.waiting():
        said = "Kopior av svaren kan hämtas i regionens reception. De är utan avgift upp till nio sidor."
        requesting.take_step(request, AccessRequestTransition.DISCLOSE, reason=said, by=cast.users["registrator"])
