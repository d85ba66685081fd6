"""The officials' forms of the invitation list: input -> clean values, and which bodies are listed."""

from datetime import date

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from consultations import standing
from consultations.import_files import ENDINGS
from rus_portal.accounts import collation, orgnumber
from rus_portal.accounts.models import Category, Organisation

# More than this in one select is no choice; the filter beside it makes it shorter.
MOST_CHOICES = 300
NO_AREA = "-"
BAD_ADDRESS = gettext_lazy("Write the address with @, such as name@exempelby.example.")


def areas():
    """The areas that the register knows, in Swedish order."""
    return sorted(_known_areas(), key=collation.sort_key)


def _known_areas():
    return Organisation.objects.exclude(area="").order_by().values_list("area", flat=True).distinct()


def area_field(**kwargs):
    """An area: one of the known ones, or a new one."""
    return forms.CharField(
        label=gettext_lazy("Area"),
        help_text=gettext_lazy("A municipality or a part of the county. Empty for the whole county."),
        max_length=80,
        required=False,
        **kwargs,
    )


def note_field():
    """The officials' own words."""
    return forms.CharField(
        label=pgettext_lazy("of officials", "Note"),
        help_text=gettext_lazy("For officials of this round only. May be asked for as an official document."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )


class KnownAreas:
    """A form with an area: the known ones are offered while one writes."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].widget.attrs["list"] = "omraden"
        self.known_areas = areas()

    def clean_area(self):
        """Spelled as it stands already, whatever the capitals."""
        area = " ".join(self.cleaned_data["area"].split())
        return next((known for known in self.known_areas if known.casefold() == area.casefold()), area)


class ContactForm(forms.Form):
    """Where a body's letters go."""

    contact_name = forms.CharField(label=gettext_lazy("Contact person"), max_length=150, required=False)
    contact_email = forms.EmailField(
        label=gettext_lazy("E-mail address for the letters"),
        help_text=gettext_lazy("Often the body's registry."),
        error_messages={
            "required": gettext_lazy("Write the address that the letters shall go to."),
            "invalid": BAD_ADDRESS,
        },
    )


class DescribeForm(KnownAreas, forms.Form):
    """What officials note of a body."""

    category = forms.ChoiceField(label=gettext_lazy("Group"), choices=Category)
    area = area_field()
    note = note_field()
    field_order = ["note", "category", "area"]


class InviteForm(KnownAreas, ContactForm):
    """Invites a body: one that the portal knows, or a new one."""

    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Organisation"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=gettext_lazy("A new organisation, see below"),
        error_messages={"invalid_choice": gettext_lazy("The organisation is not in the list, or is invited already.")},
    )
    name = forms.CharField(label=gettext_lazy("Name of the new organisation"), max_length=200, required=False)
    category = forms.ChoiceField(label=gettext_lazy("Group"), choices=Category, initial=Category.OTHER, required=False)
    area = area_field()
    number = forms.CharField(
        label=gettext_lazy("Organisation number"),
        help_text=gettext_lazy("May be left out. Ten digits, such as 232100-0081."),
        max_length=20,
        required=False,
        validators=[orgnumber.validate],
    )
    registry_email = forms.EmailField(
        label=gettext_lazy("Registry e-mail"),
        help_text=gettext_lazy("May be left out. A copy of the receipt goes there."),
        required=False,
        error_messages={"invalid": BAD_ADDRESS},
    )
    note = note_field()

    field_order = [
        "organisation",
        "name",
        "category",
        "area",
        "number",
        "registry_email",
        "contact_name",
        "contact_email",
        "note",
    ]

    def __init__(self, *args, uninvited, offered, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        field.queryset = uninvited.in_swedish_order()
        # Any body of the register may be sent in; only those of the filter are offered.
        bodies = list(offered.in_swedish_order().values_list("pk", "name")[: MOST_CHOICES + 1])
        self.has_more = len(bodies) > MOST_CHOICES
        field.widget.choices = [("", field.empty_label), *bodies[:MOST_CHOICES]]

    def clean(self):
        """One organisation, and no other of that name or number."""
        values = super().clean()
        if not values.get("organisation") and "organisation" not in self.errors:
            self._check_new(values)
        elif values.get("organisation") and values.get("name"):
            self.add_error("name", _("Choose an organisation or write a new one, not both."))
        return values

    def _check_new(self, values):
        name = " ".join(values.get("name", "").split())
        number = orgnumber.normalise(values.get("number", ""))
        if not name:
            self.add_error("organisation", _("Choose an organisation, or write the name of a new one."))
        elif Organisation.objects.filter(name__iexact=name).exists():
            self.add_error("name", _("The organisation exists already. Choose it in the list, or see who is invited."))
        if number and Organisation.objects.filter(number=number).exists():
            self.add_error("number", _("Another organisation has this number. Choose it in the list."))
        values |= {"name": name, "number": number}


class ImportForm(forms.Form):
    """A file with bodies to invite."""

    file = forms.FileField(
        label=gettext_lazy("File with bodies to invite"),
        help_text=gettext_lazy("CSV or XLSX, at most 5 MB and 20 000 rows. Nothing is put on the list yet."),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        error_messages={"required": gettext_lazy("Choose a file."), "empty": gettext_lazy("The file is empty.")},
    )


class RegisterFilter(forms.Form):
    """Which bodies of the register. What makes no sense is ignored."""

    prefix_of_body = ""
    q = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=100)
    kategori = forms.ChoiceField(
        label=gettext_lazy("Group"), choices=[("", gettext_lazy("All")), *Category.choices], required=False
    )
    omrade = forms.ChoiceField(label=gettext_lazy("Area"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = [(area, area) for area in areas()]
        self.fields["omrade"].choices = [("", _("All")), *known, (NO_AREA, _("No area stated"))]
        if not known:
            del self.fields["omrade"]
        self.is_valid()

    def narrow(self, bodies):
        """These bodies, filtered."""
        body, chosen, wanted = self.prefix_of_body, self.cleaned_data, Q()
        if words := chosen.get("q", "").replace("\0", "").split():
            for word in words:
                wanted &= Q(**{f"{body}name__icontains": word})
        if category := chosen.get("kategori"):
            wanted &= Q(**{f"{body}category": category})
        if area := chosen.get("omrade"):
            wanted &= Q(**{f"{body}area": "" if area == NO_AREA else area})
        return bodies.filter(wanted)

    @property
    def is_narrowed(self):
        """Whether fewer than all are asked for."""
        return any(self.cleaned_data.values())


class InvitedFilter(RegisterFilter):
    """Which invited bodies: every number of the cockpit is one of these lists."""

    prefix_of_body = "organisation__"
    visa = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    paminns = forms.DateField(required=False, widget=forms.HiddenInput(), input_formats=["%Y-%m-%d"])
    field_order = ["q", "visa", "kategori", "omrade"]

    def __init__(self, *args, consultation, **kwargs):
        self.consultation = consultation
        super().__init__(*args, **kwargs)

    def is_valid(self):
        """The states are figures of the cockpit, and the words of the list."""
        figures = [(name, figure.label) for name, figure in standing.FIGURES.items() if figure.fact]
        states = [
            (where.value, standing.WITHOUT_DAY.get(where, where.label))
            for where in standing.Where
            if where not in dict(figures)
        ]
        groups = [(_("Counted in the cockpit"), figures), (_("State in the list"), states)]
        self.fields["visa"].choices = [("", _("All")), *groups]
        return super().is_valid()

    def narrow(self, bodies):
        """These `located` invitations, filtered."""
        bodies = super().narrow(bodies)
        chosen = self.cleaned_data.get("visa")
        if chosen in standing.FIGURES:
            bodies = standing.FIGURES[chosen].narrow(bodies)
        elif chosen:
            bodies = bodies.filter(where=chosen)
        if day := self.reminded_on:
            bodies = bodies.filter(pk__in=standing.reminded_on(self.consultation, day))
        return bodies

    @property
    def reminded_on(self) -> date | None:
        """The day whose reminders are asked for."""
        return self.cleaned_data.get("paminns")
