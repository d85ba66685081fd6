"""Lets `manage.py seed`, `shell`, `migrate` … use the demo's services when the environment names none."""

import atexit
import contextlib
import os
import time

from rus_portal.bootstrap import SetUpError, say
from rus_portal.local.demo import environment, own_part, services
from rus_portal.local.folders import DataFolder, socket_folder

# These never open the database; starting it for them would only take time.
WITHOUT_SERVICES = {"help", "version", "--help", "-h", "--version", "makemessages", "compilemessages"}
WITHOUT_SERVICES |= {"collectstatic", "findstatic", "startapp", "diffsettings"}


def use_the_demo(command):
    """Put the demo's addresses into the environment; start its services for this command if need be."""
    data = DataFolder()
    if not data.postgres.is_dir():
        return
    try:
        if not data.acquire():
            os.environ.update(published_env(data))
            return
        open_for_this_process(data, with_services=command not in WITHOUT_SERVICES)
    except SetUpError as problem:
        raise SystemExit(f"\n{problem}") from None


def published_env(data):
    """The running demo's environment; it may still be starting."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        facts = data.published()
        if facts:
            return facts["env"]
        time.sleep(0.1)
    raise SetUpError(f"The demo on {data.path} does not get ready.")


def open_for_this_process(data, *, with_services):
    data.make()
    if not with_services:
        os.environ.update(own_part(environment(data, socket_folder(data.path))))
        return
    stack = contextlib.ExitStack()
    _, env = stack.enter_context(services(data))
    atexit.register(stack.close)
    os.environ.update(own_part(env))
    say("Using the demo's database.")
