"""Pages that are kept for a moment, and the id of each request."""

import gzip

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from rus_portal.site.middleware import PublicPageMiddleware, RequestIdMiddleware


class View:
    """Counts how often it is asked."""

    def __init__(self, *, public=True, status=200):
        self.calls, self.public, self.status = 0, public, status

    def __call__(self, request):
        self.calls += 1
        response = HttpResponse(f"<p>answer {self.calls}</p>" * 50, status=self.status)
        response.is_public_page = self.public
        return response


@pytest.fixture
def kept(settings):
    settings.PUBLIC_PAGE_SECONDS = 60
    return lambda view: PublicPageMiddleware(view)


def get(path="/sida/", **headers):
    return RequestFactory().get(path, **{f"HTTP_{name}": value for name, value in headers.items()})


def test_public_page_is_rendered_once_for_many_readers(kept):
    view = View()
    middleware = kept(view)

    first, second = middleware(get()), middleware(get())

    assert (view.calls, first.content, first["ETag"]) == (1, second.content, second["ETag"])


def test_validator_answers_304_without_body(kept):
    middleware = kept(View())
    etag = middleware(get())["ETag"]

    again = middleware(get(IF_NONE_MATCH=etag))

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)


def test_compressed_page_says_the_same(kept):
    middleware = kept(View())

    plain, packed = middleware(get()), middleware(get(ACCEPT_ENCODING="br, gzip"))

    assert (packed["Content-Encoding"], gzip.decompress(packed.content)) == ("gzip", plain.content)


def test_reader_with_session_is_answered_anew(kept, settings):
    view = View()
    middleware = kept(view)
    middleware(get())
    request = get()
    request.COOKIES[settings.SESSION_COOKIE_NAME] = "x"

    response = middleware(request)

    assert (view.calls, response["Cache-Control"]) == (2, "private, no-cache")


@pytest.mark.parametrize("view", [View(public=False), View(public=False, status=404)])
def test_other_pages_are_never_kept(kept, view):
    middleware = kept(view)
    middleware(get())

    response = middleware(get())

    assert (view.calls, response.has_header("ETag")) == (2, False)


def test_page_with_cookie_is_never_kept(kept):
    def view(request):
        response = HttpResponse("x")
        response.is_public_page = True
        response.set_cookie("a", "b")
        return response

    response = kept(view)(get())

    assert response.has_header("ETag") is False


def test_addresses_and_hosts_are_kept_apart(kept):
    view = View()
    middleware = kept(view)

    pages = [middleware(get("/a/")), middleware(get("/b/")), middleware(get("/a/", HOST="other.example"))]

    assert len({page.content for page in pages}) == 3


def test_memory_is_bounded(kept):
    middleware = kept(View())
    middleware.MOST_PAGES = 3

    for n in range(10):
        middleware(get(f"/{n}/"))

    assert list(address[2] for address in middleware.kept) == ["/7/", "/8/", "/9/"]


def test_request_id_is_taken_over_when_it_looks_sane():
    middleware = RequestIdMiddleware(lambda request: HttpResponse("x"))

    taken = middleware(get(X_REQUEST_ID="abcd-1234-efgh"))["X-Request-ID"]
    made = middleware(get(X_REQUEST_ID="bad id\n"))["X-Request-ID"]

    assert (taken, len(made)) == ("abcd-1234-efgh", 32)
