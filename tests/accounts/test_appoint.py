import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from rus_portal.accounts.models import OfficialRole, User
from rus_portal.accounts.roles import Right, Role
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_the_first_official_is_made_with_an_account_that_only_a_code_opens(capsys):
    call_command("appoint", "Anna@region.example", "project_leader", name="Anna")

    anna = User.objects.get()
    assert (anna.email, anna.name, anna.has_usable_password()) == ("anna@region.example", "Anna", False)
    assert anna.roles == {Role.PROJECT_LEADER}
    assert anna.has_right(Right.RUN_CONSULTATION)
    assert capsys.readouterr().out == "Anna@region.example has the role project_leader.\n"


def test_appointing_twice_changes_nothing_and_keeps_the_name():
    UserFactory(email="anna@region.example", name="Anna")

    for _ in range(2):
        call_command("appoint", "ANNA@region.example", "strategist", name="Somebody else")

    assert OfficialRole.objects.count() == 1
    assert User.objects.get().name == "Anna"


def test_a_role_is_taken_away_and_the_others_stay(capsys):
    for role in ("strategist", "analyst"):
        call_command("appoint", "anna@region.example", role)

    call_command("appoint", "anna@region.example", "analyst", end=True)

    assert User.objects.get().roles == {Role.STRATEGIST}
    assert capsys.readouterr().out.endswith("anna@region.example no longer has the role analyst.\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("anna", "analyst"), "'anna' is not an e-mail address"),
        (("anna@region.example", "king"), "invalid choice: 'king'"),
        (("anna@region.example", "analyst", "--end"), "does not have the role analyst"),
    ],
)
def test_what_cannot_be_is_refused(arguments, said):
    with pytest.raises(CommandError, match=said):
        call_command("appoint", *arguments)

    assert not User.objects.exists()
