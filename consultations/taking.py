"""Taking a draft over to be sent: of all who send at once one gets it, and what it says leaves the draft.

Two statements, since most of the time of a sending is spent on the way to the database. They cannot be one: that would
read the draft as it was before it waited for somebody else's last save.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from consultations.models import Draft
from consultations.workflow import DraftState


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
    """What a draft said: its fields by name, its files as columns of an attachment, the paths of its copies."""

    values: dict
    files: list
    papers: list


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
                    'file', file, 'name', name, 'content_type', content_type, 'size', size, 'sha256', sha256
                ) AS facts
            ), papers AS (
                DELETE FROM consultations_draftpaper WHERE draft_id = %(draft)s RETURNING file
            )
            SELECT
                (SELECT json_object_agg(name, value) FROM fields),
                (SELECT json_agg(facts ORDER BY id) FROM files),
                (SELECT json_agg(file) FROM papers)
            """,
            {"draft": draft.pk},
        )
        values, files, papers = cursor.fetchone()
    return Contents(values or {}, files or [], papers or [])
