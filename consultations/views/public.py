"""What everyone reads of a round: the list and the round. See also `published` and `report`."""

from django.core.paginator import Paginator
from django.db.models import Case, Count, IntegerField, Value, When
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from consultations import marks
from consultations.models import Consultation
from consultations.workflow import RoundState, RoundTransition
from rus_portal import clock
from rus_portal.accounts.access import public_page
from rus_portal.accounts.models import Category
from strategy import files

PER_PAGE = 50
ANSWERS_ARE_OUT = frozenset({RoundState.PUBLISHED, RoundState.FINISHED})
REPORT_IS_OUT = frozenset({RoundState.COMPILED, RoundState.PUBLISHED, RoundState.FINISHED})
# How a reader expects the groups, not by the alphabet.
CATEGORIES = list(Category)


@public_page(mark=marks.of_all_rounds)
def round_list(request):
    """Every round that has been sent out, the open ones first."""
    is_open = Case(
        When(state=RoundState.OPEN, last_day__gte=clock.today(), then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    rounds = _sent_out().select_related("version").defer("version__rendered").order_by(is_open, "-opens_at", "-pk")
    context = {"here": "consultations", "crumbs": [], "page": page_of(rounds, request)}
    return render(request, "consultations/round_list.html", context)


@public_page(mark=marks.of_round)
def show_round(request, year, slug):
    """One round: the letter, the questions, how to answer, who is invited, and the one green button."""
    consultation = fetch_round(year, slug)
    invitations = consultation.invitations.select_related("organisation").order_by("organisation__sort_key", "pk")
    context = {
        "here": "consultations",
        "crumbs": way_to(),
        "consultation": consultation,
        "questions": list(consultation.questions.with_sections()),
        "stopped": _why_stopped(consultation),
        "groups": _by_category(invitations),
        "invited_count": len(invitations),
        "moved": _moved_deadline(consultation),
        "pdf": files.pdf_of(consultation.version),
        "days_left": consultation.deadline.days_left(clock.today()),
        "answers_are_out": consultation.state in ANSWERS_ARE_OUT,
        "report_is_out": consultation.state in REPORT_IS_OUT,
    }
    return render(request, "consultations/round.html", context)


def fetch_round(year, slug):
    """A round that has been sent out, with its version; a planned one is not there for the public."""
    rounds = _sent_out().select_related("version__document").defer("version__rendered")
    return get_object_or_404(rounds.annotate(section_count=Count("version__sections")), year=year, slug=slug)


def _sent_out():
    return Consultation.objects.exclude(state=RoundState.PLANNED)


def page_of(rows, request, paginator_class=Paginator):
    """The asked-for page of a list; 404 when there is none."""
    paginator = paginator_class(rows, PER_PAGE)
    number = request.GET.get("sida", "1")
    if not number.isdecimal() or len(number) > 6 or not 1 <= int(number) <= paginator.num_pages:
        raise Http404
    return paginator.page(int(number))


def way_to(consultation=None):
    """Where a page stands: below the list of rounds, or below one round."""
    above = [(_("Consultations"), reverse("consultations:round_list"))]
    return [*above, (str(consultation), consultation.get_absolute_url())] if consultation else above


def _by_category(invitations):
    groups = {}
    for invitation in invitations:
        groups.setdefault(invitation.organisation.category, []).append(invitation.organisation)
    known = sorted(
        groups, key=lambda category: CATEGORIES.index(category) if category in CATEGORIES else len(CATEGORIES)
    )
    return [(Category(category).label, groups[category]) for category in known]


def _moved_deadline(consultation):
    """The last time the deadline was moved, with the old day and the reason; or None."""
    return consultation.events.moves().last()


def _why_stopped(consultation):
    """The pause that lasts, or the withdrawal, with its reason; or None."""
    transition = {RoundState.PAUSED: RoundTransition.PAUSE, RoundState.WITHDRAWN: RoundTransition.WITHDRAW}
    if consultation.state not in transition:
        return None
    return consultation.events.filter(transition=transition[consultation.state]).order_by("-at", "-pk").first()
