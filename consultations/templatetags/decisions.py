"""How a decision is written out: {% load decisions %}."""

from django import template

register = template.Library()


@register.filter
def paragraph_sign(number):
    """The item of the minutes with one § before it, whether or not its writer typed one: `§ 81`."""
    return f"§ {number.strip().removeprefix('§').strip()}"
