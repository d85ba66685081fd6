"""Lists of answers and the compilation at size: `python -m tests.benchmarks.lists [--quick]`.

First the load of DOMAIN.md §3.3, 300 answers with 5,000 comments: how long the page of one section takes (scenario 30),
and each file of the compilation. Then 10,000 answers: both lists of fifty against the one-SELECT yardstick.
"""

import argparse
import json
import os
import shutil
import statistics
import tempfile
import time
import urllib.request
from pathlib import Path

from rus_portal.local import demo
from rus_portal.local.folders import DataFolder
from tests.benchmarks.run import PORTAL, TOP, YARDSTICK, Bench, manage, prepare, serve, stop

SECTIONS, ASKED = 40, 20
TARGETS = {"docx": "< 30 s", "xlsx": "–", "csv": "–", "json": "–"}


def seconds_of(path, session):
    """How long an official waits for a page: median and longest of some requests, one after another."""
    waited = []
    for _time in range(ASKED):
        request = urllib.request.Request(f"http://127.0.0.1:{PORTAL}{path}", headers={"Cookie": f"sessionid={session}"})
        began = time.perf_counter()
        with urllib.request.urlopen(request, timeout=60) as answer:
            answer.read()
        waited.append(time.perf_counter() - began)
    return statistics.median(waited), max(waited)


def compilation(bench, env):
    """Scenario 30."""
    manage(env, "seed", "volume", "--answers", "300", "--points", "5000", "--sections", str(SECTIONS))
    ready = json.loads(prepare(env, "publish"))
    server = serve(env, "rus_portal.wsgi:application", PORTAL)
    try:
        for name, rest in {"section": "1/", "whole": ""}.items():
            path = f"/arbetsyta/remiss/{ready['place']}/sammanstallning/{rest}"
            median, longest = seconds_of(path, ready["session"])
            detail = f"median {median * 1000:.0f} ms; 300 answers, 5,000 comments, {SECTIONS} sections"
            bench.row(f"compilation, page of the {name}, longest of {ASKED}", f"{longest:.2f} s", "< 2 s", detail)
    finally:
        stop(server)
    for line in prepare(env, "compilation").splitlines():
        kind, seconds, size = line.split()
        bench.row(f"compilation as {kind}, 300 answers, 5,000 comments", f"{seconds} s", TARGETS[kind], f"{size} MB")


def lists(bench, env, answers):
    """Pages of fifty; the yardstick runs beside."""
    manage(env, "seed", "volume", "--answers", str(answers), "--points", "5000")
    ready = json.loads(prepare(env, "publish"))
    yardstick = serve(env, "tests.benchmarks.yardstick:application", YARDSTICK)
    server = serve(env, "rus_portal.wsgi:application", PORTAL, PUBLIC_PAGE_SECONDS="0")
    try:
        name = f"page of 50 of {answers:,} published answers, from store"
        bench.compare(name, f"/remisser/{ready['place']}/svar/", "≥ 0.15")
        cookie = [f"Cookie: sessionid={ready['session']}"]
        received = f"/arbetsyta/remiss/{ready['place']}/svar/"
        bench.compare(f"page of 50 of {answers:,} received answers, log-in and all", received, "–", headers=cookie)
    finally:
        stop(server)
        stop(yardstick)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one repeat of two seconds")
    quick = parser.parse_args().quick
    folder = Path(tempfile.mkdtemp(prefix="portal-bench-"))
    try:
        data = DataFolder(folder)
        data.make()
        data.acquire()
        with demo.services(data) as (_family, env):
            env |= {"PYTHONPATH": str(TOP), "BENCH_FOLDER": str(folder)}
            manage(env, "migrate", "-v", "0")
            bench = Bench(env, repeats=1 if quick else 3, seconds=2)
            compilation(bench, env)
            lists(bench, env, 10_000)
            print(bench.table())
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    os.chdir(TOP)
    main()
