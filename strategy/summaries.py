"""Short tellings of a document, in easy words or other languages: what everyone may read of them."""

import re
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils.safestring import mark_safe

from strategy import languages
from strategy.models import Summary
from strategy.models.beside import address

EASY_READ = "lattlast"
_BODY_HEADING = re.compile(r"(</?)h4>")


@dataclass(frozen=True)
class Way:
    """Another way to read a document, as it is offered."""

    document: str
    slug: str
    language: str
    is_easy_read: bool

    @property
    def url(self):
        """With the portal's menus in its own language, if the portal speaks it."""
        return address(self.document, self.slug, self.language)

    @property
    def name(self):
        """Called what its readers call it."""
        return languages.called(self.language, is_easy_read=self.is_easy_read)

    @property
    def tag(self):
        """The language of its name, when that is not the page's."""
        return languages.tag_of_name(self.language, is_easy_read=self.is_easy_read)


def slug(language, *, is_easy_read):
    """The last part of its address: lattlast, en, fi-lattlast."""
    if not is_easy_read:
        return language
    return EASY_READ if language == languages.OWN else f"{language}-{EASY_READ}"


def facts():
    """A subquery for `ways`, to be asked with a version."""
    found = Summary.objects.published().filter(document=OuterRef("document")).order_by("-is_easy_read", "pk")
    return ArraySubquery(found.values(data=JSONObject(slug="slug", language="language", is_easy_read="is_easy_read")))


def ways(document, rows):
    """The other ways to read the document with this slug; `rows` are what `facts` gave."""
    return [Way(document, **row) for row in rows]


def html(body):
    """Blocks as HTML; headings in the text stand one below the page's own."""
    # Nothing but the permitted tags is ever saved.
    return [mark_safe(_BODY_HEADING.sub(r"\g<1>h2>", block["html"])) for block in body]
