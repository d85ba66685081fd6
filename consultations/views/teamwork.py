"""The workspace of those who write one answer: who is in, who does what, what they say to each other, the review."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consultations import draft_letters, fields, outline, parts, writers
from consultations.actions import teamwork
from consultations.actions.sending import DraftIsSentError
from consultations.views import team_frame, team_page
from consultations.views.answering import own_deadline, redirect_to_receipt, sealed_page, with_draft
from consultations.views.visit import Visit
from rus_portal import clock
from rus_portal.accounts.models import MemberRole

MOST_WORDS = 5_000


@require_safe
@sealed_page
def team(request, year, slug):
    """Everything about the work together on one page; after the sending what was said, to read."""
    visit = Visit(request)
    draft = visit.draft(request.GET.get("utkast", ""))
    if draft and draft.sent_at and (draft.consultation.year, draft.consultation.slug) == (year, slug):
        return team_page.record(request, visit, draft)
    return _team(request, year=year, slug=slug)


@with_draft
def _team(request, visit, draft):
    return team_page.show(request, visit, draft)


def team_action(view):
    """A POST of the workspace: done, and back to the page, or the page again with what is wrong."""

    @require_POST
    @with_draft
    @wraps(view)
    def taken(request, visit, draft, **kwargs):
        try:
            return view(request, visit, draft, visit.writer(draft), **kwargs)
        except teamwork.NotYoursToDoError as refused:
            raise PermissionDenied from refused
        except DraftIsSentError:
            return redirect_to_receipt(draft)

    return taken


def back(draft, place):
    """To the part of the page where something was done."""
    return redirect(f"{team_frame.address(draft)}#{place}")


def email_problem(email):
    """A sentence when letters cannot go to this address, else nothing."""
    try:
        validate_email(email)
    except ValidationError:
        return _("The e-mail address is not complete. Write it like name@example.org.")
    return ""


def words(request, name, most=MOST_WORDS):
    """What was typed in a field, tidied and not too long."""
    return fields.tidy(request.POST.get(name, "")).strip()[:most]


@team_action
def invite(request, visit, draft, writer):
    """Let a colleague in by e-mail."""
    if team_page.is_person(draft):
        raise Http404
    typed = {
        "email": words(request, "email", 254),
        "role": request.POST.get("role", ""),
        "message": words(request, "message", 2000),
        "my_name": words(request, "my_name", 150),
    }
    problem = email_problem(typed["email"])
    if problem:
        return team_page.show(request, visit, draft, typed=typed, problems=[("id_email", problem)])
    if typed["role"] not in MemberRole.values:
        return team_page.show(request, visit, draft, typed=typed, problems=[("id_role_0", _("Choose a role."))])
    if name := typed.pop("my_name"):
        teamwork.rename(draft, name=name, by=writer)
        writer = visit.writer(draft)
    try:
        teamwork.invite_colleague(draft, **typed, by=writer)
    except teamwork.TeamIsFullError:
        full = _("There are as many people in the draft as there can be.")
        return team_page.show(request, visit, draft, typed=typed, problems=[("id_email", full)])
    except draft_letters.TooManyLettersError as flood:
        return team_page.show(request, visit, draft, typed=typed, problems=[("id_email", str(flood))], status=429)
    messages.success(request, _("We have written to %(email)s.") % {"email": typed["email"]})
    return back(draft, "med")


@team_action
def person(request, visit, draft, writer, *, pk):
    """Change somebody's role, write to the person once more, or end the person's way in."""
    link = get_object_or_404(draft.links.live().select_related("user"), pk=pk)
    match request.POST.get("do"):
        case "role" if request.POST.get("role") in MemberRole.values:
            return _change_role(request, visit, draft, writer, link)
        case "again" if link.address and link.pk != writer.link.pk:
            role = link.role if link.role in writer.may_give else MemberRole.WRITER
            try:
                teamwork.invite_colleague(draft, email=link.address, role=role, by=writer)
            except draft_letters.TooManyLettersError as flood:
                return team_page.show(request, visit, draft, problems=[("med", str(flood))], status=429)
            messages.success(request, _("We have written to %(email)s.") % {"email": link.address})
        case "end":
            return _show_out(request, visit, draft, writer, link)
        case _:
            raise Http404
    return back(draft, "med")


def _change_role(request, visit, draft, writer, link):
    try:
        teamwork.change_role(draft, link, role=request.POST["role"], by=writer)
    except teamwork.LastAdministratorError:
        return _last_administrator(request, visit, draft)
    messages.success(request, _("%(name)s has another role now.") % {"name": link.shown_name})
    return back(draft, "med")


def _show_out(request, visit, draft, writer, link):
    heir = None
    if chosen := request.POST.get("to"):
        heir = next((other for other in visit.team(draft) if str(other.pk) == chosen and other.pk != link.pk), None)
    try:
        teamwork.show_out(draft, link, hand_over_to=heir, by=writer)
    except teamwork.LastAdministratorError:
        return _last_administrator(request, visit, draft)
    if link.pk == writer.link.pk:
        return redirect("consultations:answer", draft.consultation.year, draft.consultation.slug)
    done = _("%(name)s has no way into the draft any more. What the person wrote stays.")
    messages.success(request, done % {"name": link.shown_name})
    return back(draft, "med")


def _last_administrator(request, visit, draft):
    problem = _("Somebody must decide who is in. Make a colleague administrator first.")
    return team_page.show(request, visit, draft, problems=[("med", problem)], status=409)


@team_action
def own_link(request, visit, draft, writer):
    """Send the own link by mail, show it on the page for whoever wants no mail, or end it and give a new one."""
    if "show" in request.POST and not writer.is_member:
        return team_page.show(request, visit, draft, own_key=writers.key_of(writer.link), status=200)
    if "renew" in request.POST:
        visit.remember_link(teamwork.renew_own_link(draft, by=writer))
        messages.success(request, _("The old link opens nothing any more. Show the new one, or mail it to yourself."))
        return back(draft, "lank")
    email = words(request, "email", 254)
    if problem := email_problem(email):
        return team_page.show(request, visit, draft, typed={"own_email": email}, problems=[("id_own_email", problem)])
    try:
        teamwork.send_own_link(draft, email=email, by=writer)
    except draft_letters.TooManyLettersError as flood:
        problems = [("id_own_email", str(flood))]
        return team_page.show(request, visit, draft, typed={"own_email": email}, problems=problems, status=429)
    messages.success(request, _("We have sent your link to %(email)s. The draft is not sent.") % {"email": email})
    return redirect(_here(request, draft))


def _here(request, draft):
    wanted = request.POST.get("here", "")
    fits = wanted.startswith(team_frame.address(draft, "answer")) or wanted == team_frame.address(draft)
    if fits and url_has_allowed_host_and_scheme(wanted, {request.get_host()}):
        return wanted
    return f"{team_frame.address(draft)}#lank"


@team_action
def rename(request, visit, draft, writer):
    """What the others see one as."""
    teamwork.rename(draft, name=words(request, "name", 150), by=writer)
    return back(draft, "med")


@team_action
def invitation_link(request, visit, draft, writer):
    """Open or close the draft to whoever has the invitation's letter."""
    if draft.invitation_id is None:
        raise Http404
    teamwork.open_to_invitation(draft, is_open=request.POST.get("open") == "1", by=writer)
    return back(draft, "med")


@team_action
def hand_out(request, visit, draft, writer):
    """Give a part or a section to somebody."""
    typed = {name: words(request, name, 200) for name in ("part", "to", "what", "until")}
    to = next((link for link in visit.team(draft) if str(link.pk) == typed["to"]), None)
    problems = []
    if typed["part"] not in dict(team_page.part_choices(draft)):
        problems.append(("id_part", _("Choose a part.")))
    if to is None:
        problems.append(("id_to", _("Choose a person.")))
    try:
        until = _until(draft, typed["until"])
    except ValueError as unreadable:
        problems.append(("id_until", str(unreadable)))
    if problems:
        return team_page.show(request, visit, draft, typed=typed, problems=problems)
    teamwork.hand_out(draft, part=typed["part"], to=to, what=typed["what"], until=until, by=writer)
    return back(draft, "uppgifter")


def _until(draft, typed):
    """The day till when, or None; ValueError with a sentence when it lies after the last day to answer."""
    until, last_day = fields.day(typed) if typed else None, own_deadline(draft).last_day
    # Whoever answers late has nothing but such days left.
    if until and clock.today() <= last_day < until:
        day = date_format(last_day, "j F Y")
        raise ValueError(_("The answer is to be sent by %(day)s. Choose that day or an earlier one.") % {"day": day})
    return until


@team_action
def task(request, visit, draft, writer, *, pk):
    """Tick a task, or take it away."""
    found = get_object_or_404(draft.tasks, pk=pk)
    if request.POST.get("do") == "drop":
        teamwork.drop(found, by=writer)
    else:
        teamwork.tick(found, done=request.POST.get("do") == "done", by=writer)
    return back(draft, "uppgifter")


@team_action
def say(request, visit, draft, writer):
    """Say something about a part, or answer in a thread."""
    thread = None
    if answers := request.POST.get("answers"):
        thread = get_object_or_404(draft.notes, pk=answers) if answers.isdecimal() and len(answers) < 18 else None
    typed = {"note": words(request, "note"), "note_part": request.POST.get("note_part", "")}
    told = set(request.POST.getlist("tell"))
    problems = []
    if not typed["note"]:
        problems.append(("id_note" if thread is None else f"id_note_{thread.pk}", _("Write something first.")))
    if thread is None and typed["note_part"] not in dict(team_page.part_choices(draft)):
        problems.append(("id_note_part", _("Choose a part.")))
    if problems:
        return team_page.show(request, visit, draft, typed=typed, problems=problems)
    to = [link for link in visit.team(draft) if str(link.pk) in told]
    note = teamwork.say(draft, part=typed["note_part"], text=typed["note"], answers=thread, to=to, by=writer)
    return back(draft, f"k-{(note.answers_id or note.pk)}")


@team_action
def note(request, visit, draft, writer, *, pk):
    """Say that a thread has been dealt with, or open it again."""
    found = get_object_or_404(draft.notes.filter(answers=None), pk=pk)
    teamwork.resolve(found, done=request.POST.get("do") == "resolve", by=writer)
    return back(draft, "kommentarer")


@require_POST
@with_draft
def here(request, visit, draft):
    """The page's heartbeat: note that one is here, and tell who else is. JSON."""
    where = request.POST.get("where", "")
    known = where in (*parts.ALL, team_frame.TEAM) or where in {
        str(line.key) for line in outline.of(draft.consultation.version)
    }
    writer = visit.show_up(draft, where if known else team_frame.TEAM)
    return JsonResponse({"present": team_frame.present(visit, draft, writer), "state": draft.state})


def personal_link_address(request, link):
    """The whole address of a personal link."""
    return request.build_absolute_uri(reverse("consultations:personal_link", args=[writers.key_of(link)]))
