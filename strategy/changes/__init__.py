"""A comparison as its pages show it: parts and rows for the templates, with permanent addresses for each change."""

from strategy.changes.listing import listed
from strategy.changes.pages import shown
from strategy.changes.shape import Edition, Look, Page

__all__ = ["Edition", "Look", "Page", "listed", "shown"]
