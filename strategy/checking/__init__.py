"""The content check: what could be mended in a text, found by pure rules that know nothing of the database.

kinds.py is the one table of what is looked for and how grave each is; documents.py looks through a document.
"""

from strategy.checking.documents import Checked, CheckedSection, blocking, check
from strategy.checking.hints import Hint
from strategy.checking.kinds import BLOCKS, HINT, KINDS, Kind
from strategy.checking.reading import Reading

__all__ = ["BLOCKS", "HINT", "KINDS", "Checked", "CheckedSection", "Hint", "Kind", "Reading", "blocking", "check"]
