"""The account pages are allauth's views in our templates: Swedish throughout, and a wall before the workspace."""

import re
from html.parser import HTMLParser

import polib
import pytest
from allauth import account as allauth_account
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse
from django.utils.translation import override

from rus_portal.accounts import wording
from rus_portal.accounts.roles import Role
from rus_portal.notifications.models import Letter
from tests.factories import OfficialFactory, UserFactory

PASSWORD = "a-good-test-password"
OPEN_PAGES = [
    "account_login",
    "account_request_login_code",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_inactive",
]
OWN_PAGES = [
    "account_email",
    "account_change_password",
    "account_reauthenticate",
    "account_logout",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
    "usersessions_list",
]
WITH_APP_PAGES = ["mfa_index", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp"]
# Words that stand in nearly every English sentence or label of allauth, and in no Swedish one.
ENGLISH = re.compile(
    r"\b(the|your|you|this|please|sign|log in|log out|password|e-?mail|address|confirm|change|remove|add|codes?|name"
    r"|security|recovery|authenticator|activate|generate|browser|sessions?|account|cancel|save|used)\b",
    re.IGNORECASE,
)


class Reader(HTMLParser):
    """What a reader of Swedish meets: text, title and spoken attributes, but for what is marked as English."""

    SPOKEN = ("alt", "aria-label", "placeholder", "title")

    def __init__(self, html):
        super().__init__()
        self.words, self.headings, self.inline, self.labels, self.fields = [], [], [], set(), []
        self.ids, self.skipping = [], ""
        self.feed(html)

    def handle_starttag(self, name, attrs):
        attrs = dict(attrs)
        if attrs.get("lang") == "en" or name == "script":
            self.skipping = name
        self.words += [attrs[key] for key in self.SPOKEN if key in attrs]
        self.headings += [int(name[1])] if re.fullmatch("h[1-6]", name) else []
        self.ids += [attrs["id"]] if "id" in attrs else []
        self.labels |= {attrs["for"]} if name == "label" else set()
        if name in ("input", "select", "textarea") and attrs.get("type") != "hidden":
            self.fields.append(attrs.get("id"))
        # A data block is read by a script, never run; the CSP lets it be.
        is_run = name == "script" and "src" not in attrs and attrs.get("type") != "application/json"
        self.inline += [name] if is_run or name == "style" else []
        self.inline += [key for key in attrs if key == "style" or key.startswith("on")]

    def handle_endtag(self, name):
        if name == self.skipping:
            self.skipping = ""

    def handle_data(self, data):
        if not self.skipping:
            self.words.append(data)


@pytest.fixture
def person(db):
    """Somebody with a confirmed address."""
    user = UserFactory(email="anna@exempel.example", name="Anna Exempel")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def visitor(client, person):
    """That person's browser, logged in and just asked for the password again."""
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


@pytest.fixture
def with_app(person):
    """The authenticator app and its recovery codes are in place."""
    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)
    return person


def assert_page_is_sound(response, status=200):
    page = Reader(response.content.decode())
    assert response.status_code == status
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    assert [pair for pair in zip(page.headings, page.headings[1:], strict=False) if pair[1] > pair[0] + 1] == []
    assert [field for field in page.fields if field not in page.labels] == []
    assert sorted(set(page.ids)) == sorted(page.ids)
    assert page.inline == []
    return page


def english_in(page):
    """The English words that a reader of Swedish would meet."""
    return ENGLISH.findall(" ".join(page.words))


# --- pages ------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("name", OPEN_PAGES)
def test_open_account_page_is_sound_and_swedish(client, name):
    page = assert_page_is_sound(client.get(reverse(name)))

    assert english_in(page) == []


@pytest.mark.parametrize("name", OWN_PAGES)
def test_own_account_page_is_sound_and_swedish(visitor, name):
    page = assert_page_is_sound(visitor.get(reverse(name)))

    assert english_in(page) == []


@pytest.mark.parametrize("name", WITH_APP_PAGES)
def test_pages_after_the_app_is_set_up_are_sound_and_swedish(with_app, client, name):
    client.force_login(with_app, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    page = assert_page_is_sound(client.get(reverse(name)))

    assert english_in(page) == []


def test_second_step_is_asked_for_in_swedish(with_app, client):
    client.post(reverse("account_login"), {"login": with_app.email, "password": PASSWORD})

    page = assert_page_is_sound(client.get(reverse("mfa_authenticate")))

    assert english_in(page) == []
    assert "Ditt konto har tvåstegsverifiering." in " ".join(page.words)


def test_english_reader_is_met_in_english(client, db):
    with override("en"):
        response = client.get(reverse("account_login"))

    assert "<h1>Log in</h1>" in response.content.decode()


def test_wrong_password_is_said_once_in_words_that_tell_nothing(client, person):
    response = client.post(reverse("account_login"), {"login": person.email, "password": "wrong"})

    page = assert_page_is_sound(response, status=422)
    assert " ".join(page.words).count("Adressen eller lösenordet stämmer inte.") == 1
    assert english_in(page) == []


def test_refused_password_is_said_beside_the_field_and_in_the_summary(visitor):
    fields = {"oldpassword": PASSWORD, "password1": "kort", "password2": "kort"}

    response = visitor.post(reverse("account_change_password"), fields)

    html = response.content.decode()
    page = assert_page_is_sound(response, status=422)
    assert '<a href="#id_password1">' in html
    assert 'aria-describedby="id_password1_helptext id_password1_error"' in html
    assert english_in(page) == []


def test_totp_page_shows_the_key_as_picture_and_as_text(visitor):
    html = visitor.get(reverse("mfa_activate_totp")).content.decode()

    assert 'src="data:image/svg+xml;' in html
    assert re.search(r'<code class="key-text">[A-Z2-7]{32}</code>', html)


def test_log_in_by_code_goes_by_letter(client, person):
    client.post(reverse("account_request_login_code"), {"email": person.email})

    page = assert_page_is_sound(client.get(reverse("account_confirm_login_code")))

    assert english_in(page) == []
    assert f"Vi har skickat en kod till {person.email}." in " ".join(page.words)
    letter = Letter.objects.get(recipient=person.email)
    assert letter.subject == "Din kod för att logga in"
    assert ENGLISH.findall(letter.text) == []
    assert "Rus-portalen, Region Blekinge" in letter.text


def test_every_text_that_we_reword_is_a_text_of_allauth():
    # When allauth changes a sentence, ours no longer covers it: then this list must follow.
    folder = allauth_account.__path__[0].removesuffix("account")
    known = {entry.msgid for entry in polib.pofile(f"{folder}locale/sv/LC_MESSAGES/django.po")}

    ours = [*wording.FIELDS, *wording.REFUSALS, *wording.PAGES, *wording.NOTICES, *wording.LETTERS]

    assert [text for text in ours if text not in known] == []


# --- the wall ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def wall(settings, db):
    """As in production: the law wants a second factor of officials."""
    settings.OFFICIALS_NEED_MFA = True


@pytest.mark.usefixtures("wall")
@pytest.mark.parametrize("role", Role)
def test_official_without_second_factor_is_led_to_where_one_is_set_up(logged_in, role):
    response = logged_in(OfficialFactory(role=role)).get("/arbetsyta/")

    assert (response.status_code, response.headers["Location"]) == (302, "/konto/2fa/")


@pytest.mark.usefixtures("wall")
def test_wall_stands_in_english_too(logged_in):
    response = logged_in(OfficialFactory()).get("/en/arbetsyta/")

    assert (response.status_code, response.headers["Location"]) == (302, "/en/konto/2fa/")


@pytest.mark.usefixtures("wall")
def test_wall_says_why(logged_in):
    response = logged_in(OfficialFactory()).get("/konto/2fa/")

    assert "Du arbetar på regionen och behöver därför ett andra steg" in response.content.decode()


@pytest.mark.usefixtures("wall")
def test_official_with_second_factor_walks_through(logged_in):
    official = OfficialFactory()
    Authenticator.objects.create(user=official, type=Authenticator.Type.TOTP, data={"secret": "x"})

    response = logged_in(official).get("/arbetsyta/")

    assert response.status_code == 200


@pytest.mark.usefixtures("wall")
def test_others_meet_no_wall(logged_in):
    browser = logged_in(UserFactory())

    assert browser.get("/mina-svar/").status_code == 200
    assert browser.get("/arbetsyta/").status_code == 404


@pytest.mark.usefixtures("wall")
@pytest.mark.parametrize("address", ["/om/komponenter/", "/om/personuppgifter/", "/sok/"])
def test_public_page_meets_no_wall(logged_in, address):
    assert logged_in(OfficialFactory()).get(address).status_code == 200


def test_without_the_wall_officials_go_straight_in(logged_in, settings, db):
    settings.OFFICIALS_NEED_MFA = False

    assert logged_in(OfficialFactory()).get("/arbetsyta/").status_code == 200
