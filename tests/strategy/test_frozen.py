"""The database itself refuses to change what is frozen, and anyone can compute the hash again."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from strategy import canonical, verification
from strategy.models import SectionRevision, Version, VersionSection
from tests.factories import UserFactory, VersionFactory, block
from tests.strategy.writing import frozen, published

pytestmark = pytest.mark.django_db
DOCUMENTATION = Path(settings.BASE_DIR) / "docs" / "canonical-form.md"

CHANGES = [
    "UPDATE strategy_version SET title = 'Annat'",
    "UPDATE strategy_version SET hash = repeat('0', 64)",
    "UPDATE strategy_version SET sealed = false",
    "DELETE FROM strategy_version",
    "UPDATE strategy_versionsection SET heading = 'Annat'",
    "UPDATE strategy_versionsection SET body = '[]'",
    "DELETE FROM strategy_versionsection",
    "UPDATE strategy_versionevent SET reason = 'Annat'",
    "DELETE FROM strategy_versionevent",
    "UPDATE strategy_sectionrevision SET heading = 'Annat'",
    "DELETE FROM strategy_sectionrevision",
]


@pytest.mark.parametrize("sql", CHANGES)
def test_the_database_refuses(sql):
    published()

    with pytest.raises(IntegrityError, match="frozen text is frozen"), connection.cursor() as cursor:
        cursor.execute(sql)


TABLES = ["strategy_version", "strategy_versionsection", "strategy_versionevent", "strategy_sectionrevision"]


@pytest.mark.parametrize("table", TABLES)
def test_the_database_refuses_truncate(table):
    published()

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL portal.may_truncate = 'off'")
        with pytest.raises(IntegrityError, match="frozen text is frozen"):
            cursor.execute(f"TRUNCATE {table} CASCADE")


def _changed_title():
    version = Version.objects.get()
    version.title = "Annat"
    version.save()


ORM_CHANGES = [
    _changed_title,
    lambda: Version.objects.update(label="Annat"),
    lambda: VersionSection.objects.update(heading="Annat"),
    lambda: VersionSection.objects.all()._raw_delete("default"),
    lambda: SectionRevision.objects.all()._raw_delete("default"),
    lambda: VersionSection.objects.create(
        version=Version.objects.get(), key="0" * 32, order=99, depth=1, number="9", kind="text", heading="Smygs in"
    ),
]


@pytest.mark.parametrize("change", ORM_CHANGES)
def test_the_orm_meets_the_same_refusal(change):
    version = published()

    with pytest.raises(IntegrityError, match="frozen text is frozen"), transaction.atomic():
        change()

    assert canonical.digest(Version.objects.get(pk=version.pk)) == version.hash


def test_state_and_stored_page_may_change():
    version = published()

    Version.objects.update(rendered="<p>Ny sida</p>")

    version.refresh_from_db()
    assert (version.state, version.rendered) == ("on_consultation", "<p>Ny sida</p>")


def test_canonical_form_is_sorted_tight_and_utf_8():
    version = frozen()

    text = canonical.canonical(version).decode()

    assert text.startswith('{"document":"')
    assert "Hållbar tillväxt" in text
    assert '": ' not in text
    assert json.loads(text)["sections"][3]["number"] == "1.1.2"


def test_the_documented_script_computes_the_hash_of_the_download(client, tmp_path):
    version = published()
    script = re.search(r"```python\n(.*?)```", DOCUMENTATION.read_text(encoding="utf-8"), re.DOTALL)[1]
    download = tmp_path / "version.json"
    response = client.get(f"/strategi/{version.document.slug}/version/1.json")
    download.write_bytes(response.content)

    done = subprocess.run([sys.executable, "-c", script, str(download)], capture_output=True, text=True)

    assert len(script.splitlines()) <= 30
    assert f"computed {version.hash}\nThe text is the one that was frozen." in done.stdout
    assert done.returncode == 0


def test_the_documented_script_sees_a_changed_letter(client, tmp_path):
    version = published()
    script = re.search(r"```python\n(.*?)```", DOCUMENTATION.read_text(encoding="utf-8"), re.DOTALL)[1]
    response = client.get(f"/strategi/{version.document.slug}/version/1.json")
    download = tmp_path / "version.json"
    download.write_text(response.content.decode().replace("Blekinge är litet", "Blekinge är stort"), encoding="utf-8")

    done = subprocess.run([sys.executable, "-c", script, str(download)], capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (1, "The text is NOT the one that was frozen.\n")


def test_verification_finds_nothing_wrong_with_what_actions_made():
    published(by=UserFactory())

    assert list(verification.check()) == []


def test_verification_names_a_hash_and_a_page_that_do_not_agree():
    version = VersionFactory(sections=1)

    problems = list(verification.check())

    assert len(problems) == 3
    assert all(str(version) in problem for problem in problems)
    assert version.hash in problems[0]


def test_verification_sees_a_section_that_is_not_as_last_saved():
    version = published()
    section = version.document.sections.first()
    type(section).objects.filter(pk=section.pk).update(body=[block("Ändrad förbi historiken.")])

    [problem] = verification.check()

    assert section.heading in problem
