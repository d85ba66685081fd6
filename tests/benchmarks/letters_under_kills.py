"""20,000 reminders with workers killed every two seconds: `python -m tests.benchmarks.letters_under_kills`.

Starts its own Postgres and broker, a mail server that takes 10 ms for each letter, three workers of two processes, and
a tick each second. Every two seconds a process dies, every twenty a whole worker. It prints what docs/benchmarks.md
says, and ends with 1 when a letter was lost, or sent twice outside the one window between the mail server's yes and the
commit.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from rus_portal.local import demo
from rus_portal.local.folders import DataFolder
from tests.benchmarks.run import TOP, manage
from tests.notifications.killing import NOW, environment, send_under_kills, sink, twice

WORKERS, EVERY, WHOLE_EACH, DELAY = 3, 2.0, 10, 0.01


def invite(number):
    """An open round with so many bodies that have not answered."""
    from consultations.models import Invitation, InvitationState  # noqa: PLC0415 – Django is set up only now
    from rus_portal.accounts.models import Organisation  # noqa: PLC0415
    from rus_portal.clock.models import ClockSetting  # noqa: PLC0415
    from tests.factories import ConsultationFactory  # noqa: PLC0415

    ClockSetting.objects.update_or_create(pk=1, defaults={"domain": NOW, "real": django_now()})
    consultation = ConsultationFactory(last_day=date(2021, 6, 30))
    bodies = Organisation.objects.bulk_create(
        [Organisation(name=f"Exempelorgan {n:05}", sort_key=f"{n:05}") for n in range(number)], batch_size=2000
    )
    Invitation.objects.bulk_create(
        [
            Invitation(
                consultation=consultation,
                organisation=body,
                contact_email=f"kontakt{n}@organ.example",
                state=InvitationState.SENT,
            )
            for n, body in enumerate(bodies)
        ],
        batch_size=2000,
    )


def django_now():
    from django.utils import timezone  # noqa: PLC0415

    return timezone.now()


def measure(env, number):
    """Send them all under kills; returns the rows of the report and whether the promise held."""
    with sink(DELAY) as mail_server:
        env = environment(env, mail_server)
        os.environ.update(env)
        import django  # noqa: PLC0415 – with the environment of the portal

        django.setup()
        from rus_portal.notifications.models import Letter  # noqa: PLC0415

        invite(number)
        started = time.perf_counter()

        def unsent():
            print(f"{len(mail_server.taken)} taken after {time.perf_counter() - started:.0f} s", file=sys.stderr)
            return Letter.objects.unsent().exists() or Letter.objects.count() < number

        kills = send_under_kills(
            env,
            mail_server,
            workers=WORKERS,
            pause=lambda: time.sleep(EVERY),
            unsent=unsent,
            at_most=3600,
            patience=60,
            whole_each=WHOLE_EACH,
        )
        seconds = time.perf_counter() - started
        letters = {str(name): to for name, to in Letter.objects.values_list("message_id", "recipient")}
        waiting = Letter.objects.unsent().count()
        lost = number - waiting - len(set(mail_server.taken) & set(letters.items()))
        again = sum(n - 1 for n in twice(mail_server).values())
        strange = len({name for name, _to in mail_server.taken} - letters.keys())
    rows = [
        ("reminders owed and sent", f"{len(letters)} / {number - lost - waiting}"),
        (
            "workers killed",
            f"{kills}, one each {EVERY:.0f} s; each tenth a whole worker, the others one of its processes",
        ),
        ("lost", str(lost)),
        ("still waiting for their next try when the time was up", str(waiting)),
        ("sent twice (the same Message-ID, killed between the yes and the commit)", str(again)),
        ("sent under another name", str(strange)),
        ("time", f"{seconds:.0f} s, {number / seconds:.0f} letters a second"),
    ]
    return rows, lost == strange == waiting == 0 and len(letters) == number and again <= 2 * kills


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=20_000)
    number = parser.parse_args().letters
    folder = Path(tempfile.mkdtemp(prefix="portal-kills-"))
    try:
        data = DataFolder(folder)
        data.make()
        data.acquire()
        with demo.services(data) as (_family, env):
            manage(env | {"PYTHONPATH": str(TOP)}, "migrate", "-v", "0")
            rows, held = measure(env, number)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("\n".join(f"| {what} | {value} |" for what, value in rows))
    return 0 if held else 1


if __name__ == "__main__":
    os.chdir(TOP)
    sys.exit(main())
