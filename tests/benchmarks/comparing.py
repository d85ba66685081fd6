"""How long it takes to compare two versions of 60 pages, a third of whose paragraphs were edited, HTML included.

Run by tests.benchmarks.run, or `manage.py shell -c "from tests.benchmarks import comparing; comparing.main()"`.
Comparing needs no database; beside it one SELECT through Django is measured in the same process. What a busy machine
does meanwhile is not counted: it is the processor's time.
"""

import copy
import random
import statistics
import time
import uuid

from django.db import connection
from django.template.loader import render_to_string

from strategy.changes import Edition, Look, shown
from strategy.comparing import compare
from strategy.models.comparisons import packed, unpacked

SECTIONS, BLOCKS = 58, 12
SHARE_EDITED = 1 / 3
REPEATS = 15
COMMON = ["och", "att", "i", "som", "på", "för", "med", "den", "det", "av", "till", "ska", "kan", "länet", "service"]
VOCABULARY = COMMON * 40 + [f"ord{n}" for n in range(3000)]


def document(chance):
    """About 25,000 words in some 700 blocks."""
    return {
        "document": "prov",
        "number": 1,
        "title": "Prov",
        "lead": "",
        "principles": [],
        "sections": [_section(n, chance) for n in range(SECTIONS)],
    }


def _section(n, chance):
    return {
        "key": str(uuid.UUID(int=chance.getrandbits(128))),
        "number": str(n + 1),
        "depth": 1,
        "kind": "text",
        "heading": f"Avsnitt {n + 1}",
        "blocks": [
            {"id": f"{chance.getrandbits(32):08x}", "html": f"<p>{_words(chance, chance.randint(20, 52))}.</p>"}
            for _block in range(BLOCKS)
        ],
        "assessments": [],
    }


def _words(chance, number):
    return " ".join(chance.choices(VOCABULARY, k=number))


def edited(before, chance):
    """A third of the paragraphs with one to six places of them rewritten, some sections and blocks moved."""
    after = copy.deepcopy(before) | {"number": 2}
    for section in after["sections"]:
        for block in section["blocks"]:
            if chance.random() < SHARE_EDITED:
                block["html"] = f"<p>{_edited(block['html'][3:-4], chance)}</p>"
    after["sections"].insert(3, after["sections"].pop(40))
    after["sections"][9]["blocks"].append(after["sections"][5]["blocks"].pop(2))
    return after


def _edited(text, chance):
    words = text.split(" ")
    for _place in range(chance.randint(1, 6)):
        place = chance.randrange(len(words))
        words[place : place + chance.randint(0, 3)] = chance.choices(VOCABULARY, k=chance.randint(0, 4))
        words = words or ["ord"]
    return " ".join(words)


def milliseconds(work):
    """The median of some repeats, and the fastest."""
    taken = []
    for _repeat in range(REPEATS):
        started = time.process_time()
        work()
        taken.append((time.process_time() - started) * 1000)
    return statistics.median(taken), min(taken)


def figures():
    """(name, median ms, least ms) of the whole and of its parts."""
    chance = random.Random(2021)
    old = document(chance)
    new = edited(old, chance)
    found = compare(old, new)
    kept = packed(found)
    return [
        ("comparing and HTML", *milliseconds(lambda: drawn(compare(old, new), Look()))),
        ("comparing alone", *milliseconds(lambda: compare(old, new))),
        ("from the store, HTML", *milliseconds(lambda: drawn(unpacked(kept), Look()))),
        ("from the store, side by side", *milliseconds(lambda: drawn(unpacked(kept), Look(side=True)))),
        ("one SELECT", *milliseconds(_select)),
    ]


def drawn(found, look):
    """The HTML of a comparison."""
    page = shown(found, Edition("Version 1", "", "/1/"), Edition("Version 2", "", "/2/"), look)
    return render_to_string("strategy/comparison/_text.html", {"page": page, "look": look})


def _select():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()


def main():
    """Print the figures."""
    for name, median, least in figures():
        print(f"{name}: {median:.1f} ms (least {least:.1f})")
