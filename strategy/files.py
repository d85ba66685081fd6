"""Which made file of a frozen version is the present one: it holds the corrections too, and is made anew with each."""

from django.db.models import CharField, F, Func, Value

from rus_portal.exports import actions
from rus_portal.exports.models import Export
from strategy.exports import LANGUAGE, VERSION_KIND
from strategy.models import Version

# The same in a question that is written by hand; `v` is the version (migration 0013).
AS_SQL = "strategy_file_fingerprint(v.id, v.hash)"


class Fingerprint(Func):
    """What an export of a version is made from, asked for together with something else."""

    function = "strategy_file_fingerprint"
    output_field = CharField()


def fingerprint(version) -> str:
    """What an export of this version is made from now: its text and its corrections."""
    return Version.objects.values_list(Fingerprint(F("pk"), F("hash")), flat=True).get(pk=version.pk)


def request_pdf(version, *, by):
    """Have the PDF made, with the corrections that there are now; one that is there already is not made again."""
    return actions.request(VERSION_KIND, version.pk, fingerprint(version), by=by, language=LANGUAGE)


def pdf_of(version):
    """The PDF as it is now, or None while it is not made."""
    now = Fingerprint(Value(version.pk), Value(version.hash))
    return Export.objects.ready().filter(kind=VERSION_KIND, subject=str(version.pk), fingerprint=now).last()
