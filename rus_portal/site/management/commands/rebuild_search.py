from django.core.management.base import BaseCommand

from rus_portal.site.search import index


class Command(BaseCommand):
    help = "Makes the search index anew from what is public now."

    def handle(self, *args, **options):
        count = index.rebuild()
        self.stdout.write(f"{count} sources were read.")
