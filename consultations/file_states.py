"""The states of a file that came from outside, and the steps between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rus_portal.workflow import Step


class FileState(models.TextChoices):
    """Nobody opens a file that is not clean. While the virus scanner is down, files are held, and none is lost."""

    HELD = "held", _("Being checked")
    CLEAN = "clean", pgettext_lazy("of a file", "Checked")
    REFUSED = "refused", pgettext_lazy("of a file", "Stopped: cannot be opened safely")
    INFECTED = "infected", pgettext_lazy("of a file", "Stopped by the virus scanner")


class FileTransition(models.TextChoices):
    PASS = "pass", pgettext_lazy("a file", "Let it pass")
    REFUSE = "refuse", pgettext_lazy("a file", "Stop it")
    FIND_VIRUS = "find_virus", pgettext_lazy("a file", "Stop it as infected")


STOPPED = (FileState.REFUSED, FileState.INFECTED)
FILE_STEPS = {
    FileTransition.PASS: Step(frozenset({FileState.HELD}), FileState.CLEAN),
    FileTransition.REFUSE: Step(frozenset({FileState.HELD}), FileState.REFUSED),
    FileTransition.FIND_VIRUS: Step(frozenset({FileState.HELD}), FileState.INFECTED),
}
