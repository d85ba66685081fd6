"""Setting up a round: a page for each step, with the thread of all steps beside the form."""

from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from consultations import beginnings, checks, notifications, preparing, questions
from consultations.actions import setting_up
from consultations.forms_setting_up import ContactPersonForm, CoverageForm, FactsForm, LetterForm, VersionForm
from consultations.forms_times import TimesForm
from consultations.views_workspace.rounds import crumbs_to, find_round
from consultations.workflow import RoundState
from rus_portal import clock
from rus_portal.accounts.access import right_required
from rus_portal.accounts.roles import Right
from strategy import blocks


def planned_only(view):
    """Hand the view a round that is still planned; of one that has opened only contact and times may change."""

    @right_required(Right.RUN_CONSULTATION)
    @wraps(view)
    def opened(request, year, slug, **kwargs):
        consultation = find_round(request, year, slug)
        if consultation.state != RoundState.PLANNED:
            return is_out(request, consultation)
        try:
            return view(request, consultation, **kwargs)
        except setting_up.RoundIsOutError:
            return is_out(request, consultation)

    return opened


def is_out(request, consultation):
    """Back to the round, with why nothing was changed."""
    messages.error(request, _("The consultation has been sent out. What it says does not change any more."))
    return redirect("consultations:workspace_round", consultation.year, consultation.slug)


@right_required(Right.RUN_CONSULTATION)
def start(request):
    """Choose a frozen version, and give the round a title and an address."""
    versions = setting_up.versions_to_send_out()
    first = versions.first()
    # What lies behind a newer version is chosen by hand only.
    proposed = first.pk if first and not first.has_newer else None
    initial = {"year": clock.today().year, "version": proposed}
    form = VersionForm(request.POST or None, versions=versions, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            # Whatever somebody tries out in the demonstration is marked as made up.
            facts = form.cleaned_data | {"is_fictional": settings.PORTAL_DEMO}
            consultation = setting_up.set_up_round(**facts, by=request.user)
        except setting_up.AddressTakenError:
            form.add_error("slug", _address_taken())
        else:
            messages.success(request, _("The consultation is planned. Nobody sees it yet but officials."))
            return redirect(preparing.address(consultation, checks.LETTER))
    context = {"here": "consultations", "crumbs": crumbs_to(), "form": form, "has_versions": first is not None}
    status = 422 if request.method == "POST" else 200
    return render(request, "consultations/workspace/setup/start.html", context, status=status)


def _address_taken():
    return _("Another consultation has this address that year. Choose another.")


@planned_only
def begin(request, consultation):
    """Go on where something is missing."""
    return redirect(preparing.address(consultation, preparing.first_open(checks.problems(consultation))))


@planned_only
def step(request, consultation, *, step):
    """One step."""
    pages = {
        checks.VERSION: _version,
        checks.LETTER: _letter,
        checks.QUESTIONS: _questions,
        checks.FACTS: _facts,
        checks.TIMES: _times,
        checks.INVITED: _invited,
        checks.CHECK: _check,
    }
    if step not in pages:
        raise Http404
    return pages[step](request, consultation)


def page(request, consultation, slug, template, context, *, status=200):
    """A step in its frame: the thread, the form, the way on."""
    problems = checks.problems(consultation)
    steps = preparing.thread(consultation, current=slug, problems=problems)
    frame = {
        "here": "consultations",
        "crumbs": crumbs_to(consultation),
        "consultation": consultation,
        "steps": steps,
        "step": next(one for one in steps if one.is_current),
        "problems_left": problems,
    }
    return render(request, template, frame | context, status=status)


def saved(request, consultation, slug):
    """After saving: the next step, or the same one again."""
    messages.success(request, _("Saved."))
    return redirect(preparing.address(consultation, preparing.following(slug) if "next" in request.POST else slug))


def form_page(request, consultation, slug, form, context=None, *, template="consultations/workspace/setup/form.html"):
    """The form, or the form with what is wrong in it."""
    status = 422 if form.is_bound else 200
    return page(request, consultation, slug, template, {"form": form} | (context or {}), status=status)


def _version(request, consultation):
    initial = {name: getattr(consultation, name) for name in ("title", "year", "slug")}
    initial["version"] = consultation.version_id
    form = VersionForm(request.POST or None, versions=setting_up.versions_to_send_out(), initial=initial)
    if form.is_bound and form.is_valid():
        try:
            lost = setting_up.change_version(consultation, **form.cleaned_data, by=request.user)
        except setting_up.AddressTakenError:
            form.add_error("slug", _address_taken())
        else:
            if lost:
                text = _("Some questions or parts were about sections that this version does not have. Look them over.")
                messages.error(request, text)
            return saved(request, consultation, checks.VERSION)
    return form_page(request, consultation, checks.VERSION, form)


def _letter(request, consultation):
    initial = {
        "lead": consultation.lead,
        "letter": blocks.to_markdown(consultation.letter),
        "signed_by": consultation.signed_by,
    }
    form = LetterForm(request.POST or None, initial=initial)
    chosen = request.POST.get("mall", "")
    may_replace = chosen in beginnings.LETTERS and _is_template_welcome(request, consultation)
    if may_replace:
        typed = {name: request.POST.get(name, "") for name in ("lead", "signed_by")}
        form = LetterForm(initial=initial | typed | {"letter": beginnings.letter(chosen, consultation)})
    elif chosen:
        form.add_error("letter", _("There is a text in the box already. Tick that the template may replace it."))
    if form.is_bound and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("lead", "signed_by")}
        letter = form.blocks(consultation.letter)
        setting_up.write_letter(consultation, letter=letter, **facts, by=request.user)
        return saved(request, consultation, checks.LETTER)
    templates = [(name, label) for name, (label, _template) in beginnings.LETTERS.items()]
    context = {"templates": templates, "is_template": may_replace, "asks_to_replace": bool(chosen) and not may_replace}
    return form_page(
        request, consultation, checks.LETTER, form, context, template="consultations/workspace/setup/letter.html"
    )


def _is_template_welcome(request, consultation):
    """Whether a template may be put in the box: it is empty, holds a template as it was, or somebody has said so."""
    typed = "\n".join(request.POST.get("letter", "").split("\r\n")).strip()
    untouched = {beginnings.letter(name, consultation) for name in beginnings.LETTERS} | {""}
    return "replace" in request.POST or typed in untouched


def _questions(request, consultation):
    listed = list(consultation.questions.with_sections())
    texts = {question.text for question in listed}
    context = {"questions": listed, "has_all_ready": all(row.text in texts for row in questions.ready_set())}
    return page(request, consultation, checks.QUESTIONS, "consultations/workspace/setup/questions.html", context)


def _facts(request, consultation):
    initial = {name: getattr(consultation, name) for name in FactsForm.base_fields}
    is_new = not any(initial[name] for name in beginnings.FACTS)
    if is_new:
        initial |= beginnings.facts(consultation)
    form = FactsForm(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        setting_up.state_facts(consultation, **form.cleaned_data, by=request.user)
        return saved(request, consultation, checks.FACTS)
    return form_page(request, consultation, checks.FACTS, form, {"is_new": is_new and not form.is_bound})


def _times(request, consultation):
    form = TimesForm(request.POST or None, initial=TimesForm.initial_of(consultation))
    if form.is_bound and form.is_valid():
        days = {"last_day": form.cleaned_data["last_day"], "closing_day": form.closing_day_chosen()}
        try:
            setting_up.plan_times(consultation, opens_at=form.opens_at(), **days, by=request.user)
        except setting_up.NotPlannedSoError as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return saved(request, consultation, checks.TIMES)
    context = {"concerns": [one for one in checks.concerns(consultation) if one.step == checks.TIMES]}
    return form_page(
        request, consultation, checks.TIMES, form, context, template="consultations/workspace/setup/times.html"
    )


def _invited(request, consultation):
    groups = checks.coverage(consultation)
    context = {"groups": groups, "invited_count": sum(group.invited for group in groups)}
    return page(request, consultation, checks.INVITED, "consultations/workspace/setup/invited.html", context)


def _check(request, consultation):
    groups = checks.coverage(consultation)
    empty = [group for group in groups if group.is_expected and not group.invited]
    form = CoverageForm(request.POST or None, groups=empty)
    if form.is_bound and form.is_valid():
        setting_up.note_coverage(consultation, reasons=form.cleaned_data, by=request.user)
        return saved(request, consultation, checks.CHECK)
    context = {
        "groups": groups,
        "concerns": checks.concerns(consultation),
        "letter": notifications.sample_invitation(consultation),
        "invited_count": sum(group.invited for group in groups),
    }
    return form_page(
        request, consultation, checks.CHECK, form, context, template="consultations/workspace/setup/check.html"
    )


@right_required(Right.RUN_CONSULTATION)
def contact_person(request, year, slug):
    """Whom one asks, also after the opening."""
    consultation = find_round(request, year, slug)
    initial = {"contact_name": consultation.contact_name, "contact_email": consultation.contact_email}
    form = ContactPersonForm(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        setting_up.change_contact(consultation, **form.cleaned_data, by=request.user)
        messages.success(request, _("Saved. The page and all letters from now on say so."))
        return redirect("consultations:workspace_round", consultation.year, consultation.slug)
    context = {"here": "consultations", "crumbs": crumbs_to(consultation), "consultation": consultation, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "consultations/workspace/setup/contact_person.html", context, status=status)
