"""What people do with accounts, beside what allauth does."""

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from rus_portal.accounts.models import OfficialRole, User


def account_for(email: str) -> User:
    """The account of this address; a new one without password, which only a mailed code opens, where there is none."""
    user = User.objects.filter(email__iexact=email).first() or _user_of_address(email)
    if user is not None:
        return user
    try:
        with transaction.atomic():
            user = User.objects.create_user(email)
            EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    except IntegrityError:  # somebody pressed twice
        user = User.objects.get(email__iexact=email)
    return user


def _user_of_address(email):
    address = EmailAddress.objects.filter(email__iexact=email, verified=True).select_related("user").first()
    return address.user if address else None


@transaction.atomic
def appoint(email: str, role: str, *, by, name: str = "") -> User:
    """Give a person one of the region's roles. Nobody is `by` when it is done at the server's own console."""
    person = account_for(email)
    if name and not person.name:
        person.name = name
        person.save(update_fields=["name"])
    OfficialRole.objects.get_or_create(user=person, role=role)
    return person


@transaction.atomic
def dismiss(email: str, role: str, *, by) -> bool:
    """Take a role away. False when the person did not have it."""
    taken, _rows = OfficialRole.objects.filter(user__email__iexact=email, role=role).delete()
    return bool(taken)
