"""The pages for logging in: those of allauth, and the second factor's loaded late."""

from allauth.mfa.urls import urlpatterns as theirs

from rus_portal.accounts.urls_log_in import SECOND_FACTOR, urlpatterns
from tests.sitemap import walk

ATTRIBUTES = ("csrf_exempt", "xframe_options_exempt")


def facts(places):
    """What the middleware reads of each view, by its address."""
    return {
        place.route: (
            place.name,
            getattr(place.view, "login_required", True),
            *(getattr(place.view, name, False) for name in ATTRIBUTES),
        )
        for place in places
    }


def test_the_second_factor_has_the_addresses_names_and_guards_of_allauth():
    ours = [place for place in walk(urlpatterns) if place.route.startswith("2fa/")]

    assert {f"2fa/{route}": fact for route, fact in facts(walk(theirs)).items()} == facts(ours)
    assert len(ours) == len(SECOND_FACTOR)


def test_a_page_of_the_second_factor_is_the_one_of_allauth(client, db):
    answer = client.get("/konto/2fa/authenticate/")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/konto/login/")
