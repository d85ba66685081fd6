"""References in the text: an empty link to a section or block, whose words are written each time it is shown.

The working copy stores nothing but the address, so that a reference follows when sections are moved and renumbered. A
frozen version has its words written in, as they were that day: `<a class="ref" href="#s-…">3.2 Heading</a>`.
"""

import re
from html import escape

from django.utils.translation import gettext as _

_REFERENCE = re.compile(r'<a href="#((?:s|b)-[0-9a-f-]+)"></a>')


def titles(places):
    """What references can lead to, in words: {"s-<key>": "3.2 Heading", "b-<id>": "3.2, paragraph 4"}.

    `places` are those of numbering.in_order, with the sections' bodies.
    """
    found, paragraph = {}, _("%(number)s, paragraph %(paragraph)d")
    for place in places:
        found[f"s-{place.section.key}"] = place.title
        for number, block in enumerate(place.section.body, start=1):
            found[f"b-{block['id']}"] = paragraph % {"number": place.number, "paragraph": number}
    return found


def resolved(html, words):
    """The block with the words of its references, by `titles`; a reference that leads nowhere says so."""
    if "></a>" not in html:
        return html
    return _REFERENCE.sub(lambda found: _link(found[1], words.get(found[1])), html)


def body_resolved(body, words):
    """The same for all blocks of a section."""
    return [{**block, "html": resolved(block["html"], words)} for block in body]


def used(body):
    """What the references of these blocks lead to, as `titles` names it."""
    return [name for block in body for name in _REFERENCE.findall(block["html"])]


def lost(body, words):
    """How many references of this body lead to what is not there."""
    return sum(name not in words for name in used(body))


def _link(name, words):
    text = words or _("[the reference leads nowhere]")
    return f'<a class="ref" href="#{name}">{escape(text, quote=False)}</a>'
