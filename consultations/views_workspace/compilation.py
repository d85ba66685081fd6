"""The officials' compilation of a round: its figures, its texts, and a page for each section and each question."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultations import compiling, outline
from consultations.actions import compiling as compilation
from consultations.actions.refusals import RoundNotReadyError
from consultations.compiling import at_words, presenting, said
from consultations.exports import compilation as exports
from consultations.forms_compiling import CompilationTextForm, CorrectionForm
from consultations.forms_steps import FORMS, forms_for
from consultations.models import CompilationText
from consultations.views.report import waiting
from consultations.views_workspace.rounds import crumbs_to, find_round, page_of
from consultations.workflow import RoundTransition
from rus_portal.accounts.access import right_required
from rus_portal.accounts.roles import Right
from rus_portal.exports.models import State
from rus_portal.exports.views import send
from rus_portal.paging import LongPaginator
from rus_portal.workflow import TransitionNotAllowedError
from strategy.models import VersionSection

STEPS = (RoundTransition.PROCESS, RoundTransition.COMPILE, RoundTransition.PUBLISH, RoundTransition.FINISH)
# So many earlier versions of a text are shown.
VERSIONS = 20


def _place(consultation):
    return [consultation.year, consultation.slug]


def _crumbs(consultation):
    address = reverse("consultations:workspace_compilation", args=_place(consultation))
    return [*crumbs_to(consultation), (_("Compilation"), address)]


class _Text:
    """One text on a page: its form, its versions, and what saving it led to."""

    def __init__(self, request, consultation, *, label, help_text, section=None, question=None):
        self.request, self.consultation = request, consultation
        self.about = {"section": section, "question": question}
        found = consultation.compilation_texts.about(**self.about).select_related("by")
        self.versions = list(found[: VERSIONS + 1])
        self.newest = self.versions[0] if self.versions else None
        self.theirs = None
        self.may_write = consultation.state in compilation.WRITABLE and request.user.has_perm(
            "consultations.write_compilation", consultation
        )
        data = request.POST if request.method == "POST" else None
        self.form = CompilationTextForm(data, newest=self.newest, label=label, help_text=help_text)

    def save(self):
        """Whether it was saved; if not, the form says why, with all that was typed."""
        if not self.may_write:
            raise PermissionDenied
        if not self.form.is_valid():
            return False
        typed = self.form.cleaned_data
        try:
            compilation.write_text(
                self.consultation, typed["text"], based_on=typed["based_on"], by=self.request.user, **self.about
            )
        except compilation.TextChangedError as changed:
            self.theirs = changed.newest or CompilationText(text="")
            self.form.begin_from(changed.newest or CompilationText(number=0))
            wrong = _("Somebody else has saved this text meanwhile. Both are here: put them together and save again.")
            self.form.add_error("text", wrong)
            return False
        except TransitionNotAllowedError:
            messages.error(self.request, _("The texts of this consultation can no longer be changed."))
            return True
        messages.success(self.request, _("Saved."))
        return True


@right_required(Right.READ_RESPONSES)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request, year, slug):
    """The whole: the figures with the answers behind each, the reading guide, and the way to each section."""
    consultation = find_round(request, year, slug)
    text = _guide(request, consultation)
    if request.method == "POST" and text.save():
        return redirect("consultations:workspace_compilation", *_place(consultation))
    return _page(request, consultation, text)


def _guide(request, consultation):
    hint = _("How the compilation is to be read, and what it does not say. It stands first.")
    return _Text(request, consultation, label=_("Reading guide"), help_text=hint)


def render_refused_step(request, consultation, *, step_form=None, problems=()):
    """The page once more, with why a step that was begun here cannot be taken."""
    # The page's own text was not posted.
    request.method = "GET"
    text = _guide(request, consultation)
    return _page(request, consultation, text, refused_step=step_form, problems=problems, status=422)


def _page(request, consultation, text, *, correction_form=None, refused_step=None, problems=(), status=200):
    figures = compiling.count_round(consultation)
    versions = list(consultation.compilation_versions.select_related("approved_by").defer("figures", "texts"))
    transitions = [one for one in consultation.transitions_for(request.user) if one in STEPS]
    may_correct = consultation.state in compilation.CORRECTABLE and request.user.has_perm(
        "consultations.correct_compilation", consultation
    )
    context = {
        "here": "consultations",
        "crumbs": _crumbs(consultation)[:-1],
        "consultation": consultation,
        "text": text,
        "totals": figures["totals"],
        "left_out": presenting.left_out(figures),
        "tables": presenting.tables(figures, consultation),
        "texts": compiling.texts_of(consultation),
        "gaps": compiling.sections_without_summary(consultation, figures),
        "versions": versions,
        "transitions": [one for one in transitions if one not in FORMS],
        "step_forms": forms_for(consultation, transitions, sent=refused_step),
        "refused_step": refused_step,
        "problems": [("", problem) for problem in problems],
        "correction_form": correction_form or _correction_form(versions, may_correct),
    }
    refused = text.form.errors or (correction_form and correction_form.errors)
    return render(request, "consultations/workspace/compilation.html", context, status=422 if refused else status)


def _correction_form(versions, may_correct):
    return CorrectionForm(initial={"signed_by": versions[0].signed_by}) if may_correct and versions else None


@right_required(Right.RUN_CONSULTATION)
@require_POST
def correct(request, year, slug):
    """Approve the texts and figures anew after a correction."""
    consultation = find_round(request, year, slug)
    if not request.user.has_right(Right.READ_RESPONSES):
        raise PermissionDenied
    form = CorrectionForm(request.POST)
    try:
        if form.is_valid():
            compilation.correct(consultation, **form.cleaned_data, by=request.user)
            messages.success(request, _("The correction is approved. The earlier version is kept."))
            return redirect("consultations:workspace_compilation", *_place(consultation))
    except RoundNotReadyError as refusal:
        form.add_error(None, str(refusal))
    except TransitionNotAllowedError:
        messages.error(request, _("Only a compilation that is approved can be corrected."))
        return redirect("consultations:workspace_compilation", *_place(consultation))
    # The page's own text was not posted.
    request.method = "GET"
    text = _guide(request, consultation)
    return _page(request, consultation, text, correction_form=form)


@right_required(Right.READ_RESPONSES)
@require_http_methods(["GET", "HEAD", "POST"])
def section(request, year, slug, address):
    """One section: the frozen text, what is thought of it, and who says what."""
    consultation = find_round(request, year, slug)
    line = find_line(consultation, address)
    frozen = VersionSection.objects.get(pk=line.pk)
    label, hint = _summary_words()
    text = _Text(request, consultation, label=label, help_text=hint, section=frozen)
    if request.method == "POST" and text.save():
        return redirect("consultations:workspace_compiled_section", *_place(consultation), address)
    figures = compiling.count_round(consultation)
    comments = said.comments(consultation, section=frozen)
    chosen = {"stycke": request.GET.get("stycke", "")[:20], "ord": request.GET.get("ord", "").replace("\0", "")[:2000]}
    shown = comments.filter(
        **({"block": chosen["stycke"]} if chosen["stycke"] else {}),
        **({"quoted": chosen["ord"]} if chosen["ord"] else {}),
    )
    page = page_of(request, shown, paginator=LongPaginator)
    for comment in page:
        # The row of the section is there already.
        comment.section = frozen
    asked = request.GET.copy()
    asked.pop("sida", None)
    context = {
        "here": "consultations",
        "crumbs": _crumbs(consultation),
        "consultation": consultation,
        "line": line,
        "section": frozen,
        "table": presenting.section_table(figures, consultation, line),
        "points": figures["said"].get(str(line.pk), {}).get("points", 0),
        "paragraphs": at_words.paragraphs(frozen, comments.exclude(block="").values_list("block", "quoted", "before")),
        "differing": said.differing(consultation, frozen),
        "text": text,
        "page": page,
        "is_narrowed": any(chosen.values()),
        "query": f"{asked.urlencode()}&" if asked else "",
        **neighbours(consultation, line, figures),
    }
    status = 422 if text.form.errors else 200
    return render(request, "consultations/workspace/compilation_section.html", context, status=status)


def _summary_words():
    return _("Neutral summary"), _("Short, in the words of the answers. It says what they think, not what we think.")


def find_line(consultation, address):
    """A frozen section by its number or its key; 404 when there is none."""
    for line in outline.of(consultation.version):
        if address in {line.number, str(line.key)}:
            return line
    raise Http404


def neighbours(consultation, line, figures):
    """The sections before and after this one of which something is said."""
    spoken = [one for one in outline.of(consultation.version) if str(one.pk) in figures["said"] or one.pk == line.pk]
    place = spoken.index(line)
    return {
        "before": spoken[place - 1] if place else None,
        "after": spoken[place + 1] if place + 1 < len(spoken) else None,
    }


@right_required(Right.READ_RESPONSES)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request, year, slug, order):
    """One question: how it was answered, and by whom."""
    consultation = find_round(request, year, slug)
    asked = get_object_or_404(consultation.questions.with_sections(), order=order)
    label, hint = _summary_words()
    text = _Text(request, consultation, label=label, help_text=hint, question=asked)
    if request.method == "POST" and text.save():
        return redirect("consultations:workspace_compiled_question", *_place(consultation), order)
    page = page_of(request, said.answers(consultation, asked))
    for answer in page:
        answer.question = asked
    context = {
        "here": "consultations",
        "crumbs": _crumbs(consultation),
        "consultation": consultation,
        "question": asked,
        "table": presenting.tables(compiling.count_round(consultation), consultation)[f"question-{asked.pk}"],
        "text": text,
        "page": page,
        "query": "",
    }
    status = 422 if text.form.errors else 200
    return render(request, "consultations/workspace/compilation_question.html", context, status=status)


@right_required(Right.READ_RESPONSES)
@require_safe
def file(request, year, slug, kind):
    """A file of the compilation or of the answers as everything stands now; while it is made, how far it has come."""
    consultation = find_round(request, year, slug)
    if kind not in exports.TYPES:
        raise Http404
    export = exports.request_file(consultation, kind, by=request.user)
    if export.state == State.READY:
        download = send(export)
        download.headers["Cache-Control"] = "private, no-store"
        return download
    return waiting(request, consultation, export, frame="workspace.html", back=_crumbs(consultation)[-1])
