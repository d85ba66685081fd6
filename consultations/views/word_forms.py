"""Writing in Word instead of on the page: hand in a form or a letter, see what lands where, take it over."""

from pathlib import PurePath

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consultations import parts
from consultations.actions import word_forms
from consultations.actions.sending import DraftIsFrozenError, DraftIsSentError
from consultations.models import Handling, PaperKind
from consultations.views import team_frame
from consultations.views.answering import page, read, redirect_to_receipt, with_draft
from consultations.word import previewing
from consultations.word.steps import WordFormState
from rus_portal.exports.uploads import FileRefusedError
from rus_portal.workflow import TransitionNotAllowedError

PER_PAGE = 25
MOST_DIGITS = 18


@with_draft
def word(request, visit, draft):
    """The form to take with one, and where it is handed in; letters too; and what has been read before."""
    if request.method != "POST":
        return _start_page(request, visit, draft)
    is_letter = request.POST.get("kind") == "letter"
    anchor = "id_letter" if is_letter else "id_form"
    upload = request.FILES.get("letter" if is_letter else "form")
    if upload is None:
        return _start_page(request, visit, draft, [(anchor, _("Choose a file."))], status=422)
    hand_in = word_forms.hand_in_letter if is_letter else word_forms.hand_in_form
    return _handed_in(request, visit, draft, anchor, lambda writer: hand_in(draft, upload, by=writer))


@require_POST
@with_draft
def attached(request, visit, draft, *, pk):
    """Read the passages of a file that is attached already."""
    file = get_object_or_404(draft.files, pk=pk)
    return _handed_in(
        request, visit, draft, "id_letter", lambda writer: word_forms.read_attached(draft, file, by=writer)
    )


def _handed_in(request, visit, draft, anchor, hand_in):
    try:
        document = hand_in(visit.writer(draft))
    except FileRefusedError as refused:
        return _start_page(request, visit, draft, [(anchor, str(refused))], status=422)
    except DraftIsSentError:
        return redirect_to_receipt(draft)
    except DraftIsFrozenError:
        return _frozen(request, visit, draft)
    return redirect(address(draft, "word_document", document.pk))


def address(draft, name="word", *arguments):
    """The address of one of these pages."""
    consultation = draft.consultation
    return reverse(f"consultations:{name}", args=[consultation.year, consultation.slug, *arguments])


def _frozen(request, visit, draft):
    draft.refresh_from_db(fields=["state"])
    return _start_page(request, visit, draft, [("", team_frame.words_for_frozen(visit, draft))], status=409)


def _start_page(request, visit, draft, problems=(), *, status=200):
    values, _versions = read(draft)
    papers = draft.papers.filter(kind=PaperKind.FORM, language=get_language(), shows=draft.saved_at)
    files = [file for file in draft.files.order_by("pk") if _can_be_read(file)]
    context = {
        "problems": list(problems),
        "wrong": dict(problems),
        "documents": previewing.documents(draft),
        "attached": files,
        "own_form": papers.first(),
        "is_written": any(text.strip() for name, text in values.items() if not name.startswith("about.")),
        "form_endings": ",".join(word_forms.FORM_ENDINGS),
        "letter_endings": ",".join(word_forms.LETTER_ENDINGS),
    }
    return page(request, visit, draft, team_frame.WORD, values, "word", context, status=status)


def _can_be_read(file):
    return PurePath(file.name).suffix.lower() in word_forms.LETTER_ENDINGS


@with_draft
def document(request, visit, draft, *, pk):
    """One document: being read, read, or why it cannot be. A POST takes it over, or notes where passages go."""
    found = get_object_or_404(draft.word_forms, pk=pk)
    take = _way_to_take(found)
    if request.method == "POST" and take:
        try:
            return take(request, visit, draft, found)
        except DraftIsSentError:
            return redirect_to_receipt(draft)
        except DraftIsFrozenError:
            return _frozen(request, visit, draft)
    if request.method == "POST":
        # A second click: what it would do is done.
        return redirect(request.path)
    return _document_page(request, visit, draft, found)


def _way_to_take(found):
    if found.state == WordFormState.READY:
        return _take_letter if found.is_letter else _take_form
    return _place_the_rest if found.state == WordFormState.ACCEPTED and not found.is_letter else None


@require_POST
@with_draft
def discard(request, visit, draft, *, pk):
    """Throw a document away that has been read; an attached letter stays attached."""
    word_forms.discard(get_object_or_404(draft.word_forms, pk=pk))
    messages.success(request, _("The document has been thrown away. What was taken into the draft stays there."))
    return redirect(address(draft))


# --- a filled-in form ------------------------------------------------------------------------------------------------
def _take_form(request, visit, draft, found):
    handlings = {pk: value for pk, value in _numbered(request, "do") if value in Handling.values}
    versions = {
        name.removeprefix("version."): int(value)
        for name, value in request.POST.items()
        if name.startswith("version.") and _is_number(value)
    }
    places = dict(_numbered(request, "place"))
    try:
        word_forms.accept_form(found, handlings=handlings, places=places, versions=versions, by=visit.writer(draft))
    except word_forms.ChangedMeanwhileError:
        again = get_object_or_404(draft.word_forms, pk=found.pk)
        problem = _("Somebody has saved in the draft meanwhile. Nothing was changed: look through it once more.")
        return _document_page(request, visit, draft, again, [("", problem)], typed=handlings, places=places, status=409)
    except TransitionNotAllowedError:
        return redirect(request.path)
    return redirect(request.path)


def _place_the_rest(request, visit, draft, found):
    """What had no place when the form was taken, and waits since."""
    places = dict(_numbered(request, "place"))
    word_forms.choose_places(found, places)
    placed = word_forms.place_passages(found, by=visit.writer(draft))
    if placed:
        _say_placed(request, placed)
    elif word_forms.THROWN in places.values():
        messages.success(request, _("It has been thrown away."))
    elif not any(places.values()):
        messages.warning(request, _("Nothing was changed. Choose a place, or what you want to throw away."))
    return redirect(request.path)


def _say_placed(request, placed):
    text = ngettext("Passages were put in %(n)d place.", "Passages were put in %(n)d places.", len(placed))
    messages.success(request, text % {"n": len(placed)})


def _numbered(request, kind):
    """What was posted under names such as do.17: (17, value)."""
    for name, value in request.POST.items():
        begin, _dot, number = name.partition(".")
        if begin == kind and _is_number(number):
            yield int(number), value


def _is_number(text):
    return text.isdecimal() and len(text) <= MOST_DIGITS


# --- a letter --------------------------------------------------------------------------------------------------------
def _take_letter(request, visit, draft, found):
    places = dict(_numbered(request, "place"))
    if "bulk" in request.POST:
        ticked = [int(pk) for pk in request.POST.getlist("tick") if _is_number(pk)]
        places |= dict.fromkeys(ticked, request.POST.get("all", ""))
    word_forms.choose_places(found, places)
    here = f"{request.path}?sida={_page_number(request)}"
    if "place" in request.POST:
        placed = word_forms.place_passages(found, by=visit.writer(draft))
        if placed:
            _say_placed(request, placed)
        else:
            messages.warning(request, _("No passage has a place yet. Choose one, and press once more."))
    elif "next" in request.POST:
        here = f"{request.path}?sida={_page_number(request) + 1}"
    else:
        messages.success(request, _("Your choices are saved. Nothing has been put into the answer yet."))
    return redirect(here)


def _page_number(request):
    asked = request.POST.get("sida", "") or request.GET.get("sida", "")
    return int(asked) if _is_number(asked) else 1


# --- the page of a document ------------------------------------------------------------------------------------------
def _document_page(request, visit, draft, found, problems=(), *, typed=None, places=None, status=200):
    values, versions = read(draft)
    context = {
        "document": found,
        "problems": list(problems),
        "address": address(draft, "word_document", found.pk),
        "word_url": address(draft),
        "review_url": parts.address(draft, parts.REVIEW),
    }
    if found.state in (WordFormState.READY, WordFormState.ACCEPTED):
        show = _letter if found.is_letter else _form
        context |= show(request, draft, found, values, versions, typed or {}, places or {})
    template = "word_letter" if found.is_letter else "word_form"
    if found.state in (WordFormState.ASKED, WordFormState.FAILED):
        template = "word_wait"
    response = page(request, visit, draft, team_frame.WORD, values, template, context, status=status)
    if found.state == WordFormState.ASKED:
        response.headers["Refresh"] = "3"
    return response


def _form(request, draft, found, values, versions, typed, places):
    is_open = found.state == WordFormState.READY
    loose = [*found.passages.loose(), *(previewing.left_over(found, draft, values) if is_open else ())]
    for passage in loose:
        passage.name = places.get(passage.pk, passage.name)
    return {
        "changes": previewing.changes(found, draft, values, versions, typed=typed) if is_open else [],
        "loose": loose,
        "targets": previewing.targets(draft.consultation),
        "target_names": previewing.target_names(draft.consultation),
        "waiting_count": found.passages.waiting().count(),
        "thrown": word_forms.THROWN,
        "taken_count": found.passages.exclude(placed_at=None).count(),
    }


def _letter(request, draft, found, values, versions, typed, places):
    passages = Paginator(found.passages.all(), PER_PAGE).get_page(_page_number(request))
    if not passages.paginator.count:
        raise Http404
    return {
        "page": passages,
        "query": "",
        "targets": previewing.targets(draft.consultation),
        "target_names": previewing.target_names(draft.consultation),
        "placed_count": found.passages.exclude(placed_at=None).count(),
        "chosen_count": found.passages.open().exclude(name="").count(),
    }
