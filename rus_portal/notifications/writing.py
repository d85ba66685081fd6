"""Text of letters as text."""

import re

from django.template import Context
from django.template.loader import get_template


def as_text(name: str, context: dict) -> str:
    """The template as plain text: nothing is escaped, and what its tags leave of empty lines is tidied."""
    text = get_template(name).template.render(Context(context, autoescape=False))
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
