"""News as an Atom feed."""

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rus_portal import clock
from timeline.models import NewsItem

MOST_ITEMS = 30


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
        return NewsItem.objects.published()[:MOST_ITEMS]

    def item_title(self, item):
        return item.title

    def item_description(self, item):
        return linebreaks(item.text, autoescape=True)

    def item_pubdate(self, item):
        return item.published_at

    def item_updateddate(self, item):
        return item.published_at
