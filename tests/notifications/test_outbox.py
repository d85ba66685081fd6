import pytest
from django.urls import reverse

from rus_portal.accounts.roles import Right, Role
from rus_portal.notifications import actions
from rus_portal.notifications.models import Letter
from tests.factories import OfficialFactory, UserFactory

pytestmark = pytest.mark.django_db
SECRET = "k" * 32


def owe(number=1, **fields):
    defaults = {"recipient": f"nummer{number}@exempel.example", "kind": "invitation", "about": f"invitation:{number}"}
    return actions.owe(**defaults | {"subject": f"Brev {number}", "text": "Hej"} | fields)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.PROJECT_LEADER, 200),
        (Role.REGISTRAR, 200),
        (Role.COMMUNICATOR, 200),
        (Role.ARCHIVIST, 200),
        (Role.STRATEGIST, 403),
        (Role.ANALYST, 403),
        (Role.POLITICIAN, 403),
    ],
)
@pytest.mark.parametrize("name", ["outbox", "letter"])
def test_outbox_is_for_those_who_may_see_letters(role, status, name, logged_in):
    letter = owe()
    args = [letter.pk] if name == "letter" else []

    response = logged_in(OfficialFactory(role=role)).get(reverse(f"notifications:{name}", args=args))

    assert (response.status_code, b"Brev 1" in response.content) == (status, status == 200)


def test_outbox_is_unknown_to_people_without_role(client, logged_in):
    address = reverse("notifications:outbox")
    anonymous = client.get(address)

    assert anonymous.status_code == 302
    assert logged_in(UserFactory()).get(address).status_code == 404


def test_outbox_hides_log_in_codes_and_receipts_from_those_who_may_not_read_answers(logged_in):
    owe(1, kind="account", text="Kod 123456")
    owe(2, kind="receipt", needs_right=Right.READ_RESPONSES)
    owe(3, kind="receipt", needs_right=Right.READ_PROTECTED)
    owe(4)

    communicator = logged_in(OfficialFactory(role=Role.COMMUNICATOR)).get(reverse("notifications:outbox"))
    leader = logged_in(OfficialFactory(role=Role.PROJECT_LEADER)).get(reverse("notifications:outbox"))
    registrar = logged_in(OfficialFactory(role=Role.REGISTRAR)).get(reverse("notifications:outbox"))

    subjects = [[one.subject for one in page.context["page"]] for page in (communicator, leader, registrar)]
    assert subjects == [["Brev 4"], ["Brev 4", "Brev 2"], ["Brev 4", "Brev 3", "Brev 2"]]


def test_a_hidden_letter_is_unknown_by_its_address_too(logged_in):
    code = owe(kind="account")

    response = logged_in(OfficialFactory()).get(reverse("notifications:letter", args=[code.pk]))

    assert response.status_code == 404


def test_letter_hides_the_secret_of_the_personal_link(logged_in):
    letter = owe(text=f"Svara: http://portal.example/remisser/2021/rus/svara/?inbjudan={SECRET}")

    response = logged_in(OfficialFactory()).get(reverse("notifications:letter", args=[letter.pk]))

    assert SECRET not in response.content.decode()
    assert "svara/?inbjudan=•••" in response.content.decode()


def test_letter_shows_markup_as_text(logged_in):
    letter = owe(subject="<script>x</script>", text="<img src=x onerror=alert(1)>")

    content = logged_in(OfficialFactory()).get(reverse("notifications:letter", args=[letter.pk])).content.decode()

    assert "<script>x" not in content
    assert "&lt;img src=x onerror=alert(1)&gt;" in content


def test_outbox_filters_by_kind_and_state(logged_in):
    owe(1)
    owe(2, kind="moved_deadline")
    Letter.objects.filter(about="invitation:1").update(failed_at="2021-05-01T08:00:00Z", failure="550 Nej")
    reader = logged_in(OfficialFactory())

    def subjects(query):
        page = reader.get(reverse("notifications:outbox") + query).context["page"]
        return [one.subject for one in page]

    assert subjects("?slag=moved_deadline") == ["Brev 2"]
    assert subjects("?lage=failed") == ["Brev 1"]
    assert subjects("?lage=nonsens") == ["Brev 2", "Brev 1"]


@pytest.mark.parametrize("wanted", ["0", "99", "x", "9" * 40])
def test_a_page_that_is_not_there_is_404(wanted, logged_in):
    owe()

    response = logged_in(OfficialFactory()).get(reverse("notifications:outbox"), {"sida": wanted})

    assert response.status_code == 404


@pytest.mark.parametrize("letters", [1, 60])
def test_outbox_asks_the_same_number_of_questions_whatever_its_length(letters, logged_in, django_assert_num_queries):
    for number in range(letters):
        owe(number)
    reader = logged_in(OfficialFactory())

    with django_assert_num_queries(6):
        response = reader.get(reverse("notifications:outbox"))

    assert len(response.context["page"]) == min(letters, 50)


def test_demo_outbox_is_unknown_outside_the_demo(client, settings):
    settings.PORTAL_DEMO = False
    letter = owe()

    statuses = [
        client.get(reverse("notifications:demo_outbox")).status_code,
        client.get(reverse("notifications:demo_letter", args=[letter.pk])).status_code,
    ]

    assert statuses == [404, 404]


@pytest.mark.urls("tests.notifications.demo_urls")
def test_demo_outbox_lets_everyone_read_codes_but_not_letters_to_the_protected(client, settings):
    settings.PORTAL_DEMO = True
    code = owe(1, kind="account", text="Kod 123456")
    owe(2, needs_right=Right.READ_PROTECTED)

    page = client.get(reverse("notifications:demo_outbox"))
    letter = client.get(reverse("notifications:demo_letter", args=[code.pk]))

    assert [one.subject for one in page.context["page"]] == ["Brev 1"]
    assert "Kod 123456" in letter.content.decode()
