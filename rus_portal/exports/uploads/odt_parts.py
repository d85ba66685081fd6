"""What an ODT fetches from elsewhere or runs when it is opened: its links and listeners. For the worker."""

from rus_portal.exports.uploads.refusals import UnfitError
from rus_portal.exports.uploads.relations import walk

_PARTS = ("content.xml", "styles.xml", "settings.xml")
# Links that a reader follows; all others are fetched by the program itself.
_FOLLOWED = {"text:a", "draw:a", "text:bibliography-mark", "text:alphabetical-index-mark"}
_RUNS = ("script:", "vnd.sun.star.script:", "macro:", "javascript:")
_ELSEWHERE = ("http:", "https:", "ftp:", "file:", "smb:", "//", "\\\\", "../", "vnd.sun.star.webdav")


def check(archive):
    """Look through the parts that can do something. Raises UnfitError."""
    there = set(archive.namelist())
    for name in there:
        place, _slash, last = name.rpartition("/")
        # Tables and diagrams inside have parts of the same names.
        if last in _PARTS and (not place or place.startswith("Object")):
            with archive.open(name) as part:
                walk(part, _element)


def _element(name, attributes):
    if name in ("script:event-listener", "presentation:event-listener", "office:script"):
        raise UnfitError("odt_macros")
    if name in ("draw:plugin", "draw:applet", "draw:object-ole"):
        raise UnfitError("word_objects")
    target = attributes.get("xlink:href", "").strip().lower()
    if target.startswith(_RUNS):
        raise UnfitError("odt_macros")
    if target.startswith(_ELSEWHERE) and name not in _FOLLOWED:
        raise UnfitError("outside")
