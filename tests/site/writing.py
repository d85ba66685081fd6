"""Frozen versions that say what a test needs."""

import hashlib
import uuid

from strategy.models import Version, VersionSection
from strategy.workflow import State
from tests.factories import DocumentFactory, UserFactory, block


def version_with(text, heading="Rubrik", *, document=None, number=1, state=State.ON_CONSULTATION, kind="text"):
    """A sealed version with one section, 1.2."""
    document = document or DocumentFactory()
    version = Version.objects.create(
        document=document, number=number, label="Remissversion", title=document.title, state=state
    )
    VersionSection.objects.create(
        version=version,
        key=uuid.uuid4(),
        order=0,
        depth=2,
        number="1.2",
        kind=kind,
        heading=heading,
        body=[block(text)],
    )
    version.hash = hashlib.sha256(f"{version.pk} {text}".encode()).hexdigest()
    version.asked_by, version.frozen_by = UserFactory(), UserFactory()
    version.sealed = True
    version.save()
    return version
