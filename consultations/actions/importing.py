"""A file with bodies to invite: handed in, looked at, put on the list or thrown away."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePath

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consultations import tasks_import
from consultations.actions import inviting
from consultations.import_files import ENDINGS, MOST_BYTES
from consultations.import_files.rows import FILLABLE, Register
from consultations.models import InvitationImport, Verdict
from consultations.workflow import ImportState, ImportTransition
from rus_portal.accounts import collation
from rus_portal.accounts.models import Category, Organisation
from rus_portal.workflow import TransitionNotAllowedError

# A file that nobody has touched for so long has lost its worker or its message.
FORGOTTEN_AFTER = timedelta(minutes=2)
PUTS_ON_LIST = [Verdict.NEW, Verdict.KNOWN]


class FileNotTakenError(Exception):
    """The file is not taken; the message says why."""


@dataclass(frozen=True)
class Accepted:
    """How many bodies came on the list, and how many had come there since the file was read."""

    added: int
    passed_over: int


@transaction.atomic
def ask_import(consultation, upload, *, by) -> InvitationImport:
    """Hand in a file; a worker reads it. The same file handed in twice is read once."""
    inviting.refuse_unless_inviting(consultation)
    name = _checked_name(upload)
    digest = hashlib.file_digest(upload, "sha256").hexdigest()
    upload.seek(0)
    # The row lock makes two clicks one file.
    type(consultation).objects.select_for_update(of=("self",)).get(pk=consultation.pk)
    waiting = consultation.imports.filter(sha256=digest, state__in=[ImportState.ASKED, ImportState.READY]).first()
    if waiting is None:
        waiting = consultation.imports.create(
            file=upload, name=name, size=upload.size, sha256=digest, language=get_language() or "sv", asked_by=by
        )
        tasks_import.read_import.delay_on_commit(waiting.pk)
    return waiting


def _checked_name(upload):
    name = PurePath(upload.name.replace("\\", "/")).name[-150:]
    if not name.lower().endswith(ENDINGS):
        raise FileNotTakenError(_("Choose a CSV file or an XLSX file. Save another kind of spreadsheet as XLSX."))
    if upload.size > MOST_BYTES:
        raise FileNotTakenError(_("The file is larger than 5 MB. Divide it into several files."))
    if not upload.size:
        raise FileNotTakenError(_("The file is empty. Choose it once more."))
    return name


@transaction.atomic
def accept_import(read, *, by) -> Accepted:
    """Put all rows without problems on the list at once. A second click finds it done: TransitionNotAllowedError."""
    consultation = read.consultation
    inviting.refuse_unless_inviting(consultation)
    read.advance(ImportTransition.ACCEPT, by=by)
    rows = list(read.rows.filter(verdict__in=PUTS_ON_LIST).order_by("line"))
    contacts = _contacts(rows)
    note = _("%(file)s: %(number)d bodies") % {"file": read.name, "number": len(contacts)}
    added = inviting.invite_many(consultation, contacts, by=by, reason=note)
    read.added = added
    read.save(update_fields=["added"])
    return Accepted(added, len(rows) - added)


def _contacts(rows):
    """The bodies of these rows, made where the register does not have them by now."""
    register = Register()
    unknown = [row for row in rows if register.find(row.name, row.number) is None]
    if unknown:
        # Somebody may be adding the same name at this very moment: then theirs is taken.
        Organisation.objects.bulk_create(
            [_organisation(row) for row in unknown], ignore_conflicts=True, batch_size=2000
        )
        register = Register()
    pairs = [(row, body) for row in rows if (body := register.find(row.name, row.number))]
    _fill_in(pairs)
    return [inviting.Contact(body.pk, row.contact_email, row.contact_name, row.note) for row, body in pairs]


def _organisation(row):
    return Organisation(
        name=row.name,
        sort_key=collation.sort_key(row.name),
        category=row.category or Category.OTHER,
        number=row.number,
        area=row.area,
        registry_email=row.registry_email,
    )


def _fill_in(pairs):
    """What the register lacks and the file knows; what stands in the register is not changed."""
    numbers = set(Organisation.objects.exclude(number="").values_list("number", flat=True))
    changed = []
    for row, body in pairs:
        lacks = [name for name in FILLABLE if getattr(row, name) and not getattr(body, name)]
        if row.number in numbers and "number" in lacks:
            lacks.remove("number")
        for name in lacks:
            setattr(body, name, getattr(row, name))
        if lacks:
            numbers.add(body.number)
            changed.append(body)
    Organisation.objects.bulk_update(changed, FILLABLE, batch_size=1000)


@transaction.atomic
def discard_import(waiting) -> None:
    """Throw the file and what was read in it away; what is on the list stays there."""
    held = InvitationImport.objects.select_for_update(of=("self",)).get(pk=waiting.pk)
    if held.state == ImportState.ACCEPTED:
        raise TransitionNotAllowedError("discard")
    file = held.file
    held.delete()
    transaction.on_commit(lambda: file.storage.delete(file.name))


def pick_up_imports() -> int:
    """The clock's part: hand files whose message or worker was lost to a worker again."""
    before = timezone.now() - FORGOTTEN_AFTER
    forgotten = InvitationImport.objects.filter(state=ImportState.ASKED, touched_at__lt=before)
    pks = list(forgotten.values_list("pk", flat=True)[:20])
    for pk in pks:
        tasks_import.read_import.delay(pk)
    return len(pks)
