"""The files of the compilation: for officials with all that may be quoted, for everyone what was approved."""

import hashlib
import json
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from consultations.models import (
    CompilationVersion,
    Consultation,
    JoiningEvent,
    Redaction,
    ResponseEvent,
    ResponseLink,
    WebFile,
)
from rus_portal.accounts.models import Organisation
from rus_portal.accounts.roles import Right
from rus_portal.exports import actions, pdf, registry, storage
from rus_portal.exports.models import Export, State

# A file that could not be made is not tried again at each reload.
RETRY_AFTER = timedelta(minutes=10)
# The compilation is Swedish, and so are its files, whatever language the page is read in.
LANGUAGE = "sv"
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
# For everyone there are two; the data of published answers are the open interface's.
PUBLIC = ("docx", "pdf")


def _rounds():
    return Consultation.objects.select_related("version").defer("version__rendered")


def _find_round(subject):
    return _rounds().get(pk=subject)


def _find_version(subject):
    version = CompilationVersion.objects.get(pk=subject)
    version.consultation = _find_round(version.consultation_id)
    return version


def fingerprint(consultation) -> str:
    """What the files are made from: whatever changes in it makes other files."""
    own = {"response__consultation": consultation}
    redactions = Redaction.objects.filter(**own).aggregate(Max("pk"), Count("undone_at"))
    facts = [
        consultation.title,
        consultation.state,
        consultation.registry_number,
        ResponseEvent.objects.filter(**own).aggregate(Max("pk")),
        ResponseLink.objects.filter(earlier__consultation=consultation).aggregate(Max("pk")),
        JoiningEvent.objects.filter(joining__response__consultation=consultation).aggregate(Max("pk")),
        consultation.compilation_texts.aggregate(Max("pk")),
        consultation.compilation_versions.aggregate(Max("pk")),
        redactions,
        WebFile.objects.filter(attachment__response__consultation=consultation).aggregate(Max("at")),
        list(consultation.invitations.order_by("pk").values_list("pk", "state")),
        list(
            Organisation.objects.filter(responses__consultation=consultation)
            .order_by("pk")
            .values_list("pk", "name", "category", "area")
        ),
    ]
    return hashlib.sha256(json.dumps(facts, default=str).encode()).hexdigest()


def _make_docx(find_content, consultation, progress):
    from consultations.exports import report_word  # noqa: PLC0415 – carries python-docx, which no web worker shall

    blocks, title = _blocks(find_content, consultation, progress)
    return _made(lambda file: report_word.write(file, blocks, title=title))


def _make_pdf(find_content, consultation, progress):
    blocks, title = _blocks(find_content, consultation, progress)
    context = {
        "blocks": list(blocks),
        "title": title,
        "consultation": consultation,
        "language": LANGUAGE,
        "region": settings.PORTAL_REGION,
    }
    progress(80)
    return pdf.render("consultations/pdf/report.html", context)


def _blocks(find_content, consultation, progress):
    from consultations.exports import report_blocks  # noqa: PLC0415 – only used here, in the worker

    content = find_content(report_blocks.Content)
    title = _("Compilation of the answers: %(title)s") % {"title": consultation.title}
    return report_blocks.blocks(consultation, content, progress), title


def _make_for_officials(kind, consultation, progress):
    make = {"docx": _make_docx, "pdf": _make_pdf}.get(kind)
    if make:
        return make(lambda content: content.now(consultation), consultation, progress)
    from consultations.exports import answer_rows  # noqa: PLC0415 – carries openpyxl, which no web worker shall

    write = {"csv": answer_rows.write_csv, "xlsx": answer_rows.write_xlsx, "json": answer_rows.write_json}[kind]
    return _made(lambda file: write(file, consultation, progress))


def _made(write):
    file = storage.scratch()
    try:
        write(file)
    except BaseException:
        file.close()
        raise
    return registry.Made(file)


def _make_for_everyone(kind, version, progress):
    make = {"docx": _make_docx, "pdf": _make_pdf}[kind]
    return make(lambda content: content.of_version(version), version.consultation, progress)


def _name(kind, consultation):
    what = {
        "docx": _("compilation"),
        "pdf": _("compilation"),
        "xlsx": _("answers"),
        "csv": _("answers"),
        "json": _("answers"),
    }
    return f"{what[kind]}-{consultation.year}-{consultation.slug}.{kind}"


def _for_readers_of_answers(user, _thing):
    """Officials who may read the answers. Everyone else gets the published files through their own page."""
    return user.is_authenticated and user.has_right(Right.READ_RESPONSES)


def kinds():
    """One kind for each file: `compilation-docx` … for officials, `report-docx`, `report-pdf` for everyone."""
    for kind, content_type in TYPES.items():
        yield registry.Kind(
            f"compilation-{kind}",
            _find_round,
            partial(_make_for_officials, kind),
            partial(_name, kind),
            _for_readers_of_answers,
            content_type,
        )
    for kind in PUBLIC:
        yield registry.Kind(
            f"report-{kind}",
            _find_version,
            partial(_make_for_everyone, kind),
            lambda version, kind=kind: _name(kind, version.consultation),
            _for_readers_of_answers,
            TYPES[kind],
        )


def _or_failed(exports):
    return exports.filter(state=State.FAILED, touched_at__gt=timezone.now() - RETRY_AFTER).first()


def request_file(consultation, kind, *, by) -> Export:
    """The file for officials as everything stands now: asked for, made already, or lately failed."""
    own = Export.objects.filter(kind=f"compilation-{kind}", subject=str(consultation.pk), language=LANGUAGE)
    return _or_failed(own.filter(fingerprint=fingerprint(consultation))) or actions.request(
        f"compilation-{kind}", consultation.pk, fingerprint(consultation), by=by, language=LANGUAGE
    )


def report_copies(version, kind):
    """The files for everyone as the web may show them now: none, or one. An older copy is found by nobody."""
    own = Export.objects.filter(kind=f"report-{kind}", subject=str(version.pk), language=LANGUAGE)
    return own.filter(fingerprint=fingerprint(version.consultation))


def request_report(version, kind) -> Export:
    """The file for everyone: asked for, made already, or lately failed."""
    return _or_failed(report_copies(version, kind)) or actions.request(
        f"report-{kind}", version.pk, fingerprint(version.consultation), language=LANGUAGE
    )
