"""How long the content check takes with a strategy of 120 pages: 3,000 blocks, 50,000 words, a hint in each sixth block.

    PORTAL_DATA=<the demo's folder> python3 manage.py shell --no-imports -c "from tests.benchmarks import checking; checking.measure()"

Whole requests beside a demo, as in workspace.py; nothing of it stays in the database. The promise is 300 ms.
"""  # noqa: E501 – a command that can be copied

from itertools import cycle, islice

from django.db import transaction
from django.test import Client
from django.urls import reverse

from rus_portal.accounts.models import User
from strategy import reviewing
from strategy.checking import documents
from strategy.models import Document, Section
from tests.benchmarks.workspace import row

SECTIONS, BLOCKS = 300, 10
# Some seventeen words each.
SENTENCES = (
    "Länet ska vara en plats där människor vill bo, arbeta och mötas under hela livet, i stad som på landsbygd.",
    "Strategin visar vad som ska komma först när resurserna inte räcker till allt. Den ska följas upp varje år.",
    "Kommuner, myndigheter, företag och föreningar äger var sin del av svaret, och de behöver ta nästa steg ihop.",
    "Tillgänglighet genom digital kommunikation och transportsystemet är en förutsättning för samhällsutvecklingen.",
    "Vi vet för lite om dem som sällan svarar på enkäter, och om hur vanor ändras på längre sikt i hela länet.",
    "Det gäller från 6 april - 30 juni och sker i samarbete med alla som bor och verkar i länet, året om, hela tiden.",
)


def measure():
    """Print the table."""
    with transaction.atomic():
        section, leader = _write(), User.objects.get(email="projektledare@demo.example")
        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(leader, backend="allauth.account.auth_backends.AuthenticationBackend")
        address = {
            "the whole document": reverse("strategy:check", args=[section.document.slug]),
            "one section, as after a save": reverse(
                "strategy:check_section", args=[section.document.slug, section.key]
            ),
            "opening a section": reverse("strategy:edit_section", args=[section.document.slug, section.key]),
        }
        headers = {"accept": "application/json"}
        for name, where in address.items():
            print(row(name, lambda _n, where=where: client.get(where, headers=headers)))
        print(row("all of it read anew", lambda _n: _anew(client, address["the whole document"])))
        found = reviewing.of_document(section.document)
        print(f"{found.reading.words} words, {len(found.standing)} hints, LIX {found.reading.lix}")
        transaction.set_rollback(True)


def _anew(client, address):
    documents.forget()
    return client.get(address)


def _write():
    document = Document.objects.create(slug="matt-granskning", title="Mätt granskning")
    said = cycle(SENTENCES)
    made = Section.objects.bulk_create(
        Section(document=document, order=n, heading=f"Rubrik {n}", kind="text", revision=1, body=_body(n, said))
        for n in range(SECTIONS)
    )
    return made[SECTIONS // 2]


def _body(n, said):
    return [{"id": f"{n:05x}{at:03x}", "html": f"<p>{words}</p>"} for at, words in enumerate(islice(said, BLOCKS))]
