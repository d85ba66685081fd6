from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rus_portal import clock
from rus_portal.accounts import collation, orgnumber
from rus_portal.accounts.roles import Role, rights_of


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        """A person who can log in; without password by e-mailed code only."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email):
        """Log-in does not care about capital letters."""
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    objects = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_is_unique_whatever_case")]

    def __str__(self):
        return self.name or self.email

    def get_full_name(self):
        """What others see."""
        return str(self)

    @cached_property
    def roles(self):
        """The region's roles this person holds."""
        return frozenset(self.official_roles.values_list("role", flat=True))

    @cached_property
    def rights(self):
        """What this person may do as an official; empty for everyone else."""
        return rights_of(self.roles) if self.is_active else frozenset()

    @property
    def is_official(self):
        return bool(self.roles)

    def has_right(self, right):
        """Whether one of the person's roles gives this right."""
        return right in self.rights

    def has_perm(self, perm, obj=None):
        """Object permissions are the predicates of each app's rules.py."""
        from django.contrib.auth.models import _user_has_perm  # noqa: PLC0415 – auth's models need this one loaded

        return self.is_active and _user_has_perm(self, perm, obj)


class OfficialRole(models.Model):
    """That a person holds one of the region's roles."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="official_roles")
    role = models.CharField(max_length=30, choices=Role)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="role_is_held_once")]

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}"


class Category(models.TextChoices):
    """Stakeholder categories; the first six are those of the region's own page, the rest practice (DOMAIN.md §3.2)."""

    MUNICIPALITY = "municipality", _("Municipalities")
    REGION = "region", _("Regions")
    STATE_AGENCY = "state_agency", _("Government agencies")
    ACADEMIA = "academia", _("Academia")
    BUSINESS = "business", _("Business")
    CIVIL_SOCIETY = "civil_society", _("Civil society")
    YOUTH = "youth", _("Young people")
    MINORITIES = "minorities", _("National minorities")
    PARTIES = "parties", _("Political parties")
    OTHER = "other", _("Others")


class OrganisationQuerySet(models.QuerySet):
    def in_swedish_order(self):
        """… z å ä ö (CLDR sv), the same on every server."""
        return self.order_by("sort_key", "pk")


class Organisation(models.Model):
    name = models.CharField(_("name"), max_length=200, unique=True)
    sort_key = models.CharField(max_length=200, editable=False, db_index=True, db_collation="C")
    category = models.CharField(_("category"), max_length=20, choices=Category, default=Category.OTHER)
    number = models.CharField(_("organisation number"), max_length=11, blank=True, validators=[orgnumber.validate])
    # A municipality, a part of the county, or what else the region counts by; empty for the whole county.
    area = models.CharField(_("area"), max_length=80, blank=True, db_index=True)
    registry_email = models.EmailField(_("registry e-mail"), blank=True)
    domains = models.JSONField(_("e-mail domains"), default=list, blank=True)
    members = models.ManyToManyField(User, through="Membership", related_name="organisations")
    is_fictional = models.BooleanField(default=False)
    # The organisation's own rule: only those it has named as signatories send its answers.
    requires_signatory = models.BooleanField(_("only signatories may send"), default=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["number"], condition=~models.Q(number=""), name="organisation_number_is_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(number="") | models.Q(number__regex=r"^\d{6}-\d{4}$"),
                name="organisation_number_is_written_one_way",
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        """Keep the sort key and the one way of writing the number."""
        self.sort_key = collation.sort_key(self.name)
        self.number = orgnumber.normalise(self.number)
        super().save(**kwargs)


class MemberRole(models.TextChoices):
    WRITER = "writer", _("Writer")
    REVIEWER = "reviewer", _("Reviewer")
    SIGNATORY = "signatory", _("Signatory")
    ADMINISTRATOR = "administrator", _("Administrator")


class Membership(models.Model):
    """What a person may do for an organisation."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=MemberRole)
    title = models.CharField(pgettext_lazy("of a post", "title"), max_length=100, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "organisation", "role"], name="membership_is_held_once")]

    def __str__(self):
        return f"{self.user}, {self.get_role_display()}, {self.organisation}"


class MembershipInvitationQuerySet(models.QuerySet):
    def pending(self):
        return self.filter(accepted_at=None, withdrawn_at=None)


class MembershipInvitation(models.Model):
    """That a colleague has been asked to become a member; it ends when it is accepted or withdrawn."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="membership_invitations")
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=20, choices=MemberRole)
    message = models.TextField(blank=True)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipInvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "organisation",
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="colleague_is_asked_once",
            )
        ]

    def __str__(self):
        return f"{self.email}, {self.get_role_display()}, {self.organisation}"
