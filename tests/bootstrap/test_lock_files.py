"""What is pinned, and that no tracked file names a registry's host or a place on somebody's machine."""

import re
import subprocess

import pytest

from rus_portal.bootstrap import DEVELOPMENT, RUNTIME, TOP, UV

PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[.*?\])?==(\S+)", re.MULTILINE)
# Put together from parts, so that this file does not name them itself.
REGISTRY_HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("files", "pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("registry", "yarnpkg", "com"),
        ("deb", "debian", "org"),
        ("registry-1", "docker", "io"),
    )
]
REGISTRY_WORDS = (
    r"(?<!no-emit-)index-url|find-links|extra-index|trusted-host|https?://[^ \"']+\.(whl|tar\.gz|tgz|deb)\b"
)


def pins(name):
    return dict(PIN.findall((TOP / name).read_text()))


def tracked_files():
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=TOP, capture_output=True
    )
    return [TOP / name for name in listed.stdout.decode().split("\0") if name and (TOP / name).is_file()]


def tracked_texts():
    for path in tracked_files():
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


@pytest.mark.parametrize("name", [RUNTIME, DEVELOPMENT, UV])
def test_lock_file_holds_pins_and_hashes_and_nothing_else(name):
    lines = (TOP / name).read_text().splitlines()

    strange = [
        line for line in lines if not re.match(r"^([a-z0-9].*==\S+.* \\|    --hash=sha256:[0-9a-f]{64}( \\)?)$", line)
    ]

    assert strange == []
    assert "://" not in "".join(lines)


def test_development_set_contains_the_run_time_set():
    assert pins(RUNTIME).items() <= pins(DEVELOPMENT).items()


def test_django_is_61():
    assert pins(RUNTIME)["django"].startswith("6.1.")


def test_no_tracked_file_names_a_registry():
    here = TOP / "tests" / "bootstrap" / "test_lock_files.py"
    words = re.compile("|".join([*map(re.escape, REGISTRY_HOSTS), REGISTRY_WORDS]), re.IGNORECASE)

    named = [
        f"{path.relative_to(TOP)}: {found[0]}"
        for path, text in tracked_texts()
        if path != here and "vendor" not in path.parts and (found := words.search(text))
    ]

    assert named == []


def test_no_tracked_file_names_a_place_on_this_machine():
    home = re.compile(r"(/(?:home/[a-z]+|root|Users/[A-Za-z]+)/|" + re.escape(str(TOP)) + "/)")

    named = [f"{path.relative_to(TOP)}: {found[0]}" for path, text in tracked_texts() if (found := home.search(text))]

    assert [line for line in named if not line.startswith("tests/bootstrap/")] == []
