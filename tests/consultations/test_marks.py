"""The pages of rounds are made once and sent again until something they are made from has changed."""

from datetime import timedelta

import pytest

from consultations.actions import rounds
from consultations.models import Consultation
from rus_portal import clock
from tests.factories import (
    ConsultationFactory,
    InvitationFactory,
    OfficialFactory,
    OrganisationFactory,
    QuestionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _remembering(settings):
    settings.REMEMBER_MARKED_PAGES = True


@pytest.fixture
def consultation():
    consultation = ConsultationFactory()
    QuestionFactory(consultation=consultation)
    InvitationFactory(consultation=consultation)
    return consultation


def invite(consultation):
    rounds.invite(
        consultation, OrganisationFactory(), contact_name="K", contact_email="k@x.example", by=OfficialFactory()
    )


def move(consultation):
    last_day = consultation.last_day + timedelta(days=14)
    rounds.move_deadline(consultation, last_day, reason="Pandemi.", by=OfficialFactory())


def rename(consultation):
    Consultation.objects.update(title="Ett annat förslag")


def ask_more(consultation):
    QuestionFactory(consultation=consultation, order=99, text="Något annat?")


@pytest.mark.parametrize("change", [invite, move, rename, ask_more])
def test_changed_round_is_shown_anew(client, consultation, change):
    address = consultation.get_absolute_url()
    before = client.get(address).content
    assert client.get(address).content == before

    change(consultation)

    assert client.get(address).content != before


@pytest.mark.parametrize("address", ["list", "round"])
def test_unchanged_page_costs_one_query(client, consultation, address, django_assert_num_queries):
    url = "/remisser/" if address == "list" else consultation.get_absolute_url()
    first = client.get(url)

    with django_assert_num_queries(1):
        second = client.get(url)

    assert second.content == first.content


def test_new_round_is_on_the_list_at_once(client, consultation):
    client.get("/remisser/")
    ConsultationFactory(title="En ny runda")

    assert "En ny runda" in client.get("/remisser/").content.decode()


def test_next_day_is_another_page(client, consultation):
    address = consultation.get_absolute_url()
    before = client.get(address).content

    with clock.at(clock.now() + timedelta(days=1)):
        after = client.get(address).content

    assert after != before
