import pytest

from strategy import actions
from tests.factories import DocumentFactory

pytestmark = pytest.mark.django_db


def evidence(document, slug, **fields):
    return actions.add_evidence(
        document, sections=[], by=None, slug=slug, title=slug, kind="survey", summary="En enkät.", **fields
    )


def test_evidence_stands_in_order_of_time_and_what_has_none_comes_last():
    document = DocumentFactory()
    evidence(document, "utan-tid")
    evidence(document, "host", period="2020-23")
    evidence(document, "ar", period="2019/2020")
    evidence(document, "senhost", period_label="senhösten 2020", sort_start="2020-11-01", sort_end="2020-11-30")

    assert [item.slug for item in document.evidence.all()] == ["ar", "host", "senhost", "utan-tid"]


def test_a_label_never_becomes_a_day():
    item = evidence(DocumentFactory(), "senhost", period_label="senhösten 2020")

    assert (str(item.when), item.sort_start, item.sort_end) == ("senhösten 2020", None, None)


def test_groups_are_words_and_an_unknown_group_stays_as_it_is_written():
    item = evidence(DocumentFactory(), "x", categories=["residents", "egna strateger"])

    assert len(item.groups) == 2
    assert item.groups[1] == "egna strateger"
    assert item.groups[0] != "residents"
