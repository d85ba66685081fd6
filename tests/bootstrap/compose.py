"""The real Compose out of its Python package, on docker-compose.yml with the settings of a portal in production."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from rus_portal.bootstrap import TOP

HOST = "rus.region.example"
SETTINGS = {
    "SECRET_KEY": "f3Kq9sLw-2mZx8VbN-7tYcR4hGj-1pDuA6eQo-5iXn0BvWk-only-for-tests",
    "POSTGRES_PASSWORD": "abc123",
    "ALLOWED_HOSTS": HOST,
    "PORTAL_URL": f"https://{HOST}",
    "EMAIL_URL": "smtp://mail:2525",
    "MAIL_FROM": "Rus-portalen <rus@region.example>",
    "CONTACT_EMAIL": "rus@region.example",
}
# An image of its own, so that a test never puts itself in the place of a portal that runs here.
ASIDE = {"PORTAL_VERSION": "test", "COMPOSE_PROJECT_NAME": "rus-portalen-test"}


def compose(*arguments, settings=SETTINGS, files=("docker-compose.yml",), **others):
    """Run Compose with these settings and no others."""
    program = shutil.which("docker-compose", path=str(Path(sys.executable).parent))
    env = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **ASIDE, **settings}
    named = [word for file in files for word in ("-f", str(TOP / file))]
    # Without --env-file a .env beside the compose file would be read.
    command = [program, "--project-directory", str(TOP), "--env-file", os.devnull, *named, *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False, **others)
