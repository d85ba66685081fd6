from datetime import timedelta

import pytest
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from rus_portal.accounts.sessions import SessionStore

pytestmark = pytest.mark.django_db


def saved(**content):
    session = SessionStore()
    session.update(content)
    session.save()
    return session.session_key


def test_a_session_is_read_as_it_was_saved(django_assert_num_queries):
    key = saved(answering={"links": ["1"]})

    with django_assert_num_queries(1):
        found = SessionStore(key)["answering"]

    assert found == {"links": ["1"]}
    assert db.SessionStore(key)["answering"] == found


def run_out(rows):
    rows.update(expire_date=timezone.now() - timedelta(seconds=1))


def forged(rows):
    rows.update(session_data="e30:forged")


@pytest.mark.parametrize(("change", "keeps_its_key"), [(run_out, False), (QuerySet.delete, False), (forged, True)])
def test_a_session_that_holds_no_longer_is_empty(change, keeps_its_key):
    key = saved(answering={})
    change(Session.objects.filter(pk=key))

    session = SessionStore(key)

    assert dict(session.items()) == {}
    assert session.session_key == (key if keeps_its_key else None)
