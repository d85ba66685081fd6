"""What a PDF would do by itself: walked through from the places where a reader starts something. For the worker."""

from rus_portal.exports.uploads.refusals import UnfitError

_SCRIPTS = {"/JavaScript"}
_PROGRAMS = {"/Launch", "/SubmitForm", "/ImportData"}
_FILES = {"/GoToE"}
_MEDIA = {"/Rendition", "/Sound", "/Movie", "/RichMediaExecute", "/GoTo3DView"}
_MEDIA_NOTES = {"/RichMedia", "/Movie", "/Screen", "/3D", "/Sound"}
# More links of one kind in a row than anyone makes by hand: a ring.
_LONGEST_CHAIN = 200


def check(content):
    """Look through a PDF, an open file. Raises UnfitError; pypdf's own errors mean that it cannot be read."""
    from pypdf import PdfReader  # noqa: PLC0415 – 15 MB that the web processes do without

    reader = PdfReader(content)
    if reader.is_encrypted and not reader.decrypt(""):
        raise UnfitError("locked")
    root = _plain(reader.root_object)
    _action(root.get("/OpenAction"))
    _triggers(root)
    _names(_plain(root.get("/Names")))
    if root.get("/AF"):
        raise UnfitError("pdf_files")
    _form(_plain(root.get("/AcroForm")))
    _outline(_plain(root.get("/Outlines")))
    for page in reader.pages:
        _triggers(page)
        for note in _list(page.get("/Annots")):
            _note(_plain(note))


def _plain(thing):
    """The thing itself, where the PDF has only its number; an empty one where it is nothing."""
    found = thing.get_object() if hasattr(thing, "get_object") else thing
    return found if found is not None else {}


def _list(thing):
    found = _plain(thing)
    return found if isinstance(found, list) else []


def _names(names):
    if "/JavaScript" in names:
        raise UnfitError("pdf_script")
    if "/EmbeddedFiles" in names and _has_entries(_plain(names["/EmbeddedFiles"])):
        raise UnfitError("pdf_files")


def _has_entries(tree):
    # Some programs leave an empty tree behind.
    return bool(_list(tree.get("/Names")) or _list(tree.get("/Kids")))


def _form(form):
    if not form:
        return
    if "/XFA" in form:
        raise UnfitError("pdf_form")
    for field in _walk(_list(form.get("/Fields")), lambda field: _list(field.get("/Kids"))):
        _action(field.get("/A"))
        _triggers(field)


def _outline(outline):
    for item in _walk([outline.get("/First")], lambda item: [item.get("/Next"), item.get("/First")]):
        _action(item.get("/A"))


def _walk(things, following):
    """Each thing once, and all that follow from it; also where they point in a ring."""
    waiting, seen = list(things), set()
    while waiting:
        thing = _plain(waiting.pop())
        if hasattr(thing, "get") and thing and id(thing) not in seen:
            seen.add(id(thing))
            yield thing
            waiting += following(thing)


def _note(note):
    if not hasattr(note, "get"):
        return
    kind = note.get("/Subtype")
    if kind == "/FileAttachment":
        raise UnfitError("pdf_files")
    if kind in _MEDIA_NOTES:
        raise UnfitError("pdf_media")
    _action(note.get("/A"))
    _triggers(note)


def _triggers(thing):
    """Actions that begin when something is opened, shown, printed or saved."""
    triggers = _plain(thing.get("/AA"))
    if hasattr(triggers, "values"):
        for action in triggers.values():
            _action(action)


def _action(action):
    for _step in range(_LONGEST_CHAIN):
        action = _plain(action)
        if not hasattr(action, "get"):
            # A place in the document, or several actions at once.
            for one in action if _is_list_of_actions(action) else ():
                _action(one)
            return
        if "/JS" in action:
            raise UnfitError("pdf_script")
        _refuse(action.get("/S"))
        if not (action := action.get("/Next")):
            return
    raise UnfitError("damaged")


def _is_list_of_actions(thing):
    return isinstance(thing, list) and thing and hasattr(_plain(thing[0]), "get") and "/S" in _plain(thing[0])


def _refuse(kind):
    for kinds, reason in (
        (_SCRIPTS, "pdf_script"),
        (_PROGRAMS, "pdf_program"),
        (_FILES, "pdf_files"),
        (_MEDIA, "pdf_media"),
    ):
        if kind in kinds:
            raise UnfitError(reason)
