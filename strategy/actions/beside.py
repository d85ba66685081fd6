"""What stands beside the frozen text: corrections of it, and short tellings in easy words or other languages."""

from django.db import transaction
from django.db.models import Max

from rus_portal import clock
from strategy import blocks, errata, files, summaries
from strategy.actions import places
from strategy.actions.errors import SeveralPlacesError, SummaryChangedError, WordsGoneError
from strategy.models import Erratum, Summary, SummaryRevision, Version
from strategy.workflow import SummaryStep


@transaction.atomic
def add_erratum(version, *, section=None, paragraph=None, wrong="", right, reason="", decided_by, decided_on, by):
    """Note what is wrong in a frozen text and what it should be; the text itself stays as it is. The PDF says it too.

    The paragraph is found by the words that are wrong. WordsGoneError when they do not stand in the section,
    SeveralPlacesError when they stand in several of its paragraphs and `paragraph` (1, 2 …) does not say which.
    """
    Version.objects.select_for_update().get(pk=version.pk)
    last = version.errata.aggregate(last=Max("number"))["last"] or 0
    erratum = Erratum.objects.create(
        version=version,
        number=last + 1,
        section=section,
        block=_block(section, paragraph, wrong),
        wrong=wrong.strip(),
        right=right.strip(),
        reason=reason.strip(),
        decided_by=decided_by.strip(),
        decided_on=decided_on,
        noted_by=by,
    )
    files.request_pdf(version, by=by)
    return erratum


@transaction.atomic
def withdraw_erratum(erratum, *, reason, by):
    """Say that a correction no longer holds. It stays in the list, with the reason; a second time nothing happens."""
    facts = {"withdrawn_at": clock.now(), "withdrawn_by": by, "withdrawal": reason.strip()}
    if Erratum.objects.standing().filter(pk=erratum.pk).update(**facts):
        files.request_pdf(erratum.version, by=by)
    erratum.refresh_from_db()
    return erratum


@transaction.atomic
def add_summary(document, *, language, is_easy_read, title, lead="", body, version=None, by):
    """Begin to tell a document shortly. Nobody but officials sees it before it is published."""
    summary = Summary(
        document=places.lock(document),
        slug=summaries.slug(language, is_easy_read=is_easy_read),
        language=language,
        is_easy_read=is_easy_read,
        revision=0,
    )
    return _keep(summary, {"title": title, "lead": lead, "body": body, "version": version}, by)


@transaction.atomic
def save_summary(summary, *, expected_revision, by, **facts):
    """Word it anew; SummaryChangedError when somebody else saved since this person began. Readers see no change yet."""
    summary = Summary.objects.select_for_update(of=("self",)).select_related("document", "saved_by").get(pk=summary.pk)
    if summary.revision != expected_revision:
        raise SummaryChangedError(summary)
    return _keep(summary, facts, by)


@transaction.atomic
def publish_summary(summary, *, expected_revision, by):
    """Show everyone what is saved; SummaryChangedError when that is no longer what this person read."""
    summary = Summary.objects.select_for_update(of=("self",)).select_related("document", "saved_by").get(pk=summary.pk)
    if summary.revision != expected_revision:
        raise SummaryChangedError(summary)
    summary.published = summary.revisions.get(number=summary.revision)
    summary.published_at, summary.published_by = clock.now(), by
    summary.save(update_fields=["published", "published_at", "published_by"])
    summary.advance(SummaryStep.PUBLISH, by=by)
    return summary


@transaction.atomic
def take_down_summary(summary, *, by):
    """Let nobody but officials read it; it can be published again."""
    summary.advance(SummaryStep.TAKE_DOWN, by=by)
    return summary


def _block(section, paragraph, wrong):
    """The id of the block that is meant; empty for the whole section or its heading."""
    if section is None:
        return ""
    found = errata.places(section, wrong) if wrong.strip() else [paragraph or 0]
    if paragraph is not None:
        found = [place for place in found if place == paragraph <= len(section.body)]
    if not found:
        raise WordsGoneError
    if len(found) > 1:
        raise SeveralPlacesError(found)
    return section.body[found[0] - 1]["id"] if found[0] else ""


def _keep(summary, facts, by):
    for name, value in facts.items():
        setattr(summary, name, blocks.clean(value) if name == "body" else value)
    summary.revision += 1
    summary.saved_by, summary.saved_at = by, clock.now()
    summary.save()
    number = summary.version.number if summary.version else None
    SummaryRevision.objects.create(
        summary=summary,
        number=summary.revision,
        facts={"title": summary.title, "lead": summary.lead, "body": summary.body, "version": number},
        saved_by=by,
        saved_at=summary.saved_at,
    )
    return summary
