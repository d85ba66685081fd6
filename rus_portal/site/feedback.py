"""What readers send without cookie, and the officials' pages that read it."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rus_portal import clock
from rus_portal.accounts.access import cookieless_post, public_page, right_required
from rus_portal.accounts.roles import Right
from rus_portal.site import actions
from rus_portal.site.forms import (
    AccessibilityReportForm,
    ContactForm,
    FeedbackTextForm,
    PageFeedbackForm,
    StatementForm,
    own_page,
)
from rus_portal.site.limits import HourlyLimit
from rus_portal.site.models import AccessibilityReport, AccessibilityStatement, Conformance, PageFeedback
from rus_portal.site.views import about_crumbs

# Wide enough for a whole town hall behind one address.
FEEDBACK_LIMIT = HourlyLimit("feedback", 60)
MESSAGE_LIMIT = HourlyLimit("message", 20)
ROWS_A_PAGE = 50
SEE_OTHER = 303


def see_other(url, **query):
    """After a POST: look there, with GET."""
    response = redirect(url + (f"?{urlencode(query)}" if query else ""))
    response.status_code = SEE_OTHER
    return response


def too_many(request):
    return render(request, "429.html", status=429)


@cookieless_post
@public_page
@require_POST
def page_feedback(request):
    """One click: kept, and answered with a page that thanks and asks what was missed."""
    form = PageFeedbackForm(request.POST)
    if not form.is_valid():
        return render(request, "400.html", status=400)
    if not FEEDBACK_LIMIT.allows(request):
        return too_many(request)
    page, helped = form.cleaned_data["page"], form.cleaned_data["hjalpte"] == "ja"
    feedback = actions.record_feedback(page=page, helped=helped)
    return see_other(
        reverse("site:feedback_thanks"), sida=page, svar="ja" if helped else "nej", kort=actions.ticket_for(feedback)
    )


@cookieless_post
@public_page
def feedback_thanks(request):
    """Thanks, the way back, and one more question."""
    page = _page_or_start(request.GET.get("sida", ""))
    context = {"page_address": page, "helped": request.GET.get("svar") != "nej", "is_explained": "klart" in request.GET}
    if request.method != "POST":
        context["form"] = FeedbackTextForm(initial={"answer": request.GET.get("kort", "")})
        return render(request, "site/feedback_thanks.html", context)
    context["form"] = form = FeedbackTextForm(request.POST)
    if not form.is_valid():
        return render(request, "site/feedback_thanks.html", context, status=422)
    if not FEEDBACK_LIMIT.allows(request):
        return too_many(request)
    try:
        actions.explain_feedback(form.cleaned_data["answer"], text=form.cleaned_data["text"])
    except actions.TooLateToExplainError:
        form.add_error(None, _("It is more than an hour since you answered. Go back to the page and answer again."))
        return render(request, "site/feedback_thanks.html", context, status=422)
    return see_other(reverse("site:feedback_thanks"), sida=page, klart=1)


def _page_or_start(address):
    try:
        return own_page(address)
    except ValidationError:
        return reverse("site:start")


def _message_page(request, form_class, template, context, save, thanks):
    """A form that works without cookie: shown, refused beside the field, or kept and thanked for."""
    form = form_class(request.POST if request.method == "POST" else None)
    context = context | {"form": form}
    if request.method != "POST":
        return render(request, template, context)
    if not form.is_valid():
        return render(request, template, context, status=422)
    if not MESSAGE_LIMIT.allows(request):
        return too_many(request)
    save(**form.cleaned_data)
    return see_other(reverse(thanks))


@cookieless_post
@public_page
def contact(request):
    context = {"here": "about", "crumbs": about_crumbs(), "contact_email": settings.CONTACT_EMAIL}
    return _message_page(
        request, ContactForm, "site/contact.html", context, actions.send_message, "site:contact_thanks"
    )


@public_page
@require_safe
def contact_thanks(request):
    return render(request, "site/contact_thanks.html", {"here": "about", "crumbs": about_crumbs()})


@cookieless_post
@public_page
def accessibility(request):
    """The statement that the law asks for, with its message form."""
    return _message_page(
        request,
        AccessibilityReportForm,
        "site/accessibility.html",
        {"statement": current_statement(), "crumbs": []},
        actions.report_barrier,
        "site:accessibility_thanks",
    )


@public_page
@require_safe
def accessibility_thanks(request):
    return render(request, "site/accessibility_thanks.html", {"crumbs": []})


def current_statement():
    """The kept statement; before there is one, what is true of every new portal."""
    return AccessibilityStatement.objects.first() or AccessibilityStatement(
        actor=settings.PORTAL_REGION,
        service=settings.PORTAL_NAME,
        conformance=Conformance.PARTIAL,
        faults=_("Files that others have sent in may lack headings, alternative texts or tags."),
        outside_the_law=_(
            "Answers from others are shown as they came; the law exempts content that we do not control."
        ),
        method=_(
            "We test every page automatically and by keyboard ourselves. Nobody outside has assessed the portal yet."
        ),
        updated_on=None,
    )


@right_required(Right.EDIT_PAGES)
@require_safe
def feedback_overview(request):
    """Month by month: which pages help, and what people missed."""
    rows = (
        PageFeedback.objects.order_by()
        .annotate(month=TruncMonth("sent_at"))
        .values("month", "page")
        .annotate(yes=Count("pk", filter=Q(helped=True)), no=Count("pk", filter=Q(helped=False)))
        .order_by("-month", "-no", "page")
    )
    texts = PageFeedback.objects.exclude(text="")
    context = {
        "page": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("sida")),
        "texts": texts[:ROWS_A_PAGE],
        "text_count": texts.count(),
    }
    return render(request, "site/feedback_overview.html", context)


@right_required(Right.EDIT_PAGES)
@require_safe
def barriers(request):
    """Messages about accessibility: the unanswered first, the oldest first."""
    reports = AccessibilityReport.objects.select_related("answered_by").order_by("-answered_at", "sent_at")
    page = Paginator(reports, ROWS_A_PAGE).get_page(request.GET.get("sida"))
    return render(request, "site/barriers.html", {"page": page, "now": clock.now()})


@right_required(Right.EDIT_PAGES)
@require_POST
def answered(request, pk):
    actions.mark_answered(get_object_or_404(AccessibilityReport, pk=pk), by=request.user)
    messages.success(request, _("Marked as answered."))
    return redirect("site:barriers")


@right_required(Right.EDIT_PAGES)
def statement(request):
    """The words of the accessibility statement."""
    form = StatementForm(request.POST or None, instance=current_statement())
    if request.method == "POST" and form.is_valid():
        actions.save_statement(by=request.user, **form.cleaned_data)
        messages.success(request, _("The statement is saved and shown."))
        return redirect("site:barriers")
    status = 422 if request.method == "POST" else 200
    return render(request, "site/statement.html", {"form": form}, status=status)
