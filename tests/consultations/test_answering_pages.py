import json
import re
from contextlib import suppress
from datetime import date

import pytest
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from consultations import commenting, held, writers
from consultations.actions import answers, saving
from consultations.models import CameBy, Draft, DraftField, DraftFile, Invitation, LinkKind, Response, ResponseLink
from consultations.workflow import RoundState
from rus_portal import clock
from rus_portal.accounts.models import MemberRole
from rus_portal.accounts.roles import Role
from rus_portal.exports.models import Export
from rus_portal.notifications.actions import owe
from rus_portal.notifications.models import Letter
from tests.consultations.files import PDF, passed, upload
from tests.factories import (
    ConsultationFactory,
    InvitationFactory,
    MembershipFactory,
    OfficialFactory,
    QuestionFactory,
    UserFactory,
    VersionFactory,
)

pytestmark = pytest.mark.django_db
BASE = "/remisser/2021/rus/svara/"
HOSTILE = '</textarea><script>alert("x")</script><img src=x onerror=alert(1)>'
FORMS = ("om-er/", "helheten/", "avsnitt/", "avsnitt/1/", "bilagor/", "beslut/", "granska/")


@pytest.fixture(autouse=True)
def _may(at):
    with at("2021-05-12 14:03:07"), translation.override("sv"):
        yield


@pytest.fixture(autouse=True)
def consultation():
    version = VersionFactory(sections=3)
    round_ = ConsultationFactory(last_day=date(2021, 6, 30), version=version, slug="rus", title="Remiss om Växtplats")
    QuestionFactory(consultation=round_, order=1, text="Vad saknas?")
    return round_


def begin(client, who="person"):
    """Begin as in the browser; the draft."""
    before = set(Draft.objects.values_list("pk", flat=True))
    response = client.post(BASE, {"who": who})
    assert (response.status_code, response.headers["Location"]) == (302, f"{BASE}om-er/")
    return Draft.objects.exclude(pk__in=before).first() or Draft.objects.order_by("-saved_at").first()


def save(client, part, **fields):
    return client.post(f"{BASE}{part}", fields)


def autosave(client, draft, fields, versions=None):
    body = {"draft": str(draft.pk), "fields": fields, "versions": versions or {}}
    return client.post(f"{BASE}spara/", json.dumps(body), content_type="application/json")


def values(draft):
    return dict(draft.fields.values_list("name", "value"))


def text_of(response):
    return response.content.decode()


def send_as_person(client, **more):
    draft = begin(client)
    save(client, "helheten/", **{"overall.summary": "Bra förslag."} | more)
    return draft, client.post(f"{BASE}granska/")


# --- who answers ---


def test_start_asks_who_answers_and_says_that_nobody_sees_the_draft(client):
    html = text_of(client.get(BASE))

    found = re.findall(r'name="who" value="([^"]+)"', html)
    assert found == ["organisation", "person", "protected"]
    assert Draft.objects.count() == 0


def test_start_without_a_choice_says_what_is_missing(client):
    response = client.post(BASE, {})

    assert response.status_code == 422
    assert text_of(response).count(_("Say who answers.")) == 2
    assert 'href="#id_who_0"' in text_of(response)
    assert Draft.objects.count() == 0


@pytest.mark.parametrize(
    ("who", "saved"),
    [
        ("person", {"about.kind": "person"}),
        ("protected", {"about.kind": "person", "about.protected": "1"}),
        ("organisation", {"about.kind": "organisation"}),
    ],
)
def test_begin_notes_who_answers(client, who, saved):
    assert values(begin(client, who)) == saved
    # An address that no letter may go to is not asked for.
    assert ('name="about.email"' in text_of(client.get(f"{BASE}om-er/"))) == ("about.protected" not in saved)


def test_a_name_that_nobody_has_typed_yet_is_missing_and_not_wrong(client):
    begin(client, "organisation")

    before = text_of(client.get(f"{BASE}om-er/"))
    client.post(f"{BASE}om-er/", {"about.name": "", "about.email": "anna"})
    after = text_of(client.get(f"{BASE}helheten/"))

    assert (before.count(_("Needs correcting")), before.count(_("Say who answers"))) == (0, 1)
    assert _("Opens when part %(number)d is done") % {"number": 1} in before
    assert after.count(_("Needs correcting")) == 1


def test_the_private_link_opens_the_draft_elsewhere(client, client2):
    draft = begin(client)
    html = text_of(client.post(f"{BASE}arbete/lank/", {"draft": str(draft.pk), "show": "1"}))
    link = re.search(r"http://testserver(/mina-svar/lank/[\w.-]+/)", html)[1]

    answer = client2.get(link)

    assert link == f"/mina-svar/lank/{writers.key_of(draft.links.get())}/"
    assert answer.headers["Location"] == f"{BASE}om-er/"
    assert client2.get(f"{BASE}om-er/").status_code == 200


def test_a_person_ends_the_own_link_and_goes_on_by_a_new_one(client, client2):
    draft = begin(client)
    old = draft.links.get()
    draft.links.update(email="fel@adress.example", name="Eva")
    client2.get(f"/mina-svar/lank/{writers.key_of(old)}/")

    renewed = client.post(f"{BASE}arbete/lank/", {"draft": str(draft.pk), "renew": "1"})
    html = text_of(client.post(f"{BASE}arbete/lank/", {"draft": str(draft.pk), "show": "1"}))
    sent = client2.post(f"{BASE}helheten/", {"draft": str(draft.pk), "overall.summary": "Härifrån."})

    new = draft.links.live().get()
    assert (renewed.status_code, f"/mina-svar/lank/{writers.key_of(new)}/" in html) == (302, True)
    assert (new.email, new.name, new.role) == ("", "Eva", old.role)
    assert client.get(f"{BASE}helheten/").status_code == 200
    assert client2.get(f"/mina-svar/lank/{writers.key_of(old)}/").status_code == 410
    assert (sent.status_code, "Härifrån." in text_of(sent)) == (403, True)


@pytest.fixture
def client2():
    """A second browser."""
    return Client()


def test_an_invitation_link_lets_one_answer_for_the_body_and_leaves_the_address(client, consultation):
    invitation = InvitationFactory(consultation=consultation)

    response = client.get(BASE, {"inbjudan": invitation.key})
    html = text_of(client.get(BASE))

    assert response.headers["Location"] == BASE
    assert f'value="invitation:{invitation.pk}" checked' in html
    assert str(invitation.organisation) in html
    assert begin(client, f"invitation:{invitation.pk}").invitation == invitation


def test_a_wrong_invitation_link_is_told_of_and_one_can_answer_all_the_same(client, consultation):
    InvitationFactory(consultation=consultation)
    foreign = InvitationFactory()

    for key in ("fel", foreign.key):
        response = client.get(BASE, {"inbjudan": key}, follow=True)
        assert _("Ask us for a new one.") in text_of(response) or "note-soon" in text_of(response)
        assert "invitation:" not in text_of(response)


def test_nobody_answers_for_a_body_without_its_link_or_membership(client, consultation):
    invitation = InvitationFactory(consultation=consultation)

    for who in (f"invitation:{invitation.pk}", f"member:{invitation.organisation.pk}", "invitation:", "x", "member:x"):
        assert client.post(BASE, {"who": who}).status_code == 404
    assert Draft.objects.count() == 0


def test_a_member_answers_for_the_organisation_and_finds_the_colleagues_draft(logged_in, consultation):
    invitation = InvitationFactory(consultation=consultation)
    draft = answers.begin(consultation, invitation=invitation)
    member = MembershipFactory(organisation=invitation.organisation, role=MemberRole.WRITER)
    client = logged_in(member.user)

    html = text_of(client.get(BASE))

    assert f'value="member:{invitation.organisation.pk}"' in html
    assert f"?utkast={draft.pk}" in html
    assert begin(client, f"member:{invitation.organisation.pk}") == draft


@pytest.mark.parametrize("state", [RoundState.PLANNED, RoundState.WITHDRAWN])
def test_no_answer_is_begun_when_none_is_taken(client, consultation, state):
    type(consultation).objects.update(state=state)

    response = client.post(BASE, {"who": "person"})

    assert response.status_code == (404 if state == RoundState.PLANNED else 409)
    assert Draft.objects.count() == 0


def test_after_the_last_day_one_is_told_that_the_answer_is_late(client, at):
    with at("2021-07-02 10:00"):
        html = text_of(client.get(BASE))
        begin(client)
        written = text_of(client.get(f"{BASE}helheten/"))
        _draft, sent = send_as_person(client)

    assert _("The last day has passed.") in html or "note-soon" in html
    assert "note-soon" in written
    assert sent.status_code == 302
    assert Response.objects.get().is_late


def test_an_invited_body_asks_for_more_time(client, client2, consultation):
    invitation = InvitationFactory(consultation=consultation)
    address = f"{BASE}anstand/{invitation.pk}/"
    client.get(BASE, {"inbjudan": invitation.key})

    start = text_of(client.get(BASE))
    refused = [
        client.post(address, fields).status_code
        for fields in (
            {},
            {"day": "31 juni 2021", "reason": "x"},
            {"day": "2021-08-20"},
            {"day": "2021-06-30", "reason": "x"},
        )
    ]
    asked = client.post(address, {"day": "20 augusti 2021", "reason": "Nämnden möts <i>sent</i>."})

    assert f'href="{address}"' in start
    assert refused == [422] * 4
    # The browser's own picker; what it could not show stands as text.
    typed = {text: text_of(client.post(address, {"day": text})) for text in ("2021-08-20", "2021-02-30", "1 juni")}
    assert 'type="date" id="id_day" name="day" value="2021-08-20"' in typed["2021-08-20"]
    assert all(f'type="text" id="id_day" name="day" value="{text}"' in typed[text] for text in ("2021-02-30", "1 juni"))
    assert asked.headers["Location"] == address
    extension = invitation.extensions.get()
    assert (extension.asked_day, extension.granted) == (date(2021, 8, 20), None)
    assert "20 augusti 2021" in text_of(client.get(address))
    assert "20 augusti 2021" in text_of(client.get(BASE))
    assert client2.get(address).status_code == 404
    type(consultation).objects.update(state=RoundState.WITHDRAWN)
    withdrawn = text_of(client.get(BASE))
    assert _("The consultation has been withdrawn. No answers are taken.") in withdrawn
    assert f'href="{address}"' not in withdrawn
    assert "30 juni 2021" not in withdrawn
    assert client2.post(address, {"day": "2021-09-20", "reason": "x"}).status_code == 404


def test_a_member_asks_for_more_time_too(logged_in, consultation):
    invitation = InvitationFactory(consultation=consultation)
    client = logged_in(MembershipFactory(organisation=invitation.organisation, role=MemberRole.WRITER).user)
    address = f"{BASE}anstand/{invitation.pk}/"

    assert f'href="{address}"' in text_of(client.get(BASE))
    assert client.get(address).status_code == 200
    assert logged_in(UserFactory()).get(address).status_code == 404


# --- the parts ---


@pytest.mark.parametrize("part", FORMS)
def test_each_part_without_a_draft_leads_to_the_start(client, part):
    assert client.get(f"{BASE}{part}").headers["Location"] == BASE


@pytest.mark.parametrize("part", FORMS)
def test_each_part_shows_the_band_the_thread_and_where_one_is(client, part):
    begin(client, "organisation")

    html = text_of(client.get(f"{BASE}{part}"))

    assert 'class="unsent"' in html
    assert "14.03.07" in html
    assert html.count('aria-current="step"') == 1
    assert html.count("<h1") == 1
    assert '<meta name="robots" content="noindex">' in html


def test_parts_are_kept_in_no_cache(client):
    begin(client)

    assert "no-store" in client.get(f"{BASE}om-er/").headers["Cache-Control"]


def test_an_unknown_part_or_section_is_not_there(client):
    begin(client)

    assert [client.get(f"{BASE}{part}").status_code for part in ("nagot/", "avsnitt/99/", "avsnitt/x/")] == [404] * 3


def test_a_person_has_no_part_about_a_decision(client):
    begin(client)

    assert f"{BASE}beslut/" not in text_of(client.get(f"{BASE}om-er/"))
    assert client.get(f"{BASE}beslut/").headers["Location"] == f"{BASE}granska/"


def test_saving_keeps_the_part_or_goes_on(client):
    draft = begin(client)

    stays = save(client, "om-er/", **{"about.name": "Maj", "save": "1"})
    goes_on = save(client, "helheten/", **{"overall.stance": "supports", "question.1": "En ordlista.", "next": "1"})

    assert stays.headers["Location"] == f"{BASE}om-er/"
    assert goes_on.headers["Location"] == f"{BASE}avsnitt/"
    expected = {"about.kind": "person", "about.name": "Maj", "overall.stance": "supports", "question.1": "En ordlista."}
    assert values(draft) == expected


def test_a_section_shows_the_frozen_text_beside_the_comment(client, consultation):
    draft = begin(client)
    key = consultation.version.sections.first().key

    html = text_of(client.get(f"{BASE}avsnitt/1/"))
    goes_on = save(client, "avsnitt/1/", **{f"section.{key}.comment": "Bra.", "next": "1"})

    assert "<p>Text i avsnitt 1.</p>" in html
    assert consultation.version.hash[:8] in html
    assert goes_on.headers["Location"] == f"{BASE}avsnitt/2/"
    assert values(draft)[f"section.{key}.comment"] == "Bra."
    assert save(client, "avsnitt/3/", next="1").headers["Location"] == f"{BASE}bilagor/"
    assert client.get(f"{BASE}avsnitt/{key}/").status_code == 200


def test_what_is_wrong_is_saved_shown_again_and_told_of(client):
    draft = begin(client, "organisation")

    response = save(client, "beslut/", **{"decision.date": "31 juni 2021", "decision.body": "Styrelsen"})

    html = text_of(response)
    assert response.status_code == 422
    assert values(draft)["decision.date"] == "31 juni 2021"
    assert 'value="31 juni 2021"' in html
    assert 'value="Styrelsen"' in html
    assert 'href="#id_decision.date"' in html
    assert 'aria-invalid="true"' in html
    assert 'class="is-error"' in text_of(client.get(f"{BASE}helheten/"))
    # It is said beside the field also when the part is opened later.
    opened = client.get(f"{BASE}beslut/")
    assert opened.status_code == 200
    assert 'href="#id_decision.date"' in text_of(opened)
    assert 'aria-invalid="true"' in text_of(opened)


def test_too_long_a_text_is_told_of_and_shown_again(client):
    draft = begin(client)

    response = save(client, "helheten/", **{"overall.summary": "x" * 60_001, "question.1": "Kort."})

    assert response.status_code == 422
    assert "60" in text_of(response)
    assert "x" * 60_001 in text_of(response)
    assert values(draft) == {"about.kind": "person", "question.1": "Kort."}


def test_ten_megabytes_of_text_are_refused_with_a_page(client):
    draft = begin(client)

    response = save(client, "helheten/", **{"overall.summary": "å" * 5_000_000})
    larger = save(client, "helheten/", **{"overall.summary": "x" * 13_000_000})

    assert response.status_code == 422
    assert larger.status_code in (400, 413)
    assert "<h1" in text_of(larger)
    assert values(draft) == {"about.kind": "person"}


@pytest.mark.parametrize(
    ("part", "field"),
    [
        ("om-er/", "about.name"),
        ("helheten/", "overall.summary"),
        ("helheten/", "question.1"),
        ("beslut/", "decision.body"),
    ],
)
def test_html_is_shown_as_text(client, part, field):
    begin(client, "organisation")
    save(client, "om-er/", **{"about.name": "Föreningen"})

    save(client, part, **{"about.name": "Föreningen"} | {field: HOSTILE})

    for page in (part, "granska/"):
        html = text_of(client.get(f"{BASE}{page}"))
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "&lt;script&gt;alert" in html


def test_html_in_a_comment_and_a_proposal_is_shown_as_text(client, consultation):
    begin(client)
    key = consultation.version.sections.first().key

    save(client, "avsnitt/1/", **{f"section.{key}.comment": HOSTILE, f"section.{key}.proposal": HOSTILE})

    for page in ("avsnitt/1/", "granska/"):
        html = text_of(client.get(f"{BASE}{page}"))
        assert "<script>alert" not in html
        # Twice where it is read; the form also carries what it showed.
        assert html.count("&lt;script&gt;alert") == (2 if page == "granska/" else 4)


# --- two at once ---


def test_a_stale_tab_overwrites_nothing_and_shows_both_texts(client):
    draft = begin(client)
    save(client, "helheten/", **{"overall.summary": "annas text", "version.overall.summary": "0"})

    response = save(
        client, "helheten/", **{"overall.summary": "bos text", "version.overall.summary": "0", "question.1": "bos svar"}
    )

    html = text_of(response)
    assert response.status_code == 409
    assert "<p>annas text</p>" in html
    assert "bos text</textarea>" in html
    assert 'name="version.overall.summary" value="1"' in html
    (waiting,) = held.of(values(draft))
    assert (waiting.field, waiting.text) == ("overall.summary", "bos text")
    saved = {name: text for name, text in values(draft).items() if not held.is_name(name)}
    assert saved == {"about.kind": "person", "overall.summary": "annas text", "question.1": "bos svar"}


def test_saving_the_conflict_page_is_a_choice_with_open_eyes(client):
    draft = begin(client)
    save(client, "helheten/", **{"overall.summary": "annas text", "version.overall.summary": "0"})

    save(client, "helheten/", **{"overall.summary": "annas och bos", "version.overall.summary": "1"})

    assert values(draft)["overall.summary"] == "annas och bos"


def test_what_was_saved_a_moment_ago_is_no_conflict_with_oneself(client, consultation):
    one, other = sorted(InvitationFactory(consultation=consultation).organisation_id for _n in range(2))
    draft = begin(client, "organisation")
    autosave(client, draft, {"about.joint": f"[{one}]", "about.name": "Fören"}, {"about.joint": 0, "about.name": 0})

    read = {"version.about.joint": "0", "base.about.joint": "", "version.about.name": "0", "base.about.name": ""}
    sent = {"draft": draft.pk, "about.joint": [one, other], "about.name": "Föreningen", "next": "1"}
    saved = save(client, "om-er/", **sent | read)
    late = autosave(client, draft, {"about.joint": f"[{one},{other}]"}, {"about.joint": 0})

    assert (saved.status_code, late.status_code) == (302, 200)
    kept = values(draft)
    assert (kept["about.joint"], kept["about.name"]) == (f"[{one}, {other}]", "Föreningen")
    assert not held.of(kept)


def test_an_open_conflict_is_named_in_words_and_told_of_on_the_check_page(client, consultation):
    body = InvitationFactory(consultation=consultation).organisation
    draft = begin(client, "organisation")
    said = {"field": "about.joint", "text": f"[{body.pk}]", "who": ""}
    saving.save_fields(draft, {"about.name": "F"} | {held.field("0a0a0a0a", part): said[part] for part in held.PARTS})

    page, check = text_of(client.get(f"{BASE}om-er/")), text_of(client.get(f"{BASE}granska/"))

    assert f"<p>{body}</p></blockquote>" in page
    assert 'href="/remisser/2021/rus/svara/om-er/#id_about.joint"' in check.split('id="fel"')[1].split("</section>")[0]


def test_a_form_of_an_ended_session_keeps_the_words_and_leads_back(consultation):
    strict = Client(enforce_csrf_checks=True)
    draft = begin(Client())
    sent = {"draft": draft.pk, "overall.summary": "Inte borta."}

    led = strict.post(f"{BASE}helheten/", sent, headers={"Origin": "http://testserver"})
    foreign = Client(enforce_csrf_checks=True).post(
        f"{BASE}helheten/", sent, headers={"Origin": "http://elsewhere.example"}
    )

    assert (led.status_code, foreign.status_code) == (302, 403)
    assert led.headers["Location"].startswith(
        "/konto/login/?next=%2Fremisser%2F2021%2Frus%2Fsvara%2Fhelheten%2F%3Futkast"
    )
    assert strict.session["words_given_back"]["words"] == {"overall.summary": "Inte borta."}


def test_a_form_saves_to_its_own_draft_whatever_another_tab_turned_to(client):
    first = begin(client, "person")
    second = begin(client, "organisation")

    save(client, "helheten/", **{"draft": str(first.pk), "overall.summary": "till den första"})

    assert values(first)["overall.summary"] == "till den första"
    assert "overall.summary" not in values(second)


# --- saving while one writes ---


def test_autosave_saves_and_tells_version_and_time(client):
    draft = begin(client)

    response = autosave(client, draft, {"overall.summary": "a"}, {"overall.summary": 0})

    assert (response.status_code, response.json()) == (
        200,
        {"versions": {"overall.summary": 1}, "texts": {}, "saved": "14.03.07", "problems": {}, "present": []}
        | {"parts": response.json()["parts"]},
    )


def test_autosave_tells_how_far_the_parts_have_come(client):
    draft = begin(client)
    body = {"draft": str(draft.pk), "fields": {"question.1": "En buss till."}, "where": "helheten"}

    response = client.post(f"{BASE}spara/", json.dumps(body), content_type="application/json")
    listed = client.get(f"{BASE}bilagor/lista/?utkast={draft.pk}").json()["parts"]

    words = re.findall(r'<span class="state">([^<]*)</span>', response.json()["parts"])
    assert words[1] == "1 fråga besvarad"
    assert re.search(r'<li class="is-now">.*?aria-current="step">2 ', response.json()["parts"])
    assert re.findall(r'<span class="state">([^<]*)</span>', listed)[1] == "1 fråga besvarad"
    assert "4 Bilagor" in listed.split("aria-current")[1]


def test_autosave_tells_of_a_conflict_with_both_texts(client):
    draft = begin(client)
    autosave(client, draft, {"overall.summary": "annas"}, {"overall.summary": 0})

    response = autosave(client, draft, {"overall.summary": "bos", "question.1": "x"}, {"overall.summary": 0})

    assert response.status_code == 409
    (waiting,) = held.of(values(draft))
    conflict = {"theirs": "annas", "text": "annas", "ours": "bos", "version": 1, "held": waiting.name}
    body = response.json()
    assert (body["conflicts"], body["versions"]) == ({"overall.summary": conflict}, {"question.1": 1})
    assert (waiting.field, waiting.text) == ("overall.summary", "bos")
    assert values(draft)["overall.summary"] == "annas"


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{}", '{"fields": []}', '{"fields": {"x": "y"}}', '{"fields": {"overall.summary": 3}}', "\x00"],
)
def test_autosave_refuses_what_is_not_fields(client, body):
    begin(client)

    assert client.post(f"{BASE}spara/", body, content_type="application/json").status_code == 400


def test_autosave_of_too_long_a_text_is_told_of(client):
    draft = begin(client)

    response = autosave(client, draft, {"overall.summary": "x" * 60_001, "question.1": "y"})

    assert response.status_code == 422
    assert list(response.json()["problems"]) == ["overall.summary"]
    assert values(draft) == {"about.kind": "person", "question.1": "y"}


def test_autosave_is_for_the_writers_only(client, client2):
    draft = begin(client)

    assert autosave(client2, draft, {"overall.summary": "intrång"}).status_code == 404
    assert "overall.summary" not in values(draft)


def test_autosave_after_sending_says_that_it_is_too_late(client):
    draft, _sent = send_as_person(client)

    assert autosave(client, draft, {"overall.summary": "sent"}).status_code == 410
    assert DraftField.objects.count() == 0


def test_autosave_keeps_out_what_no_database_can_hold(client):
    draft = begin(client)

    response = autosave(client, draft, {"overall.summary": "a\x00b\ud800c"})

    assert response.status_code == 200
    assert values(draft)["overall.summary"] == "abc"


# --- files ---


def test_good_files_are_kept_and_bad_ones_told_of_by_name(client):
    draft = begin(client)

    response = client.post(
        f"{BASE}bilagor/", {"files": [upload("bra.pdf", PDF), upload("falsk.pdf", b"MZ"), upload("x.exe", PDF)]}
    )

    html = text_of(response)
    assert response.status_code == 422
    assert [file.name for file in draft.files.all()] == ["bra.pdf"]
    # At the top and beside the field.
    assert html.count("falsk.pdf") == 2
    assert html.count("x.exe") == 2


def test_a_file_is_downloaded_by_its_writers_only(client, client2, logged_in):
    draft = begin(client)
    client.post(f"{BASE}bilagor/", {"files": upload("brev.pdf", PDF)})
    passed()
    address = f"{BASE}bilagor/{DraftFile.objects.get().pk}/"

    own = client.get(address)
    content = b"".join(own.streaming_content)

    assert content == PDF
    assert own.headers["Content-Disposition"] == 'attachment; filename="brev.pdf"'
    assert own.headers["X-Content-Type-Options"] == "nosniff"
    begin(client2)
    assert client2.get(address).status_code == 404
    assert client2.get(f"{address}?utkast={draft.pk}").status_code == 404
    assert client2.post(address).status_code == 404
    assert DraftFile.objects.count() == 1


def test_a_file_gets_another_role_and_can_be_taken_away(client):
    begin(client, "organisation")
    client.post(f"{BASE}bilagor/", {"files": upload("brev.pdf", PDF)})
    address = f"{BASE}bilagor/{DraftFile.objects.get().pk}/"

    client.post(address, {"role": "extract"})
    role = DraftFile.objects.get().role
    shown = text_of(client.get(f"{BASE}bilagor/"))
    response = client.post(address)

    assert (role, '<option value="extract" selected>' in shown) == ("extract", True)
    assert response.headers["Location"] == f"{BASE}bilagor/"
    assert DraftFile.objects.count() == 0


# --- sending ---


def test_review_shows_everything_that_is_sent(client, consultation):
    begin(client, "organisation")
    key = consultation.version.sections.first().key
    save(client, "om-er/", **{"about.name": "Föreningen Hela", "about.email": "a@b.example"})
    save(
        client,
        "helheten/",
        **{"overall.stance": "opposes", "overall.summary": "Sammanfattat.", "question.1": "Svaret."},
    )
    save(client, "avsnitt/1/", **{f"section.{key}.comment": "Kommenterat.", f"section.{key}.proposal": "Föreslaget."})
    save(client, "beslut/", **{"decision.body": "Styrelsen", "decision.date": "2021-05-11", "decision.item": "7"})
    client.post(f"{BASE}bilagor/", {"files": upload("brev.pdf", PDF)})

    html = text_of(client.get(f"{BASE}granska/"))

    shown = ("Föreningen Hela", "a@b.example", "Sammanfattat.", "Svaret.", "Kommenterat.", "Föreslaget.", "Styrelsen")
    assert [text for text in (*shown, "11 maj 2021", "brev.pdf") if text not in html] == []
    for part in ("om-er/", "helheten/", "avsnitt/", "avsnitt/1/", "bilagor/", "beslut/"):
        assert f'href="{BASE}{part}"' in html
    assert 'class="errors"' not in html

    client.post(f"{BASE}granska/")

    # Nobody has said who sends: no stand-in for a name is kept for ever.
    assert Response.objects.get().signed_by == ""


def test_sending_leads_to_the_receipt(client):
    draft, sent = send_as_person(client)

    response = Response.objects.get()
    receipt = text_of(client.get(sent.headers["Location"]))

    assert sent.headers["Location"] == f"/mina-svar/{response.receipt_number}/"
    assert response.draft_id == draft.pk
    assert response.receipt_number in receipt
    assert response.hash in receipt
    assert "2021-05-12T14:03:07+02:00" in receipt


def test_sending_twice_shows_the_same_receipt(client):
    draft, first = send_as_person(client)

    again = client.post(f"{BASE}granska/", {"draft": str(draft.pk)})
    back = [client.get(f"{BASE}{part}") for part in FORMS]

    assert again.headers["Location"] == first.headers["Location"]
    assert {page.headers["Location"] for page in back} == {first.headers["Location"]}
    assert save(client, "helheten/", **{"overall.summary": "ändrat"}).headers["Location"] == first.headers["Location"]
    assert Response.objects.get().summary == "Bra förslag."


def test_an_incomplete_answer_is_not_sent_and_says_where_to_go(client):
    begin(client, "organisation")

    response = client.post(f"{BASE}granska/")

    html = text_of(response)
    assert response.status_code == 422
    assert f'href="{BASE}om-er/#id_about.name"' in html
    assert f'href="{BASE}helheten/#id_overall.stance_0"' in html
    assert Response.objects.count() == 0


SENDERS = {
    "signatory": (MemberRole.SIGNATORY, False, 302),
    "administrator": (MemberRole.ADMINISTRATOR, False, 302),
    "writer": (MemberRole.WRITER, False, 403),
    "reviewer": (MemberRole.REVIEWER, False, 403),
    "writer with the invitation": (MemberRole.WRITER, True, 403),
    "signatory with the invitation": (MemberRole.SIGNATORY, True, 302),
    "somebody with the invitation": (None, True, 302),
    "somebody with the draft's link": (None, False, 403),
}


@pytest.mark.parametrize(("role", "has_link", "status"), SENDERS.values(), ids=SENDERS)
def test_who_may_send_for_an_invited_body(client, logged_in, consultation, role, has_link, status):
    invitation = InvitationFactory(consultation=consultation)
    boss = MembershipFactory(organisation=invitation.organisation, user__name="Chefen Själv")
    draft = answers.begin(consultation, invitation=invitation)
    answers.save_fields(draft, {"overall.stance": "supports"})
    if role:
        logged_in(MembershipFactory(organisation=invitation.organisation, role=role).user)
    if has_link:
        client.get(BASE, {"inbjudan": invitation.key})
    if not (role or has_link):
        link = writers.join(draft, came_by=CameBy.COLLEAGUE, email="kollega@kommun.example")
        client.get(f"/mina-svar/lank/{writers.key_of(link)}/")
    else:
        begin(client, f"member:{invitation.organisation.pk}" if role else f"invitation:{invitation.pk}")

    shown = text_of(client.get(f"{BASE}granska/"))
    response = client.post(f"{BASE}granska/")

    assert response.status_code == status
    assert Response.objects.count() == (1 if status == 302 else 0)
    assert (str(boss.user) in shown) == (status == 403)


def begin_as_invited(client, consultation):
    """A body that was given more time and has an unsent reminder, by the link of its letter."""
    invitation = InvitationFactory(consultation=consultation, organisation__registry_email="registrator@kommun.example")
    asked = {"asked_day": date(2021, 7, 31), "reason": "Nämnden träffas då.", "decided_at": clock.now()}
    invitation.extensions.create(granted=True, last_day=date(2021, 7, 31), **asked)
    owe(recipient="a@b.example", kind="reminder_7", about=f"invitation:{invitation.pk}", subject="Minns", text="Hej")
    client.get(BASE, {"inbjudan": invitation.key})
    begin(client, f"invitation:{invitation.pk}")


@pytest.mark.parametrize(
    "begin_as", [lambda client, _round: begin(client), begin_as_invited], ids=["person", "invited"]
)
def test_sending_takes_at_most_twelve_queries_with_session_and_draft(
    client, consultation, begin_as, django_assert_max_num_queries
):
    key = consultation.version.sections.first().key
    begin_as(client, consultation)
    save(client, "om-er/", **{"about.email": "jag@exempel.example"})
    save(client, "helheten/", **{"overall.summary": "Bra.", "question.1": "Ja."})
    save(client, "avsnitt/1/", **{f"section.{key}.comment": "Bra."})

    with django_assert_max_num_queries(40) as queries:
        client.post(f"{BASE}granska/")

    passed = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    asked = [query["sql"] for query in queries.captured_queries if not query["sql"].startswith(passed)]
    response = Response.objects.get()
    assert response.comments.count() == response.answers.count() == response.events.count() == 1
    assert Letter.objects.unsent().filter(kind="receipt").exists()
    assert not Letter.objects.unsent().filter(kind="reminder_7").exists()
    assert len(asked) <= 12, "\n".join(asked)


def test_a_receipt_stays_with_the_link_that_opened_the_draft(client):
    draft, sent = send_as_person(client)

    assert client.session["answering"]["drafts"] == []
    assert client.get(sent.headers["Location"]).status_code == 200
    assert client.get(f"{BASE}granska/", {"utkast": str(draft.pk)}).headers["Location"] == sent.headers["Location"]


@pytest.mark.parametrize("pk", ["", "inget-utkast", "7b2f4c5e-0000-4000-8000-000000000000"])
def test_a_draft_that_is_not_there_is_not_sent(client, pk):
    draft = begin(client)
    save(client, "helheten/", **{"overall.summary": "Bra."})
    client.cookies.clear()

    answer = client.post(f"{BASE}granska/", {"draft": pk or str(draft.pk)})

    assert answer.status_code == 404
    assert Response.objects.count() == 0


# --- afterwards ---


def receipt_address(response):
    return f"/mina-svar/{response.receipt_number}/"


def test_a_receipt_is_not_there_for_others(client, client2):
    send_as_person(client)
    address = receipt_address(Response.objects.get())

    assert client.get(address).status_code == 200
    assert client.get(address.lower()).status_code == 200
    for more in ("", "kopia.pdf", "ta-tillbaka/"):
        assert client2.get(f"{address}{more}").status_code == 404
    assert client2.post(f"{address}nytt/", {"kind": "replaces"}).status_code == 404
    assert client2.get(f"{address}?nyckel=fel").status_code == 404


def test_the_key_of_the_letter_opens_the_receipt_and_leaves_the_address(client, client2):
    send_as_person(client)
    response = Response.objects.get()

    answer = client2.get(f"{receipt_address(response)}?nyckel={response.key}")

    assert answer.headers["Location"] == receipt_address(response)
    assert client2.get(receipt_address(response)).status_code == 200


def test_a_receipt_is_there_for_the_members_of_the_organisation(logged_in, consultation):
    invitation = InvitationFactory(consultation=consultation)
    draft = answers.begin(consultation, invitation=invitation)
    answers.save_fields(draft, {"overall.stance": "supports"})
    response = answers.send(draft)
    member = MembershipFactory(organisation=invitation.organisation, role=MemberRole.REVIEWER)

    client = logged_in(member.user)

    assert client.get(receipt_address(response)).status_code == 200
    assert response.receipt_number in text_of(client.get("/mina-svar/"))
    assert client.get(f"{receipt_address(response)}ta-tillbaka/").status_code == 403
    assert client.post(f"{receipt_address(response)}nytt/", {"kind": "replaces"}).status_code == 403
    assert logged_in(UserFactory()).get(receipt_address(response)).status_code == 404


def test_the_copy_is_made_and_then_downloaded(client, monkeypatch):
    send_as_person(client)
    address = f"{receipt_address(Response.objects.get())}kopia.pdf"
    monkeypatch.setattr("rus_portal.exports.tasks.make_export.delay_on_commit", lambda pk: None)

    waits = client.get(address)
    export = Export.objects.get()
    export.file.save("x.pdf", upload("x.pdf", PDF), save=False)
    Export.objects.update(state="ready", file=export.file.name, size=len(PDF), file_name="kvitto.pdf")
    ready = client.get(address)

    assert waits.status_code == 202
    assert b"".join(ready.streaming_content) == PDF
    assert ready.headers["Content-Disposition"] == 'attachment; filename="kvitto.pdf"'


def test_the_receipt_has_the_copy_made_once(client, monkeypatch):
    asked = []
    monkeypatch.setattr("rus_portal.exports.tasks.make_export.delay_on_commit", asked.append)
    _draft, sent = send_as_person(client)
    before = Export.objects.count()

    for _time in range(2):
        assert client.get(sent.headers["Location"]).status_code == 200

    response, copy = Response.objects.get(), Export.objects.get()
    assert (before, asked) == (0, [copy.pk])
    assert (copy.kind, copy.subject, copy.fingerprint) == ("receipt", str(response.pk), response.hash)


def test_the_receipt_is_shown_without_broker(client, monkeypatch):
    def no_broker(_pk):
        raise OperationalError

    monkeypatch.setattr("rus_portal.exports.tasks.make_export.delay_on_commit", no_broker)
    _draft, sent = send_as_person(client)

    assert client.get(sent.headers["Location"]).status_code == 200


def test_an_answer_is_withdrawn_after_a_question(client):
    send_as_person(client)
    response = Response.objects.get()
    address = receipt_address(response)

    asked = client.get(f"{address}ta-tillbaka/")
    before = ResponseLink.objects.count()
    done = client.post(f"{address}ta-tillbaka/", {"reason": "Fel fil"})

    assert (asked.status_code, before) == (200, 0)
    assert done.headers["Location"] == address
    link = ResponseLink.objects.get()
    assert (link.earlier, link.kind, link.reason) == (response, LinkKind.WITHDRAWS, "Fel fil")
    assert "tag-stop" in text_of(client.get(address))
    assert f"{address}ta-tillbaka/" not in text_of(client.get(address))


@pytest.mark.parametrize("kind", ["supplements", "replaces"])
def test_a_supplement_or_a_replacement_is_a_new_draft_linked_when_sent(client, kind):
    send_as_person(client)
    first = Response.objects.get()

    begun = client.post(f"{receipt_address(first)}nytt/", {"kind": kind})
    save(client, "helheten/", **{"overall.summary": "Nytt."})
    client.post(f"{BASE}granska/")

    link = ResponseLink.objects.get()
    assert begun.headers["Location"] == f"{BASE}om-er/"
    assert (link.earlier, link.kind, link.later.summary) == (first, kind, "Nytt.")
    assert Response.objects.get(pk=first.pk).summary == "Bra förslag."
    assert link.later.receipt_number in text_of(client.get(receipt_address(first)))
    assert client.post(f"{receipt_address(first)}nytt/", {"kind": "withdraws"}).status_code == 404


def test_my_answers_asks_a_stranger_to_log_in_and_explains_itself_to_whoever_has_none(client, logged_in):
    stranger = client.get("/mina-svar/")
    html = text_of(logged_in(UserFactory()).get("/mina-svar/"))

    assert stranger.headers["Location"] == "/konto/login/?next=/mina-svar/"
    assert _("There is nothing here yet.") in html
    assert 'href="/remisser/"' in html


def test_my_answers_lists_drafts_and_sent_answers(client):
    send_as_person(client)
    draft = begin(client)

    html = text_of(client.get("/mina-svar/"))

    assert f"?utkast={draft.pk}" in html
    assert f"<p>{_('Private person')} · " in html
    assert Response.objects.get().receipt_number in html


def test_my_answers_costs_the_same_for_1_and_4_answers(client, django_assert_num_queries):
    send_as_person(client)
    with django_assert_num_queries(5):
        client.get("/mina-svar/")
    for _n in range(3):
        send_as_person(client)

    with django_assert_num_queries(5):
        client.get("/mina-svar/")


# --- secrecy ---


@pytest.mark.parametrize("role", Role)
def test_a_draft_is_not_there_for_officials(client, client2, consultation, role):
    draft = begin(client)
    save(client, "helheten/", **{"overall.summary": "hemligheten"})
    official = OfficialFactory(role=role)
    client2.force_login(official, backend="allauth.account.auth_backends.AuthenticationBackend")

    for part in FORMS:
        answer = client2.get(f"{BASE}{part}", {"utkast": str(draft.pk)})
        assert answer.status_code == 404
    assert list(Draft.objects.written_by(official)) == []
    assert "hemligheten" not in text_of(client2.get("/mina-svar/"))
    assert autosave(client2, draft, {"overall.summary": "x"}).status_code == 404


def official_pages(consultation):
    """Every address under /arbetsyta/ that can be named from this round alone."""
    known = {"year": consultation.year, "slug": consultation.slug, "pk": consultation.pk, "number": 1}
    for pattern in walk(get_resolver().url_patterns):
        names = set(pattern[1])
        if pattern[0] and names <= set(known):
            with suppress(NoReverseMatch):  # addresses made with re_path hide their arguments
                yield reverse(pattern[0], kwargs={name: known[name] for name in names})


def walk(patterns, space=""):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from walk(pattern.url_patterns, f"{pattern.app_name}:" if pattern.app_name else space)
        elif pattern.name:
            yield f"{space}{pattern.name}", pattern.pattern.converters


def test_what_stands_in_a_draft_stands_on_no_official_page(client, client2, consultation, caplog):
    invitation = InvitationFactory(consultation=consultation)
    client.get(BASE, {"inbjudan": invitation.key})
    begin(client, f"invitation:{invitation.pk}")
    save(client, "helheten/", **{"overall.summary": "PLANTERAD-HEMLIGHET"})
    client.post(f"{BASE}bilagor/", {"files": upload("PLANTERAD-HEMLIGHET.pdf", PDF)})
    pages = sorted(page for page in official_pages(consultation) if page.startswith("/arbetsyta/"))

    seen = 0
    for role in Role:
        official = OfficialFactory(role=role)
        client2.force_login(official, backend="allauth.account.auth_backends.AuthenticationBackend")
        for address in pages:
            answer = client2.get(address)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert b"PLANTERAD" not in body, address
            seen += answer.status_code == 200

    assert seen > 0
    assert "PLANTERAD" not in caplog.text
    assert Letter.objects.filter(text__contains="PLANTERAD").count() == 0
    # The invitation list to fill in is asked for by its own page, and holds nothing of anybody.
    assert set(Export.objects.values_list("kind", flat=True)) <= {"invitation_template"}
    assert Invitation.objects.unanswered().get() == invitation


def test_somebody_elses_draft_is_not_there(client, client2):
    draft = begin(client)
    begin(client2)

    assert client2.get(f"{BASE}helheten/", {"utkast": str(draft.pk)}).status_code == 404
    assert save(client2, "helheten/", **{"draft": str(draft.pk), "overall.summary": "x"}).status_code == 404
    assert save(client2, "granska/", draft=str(draft.pk)).status_code == 404
    assert client2.get("/mina-svar/lank/gissning/").status_code == 404
    assert values(draft) == {"about.kind": "person"}


def test_a_broken_page_tells_nobody_what_was_typed(client, monkeypatch, caplog):
    begin(client)
    client.raise_request_exception = False
    monkeypatch.setattr(saving, "_store", lambda *_args: 1 / 0)

    response = save(client, "helheten/", **{"overall.summary": "PLANTERAD-HEMLIGHET"})

    assert response.status_code == 500
    assert "PLANTERAD" not in text_of(response)
    assert "PLANTERAD" not in caplog.text


def test_numbers_too_large_to_be_true_break_nothing(client):
    draft = begin(client, "organisation")
    huge = "9" * 5000

    saved = save(
        client,
        "om-er/",
        **{"about.name": "Ö", "about.joint": [huge, "9" * 18], "version.about.name": huge, "next": "1"},
    )
    autosaved = autosave(
        client, draft, {"about.joint": f"[{'9' * 30}]", "overall.summary": "x"}, {"overall.summary": 0}
    )

    assert saved.headers["Location"] == f"{BASE}helheten/"
    assert autosaved.status_code == 200
    assert client.get(f"{BASE}granska/").status_code == 200
    assert client.post(f"{BASE}granska/").status_code == 302
    assert client.get(f"/remisser/?sida={huge}").status_code == 404
    assert client.get(f"{BASE}avsnitt/{huge}/").status_code in (302, 404)


def test_the_receipt_shows_what_was_sent_with_the_change_word_by_word(client, consultation):
    section = consultation.version.sections.order_by("order").first()
    proposal = f"{commenting.frozen_text(section)} Även på landet."
    begin(client)
    save(
        client, "avsnitt/1/", **{f"section.{section.key}.comment": "Bra.", f"section.{section.key}.proposal": proposal}
    )
    sent = client.post(f"{BASE}granska/", {"draft": str(Draft.objects.get().pk)})

    page = client.get(sent.headers["Location"]).content.decode()

    assert re.search(r"<ins>.*Även på landet", page)
    assert "Bra." in page
