"""Officials note what is wrong in a frozen text. Readers see it on the version's own page (views/public.py)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from rus_portal import clock
from rus_portal.accounts.access import right_required
from rus_portal.accounts.roles import Right
from strategy import errata as correcting
from strategy.actions import beside
from strategy.actions.errors import SeveralPlacesError, WordsGoneError
from strategy.forms_beside import ErratumForm, WithdrawForm
from strategy.models import Version
from strategy.views.workspace import frame


@right_required(Right.ENTER_WORKSPACE)
def errata(request, slug, number):
    """All corrections of one version, withdrawn ones too."""
    return _list_page(request, _found(slug, number), WithdrawForm())


@right_required(Right.FREEZE_VERSION)
def add(request, slug, number):
    """A new correction: everyone sees it at once if everyone sees the version."""
    version = _found(slug, number)
    sections = list(version.sections.all())
    asked = {"section": request.GET.get("avsnitt", ""), "decided_on": clock.today()}
    form = ErratumForm(request.POST if request.method == "POST" else None, initial=asked, sections=sections)
    if request.method == "POST" and form.is_valid() and (made := _added(version, sections, form, request.user)):
        said = _("Correction %(number)d has been added. The frozen text and its checksum are as they were.")
        messages.success(request, said % {"number": made.number})
        return redirect("strategy:errata", slug, number)
    context = {"version": version, "document": version.document, "form": form} | _frame(version)
    status = 422 if form.errors else 200
    return render(request, "strategy/workspace/erratum_form.html", context, status=status)


@right_required(Right.FREEZE_VERSION)
@require_POST
def withdraw(request, slug, number, erratum):
    """Say that one no longer holds, and why."""
    version = _found(slug, number)
    found = get_object_or_404(version.errata, number=erratum)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _list_page(request, version, form, found)
    beside.withdraw_erratum(found, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, _("Correction %(number)d has been withdrawn.") % {"number": found.number})
    return redirect("strategy:errata", slug, number)


def _found(slug, number):
    versions = Version.objects.sealed().select_related("document").defer("rendered", "principles")
    return get_object_or_404(versions, document__slug=slug, number=number)


def _added(version, sections, form, by):
    """The new correction; None when the words are not where they are said to be, which the form then says."""
    facts = dict(form.cleaned_data)
    key = facts.pop("section")
    section = next((one for one in sections if str(one.key) == key), None)
    try:
        return beside.add_erratum(version, section=section, by=by, **facts)
    except WordsGoneError:
        said = _("These words do not stand there. Copy them from the section as they are.")
        form.add_error("wrong" if facts["wrong"] else "paragraph", said if facts["wrong"] else _("There is no such."))
    except SeveralPlacesError as several:
        numbers = ", ".join(str(one) for one in several.paragraphs if one)
        form.add_error("paragraph", _("The words stand in paragraphs %(numbers)s. Say which.") % {"numbers": numbers})
    return None


def _frame(version):
    shown = frame(version.document)
    address = reverse("strategy:workspace_version", args=[version.document.slug, version.number])
    crumb = (_("Version %(number)d") % {"number": version.number}, address)
    return shown | {"crumbs": [*shown["crumbs"], crumb]}


def _list_page(request, version, form, refused=None):
    kept = Version.objects.filter(pk=version.pk).values("rendered", rows=correcting.facts()).get()
    found = correcting.corrections(kept["rows"], kept["rendered"])
    standing = sum(not one.withdrawn_at for one in found)
    context = {
        "version": version,
        "document": version.document,
        "errata": found,
        "standing": [one for one in found if not one.withdrawn_at],
        "said": ngettext("%(n)d correction stands", "%(n)d corrections stand", standing) % {"n": standing},
        "form": form,
        "refused": refused and refused.number,
        "may_write": request.user.has_right(Right.FREEZE_VERSION),
    }
    status = 422 if form.errors else 200
    return render(request, "strategy/workspace/errata.html", context | _frame(version), status=status)
