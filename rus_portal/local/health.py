"""The containers' health checks: `python3 -m rus_portal.local.health web|worker|beat` exits with 0 or 1."""

import http.client
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

SCHEDULE = Path("/tmp/schedule")
# Beat writes its schedule at least every three minutes.
SCHEDULE_IS_STALE = 600


def web():
    host = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip().lstrip(".*") or "127.0.0.1"
    connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=8)
    connection.request("GET", "/healthz", headers={"Host": host})
    return connection.getresponse().status == 200


def worker():
    ping = ["celery", "-A", "rus_portal.celery", "inspect", "ping", "-d", f"celery@{socket.gethostname()}"]
    return subprocess.run(ping, stdout=subprocess.DEVNULL, check=False).returncode == 0


def beat():
    written = max((path.stat().st_mtime for path in SCHEDULE.parent.glob(SCHEDULE.name + "*")), default=0)
    return time.time() - written < SCHEDULE_IS_STALE


if __name__ == "__main__":
    checks = {"web": web, "worker": worker, "beat": beat}
    sys.exit(0 if checks[sys.argv[1]]() else 1)
