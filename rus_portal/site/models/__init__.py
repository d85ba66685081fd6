from rus_portal.site.models.feedback import AccessibilityReport, AccessibilityStatement, Conformance, PageFeedback
from rus_portal.site.models.searching import SearchChange, SearchEntry, SearchKind, SearchSource, SearchWord

__all__ = [
    "AccessibilityReport",
    "AccessibilityStatement",
    "Conformance",
    "PageFeedback",
    "SearchChange",
    "SearchEntry",
    "SearchKind",
    "SearchSource",
    "SearchWord",
]
