"""An answer that seconds a published one."""

import json

from django.db import transaction

from consultations import fields, publication
from consultations.actions.saving import hold, save_fields
from consultations.models import Draft


@transaction.atomic
def add(draft: Draft, number: str, *, by) -> bool:
    """Let the draft second the published answer of this number. Returns whether there is one that stands."""
    hold(draft)
    found = publication.published_of(draft.consultation).standing().filter(receipt_number=number).first()
    if found is None:
        return False
    value = draft.fields.filter(name="overall.seconds").values_list("value", flat=True).first() or ""
    chosen = {*fields.seconds({"overall.seconds": value}), found.receipt_number}
    save_fields(draft, {"overall.seconds": json.dumps(sorted(chosen))}, by=by)
    return True
