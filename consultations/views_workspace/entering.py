"""Answers that came another way are entered; letters with the same words are gathered."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consultations.actions import campaigning, entering
from consultations.actions.sending import AnswersNotTakenError
from consultations.forms_entering import DecisionEntryForm, EntryForm, comment_forms
from consultations.views_workspace.received import crumbs_to_list
from consultations.views_workspace.rounds import find_round
from rus_portal.accounts.access import right_required
from rus_portal.accounts.roles import Right
from rus_portal.exports.incoming import takes_files
from rus_portal.exports.uploads import MOST_BYTES_OF_FORM, FileRefusedError


@right_required(Right.REGISTER_RESPONSES)
@takes_files(MOST_BYTES_OF_FORM)
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request, year, slug):
    """The form; kept, it leads to the answer, which waits for registration like any other."""
    consultation = find_round(request, year, slug)
    sent = request.POST if request.method == "POST" else None
    comments, decision = comment_forms(consultation, sent), DecisionEntryForm(sent)
    form = EntryForm(consultation, sent, request.FILES or None, comments=comments, decision=decision)
    wants_more = sent is not None and "more" in sent
    # All three are asked, so that everything that is wrong is said at once.
    if sent is not None and not wants_more and all([form.is_valid(), comments.is_valid(), decision.is_valid()]):
        try:
            response = entering.enter(consultation, form.entry, files=form.cleaned_data["files"], by=request.user)
        except FileRefusedError as refused:
            form.add_error("files", str(refused))
        except AnswersNotTakenError:
            form.add_error(None, _("The consultation takes no answers: it has not opened, or has been withdrawn."))
        else:
            said = _("The answer has come in under the number %(number)s.") % {"number": response.receipt_number}
            messages.success(request, said)
            return redirect("consultations:workspace_response", year, slug, response.receipt_number)
    context = {
        "here": "consultations",
        "crumbs": crumbs_to_list(consultation),
        "consultation": consultation,
        "form": form,
        "comments": comments,
        "decision": decision,
        "problems": [] if wants_more or sent is None else _problems(form, *comments, decision, rows=comments),
        "organisations": form.organisations[:500],
    }
    status = 422 if context["problems"] else 200
    return render(request, "consultations/workspace/enter.html", context, status=status)


def _problems(*forms, rows):
    """[(field id, sentence)] of all of them, in the order of the page."""
    of_rows = [("", error) for error in rows.non_form_errors()]
    return of_rows + [
        (
            form[name].auto_id if name in form.fields else "",
            f"{form[name].label}: {error}" if name in form.fields else error,
        )
        for form in forms
        for name, errors in form.errors.items()
        for error in errors
    ]


@right_required(Right.REGISTER_RESPONSES)
@require_http_methods(["GET", "HEAD", "POST"])
def campaigns(request, year, slug):
    """Groups of letters with the same words; gathered, each is one standpoint with a number."""
    consultation = find_round(request, year, slug)
    groups = campaigning.groups(consultation)
    if request.method == "POST":
        name = " ".join(request.POST.get("name", "").split())[:150]
        said = request.POST.get("group", "")
        if not name or said not in {group.fingerprint for group in groups}:
            messages.error(request, _("Choose a group, and write what it stands for."))
        else:
            campaign = campaigning.gather(consultation, said, name=name, by=request.user)
            counted = {"n": campaign.letters.count(), "name": campaign.name}
            messages.success(request, _("%(n)d answers are gathered as “%(name)s”.") % counted)
        return redirect("consultations:workspace_campaigns", year, slug)
    context = {
        "here": "consultations",
        "crumbs": crumbs_to_list(consultation),
        "consultation": consultation,
        "groups": groups,
    }
    return render(request, "consultations/workspace/campaigns.html", context)
