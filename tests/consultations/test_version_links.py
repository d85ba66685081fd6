"""A version's page leads to the round that is open on it."""

import re
from datetime import timedelta

import pytest

from consultations import version_links
from rus_portal import clock
from strategy import rendering
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


def test_each_paragraph_leads_to_where_one_comments_on_it_while_the_round_is_open():
    hidden = '<span class="hidden">Länk till stycke 3 i avsnitt 3.2</span>'
    rendered = f'<p><a class="pl" href="#b-aaaaaaaa"><span>¶3</span>{hidden}</a> Ord</p>'
    found = version_links.open_round(ConsultationFactory(slug="rus").version)

    html = rendering.with_comment_links(rendered, found.paragraph)

    link = '<a class="pl pl-ask" href="/remisser/2021/rus/svara/?stycke=aaaaaaaa" rel="nofollow">'
    assert html.startswith(rendered.removesuffix(" Ord</p>") + link)
    assert re.findall(r"\d[\d.]*", html.partition(link)[2].partition("</a>")[0]) == ["3", "3.2"]
