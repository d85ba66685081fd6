"""News as an Atom feed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consultations.actions import announcing
from rus_portal import clock
from timeline.models import NewsItem

MOST_ITEMS = 30
# What happened to rounds is told of for so long.
LOOK_BACK = timedelta(days=365)


class SteadyAtomFeed(Atom1Feed):
    """An empty feed says the same all day, so that it can be validated like any other page."""

    def latest_post_date(self):
        if self.items:
            return super().latest_post_date()
        return clock.now().replace(hour=0, minute=0, second=0, microsecond=0)


class NewsFeed(Feed):
    feed_type = SteadyAtomFeed

    @property
    def language(self):
        return get_language()

    def title(self):
        return _("News about the regional development strategy")

    def subtitle(self):
        return _("What happens with the strategy: consultations, decisions and changes to the timetable.")

    def link(self):
        return reverse("timeline:news")

    def items(self):
        news = [_Told.by_news(item) for item in NewsItem.objects.published()[:MOST_ITEMS]]
        events = [_Told.by_event(one) for one in announcing.happenings_since(clock.now() - LOOK_BACK)]
        return sorted([*news, *events], key=lambda told: told.at, reverse=True)[:MOST_ITEMS]

    def item_title(self, item):
        return item.title

    def item_description(self, item):
        return item.html

    def item_link(self, item):
        return item.address

    def item_guid(self, item):
        return item.guid

    def item_pubdate(self, item):
        return item.at

    def item_updateddate(self, item):
        return item.at


@dataclass(frozen=True)
class _Told:
    """An entry of the feed: news that somebody wrote, or what happened to a round or a version."""

    at: datetime
    title: str
    html: str
    address: str
    guid: str

    @classmethod
    def by_news(cls, item):
        address = item.get_absolute_url()
        return cls(
            item.published_at,
            item.title,
            linebreaks(item.text, autoescape=True),
            address,
            settings.PORTAL_URL + address,
        )

    @classmethod
    def by_event(cls, happening):
        # Another event may lead to the same page.
        guid = f"{settings.PORTAL_URL}{happening.address}#{happening.source.replace(':', '-')}"
        html = render_to_string("timeline/happening.html", {"happening": happening})
        return cls(happening.at, happening.subject, html, happening.address, guid)
