"""Writing together: letting people in and out, handing out parts, talking about them. Nothing of it is ever sent."""

from django.db import transaction

from consultations import draft_letters, writers
from consultations.actions.sending import DraftIsSentError
from consultations.models import CameBy, Draft, DraftLink, DraftNote, DraftTask
from consultations.writers import Writer
from rus_portal import clock
from rus_portal.accounts.models import MemberRole, Membership, User

MOST_PEOPLE = 60


class NotYoursToDoError(Exception):
    """The person's role in the draft does not reach that far."""


class LastAdministratorError(Exception):
    """Somebody must be left who decides who is in."""


class TeamIsFullError(Exception):
    """More people than ever write one answer together."""


def _hold(draft):
    """Keep the draft as it is until the end: it is not sent, and nobody else changes who is in it."""
    held = Draft.objects.select_for_update(of=("self",), no_key=True).filter(pk=draft.pk)
    if held.values_list("sent_at", flat=True).get() is not None:
        raise DraftIsSentError


@transaction.atomic
def invite_colleague(draft: Draft, *, email: str, role: str, message: str = "", by: Writer) -> DraftLink:
    """Let a colleague in and write to the address. Asked twice, the same person gets the same link once more."""
    _hold(draft)
    if role not in by.may_give:
        raise NotYoursToDoError
    link = _link_for(draft, email.strip().lower(), role, by)
    draft_letters.owe_link(link, by=by, message=message)
    return link


def _link_for(draft, email, role, by):
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    for link in draft.links.live().select_related("user"):
        if email == link.address.lower():
            return _with_role(link, role, by)
    if draft.links.live().count() >= MOST_PEOPLE:
        raise TeamIsFullError
    member_role = writers.roles_of_members(draft.organisation_id).get(user.pk) if user else None
    if member_role:
        return writers.join(draft, came_by=CameBy.MEMBER, user=user, role=member_role, invited_by=by.link)
    # The account is bound when the person follows the link: an address alone proves nothing.
    return writers.join(draft, came_by=CameBy.COLLEAGUE, role=role, email=email, invited_by=by.link)


def _with_role(link, role, by):
    """A second invitation with a higher role raises it; it never lowers one."""
    if writers.LADDER.index(role) > writers.LADDER.index(link.role) and link.came_by != CameBy.MEMBER:
        link.role, link.came_by, link.invited_by = role, CameBy.COLLEAGUE, by.link
        link.save(update_fields=["role", "came_by", "invited_by"])
    return link


@transaction.atomic
def send_own_link(draft: Draft, *, email: str, by: Writer) -> None:
    """Send the person's own link to the address. It is kept as the person's own, and used for nothing else unasked."""
    _hold(draft)
    link, wanted = by.link, email.strip().lower()
    same = draft.links.live().filter(email__iexact=wanted).exclude(pk=link.pk).first()
    if same is None and wanted != link.address.lower():
        link.email = wanted
        link.save(update_fields=["email"])
    draft_letters.owe_own_link(same or link, to=wanted)


@transaction.atomic
def renew_own_link(draft: Draft, *, by: Writer) -> DraftLink:
    """End the person's own link wherever it has been opened, and give a new one; role, name and tasks go with it.

    An address that the person has typed does not: the link may have gone to a wrong one, and no reminder shall follow.
    """
    _hold(draft)
    old = by.link
    if by.is_member:  # a member's way in is the log-in
        raise NotYoursToDoError
    old.revoked_at = clock.now()
    old.save(update_fields=["revoked_at"])
    kept = ("user_id", "name", "role", "came_by", "invited_by_id", "used_at", "here_since", "where")
    new = DraftLink(draft=draft, **{name: getattr(old, name) for name in kept})
    new.email = old.email if old.came_by == CameBy.COLLEAGUE else ""
    new.save(force_insert=True)
    old.tasks.update(to=new)
    return new


@transaction.atomic
def rename(draft: Draft, *, name: str, by: Writer) -> None:
    """What the others see the person as."""
    by.link.name = " ".join(name.split())[:150]
    by.link.save(update_fields=["name"])


@transaction.atomic
def change_role(draft: Draft, link: DraftLink, *, role: str, by: Writer) -> None:
    """Give somebody another role in this draft. A member's role is the organisation's and is changed there."""
    _hold(draft)
    if not by.may_administer or link.came_by == CameBy.MEMBER:
        raise NotYoursToDoError
    if role != MemberRole.ADMINISTRATOR:
        _leave_an_administrator(draft, without=link)
    # Named by somebody who may: from now on the role is not just that of whoever has the letter.
    came_by = CameBy.COLLEAGUE if link.came_by == CameBy.INVITATION else link.came_by
    DraftLink.objects.filter(pk=link.pk).update(role=role, came_by=came_by)


@transaction.atomic
def show_out(draft: Draft, link: DraftLink, *, hand_over_to: DraftLink | None = None, by: Writer) -> None:
    """End somebody's way into the draft. What the person wrote stays; open tasks go to the one named, or to `by`.

    Whoever leaves by oneself needs nobody's leave. Members of the organisation are shown out by a member who signs,
    and leave the organisation with it: else their log-in would let them in again.
    """
    _hold(draft)
    if not may_show_out(draft, link, by=by):
        raise NotYoursToDoError
    _leave_an_administrator(draft, without=link)
    _hand_over(draft.tasks.filter(done_at=None, to=link), hand_over_to or _heir(draft, link, by))
    _revoke(draft, link)


def may_show_out(draft, link, *, by):
    """Whether `by` may end this person's way into the draft."""
    member_role = writers.roles_of_members(draft.organisation_id).get(link.user_id) if link.user_id else None
    if link.pk == by.link.pk:
        return member_role is None  # a member leaves on the organisation's own page
    fits = by.may_sign and writers.LADDER.index(member_role or link.role) <= writers.LADDER.index(by.role)
    return fits and (member_role is None or by.is_member)


def _heir(draft, link, by):
    if by.link.pk != link.pk:
        return by.link
    others = list(draft.links.live().exclude(pk=link.pk))
    return max(others, key=lambda other: writers.LADDER.index(other.role), default=None)


def _hand_over(tasks, heir):
    for task in tasks:
        if heir is None:
            continue
        # The heir may have the same part already; then there is one task less, and nothing undone.
        if DraftTask.objects.filter(draft=task.draft_id, part=task.part, to=heir).exists():
            task.delete()
        else:
            task.to = heir
            task.save(update_fields=["to"])


def _revoke(draft, link):
    ways = DraftLink.objects.live().filter(draft=draft)
    same = ways.filter(user=link.user_id) if link.user_id else ways.filter(pk=link.pk)
    (same | ways.filter(pk=link.pk)).update(revoked_at=clock.now())
    if link.user_id and draft.organisation_id:
        end_membership(link.user, draft.organisation)
    if link.came_by == CameBy.INVITATION:
        # Who still has the letter would be in again in a minute.
        Draft.objects.filter(pk=draft.pk).update(is_closed_to_invitation=True)


def end_membership(user, organisation):
    """The person is no member any more, and no draft of the organisation opens by log-in or by a member's row."""
    Membership.objects.filter(user=user, organisation=organisation).delete()
    rows = DraftLink.objects.live().filter(user=user, draft__organisation=organisation, draft__sent_at=None)
    for row in rows.select_related("draft"):
        heir = row.draft.links.live().exclude(pk=row.pk).exclude(user=user).order_by("created_at").first()
        _hand_over(row.tasks.filter(done_at=None), heir)
        row.revoked_at = clock.now()
        row.save(update_fields=["revoked_at"])


def _leave_an_administrator(draft, *, without):
    """Refuse what would leave nobody who decides who is in; a draft that never had one needs none."""
    members = writers.roles_of_members(draft.organisation_id) if draft.organisation_id else {}
    administering = {user for user, role in members.items() if role == MemberRole.ADMINISTRATOR}
    links = draft.links.letting_in().filter(role=MemberRole.ADMINISTRATOR)
    was_one = without.role == MemberRole.ADMINISTRATOR or without.user_id in administering
    others = links.exclude(pk=without.pk).exists() or bool(administering - {without.user_id})
    if was_one and not others:
        raise LastAdministratorError


@transaction.atomic
def open_to_invitation(draft: Draft, *, is_open: bool, by: Writer) -> None:
    """Let the invitation's link open the draft, or not. Those who are in stay in."""
    _hold(draft)
    if not by.may_sign:
        raise NotYoursToDoError
    Draft.objects.filter(pk=draft.pk).update(is_closed_to_invitation=not is_open)


@transaction.atomic
def hand_out(draft: Draft, *, part: str, to: DraftLink, what: str = "", until=None, by: Writer) -> DraftTask:
    """Give a part or a section to somebody, or change what is said of it. Told by letter, unless it is one's own."""
    _hold(draft)
    facts = {"what": what[:200], "until": until, "given_by": by.link, "done_at": None, "done_by": None}
    task, _new = DraftTask.objects.update_or_create(draft=draft, part=part, to=to, defaults=facts)
    if to.pk != by.link.pk:
        draft_letters.owe_task(task, by=by)
    return task


def tick(task: DraftTask, *, done: bool, by: Writer) -> None:
    """Say that a task is done, or that it is not."""
    facts = {"done_at": clock.now(), "done_by": by.link} if done else {"done_at": None, "done_by": None}
    DraftTask.objects.filter(pk=task.pk).update(**facts)


def drop(task: DraftTask, *, by: Writer) -> None:
    """Take a task away."""
    task.delete()


@transaction.atomic
def say(draft: Draft, *, part: str, text: str, answers: DraftNote | None = None, to=(), by: Writer) -> DraftNote:
    """Say something about a part to the others; `to` are those who are told by letter. It never becomes an answer."""
    _hold(draft)
    thread = answers.answers or answers if answers else None
    note = DraftNote.objects.create(
        draft=draft, part=thread.part if thread else part, text=text, answers=thread, by=by.link
    )
    if thread:
        DraftNote.objects.filter(pk=thread.pk).update(resolved_at=None, resolved_by=None)
    for link in to:
        if link.pk != by.link.pk:
            draft_letters.owe_mention(note, to=link, by=by)
    return note


def resolve(note: DraftNote, *, done: bool, by: Writer) -> None:
    """Say that a thread has been dealt with, or open it again."""
    facts = {"resolved_at": clock.now(), "resolved_by": by.link} if done else {"resolved_at": None, "resolved_by": None}
    DraftNote.objects.filter(pk=note.pk).update(**facts)
