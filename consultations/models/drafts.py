"""The sealed workspace of an answer, in tables of its own."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from consultations import fields
from consultations.models.drafting import DraftLink
from consultations.models.files import AnswerFile
from consultations.models.invitations import Invitation
from consultations.models.responses import Response
from consultations.models.rounds import Consultation
from consultations.workflow import DRAFT_STEPS, DraftState
from rus_portal import clock
from rus_portal.accounts.models import Membership, Organisation
from rus_portal.workflow import Advancing


class DraftQuerySet(models.QuerySet):
    def written_by(self, user):
        """The only way to somebody's drafts by log-in: one's own, and those of an organisation one writes for."""
        if not user.is_authenticated:
            return self.none()
        member_of = Membership.objects.filter(user=user).values("organisation")
        links = DraftLink.objects.filter(user=user)
        shown_out = links.exclude(revoked_at=None).values("draft")
        own = Q(owner=user, organisation=None) & ~Q(pk__in=shown_out)
        return self.filter(own | Q(organisation__in=member_of) | Q(pk__in=links.letting_in().values("draft")))

    def unsent(self):
        return self.filter(sent_at=None)

    def with_round(self):
        """Fetch at once what every page of an answer shows; never the stored page of the version."""
        related = ("consultation__version__document", "invitation__organisation", "organisation", "follows")
        return self.select_related(*related).defer("consultation__version__rendered")

    def with_sender(self):
        """Fetch along who each draft says that it is from: `Draft.shown_sender`."""
        said = DraftField.objects.filter(draft=OuterRef("pk"))
        kind, name = (said.filter(name=f"about.{part}").values("value")[:1] for part in ("kind", "name"))
        return self.annotate(typed_kind=Subquery(kind), typed_name=Subquery(name))


class Draft(Advancing, models.Model):
    """The sealed workspace of an answer (*eget utrymme*): its own table, so that no list of answers can ever hold one.

    Reached by the personal links of those who write (`DraftLink`), or by the people of the organisation. It becomes a
    `Response` when it is sent, and the row here then only points there.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="+")
    invitation = models.ForeignKey(Invitation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # What it supplements or replaces once it is sent (a received answer is never edited).
    follows = models.ForeignKey(Response, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    follows_as = models.CharField(max_length=12, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    saved_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    # The writers' own review: nothing is edited while it is frozen.
    state = models.CharField(max_length=10, choices=DraftState, default=DraftState.WRITING)
    # Somebody who came by the invitation's link has been shown out: it lets nobody else in.
    is_closed_to_invitation = models.BooleanField(default=False)

    steps = DRAFT_STEPS
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

    @property
    def shown_sender(self):
        """What tells the draft from others in a list of one's own drafts that was fetched `with_sender`."""
        if self.organisation_id:
            return str(self.organisation)
        stand_in = _("Private person") if self.typed_kind == fields.PERSON else _("Organisation without name yet")
        return (self.typed_name or "").strip() or str(stand_in)

    @property
    def is_frozen(self):
        """Whether it lies with the reviewers: then nobody edits it."""
        return self.state != DraftState.WRITING


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


class DraftFile(AnswerFile):
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    # When its first byte came and when its last: the deadline may lie between (DOMAIN.md §3.7).
    began_at = models.DateTimeField(default=clock.now)
    kept_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "sha256"], name="draft_holds_a_file_once")]
