"""Which files are taken, and how large they may be."""

MOST_FILES = 10
MOST_BYTES = 20 * 1024 * 1024
# A form with all of them, and with one or two that are too large and told of by name. Beyond this, 413.
MOST_BYTES_OF_FORM = 2 * MOST_FILES * MOST_BYTES
# A document that unpacks to more than this is made to fill somebody's disk.
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 150
MOST_ENTRIES = 5_000
# A page at 600 dots an inch has 35 million points; the largest cameras make 100 million.
MOST_PIXELS = 120_000_000
MOST_NAME = 150

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
PNG, JPEG = "image/png", "image/jpeg"
TYPES = {
    ".pdf": ("PDF", PDF),
    ".docx": ("Word", DOCX),
    ".odt": ("OpenDocument", ODT),
    ".png": ("PNG", PNG),
    ".jpg": ("JPEG", JPEG),
    ".jpeg": ("JPEG", JPEG),
}
ACCEPT = ",".join(TYPES)
KIND_OF = {content_type: kind for kind, content_type in TYPES.values()}
