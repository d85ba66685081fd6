import json
import logging
from unittest import mock

import pytest
from pythonjsonlogger.json import JsonFormatter

from rus_portal.site import health
from rus_portal.site.logs import RequestIdFilter, request_id


def test_healthz_answers_without_database(client):
    response = client.get("/healthz")

    assert (response.status_code, response.content, response.cookies) == (200, b"ok", {})


@pytest.mark.django_db
def test_readyz_names_each_part(client):
    response = client.get("/readyz")

    assert response.json() == {"ready": True, "database": "ok", "migrations": "ok", "broker": "ok", "storage": "ok"}


@pytest.mark.django_db
def test_readyz_says_what_is_wrong(client):
    def broken():
        raise ConnectionError

    with mock.patch.dict(health.CHECKS, {"broker": broken}):
        response = client.get("/readyz")

    said = response.json()
    assert (response.status_code, said["broker"], said["ready"]) == (503, "ConnectionError", False)


def test_metrics_count_requests(client):
    client.get("/healthz")

    text = client.get("/metrics").content.decode()

    assert 'portal_requests_total{method="GET",status="200"}' in text


def test_log_line_is_json_with_request_id():
    token = request_id.set("abc")
    record = logging.LogRecord("portal", logging.INFO, "x.py", 1, "hello", None, None)
    RequestIdFilter().filter(record)

    line = json.loads(JsonFormatter("%(message)s %(request_id)s").format(record))

    request_id.reset(token)
    assert line == {"message": "hello", "request_id": "abc"}
