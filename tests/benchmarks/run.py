"""Measures the portal against the yardstick in one run and prints Markdown: `python -m tests.benchmarks.run [--quick]`.

Each rate is taken between two runs of the yardstick; a ratio is the rate divided by their mean. See docs/benchmarks.md.
"""

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
import urllib.request
from pathlib import Path

from rus_portal.local import demo
from rus_portal.local.folders import DataFolder
from tests.benchmarks.load import measure

TOP = Path(__file__).resolve().parents[2]
PORTAL, YARDSTICK = 8731, 8732
ANSWERS = 10_000
SENDERS = {
    "person": "private person",
    "mailed": "private person, receipt by mail too",
    "invited": "invited body, receipt to the registry",
}


class Bench:
    """Two web servers of the same make side by side, and the rows of the table."""

    def __init__(self, env, repeats, seconds):
        self.env, self.repeats, self.seconds = env, repeats, seconds
        self.rows = []

    def compare(self, name, path, target, *, headers=(), script=None):
        """Measure one address of the portal between runs of the yardstick. `script()` makes a script for each run."""
        ratios, costs, rates = [], [], []
        for _repeat in range(self.repeats):
            before, cost_before = self._measure(f"http://127.0.0.1:{YARDSTICK}/")
            more = {"headers": headers, "script": script() if script else None}
            rate, cost = self._measure(f"http://127.0.0.1:{PORTAL}{path}", **more)
            after, cost_after = self._measure(f"http://127.0.0.1:{YARDSTICK}/")
            ratios.append(rate.per_second / statistics.mean([before.per_second, after.per_second]))
            costs.append(cost / statistics.mean([cost_before, cost_after]))
            rates.append(rate)
        best = rates[len(rates) // 2]
        self.row(
            name,
            f"{statistics.median(ratios):.2f} [{min(ratios):.2f}–{max(ratios):.2f}]",
            target,
            f"cost {statistics.median(costs):.1f}; p50 {best.p50:.1f} ms, p99 {best.p99:.1f} ms",
        )

    def _measure(self, address, **more):
        """The rate, and the processor time of web workers and database for one answer."""
        started = processor_seconds()
        rate = measure(address, seconds=self.seconds, **more)
        return rate, (processor_seconds() - started) / (rate.per_second * self.seconds)

    def row(self, name, value, target, note=""):
        """One finished row."""
        self.rows.append((name, value, target, note))
        print(f"{name}: {value} (target {target}) {note}", file=sys.stderr, flush=True)

    def table(self):
        """All rows as Markdown."""
        lines = ["| what | measured | to reach | detail |", "|---|---|---|---|"]
        return "\n".join(lines + [f"| {' | '.join(row)} |" for row in self.rows])


def processor_seconds():
    """What the web workers and the database of this run have used; others on the machine are not counted."""
    parents, used = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        parents[folder.name], used[folder.name] = fields[1], int(fields[11]) + int(fields[12])
    mine = {str(os.getpid())}
    while more := {pid for pid, parent in parents.items() if parent in mine} - mine:
        mine |= more
    return sum(used[pid] for pid in mine if pid in used) / os.sysconf("SC_CLK_TCK")


def serve(env, module, port, **more):
    """granian as in the demo: two workers, two threads each."""
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "2", "--blocking-threads", "2", "--no-ws", module,
    ]  # fmt: skip
    server = subprocess.Popen(
        command, env={**env, **more}, cwd=TOP, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    for _attempt in range(200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/{'healthz' if port == PORTAL else ''}", timeout=1).read()
            return server
        except OSError:
            time.sleep(0.1)
    server.kill()
    raise RuntimeError(f"{module} does not answer")


def manage(env, *command):
    """Run a management command; returns what it printed and the seconds it took."""
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "manage.py", *command], env=env, cwd=TOP, capture_output=True, text=True, check=True
    )
    return done.stdout, time.perf_counter() - started


def prepare(env, what):
    """Let the portal make what a measurement needs; returns what it printed."""
    command = [sys.executable, "-m", "tests.benchmarks.prepare", what]
    return subprocess.run(command, env=env, cwd=TOP, stdout=subprocess.PIPE, text=True, check=True).stdout


def compile_all(env, folder):
    """Compile the portal and its packages, as the image and a second start do: a process that compiles grows by it."""
    env |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
    packages = sysconfig.get_path("purelib")
    command = [sys.executable, "-m", "compileall", "-q", "-j", "0", packages, "rus_portal", "strategy", "consultations"]
    subprocess.run([*command, "timeline"], env=env, cwd=TOP, stdout=subprocess.DEVNULL, check=False)


def etag_of(path):
    """The validator that a reader would send back."""
    with urllib.request.urlopen(f"http://127.0.0.1:{PORTAL}{path}") as answer:
        return answer.headers["ETag"]


def pages(bench, env, round_path):
    """Public pages: from memory, from store, not modified."""
    version = prepare(env, "address").strip()
    server = serve(env, "rus_portal.wsgi:application", PORTAL)
    try:
        bench.compare("version page, kept in memory", version, "≥ 1.2")
        bench.compare("version page, 304", version, "≥ 1.2", headers=[f"If-None-Match: {etag_of(version)}"])
        bench.compare("round page, kept in memory", round_path, "≥ 1.2")
        memory(bench, server, "web worker, warm", "≤ 95 MB", ["/", "/strategi/", "/remisser/", "/tidplan/", "/om/"])
    finally:
        stop(server)
    server = serve(env, "rus_portal.wsgi:application", PORTAL, PUBLIC_PAGE_SECONDS="0")
    try:
        bench.compare(f"version page, rendered from store, {ANSWERS} answers", version, "≥ 0.45")
        bench.compare(f"round page, rendered, {ANSWERS} answers", round_path, "–")
        bench.compare("list of rounds", "/remisser/", "≥ 0.15")
        for kind, who in SENDERS.items():
            submissions(bench, env, kind, who)
        memory(bench, server, "web worker, after pages, log-in and submissions", "–", ["/konto/login/", "/tidplan.ics"])
    finally:
        stop(server)


def memory(bench, server, name, target, addresses):
    """The largest web worker, after it has shown these pages too."""
    for address in addresses:
        measure(f"http://127.0.0.1:{PORTAL}{address}", seconds=1)
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    sizes = [int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) / 1024 for pid in children]
    bench.row(name, f"{max(sizes):.0f} MB", target)


def submissions(bench, env, kind, who):
    """Send prepared drafts one after another, each in its own visit and none of them twice."""

    def script():
        path = Path(tempfile.mkdtemp(dir=env["BENCH_FOLDER"])) / "send.lua"
        path.write_text(prepare(env, kind))
        return path

    before = int(prepare(env, "received"))
    bench.compare(f"one submission, {who}", "/", "≥ 0.08", script=script)
    print(f"{int(prepare(env, 'received')) - before} answers came in", file=sys.stderr)


def pdf(bench, env):
    """A 60-page strategy in a worker of its own: import and all."""
    seconds, detail = prepare(env, "pdf").strip().split(", ", 1)
    bench.row("long tagged PDF, fresh worker, import and all", seconds, "< 8 s for 60 pages", detail)


def comparison(bench, env):
    """Two versions of 60 pages, a third of the paragraphs edited."""
    milliseconds, detail = prepare(env, "compare").strip().split(", ", 1)
    bench.row("comparing two versions of 60 pages, HTML and all", milliseconds, "≤ 60 ms", detail)


def stop(server):
    server.terminate()
    server.wait(20)


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
            compile_all(env, folder)
            manage(env, "migrate", "-v", "0")
            said, seconds = manage(env, "seed", "volume", "--answers", str(ANSWERS), "--points", "5000")
            bench = Bench(env, repeats=1 if quick else 3, seconds=2 if quick else 4)
            bench.row(f"seed volume, {ANSWERS} answers", f"{seconds:.0f} s", "< 120 s")
            round_path = said.split(":")[0]
            yardstick = serve(env, "tests.benchmarks.yardstick:application", YARDSTICK)
            try:
                pages(bench, env, round_path)
            finally:
                stop(yardstick)
            pdf(bench, env)
            comparison(bench, env)
            print(bench.table())
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    os.chdir(TOP)
    main()
