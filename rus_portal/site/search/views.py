"""The search page: GET only, the same for everyone."""

from dataclasses import dataclass
from html import escape

from django.conf import settings
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rus_portal.accounts.access import public_page
from rus_portal.site.models import SearchKind
from rus_portal.site.search import index
from rus_portal.site.search.excerpts import excerpt, marked
from rus_portal.site.search.hits import HITS_A_PAGE, MOST_COUNTED, NOTHING, Chosen, Hits, find
from rus_portal.site.search.question import LONGEST, corrected, look_up, parse
from strategy.languages import direction

HIT = '<li><h3{}><a href="{}">{}</a></h3><p class="hit-place">{}{}</p>{}</li>\n'
PLACE = ' <span aria-hidden="true">·</span> <span lang="sv">{}</span>'
EXCERPT = "<p{}>{}</p>"
MOST_PAGES = MOST_COUNTED // HITS_A_PAGE


@dataclass(frozen=True)
class Shown:
    """A hit as the page shows it."""

    kind: str
    title: SafeString
    url: str
    place: str
    excerpt: SafeString
    language: str

    @property
    def html(self):
        """One item of the list: many on a page, and a template takes long over each."""
        place = PLACE.format(escape(self.place)) if self.place else ""
        said_in = f' lang="{self.language}" dir="{direction(self.language)}"' if self.language != "sv" else ' lang="sv"'
        text = EXCERPT.format(said_in, self.excerpt) if self.excerpt else ""
        return mark_safe(HIT.format(said_in, escape(self.url), self.title, escape(self.kind), place, text))


@public_page
@require_safe
def search(request):
    """An empty question gives the form and advice, never everything. Two queries when nothing has changed."""
    asked = parse(request.GET.get("q", ""))
    chosen = _chosen(request.GET)
    if asked.is_too_long:
        return _too_long(request, asked, chosen)
    meant = None
    found = NOTHING
    if asked.units:
        asked, is_complete = _look_up(asked)
        meant = corrected(asked)
        if tsquery := (meant or asked).tsquery:
            found = find(tsquery, chosen, page=_page(request), is_complete=is_complete)
    return render(request, "site/search.html", _context(request, asked, meant, found, chosen))


def _look_up(asked):
    """With what has changed since the last search taken up; and whether nothing waits any more."""
    known, is_waiting = look_up(asked)
    if is_waiting:
        index.take_up()
        known, is_waiting = look_up(asked)
    return known, not is_waiting


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
    hits = _shown(found.rows, forms)
    narrowed = {"typ": chosen.kind, "dokument": chosen.document, "ar": chosen.year}
    narrowed = {name: value for name, value in narrowed.items() if value}
    words = (meant or asked).text
    return {
        "asked": asked,
        "meant": meant,
        "found": found,
        "hits": hits,
        "items": mark_safe("".join(hit.html for hit in hits)),
        "page": Paginator(range(found.count), HITS_A_PAGE).get_page(_page(request)),
        "chosen": chosen,
        "words": words,
        # Whoever chooses another kind keeps the rest of the choice.
        "kept": urlencode({"q": words} | {name: value for name, value in narrowed.items() if name != "typ"}),
        "query": f"{urlencode({'q': words} | narrowed)}&",
        "most": MOST_COUNTED,
        # Said also when it is empty: to look for what is not in a context takes long.
        "problem": "",
        "here": "search",
        "crumbs": [],
    }


def _shown(rows, forms):
    page = get_language()
    kinds = {kind.value: str(kind.label) for kind in SearchKind}
    nameless = _("A private person")
    return [
        Shown(
            kinds[row["kind"]],
            marked(row["title"] or nameless, forms if row["title"] else set()),
            _prefix(page, row["language"]) + row["address"],
            row["place"],
            excerpt(row["text"], forms),
            row["language"],
        )
        for row in rows
    ]


def _prefix(page, text):
    """Before the Swedish address: the portal's menus are in the page's language, or in that of a text told in it."""
    if text != settings.LANGUAGE_CODE and text in dict(settings.LANGUAGES):
        page = text
    return "" if page == settings.LANGUAGE_CODE else f"/{page}"
