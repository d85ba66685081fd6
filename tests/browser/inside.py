"""What the tests know of the demo's rows, and what they put there: runs inside the demo by `manage.py shell`."""

import json
import sys
import time
import uuid

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.urls import get_resolver
from django.utils import timezone

from consultations.actions import membership
from consultations.exports.receipt import RECEIPT
from consultations.exports.word_form import WORD_FORM
from consultations.models import Attachment, Consultation, DraftWordForm, WordFormKind
from consultations.word.blocks import Fault
from consultations.word.steps import WordFormState
from rus_portal.accounts.models import MemberRole, MembershipInvitation, User
from rus_portal.demo import tasks
from rus_portal.exports.models import Export, State
from rus_portal.notifications.models import Letter
from strategy.exports import VERSION_KIND
from strategy.exports_word import WORD_KIND
from strategy.models import Section, Version
from tests.browser import staging
from tests.sitemap import walk
from timeline.models import Milestone, NewsItem


def _version():
    return Version.objects.published().filter(document__slug="vaxtplats-blekinge").order_by("number").first()


def facts():
    """One real thing for each name in an address, by namespace or by the name of the page."""
    consultation = Consultation.objects.get(year=2021, slug="rus")
    version = _version()
    section = Section.objects.present().filter(document=version.document, kind="priority").first()
    file = Attachment.objects.filter(response__is_protected=False).select_related("response").order_by("pk").first()
    invitations = {str(one.organisation): one for one in consultation.invitations.select_related("organisation")}
    letter = Letter.objects.filter(kind="invitation").order_by("pk").first()
    return {
        "strategy": {
            "slug": version.document.slug,
            "number": version.number,
            "prefix": version.hash[:16],
            "key": str(section.key),
            "principle": version.document.principles.order_by("number").first().slug,
            "evidence": version.document.evidence.first().slug,
            "requirement": "mal",
            "summary": "lattlast",
            "pk": version.request.pk,
        },
        "strategy:image": {"key": staging.picture(version)},
        "consultations": {
            "year": consultation.year,
            "slug": consultation.slug,
            "number": file.response.receipt_number,
            "address": str(section.key),
            "order": 1,
            "pk": invitations["Exempelby kommun"].pk,
        },
        "consultations:workspace_attachment": {"pk": file.pk},
        "consultations:team_person": {"pk": str(uuid.uuid4())},
        "consultations:team_paper": {"kind": "pdf"},
        **_membership(invitations["Exempelby kommun"].organisation),
        "api": {"year": consultation.year, "slug": consultation.slug},
        "timeline": {"slug": NewsItem.objects.published().first().slug, "pk": Milestone.objects.first().pk},
        "timeline:round_calendar": {"year": consultation.year, "slug": consultation.slug},
        "notifications": {"pk": letter.pk},
        "exports": {"pk": _finished_pdf().pk},
        "site": {"pk": 1},
        "account_reset_password_from_key": _way_to_a_new_password(),
        "invitations": {name: one.key for name, one in invitations.items()},
    }


def _way_to_a_new_password():
    somebody = User.objects.get(email="strateg@demo.example")
    return {"uidb36": user_pk_to_url_str(somebody), "key": default_token_generator.make_token(somebody)}


def show_way_to_a_new_password():
    """A new one as JSON: each log-in ends those before it."""
    sys.stdout.write(json.dumps(_way_to_a_new_password()))


def _membership(organisation):
    """The organisation's own pages, and somebody who is asked to become a member."""
    facts = {"email": "ny.kollega@exempelby.example", "role": MemberRole.WRITER}
    asked, _new = MembershipInvitation.objects.get_or_create(organisation=organisation, **facts)
    real = {"pk": organisation.pk, "member": 1, "invitation": asked.pk, "key": membership.key_of(asked)}
    names = ("", "_invite", "_pending", "_member", "_rules", "_accept")
    return {f"consultations:organisation{name}": real for name in names}


def _finished_pdf():
    """The PDF of the version; right after the start a worker may still be at it."""
    finished = Export.objects.ready().filter(kind=VERSION_KIND, subject=str(_version().pk))
    end = time.monotonic() + 60
    while not finished.exists() and time.monotonic() < end:
        time.sleep(0.5)
    return finished.get()


def halt():
    """Let the PDF of the version be half made, and a journey be on its way."""
    made = Export.objects.filter(pk=_finished_pdf().pk)
    made.update(state=State.RUNNING, progress=40, touched_at=timezone.now())
    cache.set(tasks.TRAVEL, {"phase": "remiss", "state": "running"}, tasks.SECONDS_REMEMBERED)


def go_on():
    """The file is there again, and nobody travels."""
    Export.objects.filter(kind=VERSION_KIND, subject=str(_version().pk)).update(state=State.READY, progress=100)
    cache.delete(tasks.TRAVEL)


def forget_copies():
    """No copy of an answer has been made yet."""
    Export.objects.filter(kind=RECEIPT).delete()


def forget_forms():
    """No answer form has been made yet."""
    Export.objects.filter(kind=WORD_FORM).delete()


def halt_word():
    """Let Word documents of the version and of what is written now be half made; the latter's number."""
    version, facts = _version(), {"kind": WORD_KIND, "language": "sv"}
    half = {"state": State.RUNNING, "progress": 40}
    of_version = {"subject": f"version:{version.pk}", "fingerprint": version.hash}
    Export.objects.update_or_create(**facts, **of_version, defaults=half)
    of_working = {"subject": f"working:{version.document_id}:0", "fingerprint": "0" * 64}
    sys.stdout.write(str(Export.objects.update_or_create(**facts, **of_working, defaults=half)[0].pk))


def hand_in(draft, state):
    """Let a document wait for a worker, or have been given up by one; its id. No worker is told of it."""
    facts = {"kind": WordFormKind.LETTER, "name": "yttrande.docx", "size": 20_000, "sha256": state * 8}
    fault = Fault.DAMAGED if state == WordFormState.FAILED else ""
    made = DraftWordForm.objects.create(draft_id=draft, state=state, fault=fault, **facts)
    sys.stdout.write(str(made.pk))


def give_second_factor(email):
    """An authenticator app and recovery codes; the unused codes."""
    user = User.objects.get(email=email)
    Authenticator.objects.filter(user=user).delete()
    TOTP.activate(user, generate_totp_secret())
    return RecoveryCodes.activate(user).get_unused_codes()


def show():
    """All of it as JSON."""
    leader = User.objects.get(email="projektledare@demo.example")
    found = facts() | staging.everything(leader)
    found["codes"] = give_second_factor("kommunikator@demo.example")
    sys.stdout.write(json.dumps(found))


def show_names():
    """The demo's own URL names, one a line."""
    sys.stdout.write("\n".join(sorted(place.name for place in walk(get_resolver().url_patterns) if place.name)))
