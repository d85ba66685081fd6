"""Who is who: officials, bodies and their people. All of them are made up."""

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from rus_portal.accounts.models import MemberRole, Membership, OfficialRole, Organisation, User
from rus_portal.accounts.roles import Role
from rus_portal.demo.chapters.story import Event, moment, table

PASSWORD = "demo-rus-2026"


class Cast:
    """The story's people and bodies by their ids in the story; filled by the first event."""

    def __init__(self):
        self.users = {}
        self.organisations = {}
        self.contacts = {}

    @property
    def leader(self):
        return self.users["projektledare"]

    @property
    def strategist(self):
        return self.users["strateg"]


def events(cast):
    """Everybody is there from the start."""
    return [Event(moment(2019, 9, 2, 8), lambda: _gather(cast))]


def _gather(cast):
    story = table("organisations")
    password = make_password(PASSWORD)
    cast.organisations = {row["id"]: _organisation(row) for row in story["organisation"]}
    for row in story["person"]:
        user = cast.users[row["id"]] = _user(row["email"], row["name"], password)
        if row["organisation"]:
            _join(user, cast.organisations[row["organisation"]], row["role"], row["title"])
        else:
            OfficialRole.objects.get_or_create(user=user, role=Role(row["role"]))
    for row in story["organisation"]:
        contact = row["contact"]
        user = _user(contact["email"], contact["name"], password)
        cast.contacts[row["id"]] = user
        if not user.memberships.exists():
            _join(user, cast.organisations[row["id"]], MemberRole.SIGNATORY, contact["role"])


def _organisation(row):
    return Organisation.objects.create(
        name=row["name"],
        category=row["category"],
        area=row.get("area", ""),
        registry_email=row["registry_email"],
        domains=[row["registry_email"].rpartition("@")[2]],
        is_fictional=True,
    )


def _user(email, name, password):
    # Whoever was there before keeps the password's hash, and so stays logged in when the story is told again.
    user, _is_new = User.objects.get_or_create(email=email, defaults={"name": name, "password": password})
    EmailAddress.objects.update_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    return user


def _join(user, organisation, role, title):
    Membership.objects.create(user=user, organisation=organisation, role=MemberRole(role), title=title)
