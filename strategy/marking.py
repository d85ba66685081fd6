"""What is said and suggested about the working text, as the officials' pages show it. None of it is ever public."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import CharField, Count, Prefetch, Value

from strategy import anchoring, mention_letters, suggesting
from strategy.models import Comment, CommentEvent, CommentThread, Suggestion, SuggestionEvent

COMMENT, SUGGESTION = "comment", "suggestion"
OPEN, SETTLED = "oppna", "avgjorda"
# So many words tell a block from the others where one chooses among them.
CHOICE_LENGTH = 60


@dataclass
class Card:
    """A conversation or a suggestion beside the text."""

    kind: str
    item: object
    body: list = field(repr=False)

    @cached_property
    def html_now(self):
        """The block that it is about, or None."""
        return next((block["html"] for block in self.body if block["id"] == self.item.block), None)

    @property
    def order(self):
        """Its place in reading order."""
        ids = [block["id"] for block in self.body]
        at = ids.index(self.item.block) if self.item.block in ids else len(ids)
        html, quoted = self.html_now or "", getattr(self.item, "words", "")
        words = anchoring.squeeze(anchoring.words_of(html)) if html else ""
        return at, max(0, words.find(anchoring.squeeze(quoted))), self.item.at

    @cached_property
    def becomes(self):
        """What an open suggestion makes of the text now: [HTML], or None when its words have changed."""
        return suggesting.becomes(self.item, self.body) if self.item.is_placed else None

    @property
    def is_outdated(self):
        return self.becomes is None

    @property
    def is_there_already(self):
        return self.becomes is not None and self.becomes == [self.html_now]

    @cached_property
    def gone(self):
        """Where one looks for it in the text: the one stretch of words that goes and what stands before it, or ""."""
        found = self.pieces
        places = [n for n, (what, _words) in enumerate(found) if what == "gone"]
        if len(places) != 1:
            return "", ""
        (at,) = places
        before = found[at - 1][1] if at and found[at - 1][0] == "same" else ""
        return found[at][1], before.rpartition("…")[2][-anchoring.CONTEXT :]

    @cached_property
    def pieces(self):
        """Word by word, what the suggestion changes; of one that fits, in the text as it is now."""
        if self.item.is_settled or self.becomes is None or self.is_there_already:
            return suggesting.pieces([self.item.was], self.item.wants)
        return suggesting.pieces([self.html_now or ""], self.becomes)

    @property
    def is_only_markup(self):
        return all(what == "same" for what, _words in self.pieces)


def cards(section, *, settled=False):
    """Those of one section in reading order: what waits, or what has been settled, in five queries."""
    threads, suggestions = section.commentthreads.all(), section.suggestions.all()
    if settled:
        threads, suggestions = threads.exclude(state="open"), suggestions.exclude(state="open")
    else:
        threads, suggestions = threads.unsettled(), suggestions.unsettled()
    found = [Card(COMMENT, one, section.body) for one in with_comments(threads)]
    found += [Card(SUGGESTION, one, section.body) for one in with_events(suggestions)]
    return sorted(found, key=lambda card: card.order)


def with_comments(threads):
    """Conversations with all that is said in them."""
    said = Comment.objects.select_related("by").prefetch_related("mentioned")
    events = CommentEvent.objects.select_related("by")
    return threads.select_related("by").prefetch_related(Prefetch("comments", said), Prefetch("events", events))


def with_events(suggestions):
    """Suggestions with what has been decided about them."""
    return suggestions.select_related("by").prefetch_related(
        Prefetch("events", SuggestionEvent.objects.select_related("by"))
    )


def panel(section):
    """What stands beside the text: with a place, without one, and who can be mentioned."""
    found = cards(section)
    return {
        "placed": [card for card in found if card.item.is_placed],
        "unplaced": [card for card in found if not card.item.is_placed],
        "people": list(mention_letters.officials()),
    }


def block_choices(section, whole):
    """The blocks of a section to choose from, by number and first words; `whole` names the section itself."""
    blocks = [
        (block["id"], f"{n}. {_beginning(anchoring.words_of(block['html']))}")
        for n, block in enumerate(section.body, start=1)
    ]
    return [("", whole), *blocks]


def _beginning(words):
    words = " ".join(words.split())
    return words if len(words) <= CHOICE_LENGTH else words[:CHOICE_LENGTH].rpartition(" ")[0] + " …"


def mentioned_in(text, people):
    """Those whose names stand in the text after an @; the longest name that fits is meant."""
    by_name = {}
    for person in people:
        by_name.setdefault(str(person).lower(), []).append(person)
    names = sorted(by_name, key=len, reverse=True)
    if not names:
        return []
    found = re.findall(rf"@({'|'.join(map(re.escape, names))})(?!\w)", text.lower())
    return [person for name in dict.fromkeys(found) for person in by_name[name]]


def counts(document):
    """How many wait in each section, {section id: (comments, suggestions)}, in one query."""
    found = {}
    threads, suggestions = _counted(CommentThread, COMMENT, document), _counted(Suggestion, SUGGESTION, document)
    for name, section, n in threads.union(suggestions, all=True).order_by():
        found.setdefault(section, {})[name] = n
    return {section: (one.get(COMMENT, 0), one.get(SUGGESTION, 0)) for section, one in found.items()}


def _counted(model, name, document):
    mine = model.objects.unsettled().filter(section__document=document).order_by()
    return (
        mine.annotate(name=Value(name, output_field=CharField()))
        .values("name", "section")
        .annotate(n=Count("pk"))
        .values_list("name", "section", "n")
    )


@dataclass(frozen=True)
class Wanted:
    """Which of a document's comments and suggestions are asked for; None and "" are all."""

    state: str = OPEN
    kind: str = ""
    person: int | None = None
    section: object = None
    lost: bool = False

    def of(self, model, document):
        """Those of one kind."""
        found = model.objects.filter(section__document=document).order_by()
        found = found.exclude(state="open") if self.state == SETTLED else found.unsettled()
        if self.person:
            found = found.filter(by=self.person)
        if self.section:
            found = found.filter(section__key=self.section)
        return found.filter(is_placed=False) if self.lost else found


def rows(document, wanted):
    """(kind, id) of what is asked for, the newest first: for a paginator, in one query."""
    found = [
        wanted.of(model, document).annotate(name=Value(name, output_field=CharField())).values_list("name", "id", "at")
        for name, model in ((COMMENT, CommentThread), (SUGGESTION, Suggestion))
        if wanted.kind in ("", name)
    ]
    together = found[0].union(*found[1:], all=True) if len(found) > 1 else found[0]
    return together.order_by("-at", "name", "-id")


def cards_of(found):
    """Cards of such rows, in their order."""
    ids = {name: [pk for kind, pk, _at in found if kind == name] for name in (COMMENT, SUGGESTION)}
    threads = with_comments(CommentThread.objects.filter(pk__in=ids[COMMENT])).select_related("section", "by")
    suggestions = with_events(Suggestion.objects.filter(pk__in=ids[SUGGESTION])).select_related("section", "by")
    known = {(COMMENT, one.pk): one for one in threads} | {(SUGGESTION, one.pk): one for one in suggestions}
    return [Card(kind, known[kind, pk], known[kind, pk].section.body) for kind, pk, _at in found]
