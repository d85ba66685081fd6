"""`seed demo [--at remiss] [--if-empty]` tells the story; `seed volume …` makes a load of made-up answers."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from rus_portal.demo import replay, volume
from rus_portal.demo.phases import FIRST, PHASES
from strategy.models import Document


class Command(BaseCommand):
    help = "Fill the portal with the demo's story, or with a load for measuring."

    def add_arguments(self, parser):
        kinds = parser.add_subparsers(dest="kind", required=True)
        demo = kinds.add_parser("demo", help="the region's own story, replayed up to a day; what was there is emptied")
        demo.add_argument("--at", choices=list(PHASES), default=FIRST.slug, help="the day to stop at")
        demo.add_argument("--if-empty", action="store_true", help="do nothing when there is anything already")
        load = kinds.add_parser("volume", help="a round of its own with many answers; nothing is emptied")
        load.add_argument("--invitations", type=int, default=250)
        load.add_argument("--answers", type=int, default=300)
        load.add_argument("--points", type=int, default=5000)
        load.add_argument("--sections", type=int, default=40)

    def handle(self, *, kind, **options):
        """Refused where the portal is in earnest."""
        if not settings.PORTAL_DEMO:
            raise CommandError("This is not a demo: set PORTAL_DEMO=1 on a database that may be emptied.")
        if kind == "volume":
            made = volume.make(
                invitations=options["invitations"],
                answers=options["answers"],
                points=options["points"],
                sections=options["sections"],
            )
            self.stdout.write(f"{made.get_absolute_url()}: {options['answers']} answers, {options['points']} points")
        elif not (options["if_empty"] and Document.objects.exists()):
            replay.play(PHASES[options["at"]])
            self.stdout.write(f"The story stands at: {PHASES[options['at']].name}")
