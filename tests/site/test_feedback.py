"""What readers send without cookie: one click, a few words, a message."""

from datetime import UTC, datetime

import pytest
from django.conf import settings as portal_settings
from django.core.cache import cache
from django.test import Client

from rus_portal.accounts.roles import Role
from rus_portal.notifications.models import Letter
from rus_portal.site import actions, feedback, limits
from rus_portal.site.models import AccessibilityReport, AccessibilityStatement, PageFeedback
from tests.factories import OfficialFactory, UserFactory

pytestmark = pytest.mark.django_db
BROWSER = {"Sec-Fetch-Site": "same-origin"}
CLICK = {"page": "/tidplan/", "hjalpte": "nej"}


@pytest.fixture
def reader():
    """A browser without cookies, with CSRF checks switched on as in production."""
    return Client(enforce_csrf_checks=True, headers=BROWSER)


@pytest.fixture
def communicator(client):
    client.force_login(
        OfficialFactory(role=Role.COMMUNICATOR),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def test_click_is_kept_without_cookie_and_thanked_for(reader):
    response = reader.post("/tyck-till/", CLICK)
    thanks = reader.get(response.headers["Location"])

    kept = PageFeedback.objects.get()
    assert response.status_code == 303
    assert (kept.page, kept.helped, kept.text) == ("/tidplan/", False, "")
    assert not response.cookies
    assert not thanks.cookies
    assert "Tack för ditt svar" in thanks.content.decode()
    assert '<a class="btn btn-plain" href="/tidplan/">' in thanks.content.decode()


def test_nothing_that_is_kept_tells_who_it_was(reader):
    reader.post("/tyck-till/", CLICK, REMOTE_ADDR="203.0.113.7", headers=BROWSER | {"User-Agent": "Bläddraren"})

    kept = PageFeedback.objects.values().get()
    assert set(kept) == {"id", "page", "helped", "text", "sent_at"}
    assert "203.0.113.7" not in str(kept)
    assert "203.0.113.7" not in str(list(cache._cache))


def test_reader_can_say_what_was_missed(reader):
    thanks = reader.post("/tyck-till/", CLICK).headers["Location"]
    ticket = reader.get(thanks).context["form"]["answer"].value()

    response = reader.post(thanks, {"answer": ticket, "text": "Jag saknar en karta."})

    assert response.status_code == 303
    assert PageFeedback.objects.get().text == "Jag saknar en karta."
    assert "Vi har sparat det du skrev" in reader.get(response.headers["Location"]).content.decode()


def test_sending_the_words_twice_keeps_them_once(reader):
    thanks = reader.post("/tyck-till/", CLICK).headers["Location"]
    words = {"answer": reader.get(thanks).context["form"]["answer"].value(), "text": "En karta."}

    reader.post(thanks, words)
    reader.post(thanks, words)

    assert PageFeedback.objects.get().text == "En karta."


def test_words_need_the_ticket_of_ones_own_answer(reader):
    reader.post("/tyck-till/", CLICK)

    response = reader.post("/tyck-till/tack/?sida=/tidplan/", {"answer": "1:falsk", "text": "Mina ord"})

    assert response.status_code == 422
    assert "Mina ord" in response.content.decode()
    assert PageFeedback.objects.get().text == ""


def test_ticket_runs_out_after_an_hour(time_machine_at):
    ticket = actions.ticket_for(actions.record_feedback(page="/", helped=False))

    time_machine_at(3700)

    with pytest.raises(actions.TooLateToExplainError):
        actions.explain_feedback(ticket, text="Sent.")


@pytest.fixture
def time_machine_at(monkeypatch):
    """Let signatures be read so many seconds later."""
    import time as real_time  # noqa: PLC0415

    now = real_time.time()
    return lambda seconds: monkeypatch.setattr("django.core.signing.time.time", lambda: now + seconds)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "",
        "https://elak.example/",
        "//elak.example/",
        "/finns-inte/",
        "javascript:alert(1)",
        "tidplan/",
        "/" + "a" * 400,
    ],
)
def test_only_own_pages_are_counted(reader, elsewhere):
    response = reader.post("/tyck-till/", CLICK | {"page": elsewhere})

    assert response.status_code == 400
    assert not PageFeedback.objects.exists()


def test_keys_in_an_address_are_never_kept(reader):
    reader.post("/tyck-till/", CLICK | {"page": "/sok/?q=hemligt&nyckel=abc"})

    assert PageFeedback.objects.get().page == "/sok/"


def test_thanks_never_lead_to_another_site(reader):
    page = reader.get("/tyck-till/tack/?sida=https://elak.example/").content.decode()

    assert '"https://elak' not in page
    assert '<a class="btn btn-plain" href="/">' in page


@pytest.mark.parametrize("answer", ["", "kanske", "<b>"])
def test_other_answers_are_refused(reader, answer):
    assert reader.post("/tyck-till/", CLICK | {"hjalpte": answer}).status_code == 400
    assert not PageFeedback.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elak.example"},
        {"Origin": "null"},
        {},
    ],
)
@pytest.mark.parametrize("address", ["/tyck-till/", "/om/kontakt/", "/tillganglighet/"])
def test_other_sites_cannot_send(headers, address):
    response = Client(enforce_csrf_checks=True).post(address, CLICK | {"text": "x"}, headers=headers)

    assert response.status_code == 403
    assert not PageFeedback.objects.exists()
    assert not Letter.objects.exists()


def test_old_browser_with_origin_can_send():
    old = Client(enforce_csrf_checks=True)

    assert old.post("/tyck-till/", CLICK, headers={"Origin": "http://testserver"}).status_code == 303


def test_feedback_cannot_be_sent_by_a_link(reader):
    assert reader.get("/tyck-till/", CLICK).status_code == 405


def test_too_many_from_one_address_are_told_so_and_others_are_not(reader, monkeypatch):
    monkeypatch.setattr(feedback, "FEEDBACK_LIMIT", limits.HourlyLimit("feedback", 3))

    answers = [reader.post("/tyck-till/", CLICK, REMOTE_ADDR="203.0.113.7") for _n in range(5)]
    other = reader.post("/tyck-till/", CLICK, REMOTE_ADDR="203.0.113.8")

    assert [answer.status_code for answer in answers] == [303, 303, 303, 429, 429]
    assert "Lite för fort" in answers[-1].content.decode() or "Vänta" in answers[-1].content.decode()
    assert other.status_code == 303
    assert PageFeedback.objects.count() == 4


def test_counter_key_is_gone_with_the_hour(rf):
    limit = limits.HourlyLimit("test", 1)
    request = rf.post("/", REMOTE_ADDR="203.0.113.7")
    first = [limit.allows(request), limit.allows(request)]
    names_before = {name for name in cache._cache if "test" in name}

    cache.delete(limits.KEY_NAME)

    assert first == [True, False]
    assert limit.allows(request)
    assert len({name for name in cache._cache if "test" in name} - names_before) == 1


def test_proxys_last_word_is_the_address(rf, settings):
    settings.BEHIND_TLS = True
    request = rf.post("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": "1.2.3.4, 203.0.113.7"})

    assert limits._address(request) == "203.0.113.7"


def test_readers_own_header_is_not_believed_without_proxy(rf):
    request = rf.post("/", REMOTE_ADDR="203.0.113.7", headers={"X-Forwarded-For": "1.2.3.4"})

    assert limits._address(request) == "203.0.113.7"


def test_feedback_does_not_change_the_page_it_is_about(reader):
    before = reader.get("/tidplan/").headers["ETag"]
    reader.post("/tyck-till/", CLICK)
    after = reader.get("/tidplan/", headers=BROWSER | {"If-None-Match": before})

    assert after.status_code == 304


def test_message_to_the_project_group_becomes_a_letter(reader, settings):
    settings.CONTACT_EMAIL = "grupp@region.example"

    response = reader.post("/om/kontakt/", {"text": "Hur gör jag?", "name": "", "email": "anna@exempel.example"})

    letter = Letter.objects.get()
    assert (response.status_code, response.headers["Location"]) == (303, "/om/kontakt/tack/")
    assert (letter.recipient, letter.kind) == ("grupp@region.example", "contact")
    assert letter.text == "Namn: –\nSvara till: anna@exempel.example\n\nHur gör jag?"
    assert not response.cookies


def test_contact_address_has_a_default():
    assert portal_settings.CONTACT_EMAIL == "rus@portal.example"


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"text": ""}, "text", "Detta fält måste fyllas i."),
        ({"text": "x" * 5001}, "text", None),
        ({"text": "Hej", "email": "inte en adress"}, "email", "Fyll i en giltig e-postadress."),
    ],
)
@pytest.mark.parametrize("address", ["/om/kontakt/", "/tillganglighet/"])
def test_refused_message_loses_nothing(reader, address, values, field, message):
    response = reader.post(address, values)

    page = response.content.decode()
    assert response.status_code == 422
    assert 'class="errors"' in page
    assert list(response.context["form"].errors) == [field]
    assert values["text"] in page
    assert values.get("email", "") in page
    if message:
        assert message in response.context["form"].errors[field]
    assert not Letter.objects.exists()


def test_barrier_can_be_told_anonymously(reader):
    response = reader.post("/tillganglighet/", {"text": "Jag kan inte nå knappen.", "page": "Tidplan"})

    report = AccessibilityReport.objects.get()
    assert (response.status_code, response.headers["Location"]) == (303, "/tillganglighet/tack/")
    assert (report.text, report.page, report.email) == ("Jag kan inte nå knappen.", "Tidplan", "")
    assert Letter.objects.get().about == f"accessibility:{report.pk}"
    assert not response.cookies


def test_too_many_messages_are_told_so(reader, monkeypatch):
    monkeypatch.setattr(feedback, "MESSAGE_LIMIT", limits.HourlyLimit("message", 1))

    statuses = [reader.post("/tillganglighet/", {"text": f"Hinder {n}"}).status_code for n in range(2)]

    assert statuses == [303, 429]
    assert AccessibilityReport.objects.count() == 1


def test_statement_says_what_the_law_asks_before_anyone_has_written_it(client):
    page = client.get("/tillganglighet/").content.decode()

    assert "Region Blekinge står bakom Rus-portalen." in page
    assert "<strong>delvis förenlig</strong>" in page
    assert "https://www.digg.se/tdosanmalan" in page
    assert "Ingen daterad granskning är gjord än." in page
    assert '<form class="after" method="post" action="/tillganglighet/"' in page


def test_statement_shows_what_officials_wrote(communicator):
    values = {
        "actor": "Region Exempel",
        "service": "Portalen",
        "conformance": "none",
        "faults": "Kartan saknar text.\n\nFilmen saknar undertexter.",
        "method": "Granskad av andra.",
        "assessed_on": "2021-05-01",
        "updated_on": "2021-05-02",
    }

    communicator.post("/arbetsyta/tillganglighet/redogorelse/", values)
    communicator.post("/arbetsyta/tillganglighet/redogorelse/", values | {"method": "Granskad igen."})
    page = communicator.get("/tillganglighet/").content.decode()

    assert AccessibilityStatement.objects.count() == 1
    assert "<strong>inte förenlig</strong>" in page
    assert "<li>Kartan saknar text.</li><li>Filmen saknar undertexter.</li>" in page
    assert "Senast granskad 1 maj 2021." in page
    assert "Granskad igen." in page


def test_unfinished_statement_is_not_saved(communicator):
    response = communicator.post("/arbetsyta/tillganglighet/redogorelse/", {"actor": "Region Exempel"})

    assert response.status_code == 422
    assert 'value="Region Exempel"' in response.content.decode()
    assert not AccessibilityStatement.objects.exists()


def test_report_is_marked_answered_once(communicator):
    report = actions.report_barrier(text="Hinder")
    other = OfficialFactory(role=Role.PROJECT_LEADER)

    communicator.post(f"/arbetsyta/tillganglighet/{report.pk}/besvarat/")
    first = AccessibilityReport.objects.get()
    actions.mark_answered(report, by=other)

    assert first.answered_by.official_roles.get().role == Role.COMMUNICATOR
    assert AccessibilityReport.objects.get().answered_by == first.answered_by


def test_months_are_summed_by_page(communicator):
    for day, helped in ((1, True), (2, False), (3, False)):
        PageFeedback.objects.create(page="/tidplan/", helped=helped, sent_at=datetime(2021, 5, day, 12, tzinfo=UTC))
    PageFeedback.objects.create(
        page="/tidplan/", helped=False, text="En <b>karta</b>", sent_at=datetime(2021, 4, 30, 23, tzinfo=UTC)
    )

    response = communicator.get("/arbetsyta/sidsvar/")

    rows = [(f"{row['month']:%Y-%m}", row["yes"], row["no"]) for row in response.context["page"]]
    # 30 April 23.00 UTC is the first of May in Sweden.
    assert rows == [("2021-05", 1, 3)]
    assert "En &lt;b&gt;karta&lt;/b&gt;" in response.content.decode()


@pytest.mark.parametrize("count", [1, 20])
def test_overview_takes_the_same_queries_whatever_the_size(communicator, count, django_assert_num_queries):
    for number in range(count):
        PageFeedback.objects.create(page=f"/sok/{number}", helped=True, text="Ord")
    communicator.get("/arbetsyta/sidsvar/")

    with django_assert_num_queries(7):
        communicator.get("/arbetsyta/sidsvar/")


PEOPLE = {
    "anonymous": (None, 302),
    "citizen": ("citizen", 404),
    "registrar": (Role.REGISTRAR, 403),
    "strategist": (Role.STRATEGIST, 403),
    "leader": (Role.PROJECT_LEADER, 200),
    "communicator": (Role.COMMUNICATOR, 200),
}


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize(
    "address", ["/arbetsyta/sidsvar/", "/arbetsyta/tillganglighet/", "/arbetsyta/tillganglighet/redogorelse/"]
)
def test_only_those_who_edit_pages_get_in(client, person, address):
    role, status = PEOPLE[person]
    if role:
        user = UserFactory() if role == "citizen" else OfficialFactory(role=role)
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert client.get(address).status_code == status


@pytest.mark.parametrize(("role", "status"), [(Role.REGISTRAR, 403), (Role.COMMUNICATOR, 302)])
def test_only_those_who_edit_pages_mark_answers(client, role, status):
    report = actions.report_barrier(text="Hinder")
    client.force_login(OfficialFactory(role=role), backend="allauth.account.auth_backends.AuthenticationBackend")

    response = client.post(f"/arbetsyta/tillganglighet/{report.pk}/besvarat/")

    assert response.status_code == status
    assert bool(AccessibilityReport.objects.get().answered_at) is (status == 302)
