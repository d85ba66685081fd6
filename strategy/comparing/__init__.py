"""What differs between two editions of a document, as plain data from which both can be rebuilt exactly.

It knows neither database nor templates: `compare(old, new)` takes two contents in the canonical form
(strategy/canonical.py) and gives a `Comparison`, whose `old()` and `new()` are those contents again.
"""

from strategy.comparing.editions import compare
from strategy.comparing.structure import FORM, Comparison

__all__ = ["FORM", "Comparison", "compare"]
