"""Saving the fields of a draft in which several write at once. Nothing is overwritten unseen, and nothing is lost."""

from functools import partial

from django.db import transaction

from consultations import fields, held, merging, papers
from consultations.actions.sending import DraftIsFrozenError, DraftIsSentError
from consultations.models import Draft, DraftField
from consultations.workflow import DraftState


class FieldsChangedError(Exception):
    """Somebody else saved these fields in between: {name: (theirs, ours, their version)}. All others were saved.

    Our texts wait in the draft meanwhile: `held` is {name: the name it is held under} (consultations/held.py).
    """

    def __init__(self, conflicts, saved, held):
        super().__init__(", ".join(conflicts))
        self.conflicts = conflicts
        self.saved = self.versions = saved
        self.held = held


class Saved(dict):
    """The versions after saving, {name: version}. `texts`: what was put together with somebody else's, {name: text}."""

    def __init__(self, versions, texts):
        super().__init__(versions)
        self.texts = texts


class _Outcome:
    """What became of each field that was sent."""

    def __init__(self):
        self.versions, self.texts, self.conflicts, self.held, self.rows = {}, {}, {}, {}, []


def save_fields(
    draft: Draft, values: dict, *, versions=None, bases=None, unsure=None, settled=(), waiting=None, by=None, who=""
) -> Saved:
    """Save these fields, also when what they say is wrong. Returns {name: new version}.

    `versions` and `bases` say what the writer had read of each field (0 and "" for an empty one), `unsure` which texts
    the same writer sent before without getting an answer. A field that somebody else has saved in between is put
    together from both texts. Where they clash, theirs stands, ours is held in the draft, and FieldsChangedError tells
    of it after all else has been saved. `waiting`, {name: held name}, goes on with a held text; `settled` lists held
    texts that somebody has put together. `who` is the writer's name as colleagues know it.
    """
    unknown = [name for name in values if not fields.is_name(name)]
    if unknown:
        raise ValueError(f"A draft has no field {unknown[0]!r}.")
    sent = {name: _sent(name, value, versions, bases or {}, unsure or {}) for name, value in values.items()}
    writer = by if by is not None and by.is_authenticated else None
    outcome = _store(draft, sent, settled, waiting or {}, writer, who or (str(writer) if writer else ""))
    saved = Saved(outcome.versions, outcome.texts)
    if outcome.conflicts:
        raise FieldsChangedError(outcome.conflicts, saved, outcome.held)
    return saved


def _sent(name, value, versions, bases, unsure):
    base = _tidy(name, bases[name]) if name in bases else None
    before = tuple(_tidy(name, text) for text in unsure.get(name, ()))
    return merging.Sent(_tidy(name, value), versions.get(name) if versions is not None else None, base, before)


def _tidy(name, text):
    return fields.in_order(fields.tidy(text)) if fields.is_set(name) else fields.tidy(text)


@transaction.atomic
def _store(draft, sent, settled, waiting, by, who):
    hold(draft)
    outcome = _Outcome()
    if settled:
        _forget(draft, settled)
    sent = sent | _moved_to_held(draft, sent, waiting)
    present = {field.name: field for field in draft.fields.filter(name__in=sent)} if sent else {}
    for name, one in sent.items():
        _decide(outcome, name, one, present.get(name), partial(_is_own, draft, by))
    if outcome.conflicts:
        _keep_clashing(draft, outcome, who)
    _write(draft, outcome.rows, by)
    return outcome


def _is_own(draft, by, kept):
    """Whether the writer is the one who saved this: by account, or because nobody else is in the draft."""
    return kept is None or (by is not None and kept.saved_by_id == by.pk) or draft.links.live().count() == 1


def _decide(outcome, name, sent, kept, is_own):
    text, version = (kept.value, kept.version) if kept else ("", 0)
    if fields.is_set(name):
        new = merging.reconcile_choices(text, version, sent)
    else:
        new = merging.reconcile(text, version, sent, is_prose=fields.is_prose(name))
    if new is None and not fields.is_prose(name) and is_own(kept):
        # A choice of one's own that was saved a moment ago is no conflict: the newest holds.
        new = sent.value
    if new is None or (new != sent.value and fields.too_long(name, new)):
        outcome.conflicts[name] = (text, sent.value, version)
        return
    outcome.versions[name] = version if new == text else version + 1
    if new != sent.value:
        outcome.texts[name] = new
    if new != text:
        outcome.rows.append((name, new, version + 1))


def _moved_to_held(draft, sent, waiting):
    """What goes on with a held text is saved there, as long as it waits. Takes it out of what was sent."""
    asked = {held.field(here, "field"): (name, here) for name, here in waiting.items() if name in sent}
    if not asked:
        return {}
    open_ones = dict(draft.fields.filter(name__in=asked).values_list("name", "value"))
    moved = {}
    for field_name, (name, here) in asked.items():
        if open_ones.get(field_name) == name:
            moved[held.field(here, "text")] = merging.Sent(sent.pop(name).value)
    return moved


def _keep_clashing(draft, outcome, who):
    waiting = held.of(dict(draft.fields.filter(name__startswith="held.").values_list("name", "value")))
    known = {(one.field, one.text): one.name for one in waiting}
    for name, (_theirs, ours, _version) in outcome.conflicts.items():
        here = known.get((name, ours))
        if here is None:
            here = held.new_name()
            facts = {"field": name, "text": ours, "who": who}
            outcome.rows += [(held.field(here, part), value, 1) for part, value in facts.items()]
        outcome.held[name] = here


def _forget(draft, settled):
    draft.fields.filter(name__in=[name for here in settled for name in held.fields_of(here)]).delete()


def _write(draft, rows, by):
    if not rows:
        return
    changed = [DraftField(draft=draft, name=n, value=value, version=v, saved_by=by) for n, value, v in rows]
    kept = ["value", "version", "saved_by", "saved_at"]
    DraftField.objects.bulk_create(changed, update_conflicts=True, unique_fields=["draft", "name"], update_fields=kept)
    papers.note_change(draft)


def hold(draft):
    """Keep the draft as it is until the end of the transaction: it is neither sent nor saved by others meanwhile."""
    held_row = Draft.objects.select_for_update(of=("self",), no_key=True).filter(pk=draft.pk)
    sent_at, state = held_row.values_list("sent_at", "state").get()
    if sent_at is not None:
        raise DraftIsSentError
    if state != DraftState.WRITING:
        raise DraftIsFrozenError
