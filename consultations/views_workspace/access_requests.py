"""The queue of requests to read official documents, and the answer to one."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from consultations import access_letters
from consultations.actions import requesting
from consultations.models import AccessRequest
from consultations.views_workspace.rounds import page_of
from consultations.workflow import AccessRequestTransition
from rus_portal import clock
from rus_portal.accounts.access import right_required
from rus_portal.accounts.roles import Right
from rus_portal.workflow import TransitionNotAllowedError


class StepForm(forms.Form):
    """A step of a request, and what is said to the asker."""

    step = forms.ChoiceField(label=gettext_lazy("Decision"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("What you tell the asker"),
        help_text=gettext_lazy(
            "Where and how the document can be read. For what is not disclosed: the section of the law, and that"
            " the decision can be appealed against."
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        required=False,
    )

    def __init__(self, transitions, data=None):
        super().__init__(data)
        self.fields["step"].choices = [(transition.value, transition.label) for transition in transitions]


@right_required(Right.REGISTER_RESPONSES)
@require_safe
def request_list(request):
    """Those that wait first, the oldest first; with their age."""
    is_all = request.GET.get("visa") == "alla"
    seen = AccessRequest.objects.all() if is_all else AccessRequest.objects.waiting()
    page = page_of(request, seen.order_by("received_at", "pk"))
    today = clock.today()
    context = {
        "here": "registry",
        "crumbs": [(_("Overview"), reverse("site:workspace"))],
        "page": page,
        "rows": [(one, (today - one.received_at.astimezone(clock.STOCKHOLM).date()).days) for one in page],
        "is_all": is_all,
        "query": "visa=alla&" if is_all else "",
    }
    return render(request, "consultations/workspace/access_requests.html", context)


@right_required(Right.REGISTER_RESPONSES)
@require_http_methods(["GET", "HEAD", "POST"])
def show_request(request, number):
    """One request: what is wanted, what has happened, and the steps that can be taken."""
    found = get_object_or_404(AccessRequest, number=number)
    form = StepForm(found.transitions_for(request.user), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        transition = AccessRequestTransition(form.cleaned_data["step"])
        try:
            requesting.take_step(found, transition, reason=form.cleaned_data["reason"], by=request.user)
        except requesting.ReasonMissingError:
            form.add_error("reason", _("Say why, with the section of the law, and how to appeal."))
        except TransitionNotAllowedError:
            messages.error(request, _("Somebody has taken another step meanwhile."))
            return redirect("consultations:workspace_access_request", number)
        else:
            messages.success(request, _("It is noted, and the asker sees it on the page of the case."))
            return redirect("consultations:workspace_access_request", number)
    context = {
        "here": "registry",
        "crumbs": [(_("Overview"), reverse("site:workspace")), (_("Requests"), _list_address())],
        "found": found,
        "form": form,
        "events": found.events.select_related("by"),
        "by_mail": bool(access_letters.address_of(found)),
    }
    return render(request, "consultations/workspace/access_request.html", context, status=422 if form.errors else 200)


def _list_address():
    return reverse("consultations:workspace_access_requests")
