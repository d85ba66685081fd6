"""What the clock does with rounds: it opens those whose planned hour has come, and closes those whose last day is over.

Everything is decided on the held row, so a tick that runs twice, late, or in two beats at once does it once.
"""

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from consultations import notifications
from consultations.actions import rounds
from consultations.models import Consultation
from consultations.workflow import RoundState
from rus_portal import clock
from rus_portal.accounts.models import User
from rus_portal.accounts.roles import ROLES, Right
from rus_portal.notifications import actions as letters


def _due_to_open():
    return Consultation.objects.filter(state=RoundState.PLANNED, opens_by_itself=True, opens_at__lte=clock.now())


def _due_to_close():
    return Consultation.objects.filter(state=RoundState.OPEN, closing_day__lt=clock.today())


def rounds_to_open() -> list[int]:
    """Rounds whose planned hour has come."""
    return list(_due_to_open().order_by("opens_at", "pk").values_list("pk", flat=True))


def rounds_to_close() -> list[int]:
    """Open rounds whose closing day is over."""
    return list(_due_to_close().order_by("closing_day", "pk").values_list("pk", flat=True))


@transaction.atomic
def open_as_planned(consultation_id: int) -> bool:
    """Open the round, or say once to whoever runs consultations why it cannot open. Whether it opened."""
    due = _due_to_open().select_for_update(of=("self",)).select_related("version")
    consultation = due.filter(pk=consultation_id).first()
    # Opened by a person, or planned for another hour, while this waited.
    if consultation is None:
        return False
    with override(settings.LANGUAGE_CODE):
        problems = rounds.problems_before_opening(consultation)
    if problems:
        _give_up(consultation, problems)
        return False
    rounds.open_round(consultation, by=None)
    return True


def _give_up(consultation, problems):
    # Not tried again: a round that springs open the moment the last gap is filled would surprise whoever fills it.
    consultation.opens_by_itself = False
    consultation.save(update_fields=["opens_by_itself"])
    consultation.events.create(transition="opening_blocked", by=None, reason=" ".join(problems))
    letters.owe_all([notifications.opening_blocked(consultation, one, problems) for one in _who_runs_consultations()])


def _who_runs_consultations():
    roles = [role for role, description in ROLES.items() if Right.RUN_CONSULTATION in description.rights]
    return User.objects.filter(is_active=True, official_roles__role__in=roles).distinct().order_by("pk")


@transaction.atomic
def close_as_planned(consultation_id: int) -> bool:
    """Close the round when its closing day is over. Whether it closed."""
    due = _due_to_close().select_for_update(of=("self",))
    consultation = due.filter(pk=consultation_id).first()
    if consultation is None:
        return False
    rounds.close_round(consultation, by=None)
    return True
