"""What is put beside the frozen text: a correction, the strategy in easy words, and a summary in English."""

from rus_portal.demo.chapters.drafting import strategy
from rus_portal.demo.chapters.story import Event, local, section_key, table
from strategy import blocks, summaries
from strategy.actions import beside


def events(cast):
    """Each summary is written one day and published another; the correction comes when the strategy is in force."""
    told, correction = table("beside")["summary"], table("beside")["erratum"]
    return [
        *(Event(local(row["at"]), lambda row=row: _write(cast, row)) for row in told),
        *(Event(local(row["published_at"]), lambda row=row: _publish(cast, row)) for row in told),
        Event(local(correction["at"]), lambda: _correct(cast, correction)),
    ]


def _found(row):
    slug = summaries.slug(row["language"], is_easy_read=row["easy_read"])
    return strategy().summaries.filter(slug=slug).first()


def _write(cast, row):
    facts = {"title": row["title"], "lead": row["lead"], "version": strategy().versions.get(number=row["version"])}
    facts |= {"body": blocks.from_markdown(row["body"]), "by": cast.users["kommunikator"]}
    if known := _found(row):
        beside.save_summary(known, expected_revision=known.revision, **facts)
    else:
        kind = {"language": row["language"], "is_easy_read": row["easy_read"]}
        beside.add_summary(strategy(), **kind, **facts)


def _publish(cast, row):
    known = _found(row)
    beside.publish_summary(known, expected_revision=known.revision, by=cast.leader)


def _correct(cast, row):
    version = strategy().versions.get(number=row["version"])
    beside.add_erratum(
        version,
        section=version.sections.get(key=section_key(row["section"])),
        wrong=row["wrong"],
        right=row["right"],
        reason=row["reason"],
        decided_by=row["decided_by"],
        decided_on=row["decided_on"],
        by=cast.leader,
    )
