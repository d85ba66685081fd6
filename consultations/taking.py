"""Taking a draft over to be sent, in three plain statements: reach it, claim it, take out what it says.

Plain, since Django takes longer to write such a query anew each time than PostgreSQL to answer it; together they were
most of the time of a sending. The last two cannot be one: that would read the draft as it was before it waited for
somebody else's last save.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from consultations.models import CameBy, Consultation, Draft, DraftLink
from consultations.workflow import DraftState
from rus_portal.accounts.models import Organisation
from strategy.models import Version

# What sending looks at. Everything else is fetched when somebody asks for it, as after `only()`.
_SHORT = {
    DraftLink: {"id", "draft_id", "user_id", "email", "name", "role", "came_by"},
    Draft: {"id", "consultation_id", "invitation_id", "organisation_id", "follows_id", "follows_as", "sent_at"},
    Consultation: {
        *("id", "version_id", "year", "slug", "title", "registry_number", "state", "last_day"),
        # The receipt's letter shows these.
        *("contact_name", "contact_email", "is_fictional"),
    },
    Version: {"id", "hash"},
    Organisation: {"id", "name", "registry_email", "requires_signatory"},
}
# from_db takes the columns in the order of the model.
_COLUMNS = {
    model: [field.attname for field in model._meta.concrete_fields if field.attname in wanted]
    for model, wanted in _SHORT.items()
}
_REACH = f"""
    SELECT {", ".join(f"{model._meta.db_table}.{name}" for model, names in _COLUMNS.items() for name in names)}
    FROM consultations_draftlink
    JOIN consultations_draft ON consultations_draft.id = draft_id
    JOIN consultations_consultation ON consultations_consultation.id = consultation_id
    JOIN strategy_version ON strategy_version.id = version_id
    LEFT JOIN accounts_organisation ON accounts_organisation.id = organisation_id
    WHERE draft_id = %s AND consultations_draftlink.id = ANY(%s::uuid[])
        AND revoked_at IS NULL AND came_by <> %s
"""


@dataclass(frozen=True)
class Claim:
    """One sending: when, its serial number, the day until which the invited body has been given more time, and whether
    some sections of the round are wanted back before the rest."""

    at: datetime
    serial: int
    extended_to: date | None
    round_has_parts: bool


@dataclass(frozen=True)
class Contents:
    """What a draft said: its fields by name, its files as columns of an attachment, the paths of its copies.

    `checks` tells of each file what an answer does not keep: whether it was stopped, and when it was on its way.
    """

    values: dict
    files: list
    papers: list
    checks: list


@dataclass(frozen=True)
class Arrival:
    """A file's name, its check's state and the instants of its first and its last byte."""

    name: str
    state: str
    began_at: datetime
    kept_at: datetime


def reach(draft_id: UUID, link_ids: list[str]) -> list[DraftLink]:
    """Those of these links that let one into the draft, with the draft, its round and its organisation in short."""
    with connection.cursor() as cursor:
        cursor.execute(_REACH, [draft_id, link_ids, CameBy.MEMBER])
        return [_link(iter(row)) for row in cursor.fetchall()]


def _link(row):
    link, draft, consultation, version, organisation = (
        model.from_db(connection.alias, names, [next(row) for _name in names]) for model, names in _COLUMNS.items()
    )
    link.draft, draft.consultation, consultation.version = draft, consultation, version
    draft.organisation = organisation if organisation.pk else None
    return link


def claim(draft: Draft, now: datetime) -> Claim | None:
    """Mark the draft as sent, or nothing when it was sent already or lies with its reviewers.

    One statement: of all who send at once, one gets the row, and the others wait for its commit.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE consultations_draft AS draft SET sent_at = %s
            WHERE id = %s AND sent_at IS NULL AND state <> %s
            RETURNING nextval('consultations_receipt_number'), (
                SELECT max(last_day) FROM consultations_extension
                WHERE invitation_id = draft.invitation_id AND granted
            ), EXISTS (SELECT FROM consultations_roundpart WHERE consultation_id = draft.consultation_id)
            """,
            [now, draft.pk, DraftState.IN_REVIEW],
        )
        row = cursor.fetchone()
    return Claim(now, *row) if row else None


def contents(draft: Draft) -> Contents:
    """Fields, files and copies, out of the draft: what is sent lives on in the answer only. Files stay on disk."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH fields AS (
                DELETE FROM consultations_draftfield WHERE draft_id = %(draft)s RETURNING name, value
            ), files AS (
                DELETE FROM consultations_draftfile WHERE draft_id = %(draft)s
                RETURNING id, json_build_object(
                    'role', role,
                    'file', file, 'name', name, 'content_type', content_type, 'size', size, 'sha256', sha256
                ) AS facts, json_build_array(
                    name,
                    (SELECT state FROM consultations_filecheck WHERE file = consultations_draftfile.file),
                    began_at, kept_at
                ) AS arrival
            ), papers AS (
                DELETE FROM consultations_draftpaper WHERE draft_id = %(draft)s RETURNING file
            )
            SELECT
                (SELECT json_object_agg(name, value) FROM fields),
                (SELECT json_agg(facts ORDER BY id) FROM files),
                (SELECT json_agg(file) FROM papers),
                (SELECT json_agg(arrival ORDER BY id) FROM files)
            """,
            {"draft": draft.pk},
        )
        values, files, papers, arrivals = cursor.fetchone()
    return Contents(values or {}, files or [], papers or [], [_arrival(*one) for one in arrivals or []])


def _arrival(name, state, *instants):
    return Arrival(name, state or "", *(datetime.fromisoformat(instant) for instant in instants))
