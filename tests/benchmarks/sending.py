"""1,000 answers in 60 seconds with a worker running: `python -m tests.benchmarks.sending [--answers 1000]`.

Starts its own Postgres, broker, web server (two processes of two threads) and worker, as the demo does. Each sender has
a visit and a written draft of the own, sends the answer at an even pace, and is led to the receipt; with --check-page
everyone opens the check page first. The processor time is that of this run's own processes: others on the machine slow
it down and are not counted.
It prints what docs/benchmarks.md says, and ends with 1 when anything went wrong or 95 of 100 took over two seconds.
"""

import argparse
import http.client
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

from rus_portal.local import demo
from rus_portal.local.folders import DataFolder
from tests.benchmarks.run import PORTAL, TOP, manage, prepare, processor_seconds, serve, stop

SECONDS, SENDERS_AT_ONCE, MOST = 60, 24, 2.0


def ask(method, path, cookie, body=None):
    """One request on a connection of its own, as people come: status, where it leads, seconds."""
    connection = http.client.HTTPConnection("127.0.0.1", PORTAL, timeout=60)
    headers = {"Cookie": cookie, "Sec-Fetch-Site": "same-origin"}
    if body is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    began = time.perf_counter()
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.headers.get("Location", ""), time.perf_counter() - began
    finally:
        connection.close()


def send(path, token, session, draft, *, looks):
    """Perhaps the check page, then the sending and the receipt: (step, status, seconds) of each."""
    cookie = f"sessionid={session}; csrftoken={token}"
    looked = [("check page", *ask("GET", path, cookie)[::2])] if looks else []
    sent = ask("POST", path, cookie, urlencode({"csrfmiddlewaretoken": token, "draft": draft}))
    receipt = ask("GET", sent[1], cookie) if sent[1] else (0, "", 0.0)
    return [*looked, ("sending", sent[0], sent[2]), ("receipt", receipt[0], receipt[2])]


def run(drafts, path, token, *, looks):
    """All of them at an even pace; the steps of each, and how long the whole took."""
    pace, began = SECONDS / len(drafts), time.perf_counter()

    def at_its_time(number):
        time.sleep(max(0.0, began + number * pace - time.perf_counter()))
        return send(path, token, *drafts[number], looks=looks)

    with ThreadPoolExecutor(SENDERS_AT_ONCE) as pool:
        steps = [step for one in pool.map(at_its_time, range(len(drafts))) for step in one]
    return steps, time.perf_counter() - began


def report(steps, took, received, letters, number):
    """Print the rows; whether the promise held."""
    expected = {"check page": 200, "sending": 302, "receipt": 200}
    wrong = [step for step in steps if step[1] != expected[step[0]]]
    rows = []
    for name in dict.fromkeys(step for step, *_rest in steps):
        seconds = sorted(took for step, _status, took in steps if step == name)
        p95 = statistics.quantiles(seconds, n=20)[18]
        rows.append((name, p95, seconds[-1], statistics.median(seconds)))
        print(f"| {name} | p50 {rows[-1][3] * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms, longest {seconds[-1]:.2f} s |")
    print(f"| {number} answers | {took:.0f} s, {received} received, {letters} letters owed, {len(wrong)} errors |")
    return not wrong and received == number and all(p95 <= MOST for _name, p95, _longest, _median in rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=1000)
    parser.add_argument("--check-page", action="store_true")
    options = parser.parse_args()
    number = options.answers
    folder = Path(tempfile.mkdtemp(prefix="portal-bench-"))
    try:
        data = DataFolder(folder)
        data.make()
        data.acquire()
        with demo.services(data) as (family, env):
            env |= {"PYTHONPATH": str(TOP), "BENCH_FOLDER": str(folder)}
            manage(env, "migrate", "-v", "0")
            manage(env, "seed", "volume", "--answers", "300", "--points", "5000")
            ready = json.loads(prepare(env, f"visits:{number}"))
            before = int(prepare(env, "received"))
            (data.path / "beat").mkdir(exist_ok=True)
            family.start(demo.worker(data, env))
            server = serve(env, "rus_portal.wsgi:application", PORTAL)
            try:
                used = processor_seconds()
                steps, took = run(ready["drafts"], ready["path"], ready["token"], looks=options.check_page)
                used, of = processor_seconds() - used, 2 * took
                print(f"| processor time of web, worker, database and senders | {used:.0f} s of {of:.0f} |")
            finally:
                stop(server)
            received = int(prepare(env, "received")) - before
            return 0 if report(steps, took, received, prepare(env, "letters").strip(), number) else 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    os.chdir(TOP)
    sys.exit(main())
