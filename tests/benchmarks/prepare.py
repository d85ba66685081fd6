"""What the benchmark needs inside the portal: an address, drafts that are ready to be sent, a long document.

Run as `python -m tests.benchmarks.prepare address|drafts|pdf` with the portal's environment.
"""

import random
import secrets
import sys
import time

import django

django.setup()

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.urls import reverse

from consultations.models import Consultation, Draft, DraftField
from consultations.views.visit import KEY
from rus_portal.demo import volume
from rus_portal.exports import registry
from strategy.models import Version

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


def drafts(count=6000):
    """A script for wrk in which every request sends another draft, each in its own session."""
    consultation = Consultation.objects.filter(slug__startswith="volym-").latest("pk")
    made = Draft.objects.bulk_create([Draft(consultation=consultation) for _ in range(count)])
    fields = {
        "about.kind": "person",
        "about.name": "Provperson",
        "overall.stance": "supports",
        "overall.summary": WORDS,
    }
    DraftField.objects.bulk_create(
        [DraftField(draft=draft, name=name, value=value) for draft in made for name, value in fields.items()],
        batch_size=5000,
    )
    place = f"{consultation.year}/{consultation.slug}"
    store, sessions = SessionStore(), []
    for draft in made:
        visit = {KEY: {"drafts": [str(draft.pk)], "invitations": [], "current": {place: str(draft.pk)}}}
        key = store._get_new_session_key()
        sessions.append(Session(session_key=key, session_data=store.encode(visit), expire_date=store.get_expiry_date()))
    Session.objects.bulk_create(sessions, batch_size=2000)
    token = secrets.token_hex(16)
    path = reverse("consultations:answer_review", args=[consultation.year, consultation.slug])
    pairs = zip(sessions, made, strict=True)
    listed = ",".join(f'{{"{session.session_key}","{draft.pk}"}}' for session, draft in pairs)
    print(LUA % (listed, token, path, token))


def pdf():
    """Seconds and pages of a tagged PDF of about 60 pages."""

    version = volume._version(99, 150, random.Random(1))
    kind = registry.get("version")
    started = time.perf_counter()
    made = kind.make(kind.find(str(version.pk)), lambda percent: None)
    print(f"{time.perf_counter() - started:.1f} s, {made.pages} pages, {len(made.content) / 1e6:.1f} MB")


if __name__ == "__main__":
    {"address": address, "drafts": drafts, "pdf": pdf}[sys.argv[1]]()
