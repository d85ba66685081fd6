"""The compilation as everyone reads it: as it was approved, quoting only what the web versions of answers show."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consultations import marks, outline
from consultations.compiling import at_words, presenting, said
from consultations.compiling.masks import Masks
from consultations.exports import compilation
from consultations.views.public import ANSWERS_ARE_OUT, fetch_round, page_of, way_to
from rus_portal.accounts.access import public_page
from rus_portal.exports.models import State
from rus_portal.exports.views import send
from strategy.models import VersionSection


def _published_version(consultation):
    """The compilation as it was approved last, once everyone may read it; else None."""
    if consultation.state not in ANSWERS_ARE_OUT:
        return None
    version = consultation.compilation_versions.first()
    if version:
        version.consultation = consultation
    return version


def _find(year, slug):
    consultation = fetch_round(year, slug)
    if version := _published_version(consultation):
        return version
    raise Http404


@public_page(mark=marks.of_report)
@require_safe
def report(request, year, slug):
    """The compilation, or when it comes."""
    consultation = fetch_round(year, slug)
    version = _published_version(consultation)
    context = {
        "here": "consultations",
        "crumbs": way_to(consultation),
        "consultation": consultation,
        "version": version,
        "answers_are_out": consultation.state in ANSWERS_ARE_OUT,
    }
    if version:
        context |= _content(version)
    return render(request, "consultations/report.html", context)


def _content(version):
    tables = presenting.tables(version.figures, version.consultation)
    sections = tables.get("sections", {}).get("rows", [])
    return {
        "tables": tables,
        "totals": version.figures["totals"],
        "left_out": presenting.left_out(version.figures),
        "sections": [(row["line"], version.text_of("section", row["section"])) for row in sections if row["line"]],
        "questions": [
            (table, version.text_of("question", table["asked"].pk)) for table in tables.values() if table["asked"]
        ],
    }


def _way_to(consultation):
    address = reverse("consultations:report", args=[consultation.year, consultation.slug])
    return [*way_to(consultation), (_("The compilation"), address)]


@public_page(mark=marks.of_report)
@require_safe
def section(request, year, slug, address):
    """One section: the frozen text, the summary, the stances, and what published answers say of it."""
    version = _find(year, slug)
    consultation = version.consultation
    spoken = [line for line in outline.of(consultation.version) if str(line.pk) in version.figures["said"]]
    line = next((one for one in spoken if address in {one.number, str(one.key)}), None)
    if line is None:
        raise Http404
    frozen = VersionSection.objects.get(pk=line.pk)
    comments = said.comments(consultation, section=frozen, published_only=True)
    page = page_of(comments, request)
    masks = Masks(response__in={comment.response_id for comment in page})
    for comment in page:
        comment.section = frozen
        comment.comment, comment.proposal = masks.comment(comment)
    place = spoken.index(line)
    context = {
        "here": "consultations",
        "crumbs": _way_to(consultation),
        "consultation": consultation,
        "version": version,
        "line": line,
        "text": version.text_of("section", line.pk),
        "table": presenting.section_table(version.figures, consultation, line),
        "paragraphs": at_words.paragraphs(frozen, comments.exclude(block="").values_list("block", "quoted", "before")),
        "page": page,
        "unquoted": max(0, version.figures["said"][str(line.pk)]["points"] - page.paginator.count),
        "before": spoken[place - 1] if place else None,
        "after": spoken[place + 1] if place + 1 < len(spoken) else None,
        "query": "",
    }
    return render(request, "consultations/report_section.html", context)


@public_page(mark=marks.of_report)
@require_safe
def question(request, year, slug, order):
    """One question: the summary, the numbers, and what published answers say to it."""
    version = _find(year, slug)
    consultation = version.consultation
    asked = get_object_or_404(consultation.questions.with_sections(), order=order)
    table = presenting.tables(version.figures, consultation).get(f"question-{asked.pk}")
    if table is None:
        raise Http404
    page = page_of(said.answers(consultation, asked, published_only=True), request)
    masks = Masks(response__in={answer.response_id for answer in page})
    for answer in page:
        answer.question = asked
        answer.shown = masks.answer(answer)
    context = {
        "here": "consultations",
        "crumbs": _way_to(consultation),
        "consultation": consultation,
        "version": version,
        "question": asked,
        "table": table,
        "text": version.text_of("question", asked.pk),
        "page": page,
        "query": "",
    }
    return render(request, "consultations/report_question.html", context)


@public_page
@require_safe
def file(request, year, slug, kind):
    """The compilation as a file: when it is ready; else it is asked for, and the page says how far it has come."""
    version = _find(year, slug)
    if kind not in compilation.PUBLIC:
        raise Http404
    export = compilation.request_report(version, kind)
    if export.state == State.READY:
        return send(export)
    return waiting(request, version.consultation, export, frame="base.html", back=_way_to(version.consultation)[-1])


def waiting(request, consultation, export, *, frame, back):
    """The page that says how far a file has come, and looks again by itself."""
    failed = export.state == State.FAILED
    context = {
        "here": "consultations",
        "consultation": consultation,
        "export": export,
        "failed": failed,
        "frame": frame,
        "back": back,
    }
    response = render(request, "consultations/file_wait.html", context)
    if not failed:
        response.headers["Refresh"] = "3"
    return response
