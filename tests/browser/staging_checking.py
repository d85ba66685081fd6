"""A text that the content check has something to say about, for the pages that say it."""

from strategy import blocks, reviewing
from strategy.actions import dismissing, writing

HARD = (
    "Regionens samhällsplaneringsprocesser förutsätter kommunöverskridande infrastrukturinvesteringar och långsiktiga "
    "finansieringsöverenskommelser mellan myndigheter samt näringslivsorganisationer inom ramen för gemensamma "
    "åtaganden, vilka i sin tur förutsätter uppföljningssystem som tillhandahålls av respektive organisation. "
)
FLAWED = f"""RUN tar beslut om strategin 6 april - 30 juni. Läs mer om enkäten [här](https://exempel.example/enkat).

{HARD}Vi vill att att alla når service i gles och landsbygd.

**Ett stycke som ser ut som en rubrik**

{HARD.replace("Regionens", "Kommunernas")}

| Vem | |
|---|---|
| Regionen | Bussar |
"""


def text_to_mend(leader):
    """A section with hints, one of them set aside, and what stops a freeze; the facts of the pages that show it."""
    made = writing.create_document(kind="programme", slug="att-ratta", title="Ett program att rätta", by=leader)
    facts = {"parent": None, "heading": "Remisssvaren", "kind": "chapter", "body": blocks.from_markdown(FLAWED)}
    section = writing.add_section(made, **facts, by=leader)
    writing.add_section(made, **facts | {"heading": "Tomt", "body": []}, by=leader)
    aside = next(hint for hint in reviewing.of_section(section).advice if hint.kind == "who_decides")
    dismissing.dismiss_hint(made, aside, reason="Så stod det i seden.", by=leader)
    at = {"slug": made.slug, "key": str(section.key)}
    return {f"strategy:{name}": at for name in ("check", "check_section")}
