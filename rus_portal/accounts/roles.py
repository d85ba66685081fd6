"""Who may do what, as data that a lawyer can read (DOMAIN.md §3.1)."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Right(models.TextChoices):
    """What an official may do."""

    ENTER_WORKSPACE = "enter_workspace", _("Enter the officials' workspace")
    WRITE_STRATEGY = "write_strategy", _("Write and weigh the strategy")
    FREEZE_VERSION = "freeze_version", _("Confirm that a version is frozen, when somebody else has asked")
    RUN_CONSULTATION = "run_consultation", _("Set up, open and close a consultation")
    READ_RESPONSES = "read_responses", _("Read received answers")
    READ_PROTECTED = "read_protected", _("Read answers from people with protected identity")
    REGISTER_RESPONSES = "register_responses", _("Register received answers")
    MASK_RESPONSES = "mask_responses", _("Review answers and mask what must not stand on the web")
    PUBLISH_RESPONSES = "publish_responses", _("Publish web versions of answers, and take them off the web")
    READ_LOGS = "read_logs", _("See who has read what is protected")
    READ_LETTERS = "read_letters", _("See which letters have been sent")
    EDIT_TIMELINE = "edit_timeline", _("Edit the timeline")
    EDIT_PAGES = "edit_pages", _("Edit pages and read page feedback")
    RECORD_DECISIONS = "record_decisions", _("Record decisions of the political bodies")


class Role(models.TextChoices):
    """The region's own roles."""

    PROJECT_LEADER = "project_leader", _("Project leader")
    STRATEGIST = "strategist", _("Strategist")
    ANALYST = "analyst", _("Analyst")
    COMMUNICATOR = "communicator", _("Communicator")
    REGISTRAR = "registrar", _("Registrar")
    COMMITTEE_SECRETARY = "committee_secretary", _("Committee secretary")
    ARCHIVIST = "archivist", _("Archivist or data protection officer")
    POLITICIAN = "politician", _("Elected representative")


@dataclass(frozen=True)
class RoleDescription:
    """What a role does, what it must not do, and its rights."""

    does: str
    must_not: str
    rights: frozenset


ROLES = {
    Role.PROJECT_LEADER: RoleDescription(
        _("Opens and closes the consultation, owns the timetable, approves the compilation."),
        _("Must not edit a received answer."),
        frozenset(
            {
                Right.ENTER_WORKSPACE,
                Right.WRITE_STRATEGY,
                Right.FREEZE_VERSION,
                Right.RUN_CONSULTATION,
                Right.READ_RESPONSES,
                Right.MASK_RESPONSES,
                Right.PUBLISH_RESPONSES,
                Right.READ_LETTERS,
                Right.EDIT_TIMELINE,
                Right.EDIT_PAGES,
                Right.RECORD_DECISIONS,
            }
        ),
    ),
    Role.STRATEGIST: RoleDescription(
        _("Drafts sections, codes comments in the own field, writes the region's reply."),
        _("Must not publish alone."),
        frozenset(
            {
                Right.ENTER_WORKSPACE,
                Right.WRITE_STRATEGY,
                Right.FREEZE_VERSION,
                Right.READ_RESPONSES,
                Right.MASK_RESPONSES,
            }
        ),
    ),
    Role.ANALYST: RoleDescription(
        _("Keeps evidence, surveys, indicators and statistics."),
        _("Must not see protected identities."),
        frozenset({Right.ENTER_WORKSPACE, Right.WRITE_STRATEGY, Right.READ_RESPONSES}),
    ),
    Role.COMMUNICATOR: RoleDescription(
        _("Keeps pages, timeline and news, accessibility and page feedback."),
        _("Must not see unmasked private answers unless it is needed."),
        frozenset(
            {
                Right.ENTER_WORKSPACE,
                Right.PUBLISH_RESPONSES,
                Right.EDIT_TIMELINE,
                Right.EDIT_PAGES,
                Right.READ_LETTERS,
            }
        ),
    ),
    Role.REGISTRAR: RoleDescription(
        _("Registers answers, sets the arrival date for post and e-mail, marks secrecy."),
        _("Must not change content."),
        frozenset(
            {
                Right.ENTER_WORKSPACE,
                Right.READ_RESPONSES,
                Right.READ_PROTECTED,
                Right.REGISTER_RESPONSES,
                Right.MASK_RESPONSES,
                Right.READ_LETTERS,
            }
        ),
    ),
    Role.COMMITTEE_SECRETARY: RoleDescription(
        _("Records decision steps and minutes."),
        "",
        frozenset({Right.ENTER_WORKSPACE, Right.RECORD_DECISIONS}),
    ),
    Role.ARCHIVIST: RoleDescription(
        _("Watches retention, logs and masking."),
        "",
        frozenset({Right.ENTER_WORKSPACE, Right.READ_RESPONSES, Right.READ_LOGS, Right.READ_LETTERS}),
    ),
    Role.POLITICIAN: RoleDescription(
        _("Reads internal material for the own body."), "", frozenset({Right.ENTER_WORKSPACE})
    ),
}


def rights_of(roles):
    """All rights that these roles give together."""
    return frozenset().union(*(ROLES[Role(role)].rights for role in roles))
