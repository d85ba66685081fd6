"""From a bare Python 3.8+ to the project's own environment. Standard library only.

`manage.py` calls `hand_over` first. It makes `.venv` from the hashed lock files when that is needed and runs
the command again inside it; `demo` and `test` go on in rus_portal.local. `PORTAL_VENV` names another
environment folder, `PORTAL_PYTHON` another interpreter.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows has no such lock; two first starts at once are then the user's own care.
    fcntl = None

TOP = Path(__file__).resolve().parent.parent
OLDEST, NEWEST = (3, 12), (3, 14)
PREFERRED = ("3.13", "3.14", "3.12")
RUNTIME, DEVELOPMENT, UV = "requirements.txt", "requirements-dev.txt", "requirements-uv.txt"
OWN_COMMANDS = ("demo", "test", "lock")
# One package from each corner: all there means that somebody (.venv, Docker) installed the lock file.
TELLTALES = ("django", "allauth", "celery", "granian", "psycopg2", "weasyprint")
HASHED_WHEELS = ("-q", "--require-hashes", "--only-binary", ":all:")


class SetUpError(Exception):
    """The machine lacks something; the message says what to do about it."""


def hand_over(argv):
    """Return when Django may run the command in this process; otherwise run it elsewhere and never return."""
    command = argv[1] if len(argv) > 1 else "help"
    try:
        if command == "lock":
            lock()
            raise SystemExit(0)
        if not inside_environment(command):
            python = ensure_environment(RUNTIME if command != "test" else DEVELOPMENT)
            run_again(python, argv)
    except SetUpError as problem:
        raise SystemExit(f"\n{problem}") from None
    if command == "demo":
        from rus_portal.local import demo

        raise SystemExit(demo.main(argv[2:]))
    if command == "test":
        from rus_portal.local import testing

        raise SystemExit(testing.main(argv[2:]))
    if "DATABASE_URL" not in os.environ and fcntl:
        from rus_portal.local import borrowing

        borrowing.use_the_demo(command)


def run_again(python, argv):
    sys.stdout.flush()
    os.environ["PORTAL_ENVIRONMENT_READY"] = str(python)
    os.execv(str(python), [str(python), *argv])


def inside_environment(command):
    """Whether this interpreter has the project's packages, as fresh as the command needs them."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        return False
    if os.environ.pop("PORTAL_ENVIRONMENT_READY", None):
        return True
    if command in OWN_COMMANDS and running_in(environment_folder()):
        return is_fresh(environment_folder(), DEVELOPMENT if command == "test" else RUNTIME)
    if command == "test" and importlib.util.find_spec("pytest") is None:
        return False
    return all(importlib.util.find_spec(name) for name in TELLTALES)


def running_in(folder):
    return os.path.realpath(sys.prefix) == os.path.realpath(str(folder))


def environment_folder():
    return Path(os.environ.get("PORTAL_VENV") or TOP / ".venv").absolute()


def python_in(folder):
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


# --- The environment ----------------------------------------------------------------------------------------


def ensure_environment(requirements):
    """Make or refresh the environment unless its stamp says that it is as the lock files want it."""
    folder = environment_folder()
    python = python_in(folder)
    if is_fresh(folder, requirements):
        return python
    with only_one(folder.with_name(folder.name + ".lock")):
        if is_fresh(folder, requirements):  # somebody else made it while we waited
            return python
        if DEVELOPMENT in read_stamp(folder):  # never take the test tools away again
            requirements = DEVELOPMENT
        say(f"Installing the portal's packages into {folder.name}/ (first time: about half a minute) …")
        uv = ensure_uv()
        if not works(python):
            make_environment(uv, folder)
        if stamp(folder).exists():
            stamp(folder).unlink()
        sync = [uv, "pip", "sync", "--python", python, *HASHED_WHEELS, TOP / requirements]
        run(sync, "The packages could not be installed. Is the network there?")
        write_stamp(folder, requirements)
    return python


def make_environment(uv, folder):
    found = find_interpreter()
    if found is None:
        say(f"No Python {PREFERRED[2]}–{PREFERRED[1]} here; uv fetches {PREFERRED[0]} …")
    run(
        [uv, "venv", "-q", "--clear", "--python", found or PREFERRED[0], folder],
        f"No Python 3.12, 3.13 or 3.14 was found, and uv could not fetch {PREFERRED[0]} either.\n"
        "Install one (Debian 13 and Ubuntu 24.04 have it: apt install python3 python3-venv), or name one\n"
        "in PORTAL_PYTHON, and start again.",
    )


def ensure_uv():
    """The pinned uv in .tools/, else whatever uv the machine has."""
    tools = TOP / ".tools"
    uv = tools / ("Scripts/uv.exe" if os.name == "nt" else "bin/uv")
    mark = tools / ".stamp"
    if uv.exists() and mark.exists() and mark.read_text() == digest(TOP / UV):
        return uv
    for attempt in ("as the machine is", "after apt"):
        if attempt == "after apt" and not install_venv_module():
            break
        made = quietly([sys.executable, "-m", "venv", "--clear", tools])
        install = [python_in(tools), "-m", "pip", "install", *HASHED_WHEELS, "-r", TOP / UV]
        if made and quietly(install):
            mark.write_text(digest(TOP / UV))
            return uv
    other = shutil.which("uv")
    if other:
        return Path(other)
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    raise SetUpError(
        "The installer uv could not be set up: either there is no network, or this Python lacks venv.\n"
        f"On Debian and Ubuntu: sudo apt install python{version}-venv"
    )


def install_venv_module():
    if importlib.util.find_spec("ensurepip") or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return False
    if not shutil.which("apt-get"):
        return False
    say("Installing Debian's python3-venv …")
    quietly(["apt-get", "update", "-q"])
    return quietly(["apt-get", "install", "-q", "-y", "--no-install-recommends", "python3-venv"])


# --- Which interpreter --------------------------------------------------------------------------------------


def find_interpreter():
    """The first of the candidates that runs and is new enough; 3.13 before 3.14 before 3.12."""
    for candidate in interpreter_candidates():
        if interpreter_version(candidate):
            return candidate
    return None


def interpreter_candidates():
    if os.environ.get("PORTAL_PYTHON"):
        yield os.environ["PORTAL_PYTHON"]
    for name in [*(f"python{version}" for version in PREFERRED), "python3"]:
        if shutil.which(name):
            yield shutil.which(name)
    yield sys.executable
    # pyenv's shims answer "command not found" for a version that is installed but not switched on.
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    try:
        installed = sorted(os.listdir(pyenv), reverse=True)
    except OSError:  # not there, or somebody else's (su keeps PYENV_ROOT)
        return
    for version in PREFERRED:
        for name in installed:
            if name.startswith(version + "."):
                yield str(pyenv / name / "bin" / "python3")


def interpreter_version(candidate):
    """Its (major, minor) when it runs, is CPython and within bounds. A shim on PATH proves nothing."""
    script = "import sys; print(sys.implementation.name, *sys.version_info[:2])"
    try:
        asked = subprocess.run(
            [candidate, "-I", "-c", script],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=20,
            check=False,
        )
        name, major, minor = asked.stdout.decode().split()
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    version = int(major), int(minor)
    return version if name == "cpython" and OLDEST <= version <= NEWEST else None


# --- The stamp ----------------------------------------------------------------------------------------------


def stamp(folder):
    return folder / ".portal-stamp"


def read_stamp(folder):
    try:
        return json.loads(stamp(folder).read_text())
    except (OSError, ValueError):
        return {}


def write_stamp(folder, requirements):
    """Note what was installed. The development set contains the run-time set."""
    installed = [RUNTIME] if requirements == RUNTIME else [RUNTIME, DEVELOPMENT]
    stamp(folder).write_text(json.dumps({name: digest(TOP / name) for name in installed}))


def is_fresh(folder, requirements):
    return read_stamp(folder).get(requirements) == digest(TOP / requirements) and python_in(folder).exists()


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


# --- The lock files -----------------------------------------------------------------------------------------


def lock():
    """Make the lock files anew from pyproject.toml: newest versions, hashes, no hosts and no paths."""
    compile_ = [ensure_uv(), "pip", "compile", "-q", "--upgrade", "--universal", "--generate-hashes"]
    compile_ += ["--no-emit-index-url", "--no-header", "--no-annotate"]
    compile_ += ["--python-version", ".".join(map(str, OLDEST))]
    compile_ += ["--python", find_interpreter() or sys.executable]
    failed = "The lock files could not be made."
    run([*compile_, "pyproject.toml", "-o", RUNTIME], failed)
    run([*compile_, "pyproject.toml", "--group", "dev", "-c", RUNTIME, "-o", DEVELOPMENT], failed)
    run([*compile_, "--group", "uv", "-o", UV], failed)


# --- Small things -------------------------------------------------------------------------------------------


def works(python):
    return python.exists() and quietly([python, "-c", ""])


def run(command, advice):
    if subprocess.run([str(part) for part in command], cwd=str(TOP), check=False).returncode:
        raise SetUpError(advice)


def quietly(command):
    """Whether the command succeeded; what it printed is shown only when it failed."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=str(TOP),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        sys.stderr.write(done.stdout.decode(errors="replace"))
    return done.returncode == 0


def say(text):
    """Progress goes to standard error: standard output belongs to the command."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


@contextlib.contextmanager
def only_one(path):
    with open(path, "w") as handle:
        if fcntl:
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
