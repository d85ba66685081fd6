"""What happens round every request: a request id, figures for /metrics, and pages that are kept for a moment."""

import gzip
import hashlib
import re
import time
import uuid
from collections import OrderedDict

from django.conf import settings
from django.http import HttpResponse, HttpResponseNotModified
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property
from django.utils.http import parse_etags
from prometheus_client import Counter, Histogram

from rus_portal.site.logs import request_id

REQUESTS = Counter("portal_requests_total", "Answered requests.", ["method", "status"])
SECONDS = Histogram("portal_request_seconds", "Time to answer.", ["kind"], buckets=(0.005, 0.02, 0.1, 0.3, 1, 3, 10))
_GIVEN_ID = re.compile(r"^[A-Za-z0-9-]{8,64}$")


class StaticGZipMiddleware(GZipMiddleware):
    """Compresses style and script where nobody has made compressed copies, as in the demo; pages have their own way."""

    def process_response(self, request, response):
        is_text = response.headers.get("Content-Type", "").startswith(("text/css", "text/javascript"))
        if not (is_text and response.status_code == 200 and request.path.startswith(settings.STATIC_URL)):
            return response
        return super().process_response(request, response)


class RequestIdMiddleware:
    """Names each request (X-Request-ID, taken over from the proxy when it looks sane) and counts it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.headers.get("X-Request-ID", "")
        name = given if _GIVEN_ID.match(given) else uuid.uuid4().hex
        token = request_id.set(name)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response.headers["X-Request-ID"] = name
        REQUESTS.labels(request.method, response.status_code).inc()
        SECONDS.labels(_kind(response)).observe(time.perf_counter() - started)
        return response


def _kind(response):
    if getattr(response, "is_public_page", False):
        return "public"
    return "stream" if response.streaming else "other"


class _KeptPage:
    """A public page as bytes, plain and compressed, with the headers it was first sent with."""

    expires = 0.0

    def __init__(self, response):
        self.content = response.content
        self.etag = f'W/"{hashlib.blake2b(response.content, digest_size=16).hexdigest()}"'
        dropped = {"Content-Length", "ETag", "Content-Encoding"}
        self.headers = {name: value for name, value in response.headers.items() if name not in dropped}
        self.headers["ETag"] = self.etag

    @classmethod
    def of(cls, response):
        """The one made before from the same marked page, or a new one."""
        marked = getattr(response, "marked_page", None)
        if not marked:
            return cls(response)
        marked.kept = marked.kept or cls(response)
        return marked.kept

    @cached_property
    def compressed(self):
        """Made for the first reader who can take it, and kept with the page."""
        return gzip.compress(self.content, 6, mtime=0)

    def answer(self, request):
        """304 when the reader has it already, else the page."""
        if self.etag in parse_etags(request.headers.get("If-None-Match", "")):
            response = HttpResponseNotModified(
                headers={name: v for name, v in self.headers.items() if name != "Content-Type"}
            )
        elif "gzip" in request.headers.get("Accept-Encoding", ""):
            response = HttpResponse(self.compressed, headers=self.headers | {"Content-Encoding": "gzip"})
        else:
            response = HttpResponse(self.content, headers=self.headers)
        response.is_public_page = True
        return response


class PublicPageMiddleware:
    """Gives public pages an ETag, and keeps each for PUBLIC_PAGE_SECONDS in this process.

    A reader without session may thus see a page that is one second old, and a thousand readers cost one rendering a
    second. Whoever has a session is answered anew each time, with the same validation.
    """

    MOST_PAGES = 500
    MOST_BYTES = 2_000_000

    def __init__(self, get_response):
        self.get_response = get_response
        self.kept = OrderedDict()

    def __call__(self, request):
        if request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        anonymous = settings.SESSION_COOKIE_NAME not in request.COOKIES
        # The whole address with its host: a page holds absolute links.
        address = (request.META.get("HTTP_HOST", ""), request.is_secure(), request.get_full_path())
        kept = self.kept.get(address) if anonymous else None
        if kept and kept.expires > time.monotonic():
            return kept.answer(request)
        response = self.get_response(request)
        if not getattr(response, "is_public_page", False) or response.streaming or response.cookies:
            return response
        response.headers.setdefault("Cache-Control", "public, no-cache" if anonymous else "private, no-cache")
        patch_vary_headers(response, ["Accept-Encoding"])
        if not anonymous:
            return _KeptPage(response).answer(request)
        page = _KeptPage.of(response)
        page.expires = time.monotonic() + settings.PUBLIC_PAGE_SECONDS
        if settings.PUBLIC_PAGE_SECONDS and len(page.content) <= self.MOST_BYTES:
            self.kept[address] = page
            while len(self.kept) > self.MOST_PAGES:
                self.kept.popitem(last=False)
        return page.answer(request)
