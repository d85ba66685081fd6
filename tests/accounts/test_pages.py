import pytest
from django.urls import reverse

from rus_portal.accounts.roles import ROLES, Role
from tests.factories import MembershipFactory, OfficialFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (OfficialFactory, "site:workspace"),
        (lambda: MembershipFactory().user, "consultations:my_responses"),
        (UserFactory, "consultations:my_responses"),
    ],
)
def test_home_leads_to_where_one_works(make, name, logged_in):
    response = logged_in(make()).get(reverse("accounts:home"))

    assert (response.status_code, response.headers["Location"]) == (302, reverse(name))


def test_home_asks_who_one_is(client):
    response = client.get(reverse("accounts:home"))

    assert (response.status_code, response.headers["Location"]) == (
        302,
        f"{reverse('account_login')}?next={reverse('accounts:home')}",
    )


@pytest.mark.parametrize("role", Role)
def test_every_official_may_read_what_each_role_may_do(role, logged_in):
    response = logged_in(OfficialFactory(role=role, name="Anna Provberg")).get(reverse("accounts:roles"))

    held = {one["label"]: one["holders"] for one in response.context["roles"]}
    assert response.status_code == 200
    assert held == {each.label: (["Anna Provberg"] if each == role else []) for each in ROLES}


def test_the_page_of_roles_is_unknown_to_others(logged_in):
    assert logged_in(UserFactory()).get(reverse("accounts:roles")).status_code == 404


def test_the_page_of_roles_lists_the_rights_as_they_are(logged_in):
    response = logged_in(OfficialFactory()).get(reverse("accounts:roles"))

    shown = {one["label"]: set(one["rights"]) for one in response.context["roles"]}
    assert shown == {role.label: {right.label for right in ROLES[role].rights} for role in ROLES}


def test_the_foot_names_who_is_logged_in_only_where_the_page_is_for_one_reader(logged_in):
    reader = UserFactory(name="Handläggaren Ek")
    mine = reverse("consultations:my_responses")

    client = logged_in(reader)
    own, account, public = (client.get(page) for page in (mine, reverse("account_email"), "/"))

    assert [page.content.decode().count("Handläggaren Ek") for page in (own, account, public)] == [1, 1, 0]
    login, logout = (f'<li><a href="{reverse(name)}">' for name in ("account_login", "account_logout"))
    assert [login in page.content.decode() for page in (own, account, public)] == [False, False, True]
    assert [logout in page.content.decode() for page in (own, account, public)] == [True, True, False]
