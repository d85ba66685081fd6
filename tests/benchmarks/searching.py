"""Search in 10,000 texts against the one-SELECT yardstick: `python -m tests.benchmarks.searching [--quick]`.

No page is kept in memory: each question is answered anew. A selective word stands in 20 texts, the worst in 7 of 10.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rus_portal.local import demo
from rus_portal.local.folders import DataFolder
from tests.benchmarks.run import PORTAL, TOP, YARDSTICK, Bench, manage, memory, serve, stop

TEXTS, WORDS_A_TEXT, SELECTIVE, WORST = 10_000, 150, 20, 0.7
SYLLABLES = [
    "bo",
    "dal",
    "fri",
    "gru",
    "hav",
    "ker",
    "lin",
    "mar",
    "nor",
    "pla",
    "ros",
    "sti",
    "tor",
    "vik",
    "älv",
    "ös",
]
ASKED = {
    "selective word, 20 of 10,000 texts": ("kustlinje", "≥ 0.10"),
    "worst case, 70 % of 10,000 texts": ("länet", "≥ 0.05"),
    "worst case, narrowed to a year": ("länet&ar=2021", "≥ 0.05"),
    "two words, one of them in 70 %": ("länet+kustlinjen", "≥ 0.10"),
    "a slip, put right": ("kustlinnje", "–"),
    "nothing is found": ("xyzzy", "–"),
}


def fill():
    """Texts of made-up words, written to the index as those of published answers are."""
    import django  # noqa: PLC0415 – only in the process that has the portal's environment

    django.setup()
    from rus_portal.site.models import SearchEntry, SearchKind, SearchSource  # noqa: PLC0415
    from rus_portal.site.search import index  # noqa: PLC0415

    chance = random.Random(1)
    vocabulary = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _n in range(3000)]
    for start in range(0, TEXTS, 500):
        entries = []
        for number in range(start, start + 500):
            words = chance.choices(vocabulary, k=WORDS_A_TEXT)
            words += ["länet"] * (chance.random() < WORST) + ["kustlinjen"] * (number % (TEXTS // SELECTIVE) == 0)
            chance.shuffle(words)
            entries.append(
                SearchEntry(
                    source=SearchSource.ANSWER,
                    source_id=number,
                    kind=SearchKind.ANSWER,
                    title=f"Provkommun {number}",
                    place=f"Remiss, EX-{number}",
                    address=f"/remisser/2021/prov/svar/EX-{number}/",
                    text=" ".join(words),
                    year=2020 + number % 2,
                    boost=0.7,
                )
            )
        index.write(entries)
    index.look_over()


def searches(bench, env):
    """Each question; then how large a web worker has become."""
    yardstick = serve(env, "tests.benchmarks.yardstick:application", YARDSTICK)
    server = serve(env, "rus_portal.wsgi:application", PORTAL, PUBLIC_PAGE_SECONDS="0")
    try:
        pages = ["/", "/strategi/", "/remisser/", "/tidplan/", "/om/"]
        memory(bench, server, "web worker, warm, before any search", "–", pages)
        for name, (words, target) in ASKED.items():
            bench.compare(f"search, {name}", f"/sok/?q={words}".replace("ä", "%C3%A4"), target)
        memory(bench, server, "web worker after all searches", "≤ 2 MB more", ["/sok/"])
    finally:
        stop(server)
        stop(yardstick)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one repeat of two seconds")
    parser.add_argument("--fill", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.fill:
        return fill()
    folder = Path(tempfile.mkdtemp(prefix="portal-bench-"))
    try:
        data = DataFolder(folder)
        data.make()
        data.acquire()
        with demo.services(data) as (_family, env):
            env |= {"PYTHONPATH": str(TOP), "BENCH_FOLDER": str(folder)}
            manage(env, "migrate", "-v", "0")
            bench = Bench(env, repeats=1 if asked.quick else 3, seconds=2 if asked.quick else 4)
            began = time.perf_counter()
            command = [sys.executable, "-m", "tests.benchmarks.searching", "--fill"]
            subprocess.run(command, env=env, cwd=TOP, check=True)
            seconds = time.perf_counter() - began
            bench.row(f"{TEXTS:,} texts written to the index", f"{seconds:.0f} s", "–")
            searches(bench, env)
            print(bench.table())
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return None


if __name__ == "__main__":
    os.chdir(TOP)
    main()
