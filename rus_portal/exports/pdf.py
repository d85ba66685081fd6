"""HTML to PDF. The only module that knows WeasyPrint; it fetches nothing but the portal's own files."""

import mimetypes
import warnings
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.template.loader import render_to_string

from rus_portal.exports.registry import Made

# Addresses in PDF templates: `portal:css/pdf.css` is static/css/pdf.css. Nothing else is fetched.
SCHEME = "portal"
FOLDER = Path(settings.BASE_DIR) / "static"
# What else an app lets PDFs show, by the first part of its address: `portal:bild/…`. See `register_source`.
_sources: dict[str, Callable] = {}
# One file that keeps both promises: archive (ISO 19005-3) and accessible (ISO 14289-1, declared by _declare_ua).
VARIANT = "pdf/a-3a"


class ForbiddenAddressError(ValueError):
    """A PDF asked for something that is not one of the portal's own static files."""


def register_source(name, read):
    """Let PDFs show `portal:<name>/<key>`: `read(key)` gives (bytes, content type), or None when there is none."""
    _sources[name] = read


def content_of(address):
    """The bytes and content type of one of the portal's own files; ForbiddenAddressError for every other address."""
    parts = urlsplit(address)
    name, _slash, key = parts.path.partition("/")
    if parts.scheme == SCHEME and not parts.netloc and name in _sources:
        if (found := _sources[name](key)) is None:
            raise ForbiddenAddressError(address)
        return found
    path = static_file(address)
    return path.read_bytes(), mimetypes.guess_type(path.name)[0] or "application/octet-stream"


def static_file(address):
    """The path of `portal:…` inside static/; refuses every other address and every way out of the folder."""
    parts = urlsplit(address)
    path = (FOLDER / unquote(parts.path).lstrip("/")).resolve()
    if parts.scheme != SCHEME or parts.netloc or not path.is_relative_to(FOLDER) or not path.is_file():
        raise ForbiddenAddressError(address)
    return path


def render(template, context):
    """Render a template to a tagged PDF (PDF/UA-1 and PDF/A-3a in one file).

    Returns the bytes and the number of pages; ForbiddenAddressError when the template asks for a foreign address.
    """
    return from_html(render_to_string(template, context))


def from_html(html):
    """The same from HTML that is made already."""
    import weasyprint  # noqa: PLC0415 – 2 s and 60 MB that no web worker shall carry
    from weasyprint.urls import FatalURLFetchingError  # noqa: PLC0415

    source = weasyprint.HTML(string=html, base_url=f"{SCHEME}:", url_fetcher=_fetcher())
    try:
        document = source.render(pdf_variant=VARIANT, pdf_tags=True)
        return Made(_written(document), len(document.pages))
    except FatalURLFetchingError as refused:
        raise ForbiddenAddressError(str(refused)) from refused


def _written(document):
    with warnings.catch_warnings():
        # WeasyPrint leaves it to the garbage collector to close its colour profile.
        warnings.simplefilter("ignore", ResourceWarning)
        return document.write_pdf(finisher=_declare_ua, pdf_variant=VARIANT, pdf_tags=True)


def _fetcher():
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse  # noqa: PLC0415

    class OwnFilesOnly(URLFetcher):
        def fetch(self, url, headers=None):
            # Any other error would be swallowed, and the PDF made with a hole in it.
            try:
                content, content_type = content_of(url)
            except ForbiddenAddressError as refused:
                raise FatalURLFetchingError(str(refused)) from refused
            return URLFetcherResponse(url, content, {"Content-Type": content_type})

    return OwnFilesOnly()


_UA_XMP = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


def _declare_ua(document, pdf):
    # ISO 14289-1 wants its mark in the XMP; ISO 19005-3 wants the XMP uncompressed and foreign marks described.
    metadata = pdf.objects[int(bytes(pdf.catalog["Metadata"]).split()[0])]
    metadata.compress = False
    metadata.stream = [
        part.replace(b"</rdf:RDF>", _UA_XMP + b"</rdf:RDF>") if isinstance(part, bytes) else part
        for part in metadata.stream
    ]
