"""What the benchmark needs inside the portal: an address, drafts that are ready to be sent, a long document.

Run as `python -m tests.benchmarks.prepare address|person|mailed|invited|received|pdf|compare` with the portal's
environment.
"""

import json
import random
import secrets
import sys
import time

import django

django.setup()

from django.contrib.auth import login
from django.contrib.sessions.models import Session
from django.core.files import File
from django.http import HttpRequest
from django.urls import reverse

from consultations.models import CameBy, Consultation, Draft, DraftField, DraftLink, Invitation, Response
from consultations.views.visit import KEY
from rus_portal.accounts.models import MemberRole, OfficialRole, Organisation, User
from rus_portal.accounts.roles import Role
from rus_portal.accounts.sessions import SessionStore
from rus_portal.demo import volume
from rus_portal.exports import registry
from rus_portal.notifications.models import Letter
from strategy.models import Version
from tests.benchmarks import comparing

WORDS = "Ett svar med etthundrafemtio ord om länet. " * 21
LUA = """
local drafts = {%s}
local i = 0
request = function()
  i = i + 1
  local draft = drafts[(i - 1) %% #drafts + 1]
  local headers = {["Cookie"] = "sessionid=" .. draft[1] .. "; csrftoken=%s"}
  headers["Content-Type"] = "application/x-www-form-urlencoded"
  return wrk.format("POST", "%s", headers, "csrfmiddlewaretoken=%s&draft=" .. draft[2])
end
"""


def address():
    """The version page of the load."""
    print(Version.objects.filter(document__slug__startswith="volym-").latest("pk").get_absolute_url())


# So many are sent in one run of some seconds at most; none is ever sent twice.
DRAFTS = 2500


def person():
    """Answers of private persons who get their receipt on the screen and as a copy."""
    _print_script([(None, {"about.kind": "person", "about.name": "Provperson"})] * DRAFTS)


def mailed():
    """Answers of private persons who get their receipt by mail too."""
    fields = {"about.kind": "person", "about.name": "Provperson", "about.email": "prov@person.example"}
    _print_script([(None, fields)] * DRAFTS)


def invited():
    """Answers of invited bodies; the receipt goes to the registry."""
    consultation, batch = _round(), secrets.token_hex(4)
    bodies = Organisation.objects.bulk_create(
        Organisation(name=f"Provkommun {batch} {n}", registry_email=f"registrator.{n}@prov.example")
        for n in range(DRAFTS)
    )
    invitations = Invitation.objects.bulk_create(
        Invitation(consultation=consultation, organisation=body, contact_email=body.registry_email, state="sent")
        for body in bodies
    )
    _print_script([(invitation, {"about.kind": "invited"}) for invitation in invitations])


def received():
    """How many answers there are."""
    print(Response.objects.count())


def _round():
    return Consultation.objects.filter(slug__startswith="volym-").latest("pk")


def letters():
    """How many receipts are owed or sent."""
    print(Letter.objects.filter(kind="receipt").count())


def visits(number):
    """So many people, half of them with an address for the receipt, each ready to send: as JSON."""
    mailed = {"about.kind": "person", "about.name": "Provperson", "about.email": "prov@person.example"}
    silent = {"about.kind": "person", "about.name": "Provperson"}
    path, token, pairs = _ready([(None, mailed if n % 2 else silent) for n in range(number)])
    print(json.dumps({"path": path, "token": token, "drafts": pairs}))


def publish():
    """Put every answer of the load on the web; prints the round's place and a session of a project leader."""
    consultation = _round()
    Response.objects.filter(consultation=consultation, is_protected=False).update(state="published")
    leader = User.objects.create(email=f"bench-{secrets.token_hex(4)}@region.example", name="Provledare")
    OfficialRole.objects.create(user=leader, role=Role.PROJECT_LEADER)
    request = HttpRequest()
    request.session = SessionStore()
    login(request, leader, backend="allauth.account.auth_backends.AuthenticationBackend")
    request.session.save()
    print(json.dumps({"place": f"{consultation.year}/{consultation.slug}", "session": request.session.session_key}))


def compilation():
    """Seconds of the Word and the other files of the compilation, each made as a worker makes it."""
    consultation = _round()
    for kind in ("docx", "xlsx", "csv", "json"):
        found = registry.get(f"compilation-{kind}")
        started = time.perf_counter()
        made = found.make(found.find(str(consultation.pk)), lambda percent: None)
        print(f"{kind} {time.perf_counter() - started:.1f} {File(made.opened()).size / 1e6:.1f}")


def _print_script(senders):
    """A script for wrk in which every request sends another draft, each in a visit that holds the link of its draft."""
    path, token, pairs = _ready(senders)
    listed = ",".join(f'{{"{session}","{draft}"}}' for session, draft in pairs)
    print(LUA % (listed, token, path, token))


def _ready(senders):
    """Written drafts, each in a visit that holds its link: the address to send at, the token, (session, draft)."""
    consultation = _round()
    made = Draft.objects.bulk_create(
        Draft(consultation=consultation, invitation=invitation, organisation=invitation and invitation.organisation)
        for invitation, _fields in senders
    )
    said = {"overall.stance": "supports", "overall.summary": WORDS}
    DraftField.objects.bulk_create(
        [
            DraftField(draft=draft, name=name, value=value)
            for draft, (_invitation, fields) in zip(made, senders, strict=True)
            for name, value in (fields | said).items()
        ],
        batch_size=5000,
    )
    links = DraftLink.objects.bulk_create(
        DraftLink(
            draft=draft,
            role=MemberRole.ADMINISTRATOR,
            came_by=CameBy.INVITATION if draft.invitation_id else CameBy.BEGAN,
        )
        for draft in made
    )
    sessions = Session.objects.bulk_create([_session(link) for link in links], batch_size=2000)
    token = secrets.token_hex(16)
    path = reverse("consultations:answer_review", args=[consultation.year, consultation.slug])
    return path, token, [(one.session_key, str(draft.pk)) for one, draft in zip(sessions, made, strict=True)]


def _session(link):
    store = SessionStore()
    place = f"{link.draft.consultation.year}/{link.draft.consultation.slug}"
    visit = {KEY: {"links": [str(link.pk)], "current": {place: str(link.draft_id)}}}
    key = store._get_new_session_key()
    return Session(session_key=key, session_data=store.encode(visit), expire_date=store.get_expiry_date())


def pdf():
    """Seconds and pages of a tagged PDF of about 60 pages."""

    version = volume._version(99, 150, random.Random(1))
    kind = registry.get("version")
    started = time.perf_counter()
    made = kind.make(kind.find(str(version.pk)), lambda percent: None)
    print(f"{time.perf_counter() - started:.1f} s, {made.pages} pages, {len(made.content) / 1e6:.1f} MB")


def compare():
    """Milliseconds of comparing two versions of about 60 pages, HTML included."""
    found = {name: median for name, median, _least in comparing.figures()}
    whole, stored = found.pop("comparing and HTML"), found["from the store, HTML"]
    print(f"{whole:.0f} ms, from the store {stored:.0f} ms; one SELECT takes {found['one SELECT']:.2f} ms")


if __name__ == "__main__":
    kinds = [address, person, mailed, invited, visits, received, letters, publish, compilation, pdf, compare]
    wanted, _colon, number = sys.argv[1].partition(":")
    {kind.__name__: kind for kind in kinds}[wanted](*([int(number)] if number else []))
