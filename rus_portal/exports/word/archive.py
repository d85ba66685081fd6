"""The packed file that a document is, and the XML in it: read without following anything to the outside."""

import zipfile
import zlib

MOST_XML = 24 * 1024 * 1024
DAMAGED, ENTITIES, TOO_LARGE = "damaged", "entities", "too_large"


class UnreadableError(Exception):
    """The document as a whole cannot be used; `fault` says why in a word, such as one of those above."""

    def __init__(self, fault):
        super().__init__(fault)
        self.fault = fault


def opened(file):
    """The document's archive."""
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError) as broken:
        raise UnreadableError(DAMAGED) from broken


def xml(archive, name):
    """The root of an XML file in the archive, or None when there is no such file. Follows nothing to the outside."""
    from lxml import etree  # noqa: PLC0415 – the worker's alone

    try:
        with archive.open(name) as file:
            content = file.read(MOST_XML + 1)
    except KeyError:
        return None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as broken:
        raise UnreadableError(DAMAGED) from broken
    if len(content) > MOST_XML:
        raise UnreadableError(TOO_LARGE)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as broken:
        # A bomb of entities breaks on the parser's own limits before its definitions can be seen.
        raise UnreadableError(ENTITIES if b"<!ENTITY" in content else DAMAGED) from broken
    if root.getroottree().docinfo.doctype:
        raise UnreadableError(ENTITIES)
    return root


def local(element):
    """The name of an element without its namespace; empty for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element, name):
    """An attribute by its name without namespace, or nothing."""
    for full, value in element.attrib.items():
        if full.rpartition("}")[2] == name:
            return value
    return ""


def child(parent, name):
    """The first element of this name right inside, or None."""
    if parent is None:
        return None
    return next((one for one in parent if local(one) == name), None)


def value(parent, name):
    """What the first element of this name right inside says, or nothing."""
    found = child(parent, name)
    return attribute(found, "val") if found is not None else ""


def is_on(parent, name):
    """Whether a property such as bold stands right inside and is not switched off."""
    found = child(parent, name)
    return found is not None and attribute(found, "val") not in ("0", "false", "none", "off")
