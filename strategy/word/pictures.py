"""The pictures of a Word document, made anew as all of the portal's are; each is kept once."""

import hashlib
import io
import posixpath
from dataclasses import dataclass
from html import escape

from rus_portal.exports.word import parts
from rus_portal.exports.word.archive import TOO_LARGE, UnreadableError, attribute, local
from strategy import picturing
from strategy.markup import IMAGE_ADDRESS
from strategy.models.images import new_key
from strategy.word import names

MOST = 300


@dataclass(frozen=True)
class Found:
    """A picture of the document under its key. `made` is None when the portal's document has it already."""

    key: str
    width: int
    height: int
    name: str = ""
    made: picturing.Made | None = None


class Pictures:
    """Reads them from the archive. `targets` are the paths by relation, `known` {checksum: (key, width, height)}."""

    def __init__(self, archive, targets, known, losses):
        self.archive, self.targets, self.known, self.losses = archive, targets, known, losses
        self.found, self.by_digest = {}, {}

    def html(self, drawing):
        """The image with what it is said to show, or nothing."""
        shown = filter(None, [self._of(one) for one in drawing.iter() if local(one) in ("blip", "imagedata")])
        alt = _alt(drawing)
        said = "" if alt is None else f' alt="{escape(alt)}"'
        return "".join(
            f'<img src="{IMAGE_ADDRESS}{one.key}" width="{one.width}" height="{one.height}"{said}>'
            for one in shown
            if one
        )

    def _of(self, element):
        path = self.targets.get(attribute(element, "embed") or attribute(element, "id"))
        if path is None:
            self.losses.note("picture_gone")
            return None
        if path not in self.found:
            self.found[path] = self._read(path)
        return self.found[path]

    def _read(self, path):
        if len(self.found) >= MOST:
            raise UnreadableError(TOO_LARGE)
        name = posixpath.basename(path)
        try:
            with self.archive.open(path) as file:
                content = file.read(picturing.MOST_BYTES + 1)
        except KeyError:
            self.losses.note("picture_gone")
            return None
        digest = hashlib.sha256(content).hexdigest()
        if digest in self.known:
            return Found(*self.known[digest])
        if digest in self.by_digest:
            return self.by_digest[digest]
        try:
            made = picturing.made_anew(io.BytesIO(content), len(content), formats=picturing.FROM_WORD)
        except picturing.ImageRefusedError as refused:
            self.losses.note(f"picture_{refused.reason}", words=name)
            return None
        found = Found(new_key(), made.width, made.height, name, made)
        self.by_digest[digest] = found
        return found

    def kept(self):
        """Those that are new, each once."""
        return [one for one in self.by_digest.values() if one.made]


def _alt(drawing):
    """What the picture is said to show; empty for decoration, None while nobody has said."""
    if any(_is_decorative(one) for one in drawing.iter()):
        return ""
    words = parts.about(drawing) or next((attribute(one, "alt") for one in drawing.iter() if local(one) == "shape"), "")
    return " ".join(words.split()) or None


def _is_decorative(one):
    if local(one) == "docPr":
        return attribute(one, "name").startswith(f"{names.DECORATION} ") and not attribute(one, "descr")
    return local(one) == "decorative" and attribute(one, "val") in ("1", "true")
