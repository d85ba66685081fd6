"""What people do with a document: write, arrange, weigh, gather evidence, freeze."""

from strategy.actions.arranging import ASIDE, LAST, bring_back_section, move_section, remove_section
from strategy.actions.comparing import compared, compared_now
from strategy.actions.errors import (
    CellChangedError,
    ImageRefusedError,
    NotReadyError,
    PlaceNotAllowedError,
    SectionChangedError,
)
from strategy.actions.freezing import freeze, render_again
from strategy.actions.illustrating import add_image
from strategy.actions.presence import show_up
from strategy.actions.weighing import add_evidence, add_principle, assess, build_on, link_evidence
from strategy.actions.writing import Written, add_section, create_document, save_section, settle_held, write_section

__all__ = [
    "ASIDE",
    "LAST",
    "CellChangedError",
    "ImageRefusedError",
    "NotReadyError",
    "PlaceNotAllowedError",
    "SectionChangedError",
    "Written",
    "add_evidence",
    "add_image",
    "add_principle",
    "add_section",
    "assess",
    "bring_back_section",
    "build_on",
    "compared",
    "compared_now",
    "create_document",
    "freeze",
    "link_evidence",
    "move_section",
    "remove_section",
    "render_again",
    "save_section",
    "settle_held",
    "show_up",
    "write_section",
]
