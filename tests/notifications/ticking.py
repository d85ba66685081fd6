"""The clock's tick, every second: what a worker lost is found soon."""

import time
from datetime import timedelta

from consultations import periodic as consultations
from rus_portal.notifications import periodic


def tick(patience):
    """For ever; what has not been sent `patience` seconds after it was handed over is handed over again."""
    periodic.TIME_TO_SEND = timedelta(seconds=patience)
    while True:
        consultations.remind_consultees()
        periodic.relay_letters()
        time.sleep(1)
