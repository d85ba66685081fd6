import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from consultations.deadlines import Deadline
from consultations.workflow import (
    RESPONSE_EVENTS,
    RESPONSE_STEPS,
    ROUND_EVENTS,
    ROUND_STEPS,
    ResponseState,
    RoundState,
)
from rus_portal import clock
from rus_portal.accounts.models import Membership, Organisation
from rus_portal.exports.storage import attachment_path
from rus_portal.workflow import Advancing
from strategy.models import Version, VersionSection


class Stance(models.TextChoices):
    """DOMAIN.md §3.5. The overall stance is never computed from the parts."""

    SUPPORTS = "supports", _("Supports")
    SUPPORTS_WITH_COMMENTS = "supports_with_comments", _("Supports, with comments")
    OPPOSES = "opposes", _("Opposes")
    NO_COMMENTS = "no_comments", _("No comments")
    DECLINES = "declines", _("Declines to answer")
    NOT_STATED = "not_stated", _("Not stated")


class ConsultationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Planned rounds are for officials; what has been sent out is public."""
        official = user.is_authenticated and user.is_official
        return self if official else self.exclude(state=RoundState.PLANNED)

    def open(self):
        """Opened by somebody, and the last day is not over."""
        return self.filter(state=RoundState.OPEN, last_day__gte=clock.today())


class Consultation(Advancing, models.Model):
    """A round (*remiss*) on one frozen version. The last day stands here and nowhere else."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="consultations")
    year = models.PositiveSmallIntegerField()
    slug = models.SlugField()
    title = models.CharField(_("title"), max_length=200)
    lead = models.TextField(_("lead"), blank=True)
    registry_number = models.CharField(_("registry number"), max_length=40, blank=True)
    letter = models.JSONField(default=list, blank=True)
    signed_by = models.CharField(max_length=200, blank=True)
    contact_name = models.CharField(max_length=150, blank=True)
    contact_email = models.EmailField(blank=True)
    personal_data = models.TextField(blank=True)
    publication_notice = models.TextField(blank=True)
    other_ways = models.TextField(blank=True)
    if_late = models.TextField(blank=True)
    opens_at = models.DateTimeField()
    last_day = models.DateField(_("last day to answer"))
    state = models.CharField(max_length=12, choices=RoundState, default=RoundState.PLANNED)
    is_fictional = models.BooleanField(default=False)

    steps = ROUND_STEPS
    objects = ConsultationQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_at"]
        constraints = [models.UniqueConstraint(fields=["year", "slug"], name="round_has_its_own_address")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("consultations:round", args=[self.year, self.slug])

    @property
    def deadline(self):
        return Deadline(self.last_day)

    @property
    def accepts_answers(self):
        """From the opening on, for ever: a late answer is received and marked, never refused."""
        return self.state not in {RoundState.PLANNED, RoundState.WITHDRAWN}

    @property
    def is_open(self):
        """Whether an answer that arrives now is in time."""
        return self.state == RoundState.OPEN and self.deadline.includes(clock.now())

    def transitions_for(self, user):
        """The steps this user may take now. The page's buttons are this list."""
        return [
            transition
            for transition, step in ROUND_STEPS.items()
            if self.state in step.sources and user.has_perm(f"consultations.{transition}_consultation", self)
        ]


class ConsultationEvent(models.Model):
    """Who took which step, when and why; also moved deadlines (`last_day_before`)."""

    MOVE_DEADLINE = "move_deadline"

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="events")
    transition = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    reason = models.TextField(blank=True)
    last_day_before = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.consultation}: {self.transition}"

    @property
    def label(self):
        """What happened, in words."""
        return ROUND_EVENTS.get(self.transition, self.transition)


class Question(models.Model):
    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    label = models.CharField(max_length=60)
    hint = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["consultation", "order"], name="question_has_its_place")]

    def __str__(self):
        return self.text


class InvitationState(models.TextChoices):
    """How far the letter has come. Answered, declined and silent are read from the answers, not kept twice."""

    PLANNED = "planned", _("Planned")
    SENT = "sent", _("Sent")
    BOUNCED = "bounced", _("Bounced")


def new_key():
    """A secret for a link, 192 bits."""
    return secrets.token_urlsafe(24)


class InvitationQuerySet(models.QuerySet):
    def with_answer(self):
        """Annotate `has_answered`: a received answer that has not been withdrawn."""
        answers = Response.objects.standing().filter(invitation=OuterRef("pk"))
        return self.annotate(has_answered=Exists(answers))

    def unanswered(self):
        return self.with_answer().filter(has_answered=False)

    def with_plan(self):
        """Annotate what each body's own deadline and reminders depend on, for many rows at once."""
        granted = Extension.objects.filter(invitation=OuterRef("pk"), granted=True).order_by("-last_day")
        moved = ConsultationEvent.objects.filter(
            consultation=OuterRef("consultation"), transition=ConsultationEvent.MOVE_DEADLINE
        ).order_by("-at")
        return self.select_related("consultation", "organisation").annotate(
            extended_to=Subquery(granted.values("last_day")[:1]),
            extended_at=Subquery(granted.values("decided_at")[:1]),
            moved_at=Subquery(moved.values("at")[:1]),
        )

    def to_remind(self):
        """Sent and unanswered, while the round runs; after it only those whose extension runs on."""
        extended = Extension.objects.filter(invitation=OuterRef("pk"), granted=True)
        runs_on = Q(consultation__state__in=[RoundState.CLOSED, RoundState.PROCESSING]) & Exists(extended)
        sent = self.unanswered().filter(state=InvitationState.SENT)
        return sent.filter(Q(consultation__state=RoundState.OPEN) | runs_on)


class Invitation(models.Model):
    """An invited body (*remissinstans*). There is no "started" state, and there never will be."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="invitations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations")
    contact_name = models.CharField(max_length=150, blank=True)
    contact_email = models.EmailField()
    key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    state = models.CharField(max_length=10, choices=InvitationState, default=InvitationState.PLANNED)
    # When the first letter was owed: a reminder whose day lay before it is not owed.
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consultation", "organisation"], name="body_is_invited_once")]

    def __str__(self):
        return str(self.organisation)

    @cached_property
    def deadline(self):
        """This body's own deadline: the round's, or the latest granted extension's when that is later."""
        granted = self.extensions.filter(granted=True).order_by("-last_day").first()
        days = [self.consultation.last_day] + ([granted.last_day] if granted else [])
        return Deadline(max(days))


class Extension(models.Model):
    """*Anstånd*: asked for with a reason, granted or refused."""

    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="extensions")
    asked_day = models.DateField()
    reason = models.TextField()
    asked_at = models.DateTimeField(default=clock.now)
    granted = models.BooleanField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(granted=True) | Q(last_day__isnull=False), name="granted_extension_has_a_day"
            ),
            models.CheckConstraint(
                condition=Q(granted=None, decided_at=None) | Q(granted__isnull=False, decided_at__isnull=False),
                name="extension_is_decided_at_a_time",
            ),
        ]

    def __str__(self):
        return f"{self.invitation}: {self.asked_day}"


class DraftQuerySet(models.QuerySet):
    def written_by(self, user):
        """The only way to somebody's drafts: one's own, and those of an organisation one writes for."""
        if not user.is_authenticated:
            return self.none()
        own = Membership.objects.filter(user=user).values("organisation")
        return self.filter(Q(owner=user) | Q(organisation__in=own))

    def unsent(self):
        return self.filter(sent_at=None)

    def with_round(self):
        """Fetch at once what every page of an answer shows; never the stored page of the version."""
        related = ("consultation__version__document", "invitation__organisation", "organisation", "follows")
        return self.select_related(*related).defer("consultation__version__rendered")


class Draft(models.Model):
    """The sealed workspace of an answer (*eget utrymme*): its own table, so that no list of answers can ever hold one.

    Reached by its secret key, or by the people of the organisation. It becomes a `Response` when it is sent, and the
    row here then only points there.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="+")
    invitation = models.ForeignKey(Invitation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # What it supplements or replaces once it is sent (a received answer is never edited).
    follows = models.ForeignKey("Response", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    follows_as = models.CharField(max_length=12, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    saved_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["invitation"],
                condition=Q(invitation__isnull=False, sent_at=None),
                name="invited_body_has_one_unsent_draft",
            ),
            models.CheckConstraint(
                condition=Q(follows=None, follows_as="")
                | Q(follows__isnull=False, follows_as__in=["supplements", "replaces"]),
                name="draft_follows_in_one_way",
            ),
        ]

    def __str__(self):
        return f"draft {self.pk}"


class DraftField(models.Model):
    """One field of a draft with its own version, so that two people (or tabs) never overwrite each other unseen.

    Names: see consultations/fields.py.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="fields")
    name = models.CharField(max_length=80)
    value = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    saved_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "name"], name="draft_field_stands_once")]

    def __str__(self):
        return self.name


class StoredFile(models.Model):
    """A file that came from outside: kept under a random key, its type known by its content."""

    file = models.FileField(upload_to=attachment_path, max_length=200)
    name = models.CharField(max_length=150)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name


class DraftFile(StoredFile):
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "sha256"], name="draft_holds_a_file_once")]


class SenderKind(models.TextChoices):
    INVITED = "invited", _("Invited organisation")
    ORGANISATION = "organisation", _("Other organisation")
    PERSON = "person", _("Private person")


class Timeliness(models.TextChoices):
    IN_TIME = "in_time", _("In time")
    IN_TIME_WITH_EXTENSION = "in_time_with_extension", _("In time, with extension")
    LATE = "late", _("Received after the deadline")


class ResponseQuerySet(models.QuerySet):
    def standing(self):
        """Not withdrawn and not replaced: what counts in every number (scenario 7)."""
        gone = ResponseLink.objects.filter(earlier=OuterRef("pk"), kind__in=[LinkKind.REPLACES, LinkKind.WITHDRAWS])
        return self.filter(~Exists(gone))

    def visible_to(self, user):
        """Received answers are for officials; those from people with protected identity for few of them."""
        if not (user.is_authenticated and user.has_right("read_responses")):
            return self.none()
        return self if user.has_right("read_protected") else self.filter(is_protected=False)

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
        Invitation, null=True, blank=True, on_delete=models.PROTECT, related_name="responses"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="responses"
    )
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
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
    joint_with = models.ManyToManyField(Organisation, blank=True, related_name="joint_responses")
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
        ]
        indexes = [models.Index(fields=["consultation", "-received_at"], name="responses_of_a_round")]

    def __str__(self):
        return self.receipt_number

    @property
    def is_late(self):
        return self.timeliness == Timeliness.LATE

    @property
    def sender(self):
        """Whose answer it is. A person may have given no name."""
        return str(self.organisation) if self.organisation_id else self.sender_name or _("Private person without name")

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


class Answer(models.Model):
    """What an answer says to one question."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField()

    class Meta:
        ordering = ["question__order"]
        constraints = [models.UniqueConstraint(fields=["response", "question"], name="question_is_answered_once")]

    def __str__(self):
        return self.text[:60]


class SectionComment(models.Model):
    """What an answer says of one frozen section: stance, comment, proposed wording, and the words it is about."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="comments")
    section = models.ForeignKey(VersionSection, on_delete=models.PROTECT, related_name="comments")
    block = models.CharField(max_length=20, blank=True)
    quoted = models.TextField(blank=True)
    stance = models.CharField(max_length=25, choices=Stance, default=Stance.NOT_STATED)
    comment = models.TextField(blank=True)
    proposal = models.TextField(blank=True)

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


class Attachment(StoredFile):
    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="attachments")
