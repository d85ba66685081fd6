"""A version as a Word document, or what is written now, which is for officials only."""

import hashlib

from django.conf import settings
from django.db.models import Count, Max, Prefetch
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from rus_portal import clock
from rus_portal.clock import STOCKHOLM
from rus_portal.exports import registry
from rus_portal.exports.models import Export
from rus_portal.exports.uploads import DOCX
from strategy import canonical, errata
from strategy.exports import image
from strategy.models import Comment, CommentThread, Document, Version
from strategy.snapshot import Snapshot

WORD_KIND = "word"
VERSION, WORKING = "version", "working"


class WorkingTextChangedError(Exception):
    """A file of this very text is there already, asked for in the same words: whoever wants one asks once more."""


def subject_of(thing, fingerprint):
    """What the export is of: a version, or the working text as it was when somebody asked."""
    if isinstance(thing, Version):
        return f"{VERSION}:{thing.pk}"
    return f"{WORKING}:{thing.pk}:{fingerprint[:16]}"


def _find(subject):
    what, pk, *_state = subject.split(":")
    if what == VERSION:
        return Version.objects.sealed().select_related("document").get(pk=pk)
    document = Document.objects.get(pk=pk)
    document.asked_as = subject
    return document


def _make(thing, progress):
    # python-docx and lxml: no web worker shall carry them.
    from strategy.word import exporting  # noqa: PLC0415

    progress(5)
    book = _of_version(thing, exporting.Book) if isinstance(thing, Version) else _of_document(thing, exporting.Book)
    return registry.Made(exporting.render(book, image, progress))


def _of_version(version, book):
    facts = [
        (_("Frozen"), _day(version.frozen_at)),
        (_("On the web"), f"{settings.PORTAL_URL}/v/{version.short_hash}/"),
        (_("Checksum (SHA-256)"), version.hash),
    ]
    if version.document.source:
        facts.append((_("Source"), version.document.source))
    words = {"number": version.number, "label": version.label, "hash": version.short_hash}
    imprint = _("Version %(number)s, %(label)s · %(hash)s") % words
    shared = _shared(version, list(version.sections.all()))
    return book(**shared, imprint=imprint, facts=facts, at=version.frozen_at, corrections=_corrections(version))


def _corrections(version):
    """[(heading, section's key or nothing, [(label, words)])]: what stands on the page after the cover."""
    return [(_called(one), one.key, list(_said(one))) for one in errata.of(version)]


def _called(one):
    name = _("Correction %(number)s") % {"number": one.number}
    return f"{name} ({pgettext('correction', 'Withdrawn')})" if one.withdrawn_at else name


def _said(one):
    yield _("Where"), one.place
    if one.wrong:
        yield _("It says"), one.wrong
    yield _("It should say"), one.right
    if one.reason:
        yield _("Why"), one.reason
    yield _("Decided by"), f"{one.decided_by}, {date_format(one.decided_on, 'j F Y')}"
    if one.withdrawn_at:
        yield pgettext("correction", "Withdrawn"), f"{_day(one.withdrawn_at)}: {one.withdrawal}"


def _of_document(document, book):
    """What is written by the time the file is made: others may have written since it was asked for."""
    snapshot, now = Snapshot.take(document), clock.now()
    digest = canonical.digest_of_working(snapshot)
    _note_state(document, working_fingerprint(document, digest))
    facts = {name: getattr(document, name) for name in ("title", "subtitle", "lead")}
    version = Version(document=document, number=0, principles=snapshot.frozen_principles(), **facts)
    imprint = _("Working text %(moment)s") % {"moment": f"{_day(now)} {now.astimezone(STOCKHOLM):%H.%M}"}
    return book(
        **_shared(version, snapshot.frozen_sections(version)),
        imprint=imprint,
        facts=[(_("Checksum of the working text"), digest)],
        mark=_("Draft – not frozen"),
        at=now,
        conversations=_conversations(document),
    )


def working_fingerprint(document, digest):
    """What the file of the working text is made from: the text with this checksum, and what waits to be answered."""
    talk = _waiting(document).aggregate(n=Count("pk", distinct=True), said=Max("comments"), settled=Max("events"))
    if not talk["n"]:
        return digest
    return hashlib.sha256(f"{digest} {sorted(talk.items())}".encode()).hexdigest()


def _waiting(document):
    return CommentThread.objects.unsettled().filter(section__document=document, section__removed_at=None)


def _conversations(document):
    """What is said and not settled, as Word's comments. Never in the file of a version: this is the officials' own."""
    # python-docx and lxml: see _make.
    from strategy.word.comments_out import Conversation  # noqa: PLC0415

    found = _waiting(document).select_related("section").defer("section__body")
    said = Comment.objects.select_related("by").order_by("at", "pk")
    return [
        Conversation(
            str(thread.section.key), thread.anchor, [(one.who, one.at, one.text) for one in thread.comments.all()]
        )
        for thread in found.prefetch_related(Prefetch("comments", said)).order_by("at", "pk")
    ]


def _note_state(document, digest):
    """Let the row say what the file is made of, when that is no longer what it was asked for."""
    asked = Export.objects.filter(kind=WORD_KIND, subject=document.asked_as)
    outdated = asked.unfinished().exclude(fingerprint=digest)
    if outdated.exists() and asked.filter(fingerprint=digest).exists():
        raise WorkingTextChangedError(document)
    outdated.update(fingerprint=digest)


def _shared(version, sections):
    return {
        "title": version.title,
        "subtitle": version.subtitle,
        "lead": version.lead,
        "region": settings.PORTAL_REGION,
        "sections": sections,
        "principles": version.principles,
        "words": {
            "chapter": _("Chapter"),
            "contents": _("Contents"),
            "builds_on": _("Builds on"),
            "appendix": _("Appendix: how the goals and priorities were weighed"),
            "not_relevant": _("not relevant"),
            "corrections": _("Corrections"),
            "gone": _("(About “%(words)s”, which no longer stands in the text.)"),
            "frozen_stays": _(
                "The text in this file is the one that was frozen, and its checksum is the same. "
                "These corrections stand beside it."
            ),
        },
    }


def _day(moment):
    return date_format(moment.astimezone(STOCKHOLM), "j F Y")


def _file_name(thing):
    if isinstance(thing, Version):
        return f"{thing.document.slug}-version-{thing.number}.docx"
    return f"{thing.slug}-utkast.docx"


def _may_download(user, thing):
    if isinstance(thing, Version):
        return Version.objects.visible_to(user).filter(pk=thing.pk).exists()
    return user.is_authenticated and user.is_official


KIND = registry.Kind(WORD_KIND, _find, _make, _file_name, _may_download, DOCX)
