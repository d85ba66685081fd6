"""What the editor says and asks while somebody writes: static/js/editor-saving.js is the other end of it."""

import json
from dataclasses import dataclass, field

from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from rus_portal import clock
from rus_portal.accounts.access import right_required
from rus_portal.accounts.roles import Right
from rus_portal.clock import STOCKHOLM
from strategy import actions
from strategy.forms import MOST_CHARACTERS
from strategy.markup import inner_text, tidy
from strategy.merging import Text
from strategy.models import Document, Section, SectionKind
from strategy.snapshot import Snapshot

MOST_BLOCKS = 2_000
LONGEST_HEADING = 250


@dataclass
class Sent:
    """What the editor sends: the text, the saved state it began from, and blocks that it sent before in vain."""

    base: int
    heading: str
    kind: str
    blocks: list
    unsure: dict = field(default_factory=dict)

    @classmethod
    def read(cls, body):
        """ValueError and its like when the editor did not send this."""
        blocks = [{"id": _text(block["id"]), "html": _text(block["html"])} for block in body["blocks"]]
        unsure = {_text(name): [_text(html) for html in sent] for name, sent in body.get("unsure", {}).items()}
        found = cls(int(body["base"]), _text(body["heading"]).strip(), _text(body["kind"]), blocks, unsure)
        if found.kind not in SectionKind or len(blocks) > MOST_BLOCKS:
            raise ValueError("not a section")
        return found

    @property
    def problem(self):
        """Why it cannot be saved, or ""."""
        if sum(len(block["html"]) for block in self.blocks) > MOST_CHARACTERS:
            return _("The text is too long. Divide it into several sections.")
        if len(self.heading) > LONGEST_HEADING:
            return _("The heading is too long: at most %(n)d characters.") % {"n": LONGEST_HEADING}
        return ""


def _text(value):
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


@right_required(Right.WRITE_STRATEGY)
@require_POST
def autosave(request, slug, key):
    """Save what stands in the editor. JSON in and out; what others saved meanwhile comes back."""
    section = _section(slug, key)
    try:
        sent = Sent.read(json.loads(request.body))
    except (ValueError, TypeError, KeyError, AttributeError):
        return JsonResponse({"error": "malformed"}, status=400)
    if sent.problem:
        return JsonResponse({"problem": sent.problem}, status=422)
    written = actions.write_section(
        section,
        # A heading that is being retyped is empty for a moment: the saved one stands until there is a new one.
        ours=Text(sent.heading or section.heading, sent.kind, sent.blocks),
        base=sent.base,
        unsure=sent.unsure,
        by=request.user,
        is_autosaved=True,
    )
    actions.show_up(section, by=request.user)
    return JsonResponse(_answer(request, sent, written))


def _answer(request, sent, written):
    section = written.section
    last = section.revisions.select_related("saved_by").first()
    waiting = list(section.held_texts.waiting().select_related("written_by"))
    return {
        "revision": section.revision,
        "saved": render_to_string("strategy/workspace/_saved_at.html", {"moment": clock.now()}).strip(),
        "last": render_to_string("strategy/workspace/_last.html", {"last": last}).strip(),
        "heading": section.heading,
        "kind": section.kind,
        "problem": "" if sent.heading else _("The section must have a heading. The one that was saved last stands."),
        "is_removed": section.removed_at is not None,
        **_differences(sent, written),
        "waiting": len(waiting),
        "held": render_to_string("strategy/workspace/_held.html", held_context(section, waiting), request),
        "present": present(section, request.user),
    }


def _differences(sent, written):
    """How the saved text differs from the one that was sent: only that needs to change on the page."""
    ours = {block["id"]: block["html"] for block in written.ours}
    known = {block["id"] for block in sent.blocks}
    saved = {block["id"]: block["html"] for block in written.section.body}
    # A block that came as several: the first of them has kept the id.
    parted = {one["id"] for one, other in zip(written.ours, written.ours[1:], strict=False) if other["id"] not in known}
    changed = {
        block_id: html
        for block_id, html in saved.items()
        if block_id not in known or html != ours.get(block_id) or block_id in parted
    }
    # An empty paragraph is not saved, and yet stands on the page until something is written in it.
    gone = [block["id"] for block in sent.blocks if block["id"] not in saved and tidy(block["html"])]
    order = [block_id for block_id in ours if block_id in saved] != list(saved)
    return {"changed": changed, "gone": gone, "order": list(saved) if order else None}


def held_context(section, waiting=None):
    """What the list of texts that wait needs: each beside the saved one."""
    saved = {block["id"]: block["html"] for block in section.body}
    saved |= {"heading": section.heading, "kind": section.get_kind_display()}
    if waiting is None:
        waiting = section.held_texts.waiting().select_related("written_by")
    kinds = dict(SectionKind.choices)
    held = [(one, saved.get(one.place, ""), kinds.get(one.text, one.text)) for one in waiting]
    return {"section": section, "document": section.document, "held": held}


@right_required(Right.WRITE_STRATEGY)
@require_POST
def here(request, slug, key):
    """Somebody still has the section open; who else has."""
    section = _section(slug, key)
    actions.show_up(section, by=request.user)
    return JsonResponse({"present": present(section, request.user)})


def present(section, user):
    """The others who have the section open right now: name, and since when."""
    others = section.presences.here(clock.now()).exclude(user=user).select_related("user")
    return [
        {
            "name": str(one.user),
            "where": _("writes here"),
            "since": timezone.localtime(one.since, STOCKHOLM)
            .strftime("%H:%M")
            .replace(":", pgettext("between hours and minutes", ":")),
        }
        for one in others
    ]


@right_required(Right.WRITE_STRATEGY)
@require_POST
def settle(request, slug, key, held):
    """Choose between two texts that clashed, or choose anew."""
    section = _section(slug, key)
    found = get_object_or_404(section.held_texts, pk=held)
    takes = request.POST.get("takes")
    if takes not in {"saved", "held", "both", "again"}:
        return JsonResponse({"error": "malformed"}, status=400)
    actions.settle_held(found, takes=takes, by=request.user)
    return redirect("strategy:edit_section", slug, key)


@right_required(Right.WRITE_STRATEGY)
@require_GET
def references(request, slug):
    """What one can refer to: the sections, or the paragraphs of the one that is chosen."""
    document = get_object_or_404(Document, slug=slug)
    snapshot = Snapshot.take(document)
    chosen = request.GET.get("section", "")
    places = [place for place in snapshot.places if chosen in ("", str(place.section.key))]
    found = [{"target": f"s-{place.section.key}", "title": place.title} for place in places]
    if chosen:
        found += [
            {
                "target": f"b-{block['id']}",
                "title": snapshot.titles[f"b-{block['id']}"],
                "words": inner_text(block["html"])[:80],
            }
            for place in places
            for block in place.section.body
        ]
    return JsonResponse({"places": found})


def _section(slug, key):
    return get_object_or_404(Section.objects.select_related("document"), document__slug=slug, key=key)
