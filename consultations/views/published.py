"""The published answers as everyone reads them: the list, one answer with the frozen text beside, its files."""

from pathlib import Path

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from consultations import marks, publication
from consultations.forms_published import PublishedFilter
from consultations.models import Response, SectionComment
from consultations.models.joining import joinings_of
from consultations.views.downloads import answer_with
from consultations.views.public import REPORT_IS_OUT, fetch_round, page_of, way_to
from rus_portal.accounts.access import public_page


class StandingPaginator(Paginator):
    """Counts in one question the listed answers, and those of them that no later word has ended."""

    @cached_property
    def _counted(self):
        stands = Exists(Response.objects.standing().filter(pk=OuterRef("pk")))
        return self.object_list.order_by().aggregate(n=Count("pk"), standing=Count("pk", filter=stands))

    @cached_property
    def count(self):
        return self._counted["n"]

    @property
    def standing(self):
        """How many of them count."""
        return self._counted["standing"]

    @property
    def ended(self):
        """How many are kept, and not counted."""
        return self.count - self.standing


@public_page(mark=marks.of_answers)
@require_safe
def published_responses(request, year, slug):
    """The answers as the web may show them: organisations by name, persons without."""
    consultation = fetch_round(year, slug)
    form = PublishedFilter(request.GET, consultation=consultation)
    published = form.narrow(publication.published_of(consultation))
    # As a subquery it is counted for the shown page only.
    comments = SectionComment.objects.filter(response=OuterRef("pk")).order_by().values("response")
    counted = Coalesce(Subquery(comments.annotate(n=Count("pk")).values("n")), 0)
    listed = published.select_related("organisation").with_end().annotate(comment_count=counted)
    asked = request.GET.copy()
    asked.pop("sida", None)
    context = {
        "here": "consultations",
        "crumbs": way_to(consultation),
        "consultation": consultation,
        "form": form,
        "page": page_of(listed, request, StandingPaginator),
        "query": f"{asked.urlencode()}&" if asked else "",
        "report_is_out": consultation.state in REPORT_IS_OUT,
    }
    return render(request, "consultations/published_responses.html", context)


@public_page(mark=marks.of_answer)
@require_safe
def published_answer(request, year, slug, number):
    """One published answer with each comment beside the frozen words that it is about."""
    consultation = fetch_round(year, slug)
    response = _find(consultation, number)
    return render(request, "consultations/published_answer.html", shown(response) | {"here": "consultations"})


def shown(response):
    """What a page of the web version is made from; the officials' preview is the same."""
    consultation, later = response.consultation, publication.later_word(response)
    listed = reverse("consultations:published_responses", args=[consultation.year, consultation.slug])
    return {
        "crumbs": [*way_to(consultation), (gettext_lazy("The answers"), listed)],
        "consultation": consultation,
        "response": response,
        "web": publication.web_version(response),
        "joint_with": response.joint_with.in_swedish_order(),
        "joinings": joinings_of(response),
        "later": later,
        "may_second": consultation.awaits_answers and not any(link.ends_it for link, _answer in later),
        "seconding": publication.seconding(response),
    }


def _find(consultation, number):
    published = publication.published_of(consultation).select_related("organisation", "confirmation__extract")
    response = get_object_or_404(published, receipt_number=number)
    response.consultation = consultation
    return response


@public_page
@require_safe
def published_file(request, year, slug, number, pk):
    """A file as the web shows it: always saved, never shown inside the portal."""
    response = _find(fetch_round(year, slug), number)
    found = next((one for one in publication.files(response) if one.attachment.pk == pk and one.file), None)
    if found is None:
        raise Http404
    return _download(found)


@public_page
@require_safe
def published_extract(request, year, slug, number):
    """The extract of the minutes by which a preliminary answer was confirmed, once somebody has looked through it."""
    response = _find(fetch_round(year, slug), number)
    found = publication.web_version(response).extract
    if found is None:
        raise Http404
    # A name of our own: what the sender called the file can name somebody.
    return _download(found, name=f"protokollsutdrag-{response.receipt_number}{Path(found.name).suffix}")


def _download(found, *, name=""):
    name = name or found.name
    return answer_with(found.file.open("rb"), name=name, content_type=found.content_type, cache="no-cache")
