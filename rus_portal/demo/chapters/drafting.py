"""The strategy is written, weighed and frozen; the timeline, the groups and the news go with it."""

from datetime import datetime, time

from django.urls import reverse

from consultations.models import Consultation
from rus_portal.clock import STOCKHOLM
from rus_portal.demo.chapters import freezing
from rus_portal.demo.chapters.story import Event, local, moment, section_key, sections, table
from strategy import actions, blocks
from strategy.models import Document, GuidingPrinciple, Section
from timeline import actions as timeline_actions
from timeline.models import Body, Milestone

SLUG = "vaxtplats-blekinge"
PROGRAMME_SLUG = "serviceprogram"


def events(cast):
    """From the first blank page to the frozen consultation edition, and the programme that builds on the strategy."""
    return [
        Event(moment(2019, 9, 2, 9), lambda: _begin(cast)),
        Event(moment(2019, 9, 2, 10), lambda: _set_up_groups(cast)),
        Event(moment(2020, 10, 12, 9), lambda: _gather_evidence(cast)),
        Event(moment(2021, 1, 18, 9), lambda: _write(cast, strategy(), "strategy")),
        Event(moment(2021, 2, 8, 9), lambda: _weigh(cast)),
        Event(moment(2021, 2, 10, 9), lambda: freezing.cover(strategy(), by=cast.users["analytiker"])),
        *_freeze(cast, moment(2021, 2, 15, 14), "Intern granskning", "Texten är hel. Nu läser vi den tillsammans."),
        *_freeze(cast, moment(2021, 4, 1, 13), "Remissversion", "Inför remissen som öppnar den 6 april."),
        Event(moment(2022, 12, 15, 9), lambda: _write_programme(cast)),
        *_timeline(cast),
        *_news(cast),
    ]


def _freeze(cast, at, label, reason):
    return freezing.frozen(
        at,
        strategy,
        label=label,
        reason=reason,
        asked_by=lambda: cast.strategist,
        confirmed_by=lambda: cast.leader,
    )


def strategy():
    """The strategy's document."""
    return Document.objects.get(slug=SLUG)


def _begin(cast):
    document = actions.create_document(
        by=cast.leader,
        slug=SLUG,
        title="Växtplats Blekinge",
        subtitle="Regional utvecklingsstrategi 2022–2030",
        lead="Så här vill vi att Blekinge ska utvecklas, och det här kommer först.",
        first_year=2022,
        last_year=2030,
        predecessor_title="Attraktiva Blekinge 2014–2020",
        source="Namn och period: regionblekinge.se. Texten är ett fiktivt exempel.",
    )
    for row in table("principles")["principle"]:
        actions.add_principle(
            document,
            number=row["number"],
            slug=row["slug"],
            name=row["name"],
            summary=row["summary"],
            text=blocks.from_markdown(row["text"]),
            glyph=row["glyph"],
        )


def _set_up_groups(cast):
    bodies = {}
    for row in table("groups")["body"]:
        bodies[row["code"]] = timeline_actions.add_body(
            by=cast.leader, code=row["code"], name=row["name"], decides=row["decides"], order=row["order"]
        )
    for order, row in enumerate(table("groups")["group"]):
        seats = [
            {
                "title": seat["title"],
                "places": seat["count"],
                "body": bodies.get(seat.get("body")),
                "note": _per(seat),
            }
            for seat in row["seat"]
        ]
        timeline_actions.add_group(
            by=cast.leader,
            slug=row["id"],
            name=row["name"],
            text=row["text"],
            note=row["note"],
            source=row["source"],
            order=order,
            seats=seats,
        )


def _per(seat):
    return f"en för varje {seat['per']}" if "per" in seat else ""


def _gather_evidence(cast):
    for row in table("evidence")["evidence"]:
        actions.add_evidence(
            strategy(),
            sections=[],
            by=cast.users["analytiker"],
            slug=row["id"],
            title=row["title"],
            kind=row["kind"],
            period=row["period"],
            period_label=row["period_label"],
            sort_start=row.get("sort_start"),
            sort_end=row.get("sort_end"),
            participants=row.get("participants"),
            audience=row.get("audience", ""),
            categories=row.get("categories", []),
            summary=row["summary"],
            unknown=row["unknown"],
            source=row["source"],
        )


def _write(cast, document, name):
    above = {}
    for story in sections(name):
        above[story.depth] = section = actions.add_section(
            document,
            parent=above.get(story.depth - 1),
            heading=story.heading,
            kind=story.kind,
            body=blocks.from_markdown(story.text),
            by=cast.strategist,
            key=story.key,
        )
        if story.builds_on:
            actions.build_on(section, _by_ids(story.builds_on), by=cast.strategist)
    if document.slug == SLUG:
        _link_evidence(cast)


def _by_ids(ids):
    return list(Section.objects.filter(key__in=[section_key(story_id) for story_id in ids]))


def _link_evidence(cast):
    found = {evidence.slug: evidence for evidence in strategy().evidence.all()}
    for row in table("evidence")["evidence"]:
        actions.link_evidence(found[row["id"]], _by_ids(row["sections"]), by=cast.users["analytiker"])


def _weigh(cast):
    keys = {section.key: section for section in strategy().sections.all()}
    principles = {principle.slug: principle for principle in GuidingPrinciple.objects.filter(document=strategy())}
    for row in table("assessments")["assessment"]:
        actions.assess(
            keys[section_key(row["section"])],
            principles[row["principle"]],
            is_relevant=row["relevant"],
            text=row["text"],
            by=cast.strategist,
        )


def _write_programme(cast):
    story = table("service")["programme"]
    programme = actions.create_document(
        by=cast.leader,
        kind="programme",
        slug=PROGRAMME_SLUG,
        title=story["title"],
        lead=story["status_note"],
        first_year=2023,
        parent=strategy(),
        source=story["source"],
    )
    _write(cast, programme, "service_programme")
    asked = actions.ask_freeze(programme, label="Gällande", reason="Gäller från årsskiftet.", by=cast.strategist)
    version = actions.confirm_freeze(asked, by=cast.leader)
    version.advance("take_force", by=cast.leader, reason="Gäller från 1 januari 2023.")


def _timeline(cast):
    events = []
    for order, row in enumerate(table("timeline")["milestone"]):
        events.append(Event(_morning(row["visible_from"]), lambda row=row, order=order: _plan(cast, row, order)))
        if "actual_visible_from" in row:
            events.append(Event(_morning(row["actual_visible_from"]), lambda row=row: _record(cast, row)))
    return events


def _morning(day):
    return datetime.combine(day, time(7), STOCKHOLM)


def _plan(cast, row, order):
    known_at_once = "actual_visible_from" not in row
    timeline_actions.add_milestone(
        by=cast.users["kommunikator"],
        slug=row["id"],
        title=row["title"],
        kind=row["kind"],
        planned=row["planned"],
        planned_label="" if row["planned"] and row["kind"] != "pause" else row["planned_label"],
        actual=row.get("actual", "") if known_at_once else "",
        actual_label=row.get("actual_label", "") if known_at_once else "",
        sort_start=row.get("sort_start"),
        sort_end=row.get("sort_end"),
        order=order,
        body=Body.objects.filter(code=row["body"]).first(),
        text=row["text"],
        reason=row.get("reason", ""),
        source=row["source"],
        visible_from=row["visible_from"],
        # The round was set up some days before; its milestone reads its days from there.
        consultation=Consultation.objects.first() if row["kind"] == "consultation" else None,
    )


def _record(cast, row):
    timeline_actions.record_outcome(
        Milestone.objects.get(slug=row["id"]),
        actual=row["actual"],
        label=row["actual_label"],
        note=row["actual_note"],
        known_from=row["actual_visible_from"],
        by=cast.users["kommunikator"],
    )


def _news(cast):
    return [Event(local(row["published"]), lambda row=row: _publish(cast, row)) for row in table("news")["news"]]


def _publish(cast, row):
    timeline_actions.publish_news(
        by=cast.users["kommunikator"],
        slug=row["id"],
        title=row["title"],
        lead=row["lead"],
        text=row["text"].strip(),
        source=row["source"],
        address=reverse("strategy:document", args=[SLUG]) if row.get("link") == "strategi" else "",
        is_fictional=row["fictional"],
    )
