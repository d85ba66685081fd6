"""Service and place development: the programme with the strategy it builds on, and what the law says on support."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from rus_portal import clock
from strategy.models import Document, DocumentKind, SectionKind, Version

# Förordning 2024:1243 about support to commercial service took over from 2000:284 (DOMAIN.md L-09).
NEW_SUPPORT_RULES = date(2025, 1, 1)


@dataclass(frozen=True)
class Service:
    """The programme that can be read, or None before there is one."""

    version: Version | None
    areas: list
    strategy: Document | None

    @property
    def has_new_support_rules(self):
        """Which ordinance applies on the domain's day."""
        return clock.today() >= NEW_SUPPORT_RULES


def facts():
    """Two queries: the newest published programme, and its development areas."""
    programmes = Version.objects.published().filter(document__kind=DocumentKind.PROGRAMME)
    version = programmes.defer("rendered").select_related("document__parent").current_first().first()
    if version is None:
        return Service(None, [], None)
    areas = version.sections.filter(kind=SectionKind.DEVELOPMENT_AREA).defer("body", "assessments")
    areas = list(areas)
    for area in areas:
        area.version = version  # so that its address needs no query
    return Service(version, areas, version.document.parent)


def sectors():
    """The fields that work together in place development, each with what it has to do with service."""
    return [
        (_("Community planning"), _("Where homes, schools and bus stops lie decides who reaches the service.")),
        (_("Broadband and digitalisation"), _("A connection lets service be given in new ways and in more places.")),
        (
            _("Culture and tourism"),
            _("Visitors and cultural life make service possible also for those who live in the place."),
        ),
        (_("The range of service"), _("Shops, petrol stations, agents, libraries and care make it possible to stay.")),
    ]
