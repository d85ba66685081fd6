"""Pieces of the form: content controls, beside the elements that every document is made of."""

from rus_portal.exports.word.elements import PLACEHOLDER, bookmark, element, field, link, paragraph, run

__all__ = ["bookmark", "choice_control", "element", "field", "link", "paragraph", "run", "text_control"]
MOST_TITLE = 64


def text_control(number, name, title, value, *, placeholder):
    """A control for running text: paragraphs, in a cell."""
    control, content = _control(number, name, title, is_empty=not value)
    lines = value.split("\n") if value else []
    for line in lines:
        content.append(paragraph("Svar", run(line)))
    if not lines:
        content.append(paragraph("Svar", run(placeholder, style=PLACEHOLDER)))
    return control


def choice_control(number, name, title, value, *, options, placeholder):
    """A list to choose from, in a paragraph. `options` are (value, words)."""
    shown = dict(options).get(value, "")
    choices = element("dropDownList")
    for one, words in options:
        item = element("listItem", displayText=words, value=one)
        choices.append(item)
    control, content = _control(number, name, title, is_empty=not shown, kind=choices)
    content.append(run(shown) if shown else run(placeholder, style=PLACEHOLDER))
    return paragraph("Svar", control)


def _control(number, name, title, *, is_empty, kind=None):
    control, facts, content = element("sdt"), element("sdtPr"), element("sdtContent")
    # In this order: Word asks to repair a document that has them otherwise.
    facts.append(element("alias", val=title[:MOST_TITLE]))
    facts.append(element("tag", val=name))
    facts.append(element("id", val=number))
    facts.append(element("lock", val="sdtLocked"))
    if is_empty:
        facts.append(element("showingPlcHdr"))
    if kind is not None:
        facts.append(kind)
    control.append(facts)
    control.append(content)
    return control, content
