"""Suggesting changes in the working text, and deciding about them."""

from django.db import transaction

from rus_portal.workflow import TransitionNotAllowedError
from strategy import anchoring, blocks, merging, suggesting
from strategy.actions import places
from strategy.actions.errors import NothingSuggestedError, SectionChangedError, SuggestionOutdatedError, WordsGoneError
from strategy.actions.following import place_anew
from strategy.actions.writing import keep
from strategy.merging import Text
from strategy.models import Section, Suggestion
from strategy.workflow import SuggestionState, SuggestionStep


@transaction.atomic
def suggest_words(section, *, block, quoted, words, by, before="", after="", reason=""):
    """Suggest other words in the place of those that are quoted; none, and they are to go.

    WordsGoneError when they do not stand in the block, NothingSuggestedError when nothing would change.
    """
    section = _locked(section)
    html = _html(section, block)
    place = anchoring.find(anchoring.Anchor(block, quoted, before, after), [{"id": block, "html": html}])
    if not html or not place or place.start == place.end:
        raise WordsGoneError(quoted)
    return _suggest(section, block, html, anchoring.replaced(html, place, words), reason, by)


@transaction.atomic
def suggest_block(section, *, block, html, by, was=None, reason=""):
    """Suggest what a whole block is to say: `html` may be several blocks, or none. Without `block` it is a new one.

    `was` is what the person saw, when that is not the block as it stands now.
    """
    section = _locked(section)
    now = _html(section, block) if block else ""
    if block and not now:
        raise WordsGoneError(block)
    return _suggest(section, block, now if was is None else was, suggesting.tidied(html), reason, by)


@transaction.atomic
def accept(suggestion, *, by, reason=""):
    """Put it into the text, as a revision that names who suggested it.

    TransitionNotAllowedError when it has been decided already; SuggestionOutdatedError when its words have changed so
    that it must be taken by hand.
    """
    section = _held(suggestion)
    becomes = suggesting.becomes(suggestion, section.body)
    if becomes is None:
        raise SuggestionOutdatedError(suggestion)
    return _take(suggestion, section, becomes, by, reason)


@transaction.atomic
def accept_by_hand(suggestion, *, html, expected_revision, by, reason=""):
    """Take it in words that the editor has put right: `html` stands in the place of the block, or last without one.

    SectionChangedError when somebody saved the section since the editor began.
    """
    section = _held(suggestion)
    if section.revision != expected_revision:
        raise SectionChangedError(section)
    return _take(suggestion, section, suggesting.tidied(html), by, reason)


@transaction.atomic
def reject(suggestion, *, by, reason=""):
    """Say no. It stays in the list of what has been decided."""
    suggestion.advance(SuggestionStep.REJECT, by=by, reason=reason)


@transaction.atomic
def withdraw_suggestion(suggestion, *, by):
    """Take one's own suggestion back."""
    suggestion.advance(SuggestionStep.WITHDRAW, by=by)


@transaction.atomic
def reopen_suggestion(suggestion, *, by):
    """Undo what was decided: it waits again. What an accepted one changed is taken out of the text, if that still can.

    TransitionNotAllowedError when it waits already; SuggestionOutdatedError when others have changed what it changed:
    then nothing is done. One whose paragraph is gone is listed without a place.
    """
    section = _section_of(suggestion)
    before = _without(suggestion, section) if suggestion.state == SuggestionState.ACCEPTED else None
    suggestion.advance(SuggestionStep.REOPEN, by=by)
    Suggestion.objects.filter(pk=suggestion.pk).update(revision=None)
    if before is not None:
        keep(section, before, by)
    # Saving lets it follow its words, but only in a text that has changed.
    suggestion.refresh_from_db()
    place_anew(suggestion)
    return suggestion


@transaction.atomic
def decide_all(suggestions, *, step, by, reason=""):
    """Accept or reject many, each with its own event; (decided, left). Left are those that must be taken by hand."""
    decided, left, suggestions = [], [], list(suggestions)
    # In one order: two who decide about many at once would wait for each other.
    wanted = {suggestion.section_id for suggestion in suggestions}
    list(Section.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk").values_list("pk"))
    for suggestion in suggestions:
        try:
            if step == SuggestionStep.ACCEPT:
                accept(suggestion, by=by, reason=reason)
            else:
                reject(suggestion, by=by, reason=reason)
        except (SuggestionOutdatedError, TransitionNotAllowedError):
            left.append(suggestion)
        else:
            decided.append(suggestion)
    return decided, left


def _suggest(section, block, was, wants, reason, by):
    if wants == suggesting.tidied([was]):
        raise NothingSuggestedError(block)
    return Suggestion.objects.create(
        section=section,
        block=block,
        passage=anchoring.words_of(was),
        kind=suggesting.kind(was, wants),
        was=was,
        wants=wants,
        reason=reason,
        by=by,
    )


def _locked(section):
    return Section.objects.select_for_update(of=("self",)).select_related("document").get(pk=section.pk)


def _held(suggestion):
    """The section of one that waits, locked."""
    section = _section_of(suggestion)
    if suggestion.state != SuggestionState.OPEN:
        raise TransitionNotAllowedError(SuggestionStep.ACCEPT)
    return section


def _section_of(suggestion):
    """The section that it belongs to, locked; the suggestion is as it stands then."""
    section = _locked(suggestion.section)
    suggestion.refresh_from_db()
    return section if suggestion.section_id == section.pk else _section_of(suggestion)


def _without(suggestion, section):
    """The section as it would be had it not been accepted; None when it changed nothing."""
    numbers = (suggestion.revision - 1, suggestion.revision)
    saved = {one.number: one for one in section.revisions.filter(number__in=numbers)}
    before, after = map(saved.get, numbers)
    accepted = suggestion.events.filter(transition=SuggestionStep.ACCEPT).last()
    if accepted and after and after.saved_at < accepted.at:
        # The text said so already.
        return None
    if not (after and before):
        raise SuggestionOutdatedError(suggestion)
    base, theirs, ours = (Text(one.heading, one.kind, one.body) for one in (after, section, before))
    merged = merging.merge(base, theirs, ours)
    if merged.clashes:
        raise SuggestionOutdatedError(suggestion)
    taken = places.block_ids_elsewhere(section.document_id, section)
    return Text(merged.heading, merged.kind, blocks.clean(merged.body, taken=taken))


def _html(section, block_id):
    return next((block["html"] for block in section.body if block["id"] == block_id), "")


def _take(suggestion, section, html, by, reason):
    """One person's decision, one revision, one event."""
    body = suggesting.with_blocks(section.body, suggestion, html)
    body = blocks.clean(body, taken=places.block_ids_elsewhere(section.document_id, section))
    # Before the text is kept: what follows its words then no longer asks for this one.
    suggestion.revision = section.revision + (body != section.body)
    suggestion.save(update_fields=["revision"])
    suggestion.advance(SuggestionStep.ACCEPT, by=by, reason=reason)
    keep(section, Text(section.heading, section.kind, body), by, suggested_by=suggestion.by)
    return suggestion
