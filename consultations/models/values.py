"""What several records of this app say in the same words."""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stance(models.TextChoices):
    """DOMAIN.md §3.5. The overall stance is never computed from the parts."""

    SUPPORTS = "supports", _("Supports")
    SUPPORTS_WITH_COMMENTS = "supports_with_comments", _("Supports, with comments")
    OPPOSES = "opposes", _("Opposes")
    NO_COMMENTS = "no_comments", _("No comments")
    DECLINES = "declines", _("Declines to answer")
    NOT_STATED = "not_stated", _("Not stated")


def new_key():
    """A secret for a link, 192 bits."""
    return secrets.token_urlsafe(24)
