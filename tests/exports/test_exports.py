"""Exports: made once, by one worker, with the failure in the row."""

import dataclasses
import hashlib
import threading

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from rus_portal.exports import actions, periodic, registry, storage, tasks
from rus_portal.exports.models import Export, State
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


class Thing:
    pk = 1


@pytest.fixture
def kind(monkeypatch):
    """A kind whose files tell how often they were made."""
    made = []

    def make(thing, progress):
        progress(50)
        made.append(Export.objects.get().progress)
        return registry.Made(b"file %d" % len(made), pages=3)

    kind = registry.Kind(
        name="test",
        find=lambda subject: Thing(),
        make=make,
        file_name=lambda thing: "fil.pdf",
        may_download=lambda user, thing: user.is_authenticated,
    )
    monkeypatch.setitem(registry._kinds, "test", kind)
    kind.make.made = made
    return kind


def ask(django_capture_on_commit_callbacks, fingerprint="a"):
    with django_capture_on_commit_callbacks(execute=True):
        actions.request("test", 1, fingerprint)
    return Export.objects.get(fingerprint=fingerprint)


def test_export_is_made_with_progress(kind, django_capture_on_commit_callbacks):
    export = ask(django_capture_on_commit_callbacks)

    facts = (export.state, export.progress, export.size, export.pages, export.file_name, kind.make.made)
    assert facts == (State.READY, 100, 6, 3, "fil.pdf", [50])


def test_unchanged_thing_is_made_once(kind, django_capture_on_commit_callbacks):
    first = ask(django_capture_on_commit_callbacks)
    again = ask(django_capture_on_commit_callbacks)

    assert (first.pk, len(kind.make.made)) == (again.pk, 1)


def test_failure_stands_in_the_row_and_is_tried_again_when_asked(kind, monkeypatch, django_capture_on_commit_callbacks):
    def broken(thing, progress):
        raise ValueError("no paper")

    good = registry.get("test")
    monkeypatch.setitem(registry._kinds, "test", registry.Kind(**{**good.__dict__, "make": broken}))
    failed = ask(django_capture_on_commit_callbacks)
    monkeypatch.setitem(registry._kinds, "test", good)

    healed = ask(django_capture_on_commit_callbacks)

    assert (failed.state, failed.failure, healed.state) == (State.FAILED, "no paper", State.READY)


@pytest.mark.django_db(transaction=True)
def test_export_that_another_worker_makes_is_left_alone(kind):
    export = Export.objects.create(kind="test", subject="1", fingerprint="a")
    held, let_go = threading.Event(), threading.Event()

    def other_worker():
        tasks._claim(export.pk)
        held.set()
        let_go.wait(10)
        connections.close_all()

    thread = threading.Thread(target=other_worker)
    thread.start()
    held.wait(10)

    tasks.make_export(export.pk)

    export.refresh_from_db()
    let_go.set()
    thread.join()
    assert export.state == State.ASKED


@pytest.mark.django_db(transaction=True)
def test_export_whose_worker_died_is_picked_up(kind):
    export = Export.objects.create(kind="test", subject="1", fingerprint="a", state=State.RUNNING, progress=40)
    Export.objects.update(touched_at=timezone.now() - 2 * periodic.FORGOTTEN_AFTER)

    periodic.pick_up_exports()

    export.refresh_from_db()
    assert export.state == State.READY


@pytest.mark.django_db(transaction=True)
def test_whoever_waits_sees_how_far_it_has_come(kind, monkeypatch):
    seen = []

    def look():
        seen.append(Export.objects.get().progress)
        connections.close_all()

    def make(thing, progress):
        progress(50)
        other = threading.Thread(target=look)
        other.start()
        other.join(10)
        return registry.Made(b"file")

    monkeypatch.setitem(registry._kinds, "test", registry.Kind(**{**kind.__dict__, "make": make}))
    export = Export.objects.create(kind="test", subject="1", fingerprint="a")

    tasks.make_export(export.pk)

    assert seen == [50]


def test_download_is_for_whom_the_kind_lets_in(kind, client, logged_in, django_capture_on_commit_callbacks):
    export = ask(django_capture_on_commit_callbacks)

    stranger = client.get(f"/fil/{export.pk}/")
    friend = logged_in(UserFactory()).get(f"/fil/{export.pk}/")

    assert stranger.status_code == 404
    assert b"".join(friend.streaming_content) == b"file 1"
    assert friend["Content-Disposition"] == 'attachment; filename="fil.pdf"'


@pytest.mark.parametrize("facts", [{"state": "ready"}, {"state": "failed"}, {"progress": 101}])
def test_database_refuses_states_that_say_nothing(facts):
    with pytest.raises(IntegrityError), transaction.atomic():
        Export.objects.create(kind="x", subject="1", fingerprint="a", **facts)


def test_stored_file_is_what_was_saved():
    export = Export(kind="x", subject="1", fingerprint="a")

    export.file.save("fil.pdf", ContentFile(b"content"), save=False)

    with export.file.open() as file:
        assert file.read() == b"content"


def test_a_file_that_is_written_to_disk_is_kept_whole_and_its_scratch_is_gone(
    kind, monkeypatch, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    scratch = storage.scratch()
    scratch.write(b"0123456789" * 20_000)
    written = dataclasses.replace(kind, make=lambda thing, progress: registry.Made(scratch))
    monkeypatch.setitem(registry._kinds, "test", written)

    export = ask(django_capture_on_commit_callbacks)

    with export.file.open("rb") as file:
        whole = file.read()
    assert (export.size, whole) == (200_000, b"0123456789" * 20_000)
    assert export.sha256 == hashlib.sha256(whole).hexdigest()
    assert scratch.closed
