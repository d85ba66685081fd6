"""How long the officials' workspace takes with a strategy of 120 pages: 3,000 blocks in 300 sections.

    PORTAL_DATA=<the demo's folder> python3 manage.py shell --no-imports -c "from tests.benchmarks import workspace; workspace.measure()"

Runs beside a demo, whole requests through Django in one process; nothing of it stays in the database. Each figure is the
median and the slowest of some requests, the processor's time in Django (the same on a busy machine), and the queries.
The promise is 300 ms.
"""  # noqa: E501 – a command that can be copied

import json
import statistics
import time
from datetime import timedelta

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rus_portal import clock
from rus_portal.accounts.models import User
from strategy.models import Document, GuidingPrinciple, PrincipleAssessment, Section, SectionRevision

SECTIONS, BLOCKS, REVISIONS, PROMISE = 300, 10, 20, 300
SENTENCE = "Länet ska vara en plats där människor vill bo, arbeta och mötas under hela livet. "
TIMES = 7
# Somewhere in the midst.
SECTIONS_BEFORE = 70


def measure(sections=SECTIONS):
    """Print the table."""
    with transaction.atomic():
        document, leader = _write(sections), User.objects.get(email="projektledare@demo.example")
        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(leader, backend="allauth.account.auth_backends.AuthenticationBackend")
        print(f"{sections} sections, {sections * BLOCKS} blocks, {sections * REVISIONS} saved states")
        for name, request in _requests(client, document).items():
            print(row(name, request))
        transaction.set_rollback(True)


def row(name, request):
    """One line of the table; `request(n)` is measured some times."""
    times, costs = [], []
    for n in range(TIMES):
        with CaptureQueriesContext(connection) as queries:
            begun, worked = time.perf_counter(), time.process_time()
            status = request(n).status_code
            times.append((time.perf_counter() - begun) * 1000)
            costs.append((time.process_time() - worked) * 1000)
        assert status == 200, (name, status)
    verdict = "ok" if max(times[1:]) < PROMISE else "TOO SLOW"
    figures = f"{statistics.median(times):6.0f} {max(times[1:]):6.0f} ms, {statistics.median(costs):4.0f} ms of work"
    return f"{name:32} {figures} {len(queries):4} queries  {verdict}"


def _requests(client, document):
    section = document.sections.order_by("pk")[SECTIONS_BEFORE]

    def address(name, *args):
        return reverse(f"strategy:{name}", args=[document.slug, *args])

    def save(n):
        now = Section.objects.get(pk=section.pk)
        blocks = [{**block} for block in now.body]
        blocks[n % BLOCKS]["html"] = f"<p>{SENTENCE * 3}{n}</p>"
        sent = {"heading": now.heading, "kind": now.kind, "blocks": blocks, "base": now.revision}
        where = address("autosave_section", section.key)
        return client.post(where, json.dumps(sent), content_type="application/json")

    def arrange(n):
        step = {("down", "up")[n % 2]: section.key}
        return client.post(address("arrange"), step, headers={"accept": "application/json"})

    return {
        "opening the workspace": lambda _n: client.get(address("workspace")),
        "opening a section": lambda _n: client.get(address("edit_section", section.key)),
        "saving one paragraph": save,
        "moving a section, tree included": arrange,
        "the history of a section": lambda _n: client.get(address("history", section.key)),
    }


def _write(sections):
    document = Document.objects.create(slug="matt-arbetsyta", title="Mätt arbetsyta")
    principles = GuidingPrinciple.objects.bulk_create(
        GuidingPrinciple(document=document, number=n, slug=f"p{n}", name=f"P {n}", summary="–", glyph="leaf")
        for n in range(1, 5)
    )
    made = []
    for level in range(3):
        above = [one for one in made if one.parent_id is None] if level == 1 else made[10:] if level == 2 else [None]
        count = {0: 10, 1: 50}.get(level, sections - 60)
        made += Section.objects.bulk_create(_section(document, above[n % len(above)], n, level) for n in range(count))
    SectionRevision.objects.bulk_create(_states(made), batch_size=500)
    PrincipleAssessment.objects.bulk_create(
        PrincipleAssessment(section=one, principle=principle, text="Vägd.")
        for one in made[60::2]
        for principle in principles[:2]
    )
    return document


def _section(document, parent, n, level):
    body = [
        {"id": f"{level:x}{n:05x}{block:02x}", "html": f"<p>{SENTENCE * 3}{n}.{block}</p>"} for block in range(BLOCKS)
    ]
    kind = ("chapter", "development_area", "priority")[level]
    facts = {"kind": kind, "heading": f"Rubrik {level}.{n}", "body": body, "revision": REVISIONS}
    return Section(document=document, parent=parent, order=n, **facts)


def _states(made):
    now = clock.now()
    for one in made:
        for number in range(1, REVISIONS + 1):
            yield SectionRevision(
                section=one,
                number=number,
                heading=one.heading,
                kind=one.kind,
                body=one.body,
                saved_at=now - timedelta(minutes=REVISIONS - number),
                is_autosaved=True,
            )
