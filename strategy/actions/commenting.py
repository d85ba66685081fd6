"""Conversations about words of the working text."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from rus_portal import clock
from rus_portal.notifications import actions as letters
from strategy import anchoring, mention_letters
from strategy.actions.following import place_anew
from strategy.models import Comment, CommentThread, Section
from strategy.workflow import ThreadStep


@transaction.atomic
def comment(section, *, text, by, block="", quoted="", before="", after="", mentioned=()):
    """Say something about words of a block, about a whole block, or without `block` about the section.

    Words that do not stand there (any more) are kept all the same: the comment is listed without a place. Each of
    `mentioned` is owed a letter. Returns the comment.
    """
    section = Section.objects.select_for_update(of=("self",)).get(pk=section.pk)
    thread = _placed(section, block, quoted, before, after, by=by)
    return _say(thread, text, by, mentioned)


@transaction.atomic
def bring_in(section, found, *, by):
    """Put the conversations of a Word document beside a new section, under the names and times that Word gave.

    `found` is plain data of strategy/word/comments_in.py; `by` is who put the document in. Nobody gets a letter.
    """
    for one in found:
        times = [_moment(said["at"]) for said in one["said"]]
        place = (one[name] for name in ("block", "quoted", "before", "after"))
        thread = _placed(section, *place, by=None, at=times[0])
        Comment.objects.bulk_create(
            Comment(thread=thread, text=said["text"], author=said["who"] or _("Somebody without a name"), at=at)
            for said, at in zip(one["said"], times, strict=True)
        )
        if one["is_settled"]:
            thread.advance(ThreadStep.RESOLVE, by=by)


def _placed(section, block, quoted, before, after, **facts):
    """A conversation where its words stand now, or without a place."""
    quoted = quoted.strip() if block else ""
    thread = CommentThread(section=section, block=block, quoted=quoted, words=quoted, **facts)
    thread.before, thread.after = before[-anchoring.CONTEXT :], after[: anchoring.CONTEXT]
    thread.passage = quoted
    thread.take_place(section, anchoring.find(thread.anchor, section.body))
    thread.save()
    return thread


def _moment(written):
    """What Word says of when; it writes the time of the clock on the wall, whatever zone it names."""
    try:
        return datetime.fromisoformat(written).replace(tzinfo=clock.STOCKHOLM)
    except ValueError:
        return clock.now()


@transaction.atomic
def reply(thread, *, text, by, mentioned=()):
    """Answer in a conversation; one that was resolved is open again."""
    thread = CommentThread.objects.select_for_update(of=("self",)).select_related("section").get(pk=thread.pk)
    if thread.is_settled:
        _reopen(thread, by)
    return _say(thread, text, by, mentioned)


@transaction.atomic
def resolve(thread, *, by):
    """It has been dealt with. TransitionNotAllowedError when somebody has said so already."""
    thread.advance(ThreadStep.RESOLVE, by=by)


@transaction.atomic
def reopen(thread, *, by):
    """It has not been dealt with after all. TransitionNotAllowedError when it is open already."""
    _reopen(thread, by)


def _reopen(thread, by):
    thread.advance(ThreadStep.REOPEN, by=by)
    place_anew(thread)


def _say(thread, text, by, mentioned):
    said = Comment.objects.create(thread=thread, text=text, by=by)
    told = [person for person in mentioned if person != by]
    said.mentioned.set(told)
    letters.owe_all(mention_letters.mentioned(said, told))
    return said
