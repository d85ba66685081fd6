"""What headings and groups are called, in Swedish and English, and the template that shows it."""

import csv
import io
import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext_lazy

from consultations.import_files import UnreadableError
from consultations.models import Finding
from rus_portal.accounts.models import Category

LANGUAGES = ("sv", "en")


@dataclass(frozen=True)
class Column:
    """One kind of column: its heading in the template, other words for it, and how much it holds."""

    name: str
    heading: str
    words: str
    most: int
    example: str = ""


COLUMNS = [
    Column(
        "name",
        gettext_lazy("Organisation"),
        "organisation organisationsnamn namn remissinstans instans mottagare organization name body",
        200,
        gettext_lazy("Exempelby municipality"),
    ),
    Column(
        "number",
        gettext_lazy("Organisation number"),
        "organisationsnummer orgnr orgnummer organisationnumber organizationnumber number",
        40,
        "232100-0081",
    ),
    Column(
        "category",
        gettext_lazy("Group"),
        "grupp kategori aktörsgrupp typ group category type",
        60,
        gettext_lazy("Municipalities"),
    ),
    Column("area", gettext_lazy("Area"), "område kommun länsdel area district", 80, "Exempelby"),
    Column(
        "contact_name",
        gettext_lazy("Contact person"),
        "kontaktperson kontakt kontaktnamn contactperson contact contactname",
        150,
        "Maria Exempelgren",
    ),
    Column(
        "contact_email",
        gettext_lazy("E-mail"),
        "epost epostadress mejl mejladress mail kontaktepost epostkontakt email emailaddress contactemail",
        254,
        "handlaggare@exempelby.example",
    ),
    Column(
        "registry_email",
        gettext_lazy("Registry e-mail"),
        "registratorsepost registratorepost diariet diarium registrator eposttillregistrator diarietsepost"
        " registryemail registry",
        254,
        "kommun@exempelby.example",
    ),
    Column(
        "note",
        pgettext_lazy("of officials", "Note"),
        "anteckning notering not kommentar anmärkning note notes comment",
        1000,
        gettext_lazy("The board meets on 15 June."),
    ),
]
BY_NAME = {column.name: column for column in COLUMNS}

# How people write the groups besides their labels.
GROUP_WORDS = {
    Category.MUNICIPALITY: "kommun municipality",
    Category.REGION: "region",
    Category.STATE_AGENCY: "myndighet statligmyndighet statligamyndigheter stateagency governmentagency",
    Category.ACADEMIA: "akademi universitet högskola lärosäte university",
    Category.BUSINESS: "näringsliv företag näringslivsorganisation company",
    Category.CIVIL_SOCIETY: "civilsamhälle civilsamhället förening ideellförening association",
    Category.YOUTH: "ungdom ungdomar unga ungdomsråd youth",
    Category.MINORITIES: "minoritet minoriteter nationellminoritet",
    Category.PARTIES: "parti partier politisktparti party",
    Category.OTHER: "övrig övriga annan andra other",
}


def squeezed(text):
    """A word as it is compared: “Org.nr” and “orgnr” are one."""
    return re.sub(r"[\W_]+", "", text.casefold())


@dataclass(frozen=True)
class Headings:
    """Which column of the file is which, and which are not used."""

    places: dict
    unused: list = field(default_factory=list)


def understand(line):
    """The headings of a file. Raises UnreadableError where too little or too much is called the same."""
    words = _words()
    places, unused = {}, []
    for place, heading in enumerate(line.cells):
        name = words.get(squeezed(heading))
        if name is None:
            unused += [heading] if heading else []
        elif name in places:
            both = f"{line.cells[places[name]]}, {heading}"
            raise UnreadableError(Finding.TWICE, column=_heading(name), found=both)
        else:
            places[name] = place
    found = ", ".join(cell for cell in line.cells if cell)[:300]
    if "name" not in places:
        raise UnreadableError(Finding.NO_NAME, found=found)
    if not {"contact_email", "registry_email"} & places.keys():
        raise UnreadableError(Finding.NO_ADDRESS_COLUMN, found=found)
    return Headings(places, unused)


def _heading(name):
    return str(BY_NAME[name].heading)


def _words():
    """Every word for a column, in every language of the portal."""
    words = {}
    for language in LANGUAGES:
        with override(language):
            words |= {squeezed(str(column.heading)): column.name for column in COLUMNS}
    return words | {word: column.name for column in COLUMNS for word in column.words.split()}


def group_words():
    """Every word for a group: its code, its label in every language, and how people write it."""
    words = {squeezed(code): code for code in Category.values}
    for language in LANGUAGES:
        with override(language):
            words |= {squeezed(str(label)): code for code, label in Category.choices}
    return words | {word: code.value for code, others in GROUP_WORDS.items() for word in others.split()}


def template():
    """A file to fill in, in the reader's language: only headings, so that no example is left in by mistake."""
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerow([column.heading for column in COLUMNS])
    return text.getvalue().encode("utf-8-sig")


def template_name():
    return _("invitation-list.csv")
