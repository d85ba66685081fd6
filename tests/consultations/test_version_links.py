"""A version's page leads to the round that is open on it."""

from datetime import timedelta

import pytest

from consultations import version_links
from rus_portal import clock
from tests.factories import ConsultationFactory

pytestmark = pytest.mark.django_db


def test_open_round_is_linked_with_its_last_day(at):
    with at("2021-05-12 09:00"):
        consultation = ConsultationFactory(last_day=clock.today() + timedelta(days=49))

        link = version_links.open_round(consultation.version)

    facts = (link.url, link.text, link.detail)
    assert facts == (consultation.get_absolute_url(), "Svara på remissen", "senast onsdag 30 juni 2021")


def test_round_whose_time_is_over_is_not_linked():
    consultation = ConsultationFactory(last_day=clock.today() - timedelta(days=1))

    assert version_links.open_round(consultation.version) is None
