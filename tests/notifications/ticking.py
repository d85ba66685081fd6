"""The clock's tick, every second: what a worker lost is found soon."""

import time
from datetime import timedelta

from consultations import periodic as consultations
from rus_portal.notifications import periodic


def tick():
    """For ever. Ten seconds are to this second what the ten minutes of the relay are to its minute."""
    periodic.TIME_TO_SEND = timedelta(seconds=10)
    while True:
        consultations.remind_consultees()
        periodic.relay_letters()
        time.sleep(1)
