"""The questions of a planned round, and its parts with last days of their own: add, change, move, take away."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from consultations import checks, preparing
from consultations.actions import setting_up
from consultations.forms_setting_up import QuestionForm
from consultations.forms_times import RoundPartForm
from consultations.views_workspace.setting_up import form_page, planned_only


def _sections(consultation):
    return consultation.version.sections.defer("body", "assessments", "builds_on", "evidence").order_by("order")


def _to(consultation, slug, anchor=""):
    return redirect(preparing.address(consultation, slug) + anchor)


@planned_only
def add_question(request, consultation):
    """A new question, last in the list."""
    form = QuestionForm(request.POST or None, sections=_sections(consultation))
    if form.is_bound and form.is_valid():
        setting_up.add_question(consultation, **form.cleaned_data, by=request.user)
        messages.success(request, _("The question is added."))
        return _to(consultation, checks.QUESTIONS)
    return form_page(
        request,
        consultation,
        checks.QUESTIONS,
        form,
        {"question": None},
        template="consultations/workspace/setup/question.html",
    )


@planned_only
def change_question(request, consultation, *, pk):
    """Other words, another kind, another section."""
    question = get_object_or_404(consultation.questions, pk=pk)
    names = ("text", "hint", "kind", "label", "section")
    initial = {name: getattr(question, name) for name in names} | {"choices": "\n".join(question.choices)}
    form = QuestionForm(request.POST or None, sections=_sections(consultation), initial=initial)
    if form.is_bound and form.is_valid():
        setting_up.change_question(question, **form.cleaned_data, by=request.user)
        messages.success(request, _("Saved."))
        return _to(consultation, checks.QUESTIONS)
    return form_page(
        request,
        consultation,
        checks.QUESTIONS,
        form,
        {"question": question},
        template="consultations/workspace/setup/question.html",
    )


@planned_only
@require_POST
def move_question(request, consultation, *, pk):
    """One place up or down."""
    steps = {"up": -1, "down": 1}.get(request.POST.get("direction"))
    if steps is None:
        raise Http404
    setting_up.move_question(get_object_or_404(consultation.questions, pk=pk), steps=steps, by=request.user)
    return _to(consultation, checks.QUESTIONS, f"#fraga-{pk}")


@planned_only
@require_POST
def remove_question(request, consultation, *, pk):
    """Take it away."""
    setting_up.remove_question(get_object_or_404(consultation.questions, pk=pk), by=request.user)
    messages.success(request, _("The question is taken away."))
    return _to(consultation, checks.QUESTIONS)


@planned_only
@require_POST
def ready_questions(request, consultation):
    """The set to start from."""
    number = setting_up.add_ready_questions(consultation, by=request.user)
    text = ngettext("%(n)d question is added.", "%(n)d questions are added.", number) % {"n": number}
    messages.success(request, text)
    return _to(consultation, checks.QUESTIONS)


@planned_only
def add_part(request, consultation):
    """A new part."""
    form = RoundPartForm(request.POST or None, sections=_sections(consultation))
    return _part_page(request, consultation, form, None)


@planned_only
def change_part(request, consultation, *, pk):
    """Another name, day or set of sections."""
    part = get_object_or_404(consultation.parts, pk=pk)
    chosen = list(part.sections.values_list("pk", flat=True))
    initial = {"name": part.name, "last_day": part.last_day, "sections": chosen}
    form = RoundPartForm(request.POST or None, sections=_sections(consultation), initial=initial)
    return _part_page(request, consultation, form, part)


def _part_page(request, consultation, form, part):
    if form.is_bound and form.is_valid():
        try:
            if part:
                setting_up.change_part(part, **form.cleaned_data, by=request.user)
            else:
                setting_up.add_part(consultation, **form.cleaned_data, by=request.user)
        except setting_up.NotPlannedSoError as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return _to(consultation, checks.TIMES, "#delar")
    return form_page(
        request,
        consultation,
        checks.TIMES,
        form,
        {"round_part": part},
        template="consultations/workspace/setup/part.html",
    )


@planned_only
@require_POST
def remove_part(request, consultation, *, pk):
    """Its sections then have the last day of the whole."""
    setting_up.remove_part(get_object_or_404(consultation.parts, pk=pk), by=request.user)
    messages.success(request, _("The part is taken away."))
    return _to(consultation, checks.TIMES, "#delar")
