"""What a DOCX fetches from elsewhere or runs when it is opened: the relations between its parts. For the worker."""

import re
from xml.parsers import expat

from rus_portal.exports.uploads.refusals import UnfitError

# A template on the writer's own disk is no danger, and half of all documents of authorities have one.
_OWN_DISK = re.compile(r"^(file:/*)?[A-Za-z](:|%3A)[\\/]|^[^\\/:]+$", re.IGNORECASE)
_OBJECTS = ("/oleobject", "/control", "/activexcontrol", "/activexcontrolbinary")


def check(archive):
    """Look through every part that says what belongs to what. Raises UnfitError."""
    for entry in archive.infolist():
        if entry.filename.lower().endswith(".rels"):
            with archive.open(entry) as part:
                walk(part, _relation)


def _relation(name, attributes):
    if name.rpartition(":")[2] != "Relationship":
        return
    kind = attributes.get("Type", "").rpartition("/")[2].lower()
    target = attributes.get("Target", "")
    if f"/{kind}" in _OBJECTS:
        raise UnfitError("word_objects")
    if kind == "vbaproject":
        raise UnfitError("word_macros")
    if attributes.get("TargetMode", "").lower() != "external" or kind == "hyperlink":
        return
    if kind == "attachedtemplate":
        if not _OWN_DISK.match(target):
            raise UnfitError("template")
        return
    raise UnfitError("outside")


def walk(part, begins):
    """Hand each element of an XML part to `begins(name, attributes)`. A part that declares entities is refused."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = begins
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.ParseFile(part)
    except expat.ExpatError as fault:
        raise UnfitError("damaged") from fault


def _refuse_doctype(*_declaration):
    raise UnfitError("bomb")
