"""The way from a bare Python to the project's environment."""

import os
import shutil
import subprocess
import sys
import tomllib

import pytest

from rus_portal import bootstrap
from rus_portal.bootstrap import DEVELOPMENT, RUNTIME


@pytest.fixture
def interpreter(tmp_path):
    """Make a program that answers as the named Python would."""

    def make(name, answer, folder=tmp_path / "bin"):
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / name
        path.write_text(f"#!/bin/sh\n{answer}\n")
        path.chmod(0o755)
        return str(path)

    return make


@pytest.fixture
def bare_machine(tmp_path, monkeypatch):
    """No Python but those that the test makes."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.delenv("PORTAL_PYTHON", raising=False)
    monkeypatch.setattr(sys, "executable", "/nonexistent/python3")


@pytest.mark.parametrize(
    ("answer", "version"),
    [
        ("echo cpython 3 13", (3, 13)),
        ("echo cpython 3 12", (3, 12)),
        ("echo cpython 3 14", (3, 14)),
        ("echo cpython 3 11", None),
        ("echo cpython 3 15", None),
        ("echo pypy 3 13", None),
        ("echo pyenv: python3.13: command not found; exit 127", None),
    ],
)
def test_interpreter_version_believes_only_what_runs(interpreter, answer, version):
    path = interpreter("python3", answer)

    assert bootstrap.interpreter_version(path) == version


@pytest.mark.usefixtures("bare_machine")
def test_find_interpreter_prefers_313_and_passes_over_a_dead_shim(interpreter, tmp_path):
    interpreter("python3.13", "exit 127")
    interpreter("python3.12", "echo cpython 3 12")
    newest = interpreter("python3.14", "echo cpython 3 14")
    assert bootstrap.find_interpreter() == newest

    interpreter("python3.13", "echo cpython 3 13")
    assert bootstrap.find_interpreter() == str(tmp_path / "bin" / "python3.13")


@pytest.mark.usefixtures("bare_machine")
def test_find_interpreter_looks_into_pyenv_last(interpreter, tmp_path):
    interpreter("python3", "echo cpython 3 11")
    versions = tmp_path / "pyenv" / "versions"
    interpreter("python3", "echo cpython 3 12", versions / "3.12.1" / "bin")
    wanted = interpreter("python3", "echo cpython 3 13", versions / "3.13.0" / "bin")

    assert bootstrap.find_interpreter() == wanted


@pytest.mark.usefixtures("bare_machine")
def test_find_interpreter_may_find_none(interpreter):
    interpreter("python3", "echo cpython 3 11")

    assert bootstrap.find_interpreter() is None


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A top folder with lock files and an environment folder that has an interpreter."""
    for name in (RUNTIME, DEVELOPMENT):
        (tmp_path / name).write_text(f"# {name}\n")
    monkeypatch.setattr(bootstrap, "TOP", tmp_path)
    python = bootstrap.python_in(tmp_path / "env")
    python.parent.mkdir(parents=True)
    python.touch()
    return tmp_path


@pytest.mark.parametrize(
    ("installed", "wanted", "fresh"),
    [
        (None, RUNTIME, False),
        (RUNTIME, RUNTIME, True),
        (RUNTIME, DEVELOPMENT, False),
        (DEVELOPMENT, RUNTIME, True),
        (DEVELOPMENT, DEVELOPMENT, True),
    ],
)
def test_stamp_says_what_is_installed(checkout, installed, wanted, fresh):
    if installed:
        bootstrap.write_stamp(checkout / "env", installed)

    assert bootstrap.is_fresh(checkout / "env", wanted) is fresh


def test_stamp_is_stale_after_a_change_of_the_lock_file(checkout):
    bootstrap.write_stamp(checkout / "env", DEVELOPMENT)
    (checkout / DEVELOPMENT).write_text("# something else\n")

    assert bootstrap.is_fresh(checkout / "env", RUNTIME)
    assert not bootstrap.is_fresh(checkout / "env", DEVELOPMENT)


def test_stamp_counts_for_nothing_without_an_interpreter(checkout):
    bootstrap.write_stamp(checkout / "env", RUNTIME)
    bootstrap.python_in(checkout / "env").unlink()

    assert not bootstrap.is_fresh(checkout / "env", RUNTIME)


def test_ensure_environment_says_what_to_do_when_nothing_can_be_installed(checkout, monkeypatch):
    shutil.rmtree(checkout / "env")
    monkeypatch.setenv("PORTAL_VENV", str(checkout / "env"))
    monkeypatch.setattr(bootstrap, "quietly", lambda _command: False)
    monkeypatch.setattr(bootstrap, "install_venv_module", lambda: False)
    monkeypatch.setenv("PATH", "")
    (checkout / bootstrap.UV).write_text("")

    with pytest.raises(bootstrap.SetUpError, match="sudo apt install python3"):
        bootstrap.ensure_environment(RUNTIME)


def old_pythons():
    """Interpreters of this machine that may start the portal but not run it."""
    names = ("python3.8", "python3.9", "python3.10", "python3.11")
    found = [shutil.which(name) for name in names]
    pyenv = bootstrap.Path.home() / ".pyenv" / "versions"
    found += [str(path) for name in ("3.8", "3.9", "3.10", "3.11") for path in pyenv.glob(f"{name}.*/bin/python3")]
    script = ["-c", "import sys; sys.exit(not (3, 8) <= sys.version_info < (3, 12))"]
    return [path for path in found if path and subprocess.run([path, *script], capture_output=True).returncode == 0]


def test_an_old_python_hands_over_to_the_environment():
    env = {name: value for name, value in os.environ.items() if name != "PORTAL_ENVIRONMENT_READY"}
    script = "import sys; from rus_portal import bootstrap; print(bootstrap.inside_environment('version'))"

    answers = {
        subprocess.run([python, "-c", script], cwd=bootstrap.TOP, env=env, capture_output=True, text=True).stdout
        for python in old_pythons()
    }

    assert answers <= {"False\n"}


def test_manage_needs_nothing_but_the_standard_library_to_hand_over():
    script = "import sys; sys.path.insert(0, '.'); import rus_portal.bootstrap, manage; print(sorted(sys.modules))"

    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", script],
        cwd=bootstrap.TOP,
        capture_output=True,
        text=True,
        check=True,
    )

    assert "django" not in done.stdout


def test_every_dependency_says_why_it_is_there():
    lines = (bootstrap.TOP / "pyproject.toml").read_text().splitlines()
    project = tomllib.loads("\n".join(lines))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]

    silent = [name for name in wanted if not any(f'"{name}"' in line and "# " in line for line in lines)]

    assert silent == []


@pytest.mark.usefixtures("bare_machine")
def test_find_interpreter_passes_over_a_pyenv_folder_that_it_cannot_read(tmp_path):
    (tmp_path / "pyenv").mkdir()
    (tmp_path / "pyenv" / "versions").write_text("not a folder")

    assert bootstrap.find_interpreter() is None
