"""The PDF of a frozen version."""

from django.conf import settings
from django.template.loader import render_to_string

from rus_portal.exports import pdf, registry
from strategy import errata, rendering
from strategy.markup import IMAGE_ADDRESS
from strategy.models import Image, Version

IMAGE_SOURCE = "bild"
VERSION_KIND = "version"
# The text is Swedish, and so is its PDF, whatever language the page is read in.
LANGUAGE = "sv"


def image(key):
    """The bytes and content type of a picture for a PDF, or None."""
    found = Image.objects.filter(key=key).first()
    if found is None:
        return None
    with found.file.open() as file:
        return file.read(), found.content_type


def _find(subject):
    return Version.objects.sealed().select_related("document").get(pk=subject)


def _make(version, progress):
    progress(10)
    html = render_to_string("strategy/pdf/version.html", context(version))
    made = pdf.from_html(html.replace(f'src="{IMAGE_ADDRESS}', f'src="{pdf.SCHEME}:{IMAGE_SOURCE}/'))
    progress(95)
    return made


def context(version):
    """What the PDF's template needs."""
    sections = [rendering.shown(section, version.principles) for section in version.sections.all()]
    return {
        "version": version,
        "errata": errata.of(version),
        "sections": sections,
        "nodes": rendering.nested([part["section"] for part in sections]),
        "weighed": [part for part in sections if part["section"].assessments],
        "region": settings.PORTAL_REGION,
        "address": f"{settings.PORTAL_URL}/v/{version.short_hash}/",
        "language": LANGUAGE,
    }


def _file_name(version):
    return f"{version.document.slug}-version-{version.number}.pdf"


def _may_download(user, version):
    return Version.objects.visible_to(user).filter(pk=version.pk).exists()


KIND = registry.Kind(VERSION_KIND, _find, _make, _file_name, _may_download)
