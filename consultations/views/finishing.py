"""The last part of an answer: the check page and sending."""

from django.shortcuts import redirect

from consultations import fields, holding, late_files, parts, publication, questions, said, signing
from consultations.actions import answers
from consultations.in_words import readable
from consultations.views.answering import (
    own_deadline,
    page,
    read,
    section_address,
    with_draft,
)
from consultations.views.sections import field_address
from consultations.views.visit import Visit
from consultations.word import previewing
from rus_portal import clock
from rus_portal.accounts.models import Organisation


@with_draft(posted=Visit.draft_to_send)
def review(request, visit, draft):
    """Everything as it will be sent, with what is still wrong; and the sending itself."""
    writer = visit.writer(draft)
    if request.method != "POST":
        is_person = parts.is_person(draft, read(draft)[0])
        return _review_page(request, visit, draft, may_send=signing.may_send(draft, writer, is_person=is_person))
    try:
        response = answers.send(draft, by=request.user, writer=writer)
    except answers.MayNotSendError:
        return _review_page(request, visit, visit.draft(draft.pk), may_send=False, status=403)
    except answers.DraftIsFrozenError:
        return _review_page(request, visit, visit.draft(draft.pk), may_send=True, status=409)
    except answers.AnswerIncompleteError as incomplete:
        whole, found = visit.draft(draft.pk), incomplete.problems
        return _review_page(request, visit, whole, may_send=True, found=found, status=422)
    except answers.AnswersNotTakenError:
        return redirect("consultations:answer", draft.consultation.year, draft.consultation.slug)
    # The link that let one in leads to the receipt too; whoever came by log-in alone holds none.
    if not visit.holds(writer.link):
        visit.remember_draft(draft.pk)
    return redirect("consultations:receipt", response.receipt_number)


def _review_page(request, visit, draft, *, may_send, found=None, status=200):
    values, _versions = read(draft)
    attached = holding.with_checks(draft.files.order_by("pk"))
    if found is None:
        found = fields.problems_before_sending(values, files=attached, is_named=bool(draft.organisation_id))
        found |= questions.problems(draft.consultation, values) | late_files.stopped_of(attached)
    context = {
        "files": attached,
        "unfinished": list(draft.uploads.all()),
        "unplaced": [one for one in previewing.documents(draft) if one.waiting_count],
        "may_send": may_send,
        "signatories": [] if may_send else signing.names(draft),
        "needs_one_more": signing.needs_one_more(draft),
        "found": [(field_address(draft, name, values), message) for name, message in found.items()],
        "stance": readable("overall.stance", values.get("overall.stance", "")),
        "answered": _answered(draft, values),
        "sections": [
            (section_address(draft, one.line), one) for one in said.by_section(draft.consultation.version, values)
        ],
        "joint": Organisation.objects.filter(pk__in=fields.joint(values)).in_swedish_order()
        if fields.joint(values)
        else (),
        "seconded": publication.seconded_in(draft.consultation, values),
        "own_days": _own_days(draft),
        "addresses": {slug: parts.address(draft, slug) for slug in parts.slugs(draft, values)},
    }
    return page(request, visit, draft, parts.REVIEW, values, "review", context, status=status)


def _own_days(draft):
    """(part, its deadline for this sender, whether that is over) of the parts that are wanted back before the rest."""
    own, now = own_deadline(draft), clock.now()
    deadlines = [(part, part.deadline_for(own)) for part in draft.consultation.parts_in_short]
    return [(part, deadline, not deadline.includes(now)) for part, deadline in deadlines if deadline < own]


def _answered(draft, values):
    said = fields.answers(values)
    return [
        (question, question.readable(said[question.order]))
        for question in draft.consultation.questions.all()
        if question.order in said
    ]
