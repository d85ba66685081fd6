#!/usr/bin/env python3
"""The portal's commands. On a bare machine rus_portal/bootstrap.py makes the environment first."""

import os
import sys


def main():
    if sys.version_info < (3, 8):  # noqa: UP036 – this is the one place that may meet it
        sys.exit("Python 3.8 or later is needed to start; 3.12 to 3.14 to run the portal.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rus_portal.settings")

    from rus_portal import bootstrap

    bootstrap.hand_over(sys.argv)

    from django.core.management import execute_from_command_line

    from rus_portal.environment import SettingError

    try:
        execute_from_command_line(sys.argv)
    except SettingError as fault:
        sys.exit(str(fault))


if __name__ == "__main__":
    main()
