"""Recompute what can be recomputed: hashes, receipts, counts, files. Exit status 1 on any difference."""

import hashlib
from itertools import chain

from django.core.management.base import BaseCommand

from consultations import verification as answers
from rus_portal.exports.models import Export
from strategy import verification as versions


def exported_files():
    """Sentences about finished exports whose file is gone or no longer what was made."""
    for export in Export.objects.ready().iterator():
        try:
            with export.file.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            yield f"Export {export.pk} ({export.file_name}): the file is gone."
            continue
        if found != export.sha256:
            yield f"Export {export.pk} ({export.file_name}): the file is not what was made."


class Command(BaseCommand):
    help = "Recompute hashes, receipts, counts and files; exit 1 on any difference."

    def handle(self, **_options):
        """Every difference is one line."""
        problems = 0
        for problem in chain(versions.check(), answers.check(), exported_files()):
            problems += 1
            self.stdout.write(problem)
        self.stdout.write("All as it was." if not problems else f"{problems} differences.")
        if problems:
            raise SystemExit(1)
