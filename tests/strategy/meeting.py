"""People who act in one moment, each over a connection of their own."""

import threading

from django.db import connection


def at_once(*acts):
    """What each of them gives or raises, all begun in one moment."""
    together, outcomes = threading.Barrier(len(acts)), []

    def run(act):
        together.wait()
        try:
            outcomes.append(type(act()).__name__)
        except Exception as refused:
            outcomes.append(type(refused).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)
