"""A small load generator: some connections that ask for one address as fast as they are answered, for some seconds.

wrk is used where it is installed (`apt-get install wrk`), since it takes least from the machine that it measures.
"""

import re
import shutil
import subprocess
from dataclasses import dataclass

CONNECTIONS = 8
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


class LoadError(RuntimeError):
    """Something answered other than 2xx or 3xx, or wrk is missing."""


@dataclass(frozen=True)
class Rate:
    """Answers a second, and milliseconds at the 50th and 99th percentile."""

    per_second: float
    p50: float
    p99: float


def measure(url, *, seconds=5, headers=(), script=None):
    """The rate at which `url` is answered."""
    if not shutil.which("wrk"):
        raise LoadError("wrk is missing: apt-get install wrk")
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency"]
    for header in headers:
        command += ["-H", header]
    if script:
        command += ["-s", str(script)]
    said = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    if "Non-2xx or 3xx responses" in said:
        raise LoadError(said)
    return Rate(
        per_second=float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]),
        p50=_milliseconds(said, "50%"),
        p99=_milliseconds(said, "99%"),
    )


def _milliseconds(said, percentile):
    number, unit = re.search(rf"{percentile}\s+([\d.]+)(us|ms|s)", said).groups()
    return float(number) * _UNITS[unit]
