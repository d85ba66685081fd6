"""Recomputing what the portal says of frozen text; the strategy's half of `manage.py verify`."""

import hashlib

from strategy import canonical, numbering, rendering
from strategy.comparing import FORM, compare, counting
from strategy.errata import places
from strategy.markup import image_keys
from strategy.models import Document, Erratum, FreezeRequest, Image, StoredComparison, Summary, Version


def check():
    """Sentences on everything that does not agree; nothing when all is well."""
    for version in Version.objects.sealed().select_related("document").prefetch_related("sections"):
        yield from _version_problems(version)
    for version in Version.objects.filter(sealed=False):
        yield f"{version} was never sealed."
    for request in FreezeRequest.objects.exclude(version=None).select_related("version__document"):
        yield from _request_problems(request)
    for image in Image.objects.all():
        yield from _image_problems(image)
    for document in Document.objects.all():
        yield from _document_problems(document)
    for erratum in Erratum.objects.select_related("version__document", "section"):
        yield from _erratum_problems(erratum)
    for summary in Summary.objects.published().select_related("document", "published"):
        yield from _summary_problems(summary)
    for stored in StoredComparison.objects.filter(form=FORM).select_related("older__document", "newer__document"):
        yield from _comparison_problems(stored)


def _request_problems(request):
    """What was asked for is what was frozen, and by those two."""
    version = request.version
    if canonical.digest_of_meant(version) != request.digest:
        yield f"{version}: it is not the text that {request.asked_by} asked to have frozen."
    if (version.asked_by_id, version.frozen_by_id) != (request.asked_by_id, request.decided_by_id):
        yield f"{version}: the two who stand for it are not those who asked and confirmed."


def _comparison_problems(stored):
    """Both texts are rebuilt from the comparison alone: each must have its version's checksum."""
    kept = stored.comparison
    for version, content in ((stored.older, kept.old()), (stored.newer, kept.new())):
        if hashlib.sha256(canonical.spell(content)).hexdigest() != version.hash:
            yield f"{stored}: the text of {version} cannot be rebuilt from the comparison."
            return
    again = compare(canonical.content(stored.older), canonical.content(stored.newer))
    if again != kept or counting.by_section(again) != stored.changed:
        yield f"{stored}: the comparison is not what comparing gives (delete the row, and it is made again)."


def _version_problems(version):
    sections = list(version.sections.all())
    if canonical.digest(version) != version.hash:
        yield f"{version}: the text does not have the hash {version.hash}."
    if version.rendered != rendering.article(version):
        yield f"{version}: the kept page is not what its sections give (make it again with render_again)."
    shown = {key for section in sections for key in image_keys(section.body)}
    if shown != set(version.images.values_list("key", flat=True)):
        yield f"{version}: the pictures that the text shows are not those that are kept with it."
    if version.rendered.count('id="s-') != len(sections):
        yield f"{version}: the kept page does not show each of the {len(sections)} sections once."
    if [section.order for section in sections] != list(range(len(sections))):
        yield f"{version}: the sections are not numbered without gaps."


def _erratum_problems(erratum):
    """A correction is about words that stand where it says, in the version it belongs to."""
    section, words = erratum.section, erratum.wrong.strip()
    if section and section.version_id != erratum.version_id:
        yield f"{erratum}: the correction is about a section of another version."
    ids = [block["id"] for block in section.body] if section else []
    place = ids.index(erratum.block) + 1 if erratum.block in ids else 0
    if erratum.block and not place:
        yield f"{erratum}: there is no paragraph {erratum.block} in the section."
    elif words and (section is None or place not in places(section, words)):
        yield f"{erratum}: the words that are corrected do not stand there."


def _summary_problems(summary):
    if summary.published.summary_id != summary.pk:
        yield f"{summary}: what is published is the text of another summary."


def _image_problems(image):
    if not image.file.storage.exists(image.file.name):
        yield f"{image}: the file of the picture {image.key} is missing."
        return
    with image.file.open() as file:
        if hashlib.sha256(file.read()).hexdigest() != image.sha256:
            yield f"{image}: the file of the picture {image.key} is not the one that was uploaded."


def _document_problems(document):
    present = list(document.sections.present())
    if len(numbering.in_order(present)) != len(present):
        yield f"{document}: a section stands under one that was taken away."
    for section in document.sections.all():
        last = section.revisions.first()
        if last and (last.number, last.heading, last.body) != (section.revision, section.heading, section.body):
            yield f"{document}: “{section}” is not as its last saved revision."
