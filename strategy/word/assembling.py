"""From lines to sections: headings become the tree, lines become blocks, links to places become references."""

import hashlib
import re
import uuid
from dataclasses import dataclass, field
from html import unescape

from django.utils.translation import gettext as _

from rus_portal.exports.word.archive import TOO_LARGE, UnreadableError
from strategy import blocks, markup
from strategy.models import SectionKind
from strategy.word import comment_marks, inside, names
from strategy.word.lines import Kind

MOST_SECTIONS, MOST_BLOCKS, MOST_HEADING = 1_000, 8_000, 250
_LONE_IMAGE = re.compile(rf"<p>{comment_marks.SPACE}(<img [^>]*>){comment_marks.SPACE}</p>")
_TYPED_NUMBER = re.compile(r"^(?:kapitel|kap\.|chapter)?\s*(\d+(?:\.\d+)*)\.?[\s:–-]+(?=\S)", re.IGNORECASE)
_LINK = re.compile(rf'<a href="{inside.PLACE}([^"]*)">(.*?)</a>', re.DOTALL)
_NOTE = re.compile(rf"{markup.FOOTNOTE}(.*?)</span>")
_IMAGES = re.compile(r"<img [^>]*>")


@dataclass
class Draft:
    """A section that is being put together. `depth` counts from 1."""

    depth: int
    heading: str
    kind: str = ""
    key: str = field(default_factory=lambda: str(uuid.uuid4()))
    blocks: list = field(default_factory=list)
    number: str = ""
    comments: list = field(default_factory=list)


@dataclass
class _Block:
    html: str
    anchors: list = field(default_factory=list)
    id: str = ""


def sections(lines, losses, comments, *, deepest, taken, fallback):
    """The sections of these lines as plain data, in reading order; `deepest` levels are left where they will stand.

    `comments` (comments_in) get their places. `taken` are the ids of blocks that stand elsewhere, `fallback` is the
    heading of a text without one.
    """
    assembler = _Assembler(losses, deepest, fallback)
    for place, line in enumerate(lines):
        assembler.take(line, lines[place + 1] if place + 1 < len(lines) else None)
    assembler.end_group()
    found = assembler.sections
    _number(found, losses)
    if len(found) > MOST_SECTIONS or sum(len(one.blocks) for one in found) > MOST_BLOCKS:
        raise UnreadableError(TOO_LARGE)
    _refer(found, assembler.places, losses)
    used, done = set(taken), []
    for one in found:
        body = []
        for block in one.blocks:
            made = blocks.clean([{"id": block.id, "html": comment_marks.without(block.html)}], taken=used)
            used |= {found["id"] for found in made}
            for number, *place in comment_marks.quotes(block.html, made):
                comments.place(number, *place)
            body += made
        facts = {"key": one.key, "depth": one.depth, "kind": one.kind, "heading": one.heading, "body": body}
        said = _said(one, body, comments)
        done.append({**facts, "comments": said} if said else facts)
    return done


def _said(draft, body, comments):
    """The conversations about a section: about all of it, and about words of its blocks."""
    for number in draft.comments:
        comments.place(number, draft.key)
    whole = ({**one, "block": ""} for one in comments.of({draft.key}))
    return [*whole, *comments.of({block["id"] for block in body})]


class _Assembler:
    """Takes one line after the other. What belongs together – items, paragraphs of a quote – waits in `group`."""

    def __init__(self, losses, deepest, fallback):
        self.losses, self.deepest, self.fallback = losses, deepest, fallback
        self.sections, self.levels, self.group, self.places = [], [], [], {}

    def take(self, line, following):
        if self.group and not self._goes_on(line):
            self.end_group()
        match line.kind:
            case Kind.HEADING:
                self._heading(line)
            case Kind.FACT:
                self._fact(line)
            case Kind.TITLE:
                self.losses.note("title", words=inside.plain(line.html)[:300])
            case Kind.ITEM | Kind.QUOTE:
                self.group.append(line)
            case Kind.CAPTION if self._captions(line):
                pass
            case _:
                self._add(line, self._html(line))

    def _goes_on(self, line):
        last = self.group[-1]
        if line.begins or line.kind != last.kind:
            return False
        # An outer item of another list begins that list; inside an item any list may lie.
        return line.kind == Kind.QUOTE or line.level > 0 or line.place == self.group[0].place

    def end_group(self):
        """Write what waits as one block."""
        if not self.group:
            return
        group, self.group = self.group, []
        first = group[0]
        first.anchors = [name for line in group for name in line.anchors]
        if first.kind == Kind.QUOTE:
            self._add(first, f"<blockquote>{''.join(f'<p>{line.html}</p>' for line in group)}</blockquote>")
            return
        for html in lists(group, self.losses):
            self._add(first, html)
            first.anchors = []

    def _html(self, line):
        if line.kind == Kind.SUBHEADING:
            return f"<h4>{line.html}</h4>"
        if line.kind in (Kind.TEXT, Kind.CAPTION):
            return f"<p>{line.html}</p>"
        return line.html

    def _captions(self, line):
        """Whether the block before is a figure that waits for this caption; it has it then."""
        last = self.sections[-1].blocks[-1] if self.sections and self.sections[-1].blocks else None
        found = _LONE_IMAGE.fullmatch(last.html) if last else None
        if not found:
            return False
        signs = comment_marks.only(last.html)
        last.html = f"<figure>{found[1]}<figcaption>{signs}{line.html}</figcaption></figure>"
        self._remember(last, line.anchors)
        return True

    def _add(self, line, html):
        if not self.sections:
            self.losses.note("no_headings" if self.fallback else "before_headings")
            self._begin(Draft(1, self.fallback or _("Introduction")))
        block = _Block(html)
        self._remember(block, line.anchors)
        self.sections[-1].blocks.append(block)

    def _remember(self, block, anchors):
        for name in anchors:
            self.places.setdefault(name, block)
            if own := names.block_of(name):
                block.id = block.id or own

    # --- headings -----------------------------------------------------------------------------------------------------
    def _heading(self, line):
        """A section, or below the deepest level a heading in the text."""
        words = inside.plain(line.html)
        said = comment_marks.numbers(line.html)
        loose = "".join(_IMAGES.findall(line.html))
        while self.levels and self.levels[-1] >= line.level:
            self.levels.pop()
        if words and len(self.levels) + 1 > self.deepest:
            self.losses.note("too_deep", words=words[:300])
            self._add(line, f"<h4>{line.html}</h4>")
            return
        if words:
            self.levels.append(line.level)
            self._begin(Draft(len(self.levels), words[:MOST_HEADING], comments=said), line)
            for note in _NOTE.findall(line.html):
                self.losses.note("heading_note", words=unescape(note)[:300])
            if len(words) > MOST_HEADING:
                self.losses.note("long_heading", words=words[:300])
        if loose:
            self._add(type(line)(Kind.TEXT, ""), f"<p>{loose}</p>")

    def _begin(self, draft, line=None):
        kind = next((found for name in (line.anchors if line else ()) if (found := names.kind_of(name))), None)
        draft.kind = kind or (SectionKind.CHAPTER if draft.depth == 1 else SectionKind.TEXT)
        self.sections.append(draft)
        for name in line.anchors if line else ():
            self.places.setdefault(name, draft)

    def _fact(self, line):
        """The kind of the section, where the portal's own document says it."""
        words = inside.plain(line.html)
        section = self.sections[-1] if self.sections else None
        if section:
            section.comments += comment_marks.numbers(line.html)
        kind = next((one for one in SectionKind if words == str(one.label)), None)
        if section and kind and not section.blocks:
            section.kind = kind
        else:
            self.losses.note("fact", words=words[:300])


def lists(items, losses):
    """The items as lists inside each other: one list for each outer list."""
    top, path = [], []
    for item in items:
        level = min(item.level, len(path), markup.DEEPEST_LIST - 1)
        if item.level >= markup.DEEPEST_LIST:
            losses.note("deep_list")
        del path[level + 1 :]
        tag = "ol" if item.is_ordered else "ul"
        if len(path) > level and path[level]["place"] != item.place:
            del path[level:]
        if len(path) == level:
            made = {"tag": tag, "place": item.place, "items": []}
            (path[-1]["items"][-1]["lists"] if path else top).append(made)
            path.append(made)
        path[level]["items"].append({"html": item.html, "lists": []})
    return [_written(one) for one in top]


def _written(one):
    items = "".join(f"<li>{item['html']}{''.join(map(_written, item['lists']))}</li>" for item in one["items"])
    return f"<{one['tag']}>{items}</{one['tag']}>"


def _number(drafts, losses):
    """Take away numbers that somebody has typed before headings, where they are those that the portal counts."""
    counts = []
    for draft in drafts:
        del counts[draft.depth :]
        if len(counts) < draft.depth:
            counts.append(0)
        counts[-1] += 1
        draft.number = ".".join(map(str, counts))
        found = _TYPED_NUMBER.match(draft.heading)
        if found and found[1] == draft.number:
            draft.heading = draft.heading[found.end() :]
            losses.enter(draft.heading)
            losses.note("typed_number", words=found[1])


def _refer(drafts, places, losses):
    """Let links to places in the document lead to the sections and blocks that stand there now."""

    def reference(found):
        target = places.get(unescape(found[1]))
        if isinstance(target, Draft):
            return f'<a href="#s-{target.key}"></a>{comment_marks.only(found[2])}'
        if target is not None:
            target.id = target.id or hashlib.sha256(f"{found[1]}".encode()).hexdigest()[:8]
            return f'<a href="#b-{target.id}"></a>{comment_marks.only(found[2])}'
        losses.note("link_nowhere", words=inside.plain(found[2])[:300])
        return found[2]

    for draft in drafts:
        losses.enter(draft.heading)
        for block in draft.blocks:
            if inside.PLACE in block.html:
                block.html = _LINK.sub(reference, block.html)
