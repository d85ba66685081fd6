"""The demo's folders, ports, services and hints, each by itself."""

import os
import shutil
import socket
import stat
import threading
from pathlib import Path

import polib
import pytest

from rus_portal.bootstrap import SetUpError
from rus_portal.local import demo, folders, services, system, testing
from rus_portal.local.folders import DataFolder
from rus_portal.local.messages import compile_messages
from rus_portal.local.processes import Family, Identity, OtherIdentity, namespaces_work, unprivileged

DEEP = Path("/" + "/".join(["en mycket djup mapp med å"] * 12))


@pytest.fixture
def sockets(request):
    folder = folders.socket_folder(request.node.nodeid)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def listener():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def test_free_port_passes_over_a_taken_one(listener):
    assert demo.free_port(listener) > listener


def test_free_port_takes_the_wanted_one(listener):
    port = demo.free_port(listener + 1)

    assert demo.free_port(port) == port


def test_socket_folder_is_short_private_and_the_same_each_time(monkeypatch, tmp_path):
    monkeypatch.setenv("TMPDIR", str(tmp_path / ("x" * 100)))
    folder = folders.socket_folder(DEEP)

    assert folders.socket_folder(DEEP) == folder
    assert len(os.fsencode(folder / folders.LONGEST_SOCKET_NAME)) <= 103
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    folder.rmdir()


def test_socket_folder_differs_between_data_folders():
    one, other = folders.socket_folder(DEEP), folders.socket_folder(DEEP / "b")

    assert one != other
    one.rmdir()
    other.rmdir()


def test_socket_folder_avoids_a_link_that_somebody_else_has_laid(monkeypatch, tmp_path):
    base = Path(folders.tempfile.mkdtemp(prefix="rus-", dir="/tmp"))
    monkeypatch.setattr(folders, "socket_bases", lambda: [base])
    wanted = folders.socket_folder(DEEP)
    wanted.rmdir()
    wanted.symlink_to(tmp_path)

    given = folders.socket_folder(DEEP)

    assert given != wanted
    assert not given.is_symlink()
    shutil.rmtree(base)


@pytest.mark.parametrize(
    ("folder", "good"),
    [("/run/user/1000/rus-1", True), ("/tmp/med mellanslag", False), ("/" + "a" * 100, False)],
)
def test_fits_refuses_what_an_address_or_a_socket_cannot_hold(folder, good):
    assert folders.fits(Path(folder)) is good


def test_secret_key_is_kept_and_private(tmp_path):
    key = DataFolder(tmp_path).secret_key()

    assert len(key) >= 50
    assert DataFolder(tmp_path).secret_key() == key
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_data_folder_is_run_by_one_at_a_time(tmp_path):
    first, second = DataFolder(tmp_path), DataFolder(tmp_path)

    assert first.acquire()
    assert not second.acquire()
    first.release()
    assert second.acquire()
    second.release()


def test_data_folder_is_waited_for_until_its_holder_lets_go(tmp_path):
    first, second = DataFolder(tmp_path), DataFolder(tmp_path)
    assert first.acquire()
    leaving = threading.Timer(0.3, first.release)

    leaving.start()

    assert second.wait_for(20)
    leaving.join()
    second.release()


def test_data_folder_is_not_waited_for_while_its_services_are_up(tmp_path):
    first, second = DataFolder(tmp_path), DataFolder(tmp_path)
    assert first.acquire()
    first.publish({"url": "http://127.0.0.1:8000/"})

    assert not second.wait_for(20)
    assert not second.acquire()
    first.withdraw()
    assert not second.wait_for(0.2)
    first.release()


def test_valkey_waits_for_the_one_before_on_the_same_socket(tmp_path, sockets):
    before = services.Valkey(tmp_path / "valkey", sockets, tmp_path / "before.log")
    after = services.Valkey(tmp_path / "valkey", sockets, tmp_path / "after.log")
    with Family() as family, Family() as later:
        services.start_all([before], family)
        leaving = threading.Timer(0.3, family.children[0].process.terminate)
        leaving.start()

        services.start_all([after], later)

        assert not family.children[0].is_alive
        assert later.children[0].is_alive
        assert (sockets / services.VALKEY_SOCKET).exists()


def test_environment_encodes_paths_and_yields_to_the_users_own(tmp_path, monkeypatch):
    monkeypatch.setenv("PORTAL_NOW", "2021-09-01T09:00:00+02:00")
    for name in ("DATABASE_URL", "REDIS_URL", "STORAGE_URL"):
        monkeypatch.delenv(name, raising=False)

    env = demo.environment(DataFolder(tmp_path / "på ön"), Path("/tmp/rus-1"))

    assert env["STORAGE_URL"].endswith("/p%C3%A5%20%C3%B6n/files")
    assert env["DATABASE_URL"] == "postgres://portal@%2Ftmp%2Frus-1/portal"
    assert env["REDIS_URL"] == "unix:///tmp/rus-1/valkey.sock"
    assert env["PORTAL_NOW"] == "2021-09-01T09:00:00+02:00"
    assert "PORTAL_NOW" not in demo.own_part(env)
    assert demo.own_part(env)["REDIS_URL"] == env["REDIS_URL"]


def test_postgres_refuses_data_of_another_version(tmp_path, sockets):
    data = tmp_path / "postgres"
    data.mkdir()
    (data / "PG_VERSION").write_text("17\n")

    with Family() as family, pytest.raises(SetUpError, match=r"are of PostgreSQL 17; this portal brings 18"):
        services.Postgres(data, sockets, tmp_path / "log").start(family)


def test_postgres_starts_over_a_leftover_pid_file(tmp_path, sockets):
    tmp_path.chmod(0o711)
    for _ in range(2):
        server = services.Postgres(tmp_path / "postgres", sockets, tmp_path / "log", options=services.THROW_AWAY)
        with Family() as family:
            services.start_all([server], family)
        # The pid of a process that lives and is no PostgreSQL: this one.
        (tmp_path / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
def test_root_runs_postgres_as_somebody_else(tmp_path):
    identity = unprivileged(tmp_path / "postgres")

    assert type(identity) is not Identity
    assert isinstance(identity, OtherIdentity) is not namespaces_work()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
def test_root_runs_postgres_as_the_owner_of_the_data(tmp_path):
    os.chown(tmp_path, 4711, 4711)

    assert unprivileged(tmp_path).arguments == {"user": 4711, "group": 4711, "extra_groups": []}


def test_compile_messages_makes_only_what_is_older(tmp_path):
    folder = tmp_path / "rus_portal" / "locale" / "sv" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    catalogue.append(polib.POEntry(msgid="deadline", msgstr="sista svarsdag på ön"))
    catalogue.save(str(folder / "django.po"))

    made = compile_messages(tmp_path)

    assert made == [folder / "django.mo"]
    assert polib.mofile(str(made[0]))[0].msgstr == "sista svarsdag på ön"
    assert compile_messages(tmp_path) == []


def test_hint_names_the_packages_and_how_to_get_them(monkeypatch):
    monkeypatch.setattr(system.sys, "platform", "linux")
    monkeypatch.setattr(system.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert system.hint(["libpango-1.0-0"]) == "sudo apt install libpango-1.0-0"

    monkeypatch.setattr(system.shutil, "which", lambda name: None)
    assert system.hint(["libpango-1.0-0"]).startswith("Pango 1.44 or later")

    monkeypatch.setattr(system.sys, "platform", "darwin")
    assert system.hint(["libpango-1.0-0"]) == "brew install pango"


def test_missing_pango_is_said_and_does_not_stop_the_start(monkeypatch, capsys):
    monkeypatch.setattr(system, "loads", lambda name: False)
    monkeypatch.setattr(system, "can_install", lambda: False)

    system.ensure_pdf_libraries()

    assert "PDF files cannot be made until this is installed" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "parallel"),
    [
        ([], True),
        (["-q"], True),
        (["-k", "timeline"], True),
        (["-n0"], False),
        (["--pdb"], False),
        (["tests"], False),
    ],
)
def test_all_tests_run_in_parallel_and_chosen_ones_do_not(arguments, parallel):
    assert ("--dist" in testing.in_parallel(arguments)) is parallel
