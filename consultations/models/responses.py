"""Received answers. The database refuses every change but that of the state."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from consultations.models.files import AnswerFile
from consultations.models.response_marks import UNCOUNTED, ResponseMark
from consultations.models.rounds import Consultation, Question
from consultations.models.values import Stance, new_key
from consultations.workflow import RESPONSE_EVENTS, RESPONSE_STEPS, ResponseState
from rus_portal import clock
from rus_portal.accounts.models import Organisation
from rus_portal.workflow import Advancing
from strategy.models import VersionSection


class SenderKind(models.TextChoices):
    INVITED = "invited", _("Invited organisation")
    ORGANISATION = "organisation", _("Other organisation")
    PERSON = "person", _("Private person")


class Timeliness(models.TextChoices):
    IN_TIME = "in_time", _("In time")
    IN_TIME_WITH_EXTENSION = "in_time_with_extension", _("In time, with extension")
    LATE = "late", _("Received after the deadline")


class Channel(models.TextChoices):
    """How an answer came in. What did not come through the portal is entered by a registrar."""

    PORTAL = "portal", _("Through the portal")
    POST = "post", _("By post")
    EMAIL = "email", _("By e-mail")
    PHONE = "phone", _("By phone, written down")
    MEETING = "meeting", _("At a meeting, written down")


class ResponseQuerySet(models.QuerySet):
    def standing(self):
        """What counts in every number: not withdrawn, not replaced (scenario 7), no duplicate and not misdirected."""
        gone = ResponseLink.objects.filter(earlier=OuterRef("pk"), kind__in=[LinkKind.REPLACES, LinkKind.WITHDRAWS])
        uncounted = ResponseMark.objects.live().filter(response=OuterRef("pk"), kind__in=UNCOUNTED)
        return self.filter(~Exists(gone), ~Exists(uncounted))

    def disowned(self):
        """Those of which the organisation has said that they are not from it, unless a registrar has looked into it."""
        said = ResponseEvent.objects.filter(response=OuterRef("pk"), transition__in=["disown", "lift_disowning"])
        last = said.order_by("-at", "-pk").values("transition")[:1]
        return self.annotate(disowning=Subquery(last)).filter(disowning="disown")

    def awaiting_decision(self):
        """Preliminary answers that stand and that no decision has confirmed."""
        return self.standing().filter(is_preliminary=True, confirmation=None)

    def visible_to(self, user):
        """Received answers are for officials; those from people with protected identity for few of them."""
        if not (user.is_authenticated and user.has_right("read_responses")):
            return self.none()
        return self if user.has_right("read_protected") else self.filter(is_protected=False)

    def with_end(self):
        """`ended_by` says how one has ceased to count by its sender: replaced, withdrawn, or None."""
        # "withdraws" is the later word of the two, also in the alphabet.
        ends = ResponseLink.objects.filter(earlier=OuterRef("pk"), kind__in=[LinkKind.REPLACES, LinkKind.WITHDRAWS])
        return self.annotate(ended_by=Subquery(ends.order_by("-kind").values("kind")[:1]))

    def published(self):
        return self.filter(state=ResponseState.PUBLISHED)


class Response(Advancing, models.Model):
    """A received answer. The database refuses every change but that of the state."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="responses")
    # The draft it came from, and thereby the idempotency key: two tabs that send one draft make one answer.
    draft_id = models.UUIDField(unique=True)
    key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    receipt_number = models.CharField(max_length=30, unique=True)
    received_at = models.DateTimeField()
    deadline_then = models.DateTimeField()
    timeliness = models.CharField(max_length=25, choices=Timeliness)
    hash = models.CharField(max_length=64)
    sender_kind = models.CharField(max_length=15, choices=SenderKind)
    invitation = models.ForeignKey(
        "Invitation", null=True, blank=True, on_delete=models.PROTECT, related_name="responses"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="responses"
    )
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Who pressed "send" for the organisation, in the words of that day; also somebody without account.
    signed_by = models.CharField(max_length=150, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    sender_email = models.EmailField(blank=True)
    is_protected = models.BooleanField(default=False)
    language = models.CharField(max_length=5, default="sv")
    stance = models.CharField(max_length=25, choices=Stance, default=Stance.NOT_STATED)
    summary = models.TextField(blank=True)
    deciding_body = models.CharField(max_length=150, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    item_number = models.CharField(max_length=20, blank=True)
    delegation = models.CharField(max_length=150, blank=True)
    own_registry_number = models.CharField(max_length=60, blank=True)
    is_preliminary = models.BooleanField(default=False)
    # Of a preliminary answer: when the body is expected to decide.
    expected_on = models.DateField(null=True, blank=True)
    # Reservations and separate statements of a minority (*särskilda yttranden*): never mixed with the stance.
    reservations = models.TextField(blank=True)
    joint_with = models.ManyToManyField(Organisation, blank=True, related_name="joint_responses")
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.PORTAL)
    # Of what a registrar entered: how the day of arrival is known.
    arrival_reason = models.TextField(blank=True)
    state = models.CharField(max_length=15, choices=ResponseState, default=ResponseState.RECEIVED)

    steps = RESPONSE_STEPS
    objects = ResponseQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(hash__regex=r"^[0-9a-f]{64}$"), name="response_has_a_hash"),
            models.CheckConstraint(
                condition=Q(sender_kind="person", organisation=None, invitation=None) | ~Q(sender_kind="person"),
                name="person_is_never_an_organisation",
            ),
            models.CheckConstraint(
                condition=~Q(sender_kind="invited") | Q(invitation__isnull=False), name="invited_has_an_invitation"
            ),
            models.CheckConstraint(
                condition=~Q(timeliness="late") | Q(received_at__gte=F("deadline_then")),
                name="late_means_after_the_deadline",
            ),
            models.CheckConstraint(
                condition=Q(timeliness="late") | Q(received_at__lt=F("deadline_then")),
                name="in_time_means_before_the_deadline",
            ),
            models.CheckConstraint(
                condition=Q(channel="portal") | ~Q(arrival_reason=""), name="entered_arrival_has_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["consultation", "-received_at"], name="responses_of_a_round"),
            models.Index(
                fields=["consultation", "received_at", "id"],
                condition=Q(state="published", is_protected=False),
                name="published_answers_of_a_round",
            ),
        ]

    def __str__(self):
        return self.receipt_number

    @property
    def is_late(self):
        return self.timeliness == Timeliness.LATE

    @property
    def is_in_time_by_extension(self):
        return self.timeliness == Timeliness.IN_TIME_WITH_EXTENSION

    @property
    def sender(self):
        """Whose answer it is, as lists, letters and exports may say it. A person may have given no name."""
        if self.is_protected:
            return _("Protected identity")
        return str(self.organisation) if self.organisation_id else self.sender_name or _("Private person without name")

    @property
    def is_entered(self):
        """Whether a registrar entered it: of its arrival the day is known, not the second."""
        return self.channel != Channel.PORTAL

    @property
    def fingerprint(self):
        """What an export of this answer is made from."""
        return self.hash

    def transitions_for(self, user):
        """The steps this user may take now. The page's buttons are this list."""
        return [
            transition
            for transition, step in RESPONSE_STEPS.items()
            if self.state in step.sources and user.has_perm(f"consultations.{transition}_response", self)
        ]


class ResponseEvent(models.Model):
    """What happened to a received answer: who, when and why. The first one is its arrival."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="events")
    transition = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.response}: {self.transition}"

    @property
    def label(self):
        """What happened, in words."""
        return RESPONSE_EVENTS.get(self.transition, self.transition)


class LinkKind(models.TextChoices):
    SUPPLEMENTS = "supplements", _("Supplements")
    REPLACES = "replaces", _("Replaces")
    WITHDRAWS = "withdraws", _("Withdraws")
    SECONDS = "seconds", _("Seconds")


class ResponseLink(models.Model):
    """A later answer that supplements, replaces or withdraws an earlier one; both are kept."""

    later = models.ForeignKey(Response, null=True, blank=True, on_delete=models.PROTECT, related_name="links_back")
    earlier = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="links_on")
    kind = models.CharField(max_length=12, choices=LinkKind)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="withdraws") | Q(later__isnull=False), name="only_a_withdrawal_has_no_successor"
            ),
            models.CheckConstraint(condition=~Q(later=F("earlier")), name="answer_is_not_linked_to_itself"),
        ]

    def __str__(self):
        return f"{self.later} {self.kind} {self.earlier}"

    @property
    def ends_it(self):
        """Whether the earlier answer counts no more."""
        return self.kind in {LinkKind.REPLACES, LinkKind.WITHDRAWS}


class Answer(models.Model):
    """What an answer says to one question."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField()
    # Set where the question is about a part with a last day of its own: until when it was in time for the part.
    part_deadline_then = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["question__order"]
        constraints = [models.UniqueConstraint(fields=["response", "question"], name="question_is_answered_once")]

    def __str__(self):
        return self.text[:60]

    @property
    def said(self):
        """The answer in words, for readers."""
        return self.question.readable(self.text)


class SectionComment(models.Model):
    """What an answer says of one frozen section: stance, comment, proposed wording, and the words it is about."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="comments")
    section = models.ForeignKey(VersionSection, on_delete=models.PROTECT, related_name="comments")
    block = models.CharField(max_length=20, blank=True)
    quoted = models.TextField(blank=True)
    # What stands before the quoted words, where the paragraph has the same words several times.
    before = models.TextField(blank=True)
    stance = models.CharField(max_length=25, choices=Stance, default=Stance.NOT_STATED)
    comment = models.TextField(blank=True)
    proposal = models.TextField(blank=True)
    # Set where the section is in a part with a last day of its own: until when it was in time for the part.
    part_deadline_then = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["section__order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(comment="") | ~Q(proposal="") | ~Q(stance="not_stated"), name="comment_says_something"
            )
        ]
        indexes = [models.Index(fields=["section"], name="comments_by_section")]

    def __str__(self):
        return self.comment[:60]


class Attachment(AnswerFile):
    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="attachments")
