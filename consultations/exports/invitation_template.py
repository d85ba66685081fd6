"""The invitation list to fill in, as an Excel file: headings, and the groups to choose from. Made by a worker, once."""

import hashlib
import io
import json

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from consultations.import_files import columns
from rus_portal.accounts.models import Category
from rus_portal.accounts.roles import Right
from rus_portal.exports import actions, registry

TEMPLATE = "invitation_template"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# So many rows have the list of groups; a longer list takes it along when the last row is copied.
ROWS = 2_000


def _find(language):
    return language


def _make(language, progress):
    from openpyxl import Workbook  # noqa: PLC0415 – 15 MB that no web process shall carry
    from openpyxl.styles import Font, PatternFill  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    progress(10)
    with override(language):
        book = Workbook()
        sheet = book.active
        sheet.title = _("Invitation list")
        sheet.freeze_panes = "A2"
        for place, column in enumerate(columns.COLUMNS, start=1):
            cell = sheet.cell(1, place, str(column.heading))
            cell.font = Font(bold=True)
            cell.fill = PatternFill("solid", fgColor="E6EFEA")
            letter = get_column_letter(place)
            sheet.column_dimensions[letter].width = 36 if column.name in {"name", "note"} else 26
            if column.name == "number":
                # As text: no zero is lost, and no number becomes 2.3E+09.
                sheet.column_dimensions[letter].number_format = "@"
            if column.name == "category":
                _offer_groups(book, sheet, letter)
        content = io.BytesIO()
        book.save(content)
    return registry.Made(content.getvalue())


def _offer_groups(book, sheet, letter):
    """The groups stand on a sheet of their own, and each cell of the column offers them."""
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415 – see above

    groups = book.create_sheet(_("Groups"))
    for label in Category.labels:
        groups.append([str(label)])
    groups.column_dimensions["A"].width = 40
    offered = f"'{groups.title}'!$A$1:$A${len(Category.labels)}"
    choice = DataValidation(type="list", formula1=offered, allow_blank=True, showErrorMessage=False)
    sheet.add_data_validation(choice)
    choice.add(f"{letter}2:{letter}{ROWS}")


def _file_name(language):
    with override(language):
        return _("invitation-list.xlsx")


def _may_download(user, _language):
    return user.is_authenticated and user.has_right(Right.RUN_CONSULTATION)


KIND = registry.Kind(TEMPLATE, _find, _make, _file_name, _may_download, CONTENT_TYPE)


def request_template(*, by):
    """Ask for the template in the reader's language, or get the one that is made already."""
    language = get_language() or "sv"
    facts = [[str(column.heading) for column in columns.COLUMNS], [str(label) for label in Category.labels]]
    fingerprint = hashlib.sha256(json.dumps(facts).encode()).hexdigest()
    return actions.request(TEMPLATE, language, fingerprint, by=by, language=language)
