"""In which order and in which group the senders of answers stand, whether the register knows them or not."""

from django.db.models import Case, F, Q, TextField, Value, When
from django.db.models.functions import Coalesce

from consultations.models import SenderKind
from rus_portal.accounts.collation import SortKey
from rus_portal.accounts.models import Category


def by_sender(to_response=""):
    """What to order by: bodies in Swedish order, then private persons, whom no name sorts.

    `to_response` leads from the ordered rows to their answer, as in "response__".
    """
    is_person = When(**{f"{to_response}sender_kind": SenderKind.PERSON}, then=Value(1))
    unnamed = When(**{f"{to_response}sender_kind": SenderKind.PERSON}, then=Value(None))
    of_body = Coalesce(F(f"{to_response}organisation__sort_key"), SortKey(F(f"{to_response}sender_name")))
    name = Case(unnamed, default=of_body, output_field=TextField(db_collation="C"))
    return [Case(is_person, default=Value(0)), name]


def in_group(group):
    """Answers of private persons, or of a category; a body that is not in the register is one of the others."""
    if group == SenderKind.PERSON:
        return Q(sender_kind=group)
    unknown = Q(organisation=None) & ~Q(sender_kind=SenderKind.PERSON)
    return Q(organisation__category=group) | (unknown if group == Category.OTHER else Q(pk__in=[]))


def of_bodies_named(word):
    """Answers of bodies whose name holds the word."""
    unknown = Q(organisation=None, sender_name__icontains=word) & ~Q(sender_kind=SenderKind.PERSON)
    return Q(organisation__name__icontains=word) | unknown
