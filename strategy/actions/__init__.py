"""What people do with a document: write, arrange, weigh, gather evidence, freeze."""

from strategy.actions.arranging import ASIDE, LAST, bring_back_section, move_section, remove_section
from strategy.actions.asking import ask_freeze, confirm_freeze, refuse_freeze, warnings, withdraw_freeze
from strategy.actions.commenting import comment, reopen, reply, resolve
from strategy.actions.comparing import compared, compared_now
from strategy.actions.covering import judge
from strategy.actions.deciding import take_step, ways_onwards
from strategy.actions.dismissing import dismiss_hint, take_back_hint
from strategy.actions.errors import (
    AlreadyAskedError,
    AskerGoneError,
    CellChangedError,
    CoverageChangedError,
    DocumentChangedError,
    EvidenceChangedError,
    HintBlocksError,
    NothingSuggestedError,
    NotReadyError,
    PlaceNotAllowedError,
    PrincipleChangedError,
    SectionChangedError,
    SuggestionOutdatedError,
    TextChangedError,
    WordsGoneError,
)
from strategy.actions.freezing import render_again
from strategy.actions.gathering import (
    add_evidence,
    bring_back_evidence,
    link_evidence,
    remove_evidence,
    save_evidence,
    stand_on,
)
from strategy.actions.illustrating import add_image
from strategy.actions.importing import ask_import, discard_import, put_in, take_out
from strategy.actions.presence import show_up
from strategy.actions.principles import (
    add_principle,
    bring_back_principle,
    move_principle,
    remove_principle,
    save_principle,
)
from strategy.actions.suggesting import (
    accept,
    accept_by_hand,
    decide_all,
    reject,
    reopen_suggestion,
    suggest_block,
    suggest_words,
    withdraw_suggestion,
)
from strategy.actions.weighing import assess, build_on
from strategy.actions.writing import Written, add_section, create_document, save_section, settle_held, write_section
from strategy.picturing import ImageRefusedError

__all__ = [
    "ASIDE",
    "LAST",
    "AlreadyAskedError",
    "AskerGoneError",
    "CellChangedError",
    "CoverageChangedError",
    "DocumentChangedError",
    "EvidenceChangedError",
    "HintBlocksError",
    "ImageRefusedError",
    "NotReadyError",
    "NothingSuggestedError",
    "PlaceNotAllowedError",
    "PrincipleChangedError",
    "SectionChangedError",
    "SuggestionOutdatedError",
    "TextChangedError",
    "WordsGoneError",
    "Written",
    "accept",
    "accept_by_hand",
    "add_evidence",
    "add_image",
    "add_principle",
    "add_section",
    "ask_freeze",
    "ask_import",
    "assess",
    "bring_back_evidence",
    "bring_back_principle",
    "bring_back_section",
    "build_on",
    "comment",
    "compared",
    "compared_now",
    "confirm_freeze",
    "create_document",
    "decide_all",
    "discard_import",
    "dismiss_hint",
    "judge",
    "link_evidence",
    "move_principle",
    "move_section",
    "put_in",
    "refuse_freeze",
    "reject",
    "remove_evidence",
    "remove_principle",
    "remove_section",
    "render_again",
    "reopen",
    "reopen_suggestion",
    "reply",
    "resolve",
    "save_evidence",
    "save_principle",
    "save_section",
    "settle_held",
    "show_up",
    "stand_on",
    "suggest_block",
    "suggest_words",
    "take_back_hint",
    "take_out",
    "take_step",
    "warnings",
    "ways_onwards",
    "withdraw_freeze",
    "withdraw_suggestion",
    "write_section",
]
