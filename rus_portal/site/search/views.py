"""The search page: GET only, the same for everyone."""

from dataclasses import dataclass

from django.conf import settings
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rus_portal import clock
from rus_portal.accounts.access import public_page
from rus_portal.site.models import SearchChange, SearchKind
from rus_portal.site.search import index
from rus_portal.site.search.excerpts import excerpt, marked
from rus_portal.site.search.hits import HITS_A_PAGE, MOST_COUNTED, NOTHING, Chosen, Hits, find
from rus_portal.site.search.question import LONGEST, corrected, look_up, parse

MOST_PAGES = MOST_COUNTED // HITS_A_PAGE


@dataclass(frozen=True)
class Shown:
    """A hit as the page shows it."""

    kind: str
    title: str
    url: str
    place: str
    excerpt: str


@public_page
@require_safe
def search(request):
    """An empty question gives the form and advice, never everything. Three queries when nothing has changed."""
    asked = parse(request.GET.get("q", ""))
    chosen = _chosen(request.GET)
    if asked.is_too_long:
        return _too_long(request, asked, chosen)
    meant = None
    found = NOTHING
    if asked.units:
        is_complete = _up_to_date()
        asked = look_up(asked)
        meant = corrected(asked)
        if tsquery := (meant or asked).tsquery:
            found = find(tsquery, chosen, page=_page(request), is_complete=is_complete)
    return render(request, "site/search.html", _context(request, asked, meant, found, chosen))


def _up_to_date():
    """Take up what has changed since the last search; whether nothing waits any more."""
    waiting = SearchChange.objects.due(clock.now())
    if not waiting.exists():
        return True
    index.take_up()
    return not waiting.exists()


def _page(request):
    return _number(request.GET.get("sida"), MOST_PAGES) or 1


def _chosen(query):
    kind = query.get("typ", "")
    return Chosen(
        kind=kind if kind in SearchKind.values else "",
        document=_number(query.get("dokument"), 2**31 - 1),
        year=_number(query.get("ar"), 9999),
    )


def _number(text, most):
    """A whole number from one on; None when it is none, or too large to be meant."""
    return int(text) if text and text.isascii() and text.isdecimal() and 0 < int(text[:12]) <= most else None


def _too_long(request, asked, chosen):
    problem = _("Write at most %(number)d characters. You wrote %(written)d.") % {
        "number": LONGEST,
        "written": len(asked.text),
    }
    context = _context(request, asked, None, NOTHING, chosen) | {"problems": [("q", problem)], "problem": problem}
    return render(request, "site/search.html", context, status=422)


def _context(request, asked, meant, found: Hits, chosen):
    forms = (meant or asked).forms
    narrowed = {"typ": chosen.kind, "dokument": chosen.document, "ar": chosen.year}
    narrowed = {name: value for name, value in narrowed.items() if value}
    words = (meant or asked).text
    return {
        "asked": asked,
        "meant": meant,
        "found": found,
        "hits": [_shown(row, forms) for row in found.rows],
        "page": Paginator(range(found.count), HITS_A_PAGE).get_page(_page(request)),
        "narrowed": narrowed,
        "words": words,
        # Whoever chooses another kind keeps the rest of the choice.
        "kept": urlencode({"q": words} | {name: value for name, value in narrowed.items() if name != "typ"}),
        "query": f"{urlencode({'q': words} | narrowed)}&",
        "most": MOST_COUNTED,
        "here": "search",
        "crumbs": [],
    }


def _shown(row, forms):
    language = get_language()
    prefix = "" if language == settings.LANGUAGE_CODE else f"/{language}"
    title = marked(row["title"], forms) if row["title"] else _("A private person")
    kind = SearchKind(row["kind"]).label
    return Shown(kind, title, prefix + row["address"], row["place"], excerpt(row["text"], forms))
