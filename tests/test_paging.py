"""Lists that can grow long: exact as long as they are short, and turned page by page when they are not."""

import pytest
from django.core.paginator import EmptyPage
from django.template.loader import render_to_string

from rus_portal.accounts.models import Organisation
from rus_portal.paging import LongPaginator
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def bodies(monkeypatch):
    monkeypatch.setattr(LongPaginator, "most", 4)
    return OrganisationFactory.create_batch(7)


def pages(per_page, *, only=7):
    last = Organisation.objects.order_by("pk")[only - 1]
    return LongPaginator(Organisation.objects.filter(pk__lte=last.pk).order_by("pk"), per_page)


def test_a_short_list_is_counted_exactly(bodies):
    found = pages(3, only=4)

    assert (found.count, found.is_more, found.num_pages) == (4, False, 2)
    assert [len(found.page(n)) for n in (1, 2)] == [3, 1]


def test_a_long_list_is_counted_no_further_and_turned_to_its_end(bodies, django_assert_num_queries):
    found = pages(3)

    with django_assert_num_queries(2):
        first = found.page(1)

    assert (found.count, found.is_more) == (4, True)
    shown = [found.page(n) for n in (1, 2, 3)]
    assert [one.pk for page in shown for one in page] == sorted(body.pk for body in bodies)
    assert [(page.has_previous(), page.has_next()) for page in shown] == [(False, True), (True, True), (True, False)]
    assert (first.start_index(), shown[2].end_index()) == (1, 7)
    with pytest.raises(EmptyPage):
        found.page(4)
    pager = render_to_string("components/pager.html", {"page": shown[1], "query": "a=b&"})
    assert 'href="?a=b&amp;sida=1"' in pager
    assert 'href="?a=b&amp;sida=3"' in pager
