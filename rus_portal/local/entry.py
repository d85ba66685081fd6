"""What every container of the portal starts with: `python3 -m rus_portal.local.entry COMMAND …`.

A web server or a worker that meets a bad setting only while it loads the portal buries the reason in tracebacks, and
begins again for ever.
"""

import os
import sys

from django.conf import settings

from rus_portal.environment import SettingError


def main(command):
    try:
        _ = settings.SECRET_KEY  # the first one that is asked for reads them all
    except SettingError as fault:
        sys.exit(str(fault))
    os.execvp(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1:])
