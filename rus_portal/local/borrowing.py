"""Lets `manage.py seed`, `shell`, `migrate` … use the demo's services when the environment names none."""

import atexit
import contextlib
import os

from rus_portal.bootstrap import SetUpError, say
from rus_portal.local.demo import environment, own_part, services
from rus_portal.local.folders import DataFolder, socket_folder

LONGEST_START = 120  # seconds
# These never open the database; starting it for them would only take time.
WITHOUT_SERVICES = {"help", "version", "--help", "-h", "--version", "makemessages", "compilemessages"}
WITHOUT_SERVICES |= {"collectstatic", "findstatic", "startapp", "diffsettings"}


def use_the_demo(command):
    """Put the demo's addresses into the environment; start its services for this command if need be."""
    data = DataFolder()
    if not data.postgres.is_dir():
        return
    try:
        if data.wait_for(LONGEST_START):
            open_for_this_process(data, with_services=command not in WITHOUT_SERVICES)
        else:
            os.environ.update(published_env(data))
    except SetUpError as problem:
        raise SystemExit(f"\n{problem}") from None


def published_env(data):
    """The running demo's environment."""
    facts = data.published()
    if not facts:
        raise SetUpError(f"The demo on {data.path} does not get ready.")
    return facts["env"]


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
