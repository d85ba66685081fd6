"""The repository checks its own manners, so that a review can talk about meaning."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import call_command

TOP = Path(settings.BASE_DIR)
TEMPLATES = TOP / "templates"
CATALOGUE = TOP / "rus_portal" / "locale" / "sv" / "LC_MESSAGES" / "django.po"


def tracked(*patterns):
    """Files that belong to the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=TOP,
        capture_output=True,
        text=True,
        check=True,
    )
    return [TOP / line for line in listed.stdout.splitlines() if (TOP / line).is_file()]


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", "--check", "--dry-run", "-v", "0")


def test_swedish_catalogue_has_no_gap():
    catalogue = polib.pofile(str(CATALOGUE))

    gaps = [entry.msgid for entry in catalogue if not entry.translated()]

    assert gaps == []


def test_swedish_catalogue_knows_every_text_in_the_code(tmp_path):
    """What makemessages finds in the tree is in the catalogue: a new text without Swedish fails here."""
    copy = tmp_path / "tree"
    for path in tracked("*.py", "*.html", "*.txt", "*.po"):
        if "tests" not in path.relative_to(TOP).parts:
            target = copy / path.relative_to(TOP)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    before = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(CATALOGUE))}

    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "-l", "sv", "--no-obsolete", "-v", "0"],
        cwd=copy,
        check=True,
    )

    found = polib.pofile(str(copy / CATALOGUE.relative_to(TOP)))
    assert sorted(str(key) for key in {(entry.msgctxt, entry.msgid) for entry in found} - before) == []


def test_every_template_is_used():
    """A template that nobody names is dead. Packages of overrides (allauth, crispy) are found by their libraries."""
    by_library = ("account/", "allauth/", "mfa/", "usersessions/", "socialaccount/", "portal/", "django/")
    sources = "".join(
        path.read_text(encoding="utf-8") for path in tracked("*.py", "*.html", "*.txt") if "tests" not in path.parts
    )
    names = [path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.*")]

    unused = [name for name in names if not name.startswith(by_library) and not _is_named(name, sources)]

    assert unused == []


def _is_named(name, sources):
    # Letters, icons and the parts of an answer are named by their stem, in quotes. Django names the pages of statuses.
    stem = re.sub(r"(\.subject)?\.(txt|html|svg)$", "", name)
    by_stem = any(folder in name for folder in ("/email/", "/icons/", "/answer/"))
    return (
        name in sources
        or (by_stem and re.search(rf"""["']{Path(stem).name}["']""", sources))
        or re.fullmatch(r"(4|5)\d\d\.html", name)
    )


def test_no_inline_script_or_style_in_templates():
    """The CSP forbids it, so a browser would drop it in silence. Letters and PDF pages are not shown under the CSP."""
    pages = [path for path in TEMPLATES.rglob("*.html") if not {"email", "pdf"} & set(path.parts)]
    script = r'<script(?![^>]*\b(?:src=|type="application/json"))'
    inline = re.compile(rf"{script}|<style|\sstyle=|\son(click|change|submit|load|input)=", re.IGNORECASE)

    found = [path.relative_to(TOP).as_posix() for path in pages if inline.search(path.read_text(encoding="utf-8"))]

    assert found == []


def test_ruff_finds_nothing():
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--quiet", "."], cwd=TOP, capture_output=True, text=True, check=False
    )

    assert done.stdout == ""


def test_imports_go_one_way():
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"], cwd=TOP, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout


def test_every_public_docstring_is_there():
    """Modules, classes with rules and actions say in a sentence what the name cannot."""
    actions = [path for path in tracked("*.py") if path.name == "actions.py" or path.parent.name == "actions"]

    bare = [
        f"{path.relative_to(TOP)}: {name}"
        for path in actions
        for name in re.findall(
            r'^def ([a-z]\w+)\([^)]*\)(?: -> [^:]+)?:\n(?!    """)', path.read_text(encoding="utf-8"), re.MULTILINE
        )
    ]

    assert bare == []
