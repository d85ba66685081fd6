"""The officials' words as they stand now, and where they are still missing."""


def texts_of(consultation) -> dict:
    """The newest texts that are not empty: {"guide": text, "section": {id: text}, "question": {id: text}}."""
    found = {"guide": "", "section": {}, "question": {}}
    for one in consultation.compilation_texts.newest():
        if one.section_id and one.text:
            found["section"][str(one.section_id)] = one.text
        elif one.question_id and one.text:
            found["question"][str(one.question_id)] = one.text
        elif not one.section_id and not one.question_id:
            found["guide"] = one.text
    return found


def sections_without_summary(consultation, figures) -> list[int]:
    """The sections of which something is said, and that have no summary."""
    written = texts_of(consultation)["section"]
    return [int(section) for section in figures["said"] if section not in written]
