"""A request id on every log line, so that all that one request did can be found."""

import logging
from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="-")


class RequestIdFilter(logging.Filter):
    def filter(self, record):
        """Never drops a record; only adds the id."""
        record.request_id = request_id.get()
        return True
