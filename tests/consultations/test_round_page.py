from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from consultations.models import ConsultationEvent, Timeliness
from consultations.workflow import ResponseState, RoundState
from rus_portal.accounts.models import Category
from rus_portal.exports.models import Export
from tests.factories import (
    ConsultationFactory,
    InvitationFactory,
    OrganisationFactory,
    QuestionFactory,
    ResponseFactory,
    VersionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _may(at):
    with at("2021-05-12 09:00"), translation.override("sv"):
        yield


def open_round(**facts):
    return ConsultationFactory(**{"last_day": date(2021, 6, 30), "slug": "rus", "title": "Remiss om Växtplats"} | facts)


def page(client, name, consultation, **query):
    address = reverse(f"consultations:{name}", args=[consultation.year, consultation.slug])
    return client.get(address, query)


def test_round_shows_letter_questions_invited_and_the_way_to_answer(client):
    consultation = open_round(signed_by="Nämnden")
    QuestionFactory(consultation=consultation, order=1, text="Vad saknas?")
    for name, category in [
        ("Öland", Category.MUNICIPALITY),
        ("Åhus", Category.MUNICIPALITY),
        ("Testvik", Category.ACADEMIA),
    ]:
        InvitationFactory(consultation=consultation, organisation=OrganisationFactory(name=name, category=category))

    html = page(client, "round", consultation).content.decode()

    assert "<h1>Remiss om Växtplats</h1>" in html
    assert "<p>Vi behöver era synpunkter.</p>" in html
    assert "<li>Vad saknas?</li>" in html
    assert "<td>Åhus, Öland</td>" in html
    assert html.index("Åhus, Öland") < html.index("Testvik")
    assert html.count("btn-go") == 1
    assert 'href="/remisser/2021/rus/svara/"' in html
    assert 'datetime="2021-06-30T23:59:59+02:00"' in html
    assert "49 <small>" in html


def test_round_sets_no_cookie_and_holds_no_token(client):
    response = page(client, "round", open_round())

    assert not response.cookies
    assert "csrfmiddlewaretoken" not in response.content.decode()
    assert (
        client.get(response.request["PATH_INFO"], headers={"If-None-Match": response.headers["ETag"]}).status_code
        == 304
    )


def test_a_planned_round_is_not_there(client):
    consultation = open_round(state=RoundState.PLANNED)

    statuses = [
        page(client, name, consultation).status_code for name in ("round", "published_responses", "report", "answer")
    ]

    assert statuses == [404] * 4
    assert "Växtplats" not in client.get("/remisser/").content.decode()


def test_a_closed_round_still_shows_the_way_to_answer(client, at):
    consultation = open_round(state=RoundState.CLOSED)

    with at("2021-07-02 09:00"):
        html = page(client, "round", consultation).content.decode()

    assert "btn-go" not in html
    assert f">{_('Send a late answer')}</a>" in html


@pytest.mark.parametrize(
    ("state", "is_offered"), [(RoundState.OPEN, True), (RoundState.CLOSED, True), (RoundState.FINISHED, False)]
)
def test_the_form_in_word_is_offered_while_an_answer_can_still_be_weighed(client, state, is_offered):
    html = page(client, "round", open_round(state=state)).content.decode()

    assert ("svarsmall.docx" in html) == is_offered


def test_a_withdrawn_round_takes_no_answers(client):
    consultation = open_round(state=RoundState.WITHDRAWN)

    html = page(client, "round", consultation).content.decode()

    assert "/svara/" not in html
    assert _("The consultation has been withdrawn. No answers are taken.") in html


def test_a_moved_deadline_shows_both_days_and_the_reason(client):
    consultation = open_round(last_day=date(2021, 9, 30))
    ConsultationEvent.objects.create(
        consultation=consultation,
        transition="move_deadline",
        reason="Sommaren kom emellan.",
        last_day_before=date(2021, 8, 13),
    )

    html = page(client, "round", consultation).content.decode()

    note = html[html.index("note-soon") :]
    assert note.index("30 september 2021") < note.index("13 augusti 2021") < note.index("Sommaren kom emellan.")


def test_the_pdf_is_offered_when_it_is_made(client):
    consultation = open_round()
    version = consultation.version
    before = page(client, "round", consultation).content.decode()
    facts = {"state": "ready", "file": "x", "size": 1_700_000, "pages": 44}
    Export.objects.create(kind="version", subject=str(version.pk), fingerprint=version.hash, **facts)

    html = page(client, "round", consultation).content.decode()

    address = reverse("strategy:version_pdf", args=[version.document.slug, version.number])
    assert address not in before
    assert address in html
    assert "44" in html
    assert "1,7\u00a0MB" in html


@pytest.mark.parametrize(("fictional", "count"), [(False, 0), (True, 1)])
def test_what_is_made_up_is_marked(client, fictional, count):
    consultation = open_round(is_fictional=fictional)

    html = page(client, "published_responses", consultation).content.decode()

    assert html.count("tag-fict") == count


def test_html_from_the_fields_is_shown_as_text(client):
    consultation = open_round(title="<script>alert(1)</script>", other_ways="<img src=x onerror=alert(1)>")

    html = page(client, "round", consultation).content.decode()

    assert "<script>alert(1)" not in html
    assert "<img src=x" not in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html


def test_round_costs_the_same_for_many_answers_and_many_invited(client, django_assert_num_queries):
    small = open_round(slug="liten", version=VersionFactory(sections=4))
    large = open_round(slug="stor", version=VersionFactory(sections=40))
    for _n in range(12):
        InvitationFactory(consultation=large)
    for _n in range(50):
        ResponseFactory(consultation=large)
    InvitationFactory(consultation=small)

    for consultation in (small, large):
        with django_assert_num_queries(6):
            page(client, "round", consultation)


def test_round_list_shows_open_rounds_first(client):
    ConsultationFactory(title="Gammal", last_day=date(2020, 6, 30), state=RoundState.PUBLISHED)
    ConsultationFactory(title="Just stängd", last_day=date(2021, 5, 11))
    ConsultationFactory(title="Öppen", last_day=date(2021, 5, 12))

    html = client.get("/remisser/").content.decode()

    assert html.index("Öppen") < html.index("Just stängd") < html.index("Gammal")


def test_round_list_costs_the_same_for_1_and_50_rounds(client, django_assert_num_queries):
    version = VersionFactory()
    ConsultationFactory(version=version)
    with django_assert_num_queries(2):
        client.get("/remisser/")
    for _n in range(50):
        ConsultationFactory(version=version)

    with django_assert_num_queries(2):
        html = client.get("/remisser/").content.decode()

    assert html.count('class="door"') == 50
    assert "?sida=2" in html
    assert client.get("/remisser/?sida=2").content.decode().count('class="door"') == 1
    assert [client.get(f"/remisser/?sida={bad}").status_code for bad in ("3", "0", "-1", "x")] == [404] * 4


def test_an_empty_round_list_says_so(client):
    assert _("No consultation has been sent out yet. When one is, you find it here and in the news.") in (
        client.get("/remisser/").content.decode()
    )


# --- published answers and compilation ---


def test_no_answer_is_shown_before_it_is_published(client):
    consultation = open_round()
    organisation = OrganisationFactory(name="Hemliga kommunen")
    ResponseFactory(consultation=consultation, sender_kind="organisation", organisation=organisation)

    html = page(client, "published_responses", consultation).content.decode()

    assert "Hemliga kommunen" not in html
    assert _("No answers are published yet.") in html
    assert "30 juni 2021" in html


def test_published_answers_show_organisations_by_name_and_no_person(client):
    consultation = open_round(state=RoundState.PUBLISHED)
    published = {"consultation": consultation, "state": ResponseState.PUBLISHED}
    organisation = OrganisationFactory(name="Exempelby")
    in_time = {"timeliness": Timeliness.IN_TIME_WITH_EXTENSION}
    ResponseFactory(**published, **in_time, sender_kind="organisation", organisation=organisation, comments=2)
    ResponseFactory(**published, sender_name="Maj Provberg")
    ResponseFactory(**published, sender_name="Skyddad Person", is_protected=True)

    html = page(client, "published_responses", consultation).content.decode()

    assert "Exempelby" in html
    assert html.count(f"{Timeliness.IN_TIME_WITH_EXTENSION.label}</span></td>") == 1
    assert "Maj Provberg" not in html
    assert "Skyddad" not in html
    assert html.count('<th scope="row">') == 2


def test_published_answers_cost_the_same_for_1_and_50(client, django_assert_num_queries):
    consultation = open_round(state=RoundState.PUBLISHED)
    published = {"consultation": consultation, "state": ResponseState.PUBLISHED}
    ResponseFactory(**published)
    with django_assert_num_queries(4):
        page(client, "published_responses", consultation)
    for _n in range(50):
        ResponseFactory(**published, sender_kind="organisation", organisation=OrganisationFactory())

    with django_assert_num_queries(4):
        page(client, "published_responses", consultation)


@pytest.mark.parametrize("state", [state for state in RoundState if state != RoundState.PLANNED])
def test_the_compilation_page_always_says_where_it_stands(client, state):
    consultation = open_round(state=state)

    response = page(client, "report", consultation)

    assert response.status_code == 200
    assert 'class="lead"' in response.content.decode()
