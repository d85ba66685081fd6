"""What each row would do to the invitation list: judged against the register and those who stand on it."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from consultations.import_files import columns
from consultations.models import Finding, ImportRow, Verdict
from rus_portal.accounts import orgnumber
from rus_portal.accounts.models import Category, Organisation

NUMBER_FINDINGS = {
    "length": Finding.NUMBER_LENGTH,
    "person": Finding.NUMBER_PERSON,
    "check_digit": Finding.NUMBER_DIGIT,
}
# What the register may lack and a row may know.
FILLABLE = ("number", "area", "registry_email")


class Register:
    """Every organisation by number and by name, read once."""

    def __init__(self):
        self.by_pk, self.by_number, self.by_name = {}, {}, {}
        for body in Organisation.objects.only("name", "number", "category", "area", "registry_email"):
            self.by_pk[body.pk] = body
            self.by_name[named(body.name)] = body
            if body.number:
                self.by_number[body.number] = body

    def find(self, name, number):
        """The body of this number, else of this name, else None."""
        return self.by_number.get(number) or self.by_name.get(named(name))


def named(name):
    """A name as it is compared."""
    return " ".join(name.split()).casefold()


@dataclass
class Judge:
    """Judges rows from the top down; of two for the same body the first one counts."""

    register: Register
    invited: set
    # {organisation id: (contact name, address)} from before.
    contacts: dict
    headings: columns.Headings
    groups: dict = field(default_factory=columns.group_words)
    seen: dict = field(default_factory=dict)

    def row(self, line):
        """One row of the file, with its verdict."""
        row, found = self._read(line)
        body = self.register.find(row.name, row.number) if row.name else None
        remarks = self._check_register(row, body, found) if body else []
        self._check_address(row, body, found)
        self._check_double(row, body, found)
        row.organisation = body
        row.verdict = self._verdict(body, found)
        row.findings = [[str(code), values] for code, values in found or remarks]
        return row

    def _read(self, line):
        found, values = [], {}
        for name, place in self.headings.places.items():
            column = columns.BY_NAME[name]
            value = line.cells[place] if place < len(line.cells) else ""
            if place in line.formulas:
                found.append((Finding.FORMULA, {"column": str(column.heading)}))
            elif len(value) > column.most:
                found.append((Finding.LONG, {"column": str(column.heading), "most": column.most}))
            values[name] = value[: column.most]
        category = values.pop("category", "")
        row = ImportRow(line=line.number, category=self._category(category, found), **values)
        row.number = _number(row.number, found)
        if not row.name:
            found.insert(0, (Finding.EMPTY_NAME, {}))
        for address in filter(None, (row.contact_email, row.registry_email)):
            _check_email(address, found)
        return row, found

    def _category(self, word, found):
        if not word:
            return ""
        code = self.groups.get(columns.squeezed(word))
        if code is None:
            groups = ", ".join(str(label) for label in Category.labels)
            found.append((Finding.CATEGORY, {"value": word, "groups": groups}))
        return code or ""

    def _check_register(self, row, body, found):
        """Name and number must mean the same body. Returns what is worth saying though nothing is wrong."""
        by_name = self.register.by_name.get(named(row.name))
        if row.number and body.number and row.number != body.number:
            found.append((Finding.NUMBER_DIFFERS, {"name": body.name, "value": body.number}))
        if by_name and by_name.pk != body.pk:
            found.append((Finding.NUMBER_OTHER, {"name": body.name, "value": row.number}))
        remarks = [] if by_name else [(Finding.OTHER_NAME, {"name": body.name})]
        lacks = [name for name in FILLABLE if getattr(row, name) and not getattr(body, name)]
        if lacks:
            headings = ", ".join(str(columns.BY_NAME[name].heading) for name in lacks)
            remarks.append((Finding.FILLS_IN, {"columns": headings}))
        if kept := [f"{columns.BY_NAME[name].heading} {words}" for name, words in _kept(row, body)]:
            remarks.append((Finding.KEPT, {"columns": ", ".join(kept)}))
        return remarks

    def _check_address(self, row, body, found):
        """A row without address gets the one from the last round, or the registry's."""
        before = self.contacts.get(body.pk, ("", "")) if body else ("", "")
        if not row.contact_email:
            row.contact_email = row.registry_email or before[1]
            row.contact_name = row.contact_name or (before[0] if row.contact_email == before[1] else "")
        if not row.contact_email:
            found.append((Finding.NO_EMAIL, {}))

    def _check_double(self, row, body, found):
        names = [("name", named(row.name)), ("number", row.number), ("body", body.pk if body else "")]
        names = [one for one in names if one[1]]
        earlier = next((self.seen[name] for name in names if name in self.seen), None)
        if earlier:
            found.append((Finding.DOUBLE, {"line": earlier}))
        for name in names:
            self.seen.setdefault(name, row.line)

    def _verdict(self, body, found):
        if found:
            return Verdict.PROBLEM
        if body is None:
            return Verdict.NEW
        return Verdict.INVITED if body.pk in self.invited else Verdict.KNOWN


def _kept(row, body):
    """What the register says otherwise than the row: (column, what stands there)."""
    for name in ("category", "area", "registry_email"):
        now, wanted = getattr(body, name), getattr(row, name)
        if now and wanted and named(now) != named(wanted):
            yield name, body.get_category_display() if name == "category" else now


def _number(text, found):
    if not text:
        return ""
    try:
        orgnumber.validate(text)
    except ValidationError as fault:
        found.append((NUMBER_FINDINGS[fault.code], {"value": text}))
        return text
    return orgnumber.normalise(text)


def _check_email(address, found):
    try:
        validate_email(address)
    except ValidationError:
        found.append((Finding.BAD_EMAIL, {"value": address}))
