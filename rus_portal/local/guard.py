"""Outlives the supervisor by a moment and ends what it left behind after `kill -9` or a crash.

Reads "<pid> <signal>" lines, one for each child that leads a process group, and "done" after an orderly
stop. Run as a file of its own, so that it costs next to nothing.
"""

import os
import signal
import sys
import time

GRACE = 5.0  # what the children get to end by themselves before their whole group is killed


def main():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    leaders = {}
    for line in sys.stdin:
        if line == "done\n":
            return
        pid, number = line.split()
        leaders[int(pid)] = int(number)
    if sys.platform != "linux":  # on Linux the kernel has signalled the children already
        for pid, number in leaders.items():
            tell(os.kill, pid, number)
    end = time.monotonic() + GRACE
    while time.monotonic() < end and any(tell(os.killpg, pid, 0) for pid in leaders):
        time.sleep(0.1)
    # Whoever did not hear: a grandchild whose parent was killed, a web worker that was still loading.
    for pid in leaders:
        tell(os.killpg, pid, signal.SIGKILL)


def tell(kill, pid, number):
    """Whether there was anybody to tell."""
    try:
        kill(pid, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


if __name__ == "__main__":
    main()
