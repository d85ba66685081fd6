"""What everyone may read, source by source, as entries of the index. What is not public makes no entry."""

import re
from datetime import datetime, time

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from consultations import publication
from consultations.models import Consultation, Question, Response, SenderKind
from rus_portal import clock
from rus_portal.site.models import SearchEntry, SearchKind, SearchSource
from strategy.blocks import plain_text
from strategy.models import Erratum, Evidence, Summary, Version, VersionSection
from strategy.workflow import State
from timeline.models import Milestone, NewsItem

# What is in force comes first; then what each document shows; last a later proposal, and earlier versions.
IN_FORCE, CURRENT, LATER, EARLIER = 4.0, 2.0, 0.5, 0.3
BOOSTS = {
    SearchKind.SUMMARY: 1.8,
    SearchKind.ERRATUM: 1.2,
    SearchKind.ROUND: 1.5,
    SearchKind.EVIDENCE: 1.0,
    SearchKind.MILESTONE: 0.9,
    SearchKind.NEWS: 0.9,
    SearchKind.ANSWER: 0.7,
}


def read(source: str, pks: list[int]) -> list[SearchEntry]:
    """The entries of these sources, not saved and without their vectors; addresses are the Swedish ones."""
    with translation.override("sv"):
        return list(_READERS[SearchSource(source)](pks))


def becomes_public(source: str, pk: int) -> datetime | None:
    """When something that is not public yet becomes so by itself; None when it does not, or is already."""
    now = clock.now()
    match source:
        case SearchSource.NEWS:
            instant = NewsItem.objects.filter(pk=pk).values_list("published_at", flat=True).first()
        case SearchSource.MILESTONE:
            day = Milestone.objects.filter(pk=pk).values_list("visible_from", flat=True).first()
            instant = day and datetime.combine(day, time(), clock.STOCKHOLM)
        case _:
            return None
    return instant if instant and instant > now else None


def _sections(documents):
    """Every published version's sections: those of the version that is shown as the document's count more."""
    published = Version.objects.published().filter(document__in=documents).select_related("document")
    versions = list(published.current_first().defer("rendered", "principles", "coverage"))
    shown = {}
    for version in versions:
        shown.setdefault(version.document_id, version)
    sections = VersionSection.objects.filter(version__in=versions).only("version", "key", "number", "heading", "body")
    by_pk = {version.pk: version for version in versions}
    for section in sections.order_by("-version__number", "order"):
        section.version = by_pk[section.version_id]
        yield _section(section, shown[section.version.document_id])


def _section(section, shown):
    version = section.version
    return SearchEntry(
        source=SearchSource.DOCUMENT,
        source_id=version.document_id,
        kind=SearchKind.SECTION if version == shown else SearchKind.EARLIER,
        title=section.title.strip(),
        place=f"{version.title}, {version.label}",
        address=section.get_absolute_url(),
        text=_lines(section.body),
        document_id=version.document_id,
        year=_year(version.frozen_at),
        boost=_boost(version, shown),
    )


def _boost(version, shown):
    if version != shown:
        return LATER if version.number > shown.number else EARLIER
    return IN_FORCE if version.state == State.IN_FORCE else CURRENT


def _errata(pks):
    """Corrections that stand, of what everyone may read."""
    standing = Erratum.objects.standing().filter(pk__in=pks, version__in=Version.objects.published())
    related = standing.select_related("version__document", "section")
    for one in related.defer("version__rendered", "section__body"):
        about = one.section.title.strip() if one.section else _("The whole document")
        version = one.version
        yield SearchEntry(
            source=SearchSource.ERRATUM,
            source_id=one.pk,
            kind=SearchKind.ERRATUM,
            title=f"{_('Correction %(number)s') % {'number': one.number}}: {about}",
            place=f"{version.title}, {version.label}",
            address=f"{version.get_absolute_url()}#{one.anchor}",
            text=_joined(one.right, one.wrong, one.reason, one.decided_by),
            document_id=version.document_id,
            year=one.decided_on.year,
            boost=BOOSTS[SearchKind.ERRATUM],
        )


def _summaries(pks):
    """As they were last published, each in its own language."""
    readable = Version.objects.published().values("document")
    found = Summary.objects.published().filter(pk__in=pks, document__in=readable)
    for one in found.select_related("document", "published"):
        told = one.published.facts
        yield SearchEntry(
            source=SearchSource.SUMMARY,
            source_id=one.pk,
            kind=SearchKind.SUMMARY,
            title=told["title"],
            place=f"{one.document.title}, {one.name}",
            address=reverse("strategy:summary", args=[one.document.slug, one.slug]),
            text=_joined(told["lead"], _lines(told["body"])),
            language=one.language,
            document_id=one.document_id,
            year=_year(one.published_at),
            boost=BOOSTS[SearchKind.SUMMARY],
        )


def _rounds(pks):
    rounds = Consultation.objects.visible_to(AnonymousUser()).filter(pk__in=pks).select_related("version")
    asked = {}
    for question in Question.objects.filter(consultation__in=pks):
        asked.setdefault(question.consultation_id, []).append(question.text)
    for one in rounds.defer("version__rendered"):
        yield _entry(
            SearchKind.ROUND,
            SearchSource.ROUND,
            one,
            text=_joined(one.lead, _lines(one.letter), *asked.get(one.pk, []), one.registry_number),
            document_id=one.version.document_id,
            year=one.year,
        )


def _answers(pks):
    """As the web shows them. Those that have been replaced or withdrawn are kept beside the list, and not found."""
    rounds = Consultation.objects.visible_to(AnonymousUser())
    found = Response.objects.published().standing().filter(pk__in=pks, is_protected=False, consultation__in=rounds)
    related = found.select_related("organisation", "confirmation", "consultation__version")
    for one in related.defer("consultation__version__rendered"):
        web = publication.web_version(one)
        comments = [text for comment in web.comments for text in (comment.comment, comment.proposal)]
        said = [web.summary, *(answer.shown for answer in web.answers), *comments, web.reservations]
        round_ = one.consultation
        yield SearchEntry(
            source=SearchSource.ANSWER,
            source_id=one.pk,
            kind=SearchKind.ANSWER,
            # Private persons stand on the web without name: the page says so in the reader's language.
            title="" if one.sender_kind == SenderKind.PERSON else str(one.sender),
            place=f"{round_.title}, {one.receipt_number}",
            address=reverse("consultations:published_answer", args=[round_.year, round_.slug, one.receipt_number]),
            # Also by its number, as it stands in the receipt and in the list.
            text=_joined(*said, web.confirmation_reservations, one.receipt_number),
            document_id=round_.version.document_id,
            year=_year(one.received_at),
            boost=BOOSTS[SearchKind.ANSWER],
        )


def _evidence(pks):
    readable = Version.objects.published().values("document")
    found = Evidence.objects.present().filter(pk__in=pks, document__in=readable).select_related("document")
    for one in found:
        page = reverse("strategy:evidence", args=[one.document.slug])
        yield _entry(
            SearchKind.EVIDENCE,
            SearchSource.EVIDENCE,
            one,
            place=one.document.title,
            address=f"{page}#{one.anchor}",
            text=_joined(one.summary, one.unknown, one.audience),
            document_id=one.document_id,
            year=one.sort_start and one.sort_start.year,
        )


def _milestones(pks):
    for one in Milestone.objects.known_on(clock.today()).filter(pk__in=pks):
        text = _joined(one.text, one.reason)
        yield _entry(SearchKind.MILESTONE, SearchSource.MILESTONE, one, text=text, year=one.sort_start.year)


def _news(pks):
    for one in NewsItem.objects.published().filter(pk__in=pks):
        text, year = _joined(one.lead, one.text), _year(one.published_at)
        yield _entry(SearchKind.NEWS, SearchSource.NEWS, one, text=text, year=year)


def _entry(kind, source, row, *, address="", **facts):
    address = address or row.get_absolute_url()
    facts |= {"title": row.title, "boost": BOOSTS[kind], "address": address}
    return SearchEntry(source=source, source_id=row.pk, kind=kind, **facts)


def _lines(blocks):
    """The words alone, each cell of a table a line of its own."""
    return plain_text({"html": re.sub(r"</t[dh]>", "<br>", block["html"])} for block in blocks)


def _joined(*texts):
    return "\n".join(text for text in texts if text)


def _year(instant):
    return instant.astimezone(clock.STOCKHOLM).year


_READERS = {
    SearchSource.DOCUMENT: _sections,
    SearchSource.ROUND: _rounds,
    SearchSource.ANSWER: _answers,
    SearchSource.EVIDENCE: _evidence,
    SearchSource.MILESTONE: _milestones,
    SearchSource.NEWS: _news,
    SearchSource.ERRATUM: _errata,
    SearchSource.SUMMARY: _summaries,
}
EVERYTHING = {
    SearchSource.DOCUMENT: Version.objects.order_by().values_list("document", flat=True).distinct(),
    SearchSource.ROUND: Consultation.objects.order_by().values_list("pk", flat=True),
    SearchSource.ANSWER: Response.objects.published().order_by().values_list("pk", flat=True),
    SearchSource.EVIDENCE: Evidence.objects.order_by().values_list("pk", flat=True),
    SearchSource.MILESTONE: Milestone.objects.order_by().values_list("pk", flat=True),
    SearchSource.NEWS: NewsItem.objects.order_by().values_list("pk", flat=True),
    SearchSource.ERRATUM: Erratum.objects.order_by().values_list("pk", flat=True),
    SearchSource.SUMMARY: Summary.objects.published().order_by().values_list("pk", flat=True),
}
