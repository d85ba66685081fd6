from functools import wraps

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rus_portal.accounts.access import public_page, right_required
from rus_portal.accounts.roles import Right
from rus_portal.notifications import registry
from rus_portal.notifications.models import Letter, LetterState

A_PAGE = 50


class FilterForm(forms.Form):
    """Which letters. What makes no sense is ignored."""

    slag = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    lage = forms.ChoiceField(
        label=gettext_lazy("State"), choices=[("", gettext_lazy("All")), *LetterState.choices], required=False
    )

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["slag"].choices = [("", _("All")), *((kind.name, kind.label) for kind in kinds)]

    def narrow(self, letters):
        """These letters, filtered."""
        self.is_valid()
        if kind := self.cleaned_data.get("slag"):
            letters = letters.filter(kind=kind)
        if state := self.cleaned_data.get("lage"):
            letters = letters.in_state(state)
        return letters


@right_required(Right.READ_LETTERS)
def outbox(request):
    """Letters owed, sent, cancelled and refused; without log-in codes, and without the secrets of links."""
    kinds = [kind for kind in registry.all_kinds() if kind.name != "account"]
    crumbs = [(_("Overview"), reverse("site:workspace"))]
    letters = Letter.objects.visible_to(request.user)
    context = _page(request, letters, kinds) | {"crumbs": crumbs, "letter_url": "notifications:letter"}
    return render(request, "notifications/outbox.html", context)


@right_required(Right.READ_LETTERS)
def letter(request, pk):
    """One letter as it was written."""
    found = get_object_or_404(Letter.objects.visible_to(request.user), pk=pk)
    crumbs = [(_("Overview"), reverse("site:workspace")), (_("Letters"), reverse("notifications:outbox"))]
    context = {"here": "letters", "crumbs": crumbs, "letter": found, "text": found.masked_text, "kind": _kind(found)}
    return render(request, "notifications/letter.html", context)


def _kind(found):
    return registry.get(found.kind).label


def _page(request, letters, kinds):
    form = FilterForm(request.GET, kinds=kinds)
    paginator = Paginator(form.narrow(letters).defer("text", "html"), A_PAGE)
    number = request.GET.get("sida", "1")
    if not number.isdecimal() or len(number) > 6 or int(number) not in paginator.page_range:
        raise Http404
    page = paginator.page(int(number))
    for one in page:
        one.kind_label = _kind(one)
    asked = request.GET.copy()
    asked.pop("sida", None)
    query = f"{asked.urlencode()}&" if asked else ""
    return {"here": "letters", "form": form, "page": page, "query": query}


def _only_in_the_demo(view):
    @public_page
    @wraps(view)
    def shown(request, *args, **kwargs):
        if not settings.PORTAL_DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return shown


@_only_in_the_demo
def demo_outbox(request):
    """The post box of everyone in the story, so that a newcomer can read log-in codes and receipts."""
    context = _page(request, Letter.objects.in_the_open(), registry.all_kinds())
    return render(request, "notifications/demo_outbox.html", context | {"letter_url": "notifications:demo_letter"})


@_only_in_the_demo
def demo_letter(request, pk):
    """One letter of the demo's post box, with its links."""
    found = get_object_or_404(Letter.objects.in_the_open(), pk=pk)
    crumbs = [(_("Letters of the demonstration"), reverse("notifications:demo_outbox"))]
    text = registry.get(found.kind).complete(found, found.text)
    context = {"crumbs": crumbs, "letter": found, "text": text, "kind": _kind(found)}
    return render(request, "notifications/demo_letter.html", context)
