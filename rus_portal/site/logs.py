"""A request id on every log line, so that all that one request did can be found; and no word of what people write."""

import logging
import re
from contextvars import ContextVar

from django.views.debug import SafeExceptionReporterFilter
from pythonjsonlogger.json import JsonFormatter

request_id: ContextVar[str] = ContextVar("request_id", default="-")


class RequestIdFilter(logging.Filter):
    def filter(self, record):
        """Never drops a record; only adds the id."""
        record.request_id = request_id.get()
        return True


class WordlessFormatter(JsonFormatter):
    """Faults without the row that the database complains of: it may be a draft."""

    def formatException(self, ei):
        """The trace with its lines, and without PostgreSQL's "Failing row contains (…)"."""
        return re.sub(r"(?m)^DETAIL:.*$", "DETAIL: left out", super().formatException(ei))


class WordlessReports(SafeExceptionReporterFilter):
    """Error reports with the way to the fault, and without what stood in variables and in the form that was sent."""

    def get_post_parameters(self, request):
        """Nothing of the form."""
        return {}

    def get_traceback_frame_variables(self, request, tb_frame):
        """Nothing of the variables, in no frame."""
        return []

    def get_safe_cookies(self, request):
        """No session, by which a draft is reached."""
        return {}
