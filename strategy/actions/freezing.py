"""Making a version that can never change."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from strategy import canonical, files, rendering
from strategy.actions.errors import NotReadyError
from strategy.markup import image_keys
from strategy.models import Version, VersionSection


@transaction.atomic
def freeze_snapshot(snapshot, *, label, reason, asked_by, by):
    """Make a version that can never change, of a text that was read when its document was locked.

    `by` is who confirms; the database seals nothing that is not of two persons. NotReadyError says what is missing.
    """
    if snapshot.problems:
        raise NotReadyError(snapshot.problems)
    version = _frozen(snapshot, label, reason, asked_by, by)
    refuse_doubles(version.document, canonical.content(version))
    version.hash = canonical.digest(version)
    version.rendered = rendering.article(version)
    version.sealed = True
    version.save()
    files.request_pdf(version, by=by)
    return version


@transaction.atomic
def render_again(version):
    """Make the stored page anew from the frozen sections; the text itself does not change."""
    version.rendered = rendering.article(version)
    version.save(update_fields=["rendered"])
    return version


def refuse_doubles(document, content):
    """The same text under the same name makes one version, not two: NotReadyError when it is frozen already."""
    last = document.versions.sealed().order_by("-number").first()
    if last and {**canonical.content(last), "number": 0} == {**content, "number": 0}:
        said = {"number": last.number, "label": last.label}
        raise NotReadyError([_("Nothing has changed since version %(number)d, “%(label)s”.") % said])


def _frozen(snapshot, label, reason, asked_by, by):
    document = snapshot.document
    last = document.versions.aggregate(last=Max("number"))["last"] or 0
    version = Version.objects.create(
        document=document,
        number=last + 1,
        label=label,
        title=document.title,
        subtitle=document.subtitle,
        lead=document.lead,
        principles=snapshot.frozen_principles(),
        coverage=snapshot.frozen_coverage(),
        frozen_by=by,
        asked_by=asked_by,
        reason=reason,
    )
    VersionSection.objects.bulk_create(snapshot.frozen_sections(version))
    shown = {key for place in snapshot.places for key in image_keys(place.section.body)}
    version.images.set(document.images.filter(key__in=shown))
    return version
