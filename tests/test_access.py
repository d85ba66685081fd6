"""Role × address × method, made from the site map: nothing opens by mistake, and a new address is covered at once."""

import re

import pytest
from django.urls import get_resolver

from rus_portal.accounts.models import MemberRole
from rus_portal.accounts.roles import ROLES, Right, Role, rights_of
from tests.factories import (
    ConsultationFactory,
    EvidenceFactory,
    InvitationFactory,
    MembershipFactory,
    MilestoneFactory,
    NewsItemFactory,
    OfficialFactory,
    PrincipleFactory,
    QuestionFactory,
    ResponseFactory,
    SectionFactory,
    UserFactory,
)
from tests.sitemap import walk

# Other people's views, tested by themselves: allauth guards its own. Ours below the same address is this one.
FOREIGN, OURS = "konto/", "konto/hem/"


VIEWS = [
    (place.route, place.view)
    for place in walk(get_resolver().url_patterns)
    if place.route == OURS or not place.route.startswith(FOREIGN)
]
GUARDED = [(route, view) for route, view in VIEWS if getattr(view, "right_required", None)]
OPEN = [(route, view) for route, view in VIEWS if not getattr(view, "login_required", True)]


@pytest.fixture
def values(db):
    """One real thing for each kind of name in an address."""
    consultation = ConsultationFactory(version__sections=2)
    document = consultation.version.document
    section = SectionFactory(document=document, kind="priority")
    InvitationFactory(consultation=consultation)
    QuestionFactory(consultation=consultation)
    principle = PrincipleFactory(document=document)
    EvidenceFactory(document=document)
    response = ResponseFactory(consultation=consultation)
    return {
        "slug": document.slug,
        "year": consultation.year,
        "round_slug": consultation.slug,
        "number": consultation.version.number,
        "key": section.key,
        "receipt": response.receipt_number,
        "milestone": MilestoneFactory().pk,
        "news": NewsItemFactory().slug,
        "principle": principle.slug,
        "pk": 999_999,
    }


def address(route, values):
    """A route with its placeholders filled in; what it names need not exist for a guard to be asked first."""

    def fill(found):
        kind, name = found[1], found[2]
        if "remiss" in route and name == "slug":
            return str(values["round_slug"])
        if name in values:
            return str(values[name])
        return {"uuid": str(values["key"]), "int": "1"}.get(kind, "x")

    return "/" + re.sub(r"<(?:(\w+):)?(\w+)>", fill, route)


def people():
    """Everyone who may come: nobody, an outsider, a member of an organisation, and each role of the region."""
    yield "outsider", UserFactory(), frozenset()
    yield "member", MembershipFactory(role=MemberRole.SIGNATORY).user, frozenset()
    for role in Role:
        yield role, OfficialFactory(role=role), rights_of([role])


def test_site_map_has_guarded_and_open_addresses():
    assert (len(GUARDED) > 15, len(OPEN) > 15) == (True, True)


def test_every_address_is_guarded_or_said_to_be_open():
    """A view is open by a decorator, guarded by a right, or asks for a log-in by the middleware. The last are few."""
    undecided = sorted({route for route, view in VIEWS if (route, view) not in GUARDED and (route, view) not in OPEN})

    assert undecided == [OURS]


@pytest.mark.parametrize("method", ["get", "post"])
def test_stranger_is_sent_to_log_in(client, values, method):
    answers = {route: getattr(client, method)(address(route, values)) for route, _view in GUARDED}

    wrong = {route: answer.status_code for route, answer in answers.items() if not _leads_to_log_in(answer)}
    assert wrong == {}


def _leads_to_log_in(answer):
    return answer.status_code == 302 and "/konto/login/" in answer["Location"]


@pytest.mark.parametrize("method", ["get", "post"])
def test_right_decides_who_is_let_in(client, values, method):
    """Without any role the page does not exist (404); with a role but not the right, it may not be used (403)."""
    wrong = []
    for name, user, rights in people():
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        for route, view in GUARDED:
            status = getattr(client, method)(address(route, values)).status_code
            if name in {"outsider", "member"}:
                fine = status == 404
            elif view.right_required in rights:
                # A page may be read by more roles than may write in it: then the POST alone is 403.
                fine = status < 500 and (method == "post" or status != 403)
            else:
                fine = status == 403
            if not fine:
                wrong.append((str(name), method, route, status))

    assert wrong == []


def test_open_addresses_set_no_cookie_unless_they_are_forms(client, values):
    forms = re.compile(r"svara|mina-svar|demo/")
    baked = []
    for route, _view in OPEN:
        if not forms.search(route):
            answer = client.get(address(route, values))
            client.cookies.clear()
            if answer.cookies:
                baked.append(route)

    assert baked == []


def test_whoever_comes_to_the_address_of_a_button_is_led_to_its_page(client, values):
    client.force_login(
        OfficialFactory(role=Role.PROJECT_LEADER), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    buttons, astray = [], []
    for route, _view in VIEWS:
        button = client.get(address(route, values), headers={"Accept": "text/html"})
        if button.status_code == 405:
            buttons.append(button)
            above = button.context["leads_to"] if button.context else ""
            if not above or client.get(above).status_code == 405:
                astray.append((route, above))

    assert len(buttons) > 20
    assert all(button.headers["Allow"] for button in buttons)
    assert astray == []
    # A program gets the bare answer.
    assert client.get(buttons[0].wsgi_request.path).content == b""


def test_every_right_belongs_to_a_role():
    given = frozenset().union(*(description.rights for description in ROLES.values()))

    assert given == frozenset(Right)
