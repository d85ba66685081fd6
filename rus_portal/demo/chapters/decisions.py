"""After the consultation: the text is reworked where points led to a change, frozen anew and laid down.

That the council laid the strategy down was announced on 24 February 2022 (regionblekinge.se); other days are made up.
"""

from rus_portal.demo.chapters import freezing
from rus_portal.demo.chapters.drafting import strategy
from rus_portal.demo.chapters.story import Event, moment, section_key, table
from strategy import actions, blocks

FICTIONAL = "Fiktivt exempel: dagen är påhittad."
# What the consultation edition says of itself must not stand in the text that is decided on.
NO_LONGER_A_PROPOSAL = {
    (
        "varfor",
        "Växtplats Blekinge är förslaget till regional utvecklingsstrategi för åren 2022–2030.",
        "",
        "Växtplats Blekinge är länets regionala utvecklingsstrategi för åren 2022–2030.",
    ),
    ("gen-oversyn", "på samma sätt som det här förslaget", "", "på samma sätt som den här strategin"),
}

RECIPIENT = ("hur resultatet ska mätas.", "hur resultatet ska mätas\n5. vem som tar emot resultatet.")


def events(cast):
    """Rework, freeze, and the three bodies in turn."""
    return [
        Event(moment(2021, 11, 15, 9), lambda: _rework(cast)),
        Event(moment(2021, 11, 22, 10), lambda: _put_in_order(cast)),
        *freezing.frozen(
            moment(2021, 11, 26, 13),
            strategy,
            label="Version för beslut",
            reason="Synpunkterna från remissen är omhändertagna. Till nämndens möte i december.",
            asked_by=lambda: cast.strategist,
            confirmed_by=lambda: cast.leader,
        ),
        Event(moment(2021, 11, 29, 9), lambda: _step(cast, 3, "propose")),
        Event(moment(2021, 12, 15, 15), lambda: _step(cast, 3, "pass_to_board")),
        Event(moment(2022, 2, 2, 15), lambda: _step(cast, 3, "pass_to_council")),
        Event(moment(2022, 2, 24, 9), lambda: _step(cast, 3, "adopt")),
        Event(moment(2022, 3, 25, 9), lambda: _step(cast, 3, "take_force")),
    ]


def _step(cast, number, transition):
    actions.take_step(strategy().versions.get(number=number), transition, reason=FICTIONAL, by=cast.leader)


def _rework(cast):
    """Make every change that a point led to, once, although two points may have led to the same."""
    changes = {
        (change["section"], change["old"], change.get("after", ""), change["new"])
        for answer in table("answers")["answer"]
        for comment in answer.get("comment", [])
        if (change := comment.get("change"))
    }
    for story_id, old, after, new in sorted(changes | NO_LONGER_A_PROPOSAL):
        section = strategy().sections.get(key=section_key(story_id))
        text = blocks.to_markdown(section.body)
        text = text.replace(old, new) if old else _insert_after(text, after, new)
        _keep(cast, section, blocks.from_markdown(text, section.body))


def _put_in_order(cast):
    """What the officials saw for themselves when they read the whole again: who does what, and what stands where."""
    _save(cast, "gen-roller", _with_the_council)
    _save(cast, "gen-handlingsplaner", lambda text: text.replace(*RECIPIENT))
    _move_paragraph(cast, "gen-finansiering", "gen-uppfoljning", "Regionen ska varje år redovisa")
    young = strategy().sections.get(key=section_key("gen-unga"))
    # After who leads and who takes part: it is about taking part, not about money.
    actions.move_section(young, parent=young.parent, position=2, by=cast.strategist)


def _with_the_council(text):
    row = "| Civilsamhället | Engagemang, mötesplatser, lokal kunskap |"
    council = "| Samverkansrådet | Råd till kommunerna, regionen och länsstyrelsen, men inga beslut |"
    planning = "Fysisk planering, skola, omsorg, näringslivsfrågor"
    return text.replace(row, f"{row}\n{council}").replace(planning, f"{planning}, bredband")


def _save(cast, story_id, change):
    section = strategy().sections.get(key=section_key(story_id))
    body = blocks.from_markdown(change(blocks.to_markdown(section.body)), section.body)
    _keep(cast, section, body)


def _move_paragraph(cast, source, target, words):
    """The same paragraph, with the same address, in another section."""
    section = strategy().sections.get(key=section_key(source))
    moved = [block for block in section.body if words in block["html"]]
    _keep(cast, section, [block for block in section.body if block not in moved])
    other = strategy().sections.get(key=section_key(target))
    _keep(cast, other, [*other.body, *moved])


def _keep(cast, section, body):
    actions.save_section(
        section,
        heading=section.heading,
        kind=section.kind,
        body=body,
        expected_revision=section.revision,
        by=cast.strategist,
    )


def _insert_after(text, words, new):
    paragraphs = text.split("\n\n")
    place = next(n for n, paragraph in enumerate(paragraphs) if words in paragraph)
    return "\n\n".join([*paragraphs[: place + 1], new, *paragraphs[place + 1 :]])
