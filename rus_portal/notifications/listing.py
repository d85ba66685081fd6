"""Lists of letters for officials: filtered, a page at a time, without what is sealed."""

from datetime import timedelta

from django import forms
from django.core.paginator import EmptyPage
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rus_portal import clock
from rus_portal.notifications import registry
from rus_portal.notifications.models import Letter, LetterState, PausedAddress
from rus_portal.paging import LongPaginator

A_PAGE = 50


class FilterForm(forms.Form):
    """Which letters. What makes no sense is ignored."""

    slag = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    lage = forms.ChoiceField(
        label=gettext_lazy("State"), choices=[("", gettext_lazy("All")), *LetterState.choices], required=False
    )
    till = forms.CharField(label=gettext_lazy("Name or address of the recipient"), max_length=100, required=False)

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
        if (who := self.cleaned_data.get("till")) and "\0" not in who:
            letters = letters.filter(Q(recipient__icontains=who) | Q(recipient_name__icontains=who))
        return letters


def open_kinds():
    """The kinds of which officials may know."""
    return [kind for kind in registry.all_kinds() if not kind.sealed]


def kinds_of(letters):
    """The kinds that these letters are of, in the order of the registry: others are nothing to filter by."""
    found = set(letters.order_by().values_list("kind", flat=True).distinct())
    return [kind for kind in open_kinds() if kind.name in found]


def page_of(request, letters, kinds):
    """What the list's template expects: the form, the asked-for page, and the query for its pager."""
    form = FilterForm(request.GET, kinds=kinds)
    paginator = LongPaginator(form.narrow(letters).defer("text", "html"), A_PAGE)
    number = request.GET.get("sida", "1")
    if not number.isdecimal() or len(number) > 6:
        raise Http404
    try:
        page = paginator.page(int(number))
    except EmptyPage:
        raise Http404 from None
    label(page)
    asked = request.GET.copy()
    asked.pop("sida", None)
    query = f"{asked.urlencode()}&" if asked else ""
    return {"here": "letters", "form": form, "page": page, "query": query}


def label(letters):
    """Give each letter the word for its kind."""
    for letter in letters:
        letter.kind_label = registry.get(letter.kind).label


def last_day_of(letter):
    """The last day that a letter to a body or a person is about: its deadline is the midnight after it. Or None."""
    if letter.deadline is None or registry.get(letter.kind).to_region:
        return None
    return (letter.deadline - timedelta(seconds=1)).astimezone(clock.STOCKHOLM).date()


def paused_addresses(user):
    """The paused addresses to which some letter was sent that this official may see, with what waits for each."""
    seen = Letter.objects.visible_to(user).filter(recipient=OuterRef("address"))
    waiting = seen.unsent().order_by().values("recipient").annotate(n=Count("pk")).values("n")
    return PausedAddress.objects.active().filter(Exists(seen)).annotate(waiting=waiting)
