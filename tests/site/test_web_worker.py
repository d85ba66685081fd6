"""What a web worker carries: docs/benchmarks.md says how large it may be."""

import subprocess
import sys

# Each of use in the worker only, or on pages that few people open.
HEAVY = {
    "weasyprint", "openpyxl", "docx", "flufl", "lxml", "nh3", "markdown_it", "icalendar", "puremagic", "requests",
    "fido2", "cryptography",
}  # fmt: skip


def test_a_web_worker_loads_nothing_heavy_before_somebody_needs_it():
    script = "import sys, rus_portal.wsgi, rus_portal.urls; print(*{name.partition('.')[0] for name in sys.modules})"

    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=120)

    assert sorted(HEAVY & set(loaded.stdout.split())) == []
