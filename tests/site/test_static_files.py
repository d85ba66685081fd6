"""Style and script as they come to a reader."""

import contextlib
import gzip
from pathlib import Path

import pytest
from django.conf import settings

# What runs round every request may ask the database.
pytestmark = pytest.mark.django_db
STYLE = Path(settings.BASE_DIR) / "static/css/portal.css"


def fetch(client, path, **headers):
    """The headers and the body of a file; it is closed again."""
    with contextlib.closing(client.get(path, headers=headers)) as response:
        return response.headers, b"".join(response.streaming_content)


def test_style_comes_compressed_to_whoever_takes_it(client):
    packed, body = fetch(client, "/static/css/portal.css", **{"accept-encoding": "gzip"})
    plain, whole = fetch(client, "/static/css/portal.css")

    assert (packed["Content-Encoding"], gzip.decompress(body)) == ("gzip", STYLE.read_bytes())
    assert (plain.get("Content-Encoding"), whole) == (None, STYLE.read_bytes())
    assert "Accept-Encoding" in packed["Vary"]


def test_fonts_are_packed_already(client):
    font = next((STYLE.parents[1] / "fonts").glob("*.woff2"))

    headers, body = fetch(client, f"/static/fonts/{font.name}", **{"accept-encoding": "gzip"})

    assert ("Content-Encoding" in headers, body) == (False, font.read_bytes())
