"""What the portal needs from the operating system: Pango and a font for PDF, a browser for the tests."""

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

from rus_portal.bootstrap import say

PANGO_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
FONT_PACKAGE = "fonts-dejavu-core"
BROWSERS = ("chromium", "google-chrome-stable", "google-chrome", "chromium-browser")
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "/Library/Fonts")


def ensure_pdf_libraries():
    """Install them, or say what to install. The portal starts either way."""
    missing = missing_pdf_packages()
    if missing and not (can_install() and install(missing)):
        say(f"PDF files cannot be made until this is installed: {hint(missing)}")


def missing_pdf_packages():
    missing = []
    if not all(loads(name) for name in pango_libraries()):
        missing += PANGO_PACKAGES
    if not has_a_font():
        missing.append(FONT_PACKAGE)
    return missing


def pango_libraries():
    if sys.platform == "darwin":
        return ["libpango-1.0.0.dylib", "libpangoft2-1.0.0.dylib"]
    return ["libpango-1.0.so.0", "libpangoft2-1.0.so.0"]


def loads(library):
    # Homebrew's folders are not among those that the loader looks in by itself.
    for prefix in ("", "/opt/homebrew/lib/", "/usr/local/lib/"):
        try:
            ctypes.CDLL(prefix + library)
        except OSError:
            continue
        return True
    return False


def has_a_font():
    folders = [Path(folder).expanduser() for folder in FONT_FOLDERS]
    return any(next(folder.rglob("*.[to]t[fc]"), None) for folder in folders if folder.is_dir())


def can_install():
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages):
    """Whether apt could install the packages."""
    say(f"Installing {' '.join(packages)} …")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quiet = ["apt-get", "-q", "-y"]
    add = [*quiet, "install", "--no-install-recommends", *packages]
    for command in (add, [*quiet, "update"], add):
        done = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if command is add and done.returncode == 0:
            return True
    say(done.stdout + done.stderr)
    return False


def hint(packages):
    """The sentence for who may not install, or has no apt."""
    if sys.platform == "darwin":
        return "brew install pango"
    if shutil.which("apt-get"):
        return f"sudo apt install {' '.join(packages)}"
    return f"Pango 1.44 or later with its FreeType part, and a font (Debian's names: {' '.join(packages)})"


def ensure_browser():
    """Return the browser's path, or None for the one that Playwright brings."""
    found = find_browser()
    if found:
        return found
    # Ubuntu's chromium package is a snap, which does not run everywhere.
    if can_install() and "ubuntu" not in os_release() and install(["chromium"]):
        found = find_browser()
        if found:
            return found
    say("Fetching Playwright's Chromium …")
    deps = ["--with-deps"] if can_install() else []
    fetch = [sys.executable, "-m", "playwright", "install", *deps, "--only-shell", "chromium"]
    if subprocess.run(fetch, check=False).returncode:
        say(f"No browser for the tests: {hint(['chromium'])}, or name one in CHROMIUM.")
    return None


def find_browser():
    named = os.environ.get("CHROMIUM")
    for name in [named] if named else BROWSERS:
        path = shutil.which(name)
        if path and runs([path, "--version"]):
            return path
    return None


def runs(command):
    try:
        return subprocess.run(command, capture_output=True, timeout=30, check=False).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def ensure_gettext():
    """makemessages is only needed by who changes texts; one test checks that the catalogue is complete."""
    if shutil.which("xgettext") is None and not (can_install() and install(["gettext"])):
        say(f"Tests of the translations need: {hint(['gettext'])}")


def os_release():
    try:
        return Path("/etc/os-release").read_text().lower()
    except OSError:
        return ""
