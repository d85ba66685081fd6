"""An OpenDocument text as blocks: as Word's, all insertions accepted and all deletions gone."""

from consultations import fields
from consultations.word import anchors
from consultations.word.blocks import Fault, Found, Origin, joined, tidy
from rus_portal.exports.word.archive import UnreadableError, attribute, local, opened, xml
from rus_portal.exports.word.numbering import BULLET
from rus_portal.exports.word.styles import BOLD_LEVEL, MOST_BOLD

# What was deleted lies apart in the file; declarations and computed lists are no text of the writer's.
_NO_TEXT = (
    "tracked-changes forms sequence-decls variable-decls user-field-decls table-of-content alphabetical-index "
    "bibliography illustration-index table-index object-index note-citation desc title soft-page-break "
    "list-header table-column table-columns table-header-columns scripts"
)
_SKIPPED = frozenset(_NO_TEXT.split())
_SIGNS = {"tab": "\t", "line-break": "\n"}
MOST_REPEATED = 200


def read(file, bookmarks=()) -> Found:
    """The blocks of the document. `bookmarks` {bookmark: field} are those of a form. Raises UnreadableError."""
    with opened(file) as archive:
        if _is_locked(xml(archive, "META-INF/manifest.xml")):
            raise UnreadableError(Fault.LOCKED)
        content = xml(archive, "content.xml")
        if content is None:
            raise UnreadableError(Fault.DAMAGED)
        try:
            return _Document(content, dict(bookmarks)).read(xml(archive, "styles.xml"))
        except RecursionError as too_deep:
            raise UnreadableError(Fault.DAMAGED) from too_deep


def _is_locked(manifest):
    return manifest is not None and any(local(one) == "encryption-data" for one in manifest.iter())


class _Line:
    """The text of one paragraph, and what hangs on it."""

    def __init__(self):
        self.texts, self.notes, self.boxes, self.others = [], [], [], []

    @property
    def text(self):
        return "".join(self.texts)


class _Document:
    def __init__(self, content, bookmarks):
        self.content, self.bookmarks = content, bookmarks
        self.found, self.note_count = Found(), 0
        self.hidden, self.bold = _letters(content, "display", "none"), _letters(content, "font-weight", "bold")

    def read(self, styles):
        for body in self.content.iter():
            if local(body) == "body":
                self._blocks(body)
                break
        for one in styles.iter() if styles is not None else ():
            if local(one) in ("header", "footer"):
                self.found.add(_plain(one), origin=Origin.MARGIN)
        return self.found

    def _blocks(self, parent, *, field="", base="", origin=Origin.TEXT, prefix=""):
        facts = {"field": field, "base": base, "origin": origin}
        for child in parent:
            name = local(child)
            if not name or name in _SKIPPED:
                continue
            match name:
                case "p" | "h":
                    self._paragraph(child, prefix=prefix, **facts)
                    prefix = "" if not prefix else " " * 2
                case "list-item":
                    self._blocks(child, prefix=BULLET, **facts)
                case "table":
                    self._table(child, facts)
                case "frame" | "text-box" | "custom-shape" | "g":
                    self._frame(child, facts)
                case "bookmark" | "bookmark-start":
                    self.found.names.add(attribute(child, "name"))
                case _:
                    self._blocks(child, prefix=prefix, **facts)

    def _paragraph(self, paragraph, *, prefix, **facts):
        line = _Line()
        self._inline(paragraph, line)
        text = line.text
        keys = [name for name, _digest in anchors.keys(text)]
        self.found.names |= set(keys)
        if anchors.OWN not in keys:
            plain = anchors.without_keys(text)
            whole = joined([prefix.rstrip(" ") + " " + plain if prefix.strip() else plain, *line.notes])
            self.found.add(whole if plain.strip() else joined(line.notes), level=self._level(paragraph, facts), **facts)
        for box in line.boxes:
            self._frame(box, facts)
        for origin, about in line.others:
            self.found.add(about, origin=origin)

    def _level(self, paragraph, facts):
        if facts["field"]:
            return 0
        if local(paragraph) == "h":
            level = attribute(paragraph, "outline-level")
            return int(level) if level.isdecimal() else 1
        style = attribute(paragraph, "style-name")
        if style in ("Title", "Subtitle"):
            return 1
        words = "".join(paragraph.itertext()).strip()
        bold = [one for one in paragraph if local(one) == "span" and attribute(one, "style-name") in self.bold]
        in_bold = "".join("".join(one.itertext()) for one in bold).strip()
        is_bold = style in self.bold or (in_bold and in_bold == words)
        return BOLD_LEVEL if is_bold and 0 < len(words) <= MOST_BOLD else 0

    def _inline(self, parent, line):
        line.texts.append(parent.text or "")
        for child in parent:
            self._inside(child, local(child), line)
            line.texts.append(child.tail or "")

    def _inside(self, child, name, line):
        match name:
            case "" | "change" | "change-start" | "change-end":
                return
            case "s":
                count = attribute(child, "c")
                line.texts.append(" " * min(int(count) if count.isdecimal() else 1, 100))
            case "note":
                self._note(child, line)
            case "annotation":
                line.others.append((Origin.COMMENT, _plain(child)))
            case "frame" | "text-box" | "custom-shape" | "g":
                line.boxes.append(child)
            case "bookmark" | "bookmark-start":
                self.found.names.add(attribute(child, "name"))
            case "content-control" if attribute(child, "showing-place-holder") == "true":
                return
            case "span" if attribute(child, "style-name") in self.hidden:
                words = "".join(child.itertext())
                line.texts += [anchors.key(one) for one, _digest in anchors.keys(words)]
            case _ if name in _SIGNS:
                line.texts.append(_SIGNS[name])
            case _ if name not in _SKIPPED:
                self._inline(child, line)

    def _note(self, note, line):
        body = next((one for one in note if local(one) == "note-body"), None)
        if body is not None and (text := _plain(body)):
            self.note_count += 1
            line.texts.append(f"[{self.note_count}]")
            line.notes.append(f"[{self.note_count}] {text}")

    def _frame(self, frame, facts):
        boxes = [frame] if local(frame) == "text-box" else [one for one in frame.iter() if local(one) == "text-box"]
        if boxes:
            for box in boxes[:1]:
                self._blocks(box, **(facts | ({} if facts["field"] else {"origin": Origin.BOX})))
            return
        names = {local(one) for one in frame.iter()}
        about = next((_plain_text(one) for one in frame.iter() if local(one) in ("desc", "title")), "")
        if names & {"object", "object-ole", "plugin"}:
            self.found.add(about, origin=Origin.OBJECT)
        elif "image" in names:
            self.found.add(about, origin=Origin.PICTURE)
        else:
            self.found.add(_plain(frame), origin=Origin.BOX)

    # --- tables -----------------------------------------------------------------------------------------------------
    def _table(self, table, facts):
        for row in _rows(table):
            cells = [one for one in row if local(one) == "table-cell"]
            for cell in cells:
                for _time in range(_repeated(cell)):
                    self.found.count_cell()
            self._row(cells, facts)

    def _row(self, cells, facts):
        anchored = next(((n, *found) for n, cell in enumerate(cells) if (found := self._anchor(cell))), None)
        if anchored is None and not facts["field"]:
            self._plain_row(cells)
            return
        at, name, base = anchored or (len(cells), "", "")
        for number, cell in enumerate(cells):
            inside = {"field": name, "base": base} if number > at else facts | {"origin": Origin.TABLE}
            self._blocks(cell, **inside)

    def _anchor(self, cell):
        """The field that a cell names by its key or its bookmark, and the digest of what was handed out."""
        for name, digest in anchors.keys("".join(cell.itertext())):
            return name, digest
        for one in cell.iter():
            named = local(one) in ("bookmark", "bookmark-start")
            if named and (name := self.bookmarks.get(attribute(one, "name"))):
                return name, ""
            if local(one) == "content-control" and fields.is_name(attribute(one, "tag")):
                return None
        return None

    def _plain_row(self, cells):
        texts = []
        for cell in cells:
            outer, self.found = self.found, Found()
            self._blocks(cell)
            inner, self.found = self.found, outer
            outer.names |= inner.names
            texts.append("\n".join(block.text for block in inner.blocks if block.origin == Origin.TEXT))
            for block in inner.blocks:
                if block.origin != Origin.TEXT:
                    outer.add(block.text, origin=block.origin, cells=block.cells)
        if any(texts):
            whole = " | ".join(" ".join(text.split()) for text in texts) if len(texts) > 1 else texts[0]
            self.found.add(whole, origin=Origin.TABLE, cells=tuple(tidy(text) for text in texts))


def _rows(parent):
    for child in parent:
        name = local(child)
        if name == "table-row":
            yield child
        elif name in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _rows(child)


def _repeated(cell):
    """How often a cell stands there: one element may say that it does a million times."""
    count = attribute(cell, "number-columns-repeated")
    return min(int(count), MOST_REPEATED) if count.isdecimal() else 1


def _plain(root):
    """All text of a note, a comment or a margin, paragraph by paragraph."""
    paragraphs = [one for one in root.iter() if local(one) in ("p", "h")]
    return tidy("\n".join("".join(one.itertext()) for one in paragraphs))


def _plain_text(root):
    return tidy("".join(root.itertext()))


def _letters(content, name, value):
    """The automatic styles whose letters have this property."""
    return {
        attribute(style, "name")
        for style in content.iter()
        if local(style) == "style"
        for facts in style
        if local(facts) == "text-properties" and attribute(facts, name) == value
    }
