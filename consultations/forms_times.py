"""When a round opens, what its last day is and when it closes, also for parts of it: input -> clean values."""

from datetime import UTC, date, datetime, time

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations.forms_workspace import day_field
from rus_portal import clock

BY_HAND, BY_CLOCK = "hand", "clock"
# The office opens, and whoever gets the letter has the day before them.
MORNING = time(8)


class HourInput(forms.TimeInput):
    """The browser's own clock; without it, one writes 08:00."""

    input_type = "time"


class TimesForm(forms.Form):
    """When it opens, the last day, and when it closes."""

    opens = forms.ChoiceField(
        label=gettext_lazy("How does it open?"),
        choices=[
            (BY_HAND, gettext_lazy("I open it myself, when everything is ready")),
            (BY_CLOCK, gettext_lazy("By itself, at a day and hour that I choose")),
        ],
        widget=forms.RadioSelect,
    )
    opens_day = day_field(
        gettext_lazy("Opens on"), required=False, help_text=gettext_lazy("Only where it opens by itself.")
    )
    opens_time = forms.TimeField(
        label=gettext_lazy("At what hour"),
        required=False,
        widget=HourInput(format="%H:%M"),
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
        error_messages={"invalid": gettext_lazy("Write the hour like 08:00.")},
    )
    last_day = day_field(
        gettext_lazy("Last day to answer"), help_text=gettext_lazy("The whole day counts, until midnight.")
    )
    closes = forms.ChoiceField(
        label=gettext_lazy("How does it close?"),
        help_text=gettext_lazy("After the last day answers are received as late, whether it is closed or not."),
        choices=[
            (BY_HAND, gettext_lazy("I close it myself")),
            (BY_CLOCK, gettext_lazy("By itself, when a day that I choose is over")),
        ],
        widget=forms.RadioSelect,
    )
    closing_day = day_field(
        gettext_lazy("Closes when this day is over"),
        required=False,
        help_text=gettext_lazy("Only where it closes by itself. May be later than the last day."),
    )

    @classmethod
    def initial_of(cls, consultation):
        """What stands in the form for this round."""
        opens = consultation.opens_at.astimezone(clock.STOCKHOLM)
        planned = consultation.opens_by_itself
        return {
            "opens": BY_CLOCK if planned else BY_HAND,
            "opens_day": opens.date() if planned else None,
            "opens_time": opens.time() if planned else MORNING,
            "last_day": consultation.last_day,
            "closes": BY_CLOCK if consultation.closing_day else BY_HAND,
            "closing_day": consultation.closing_day,
        }

    def clean(self):
        """A planned hour has a day, and an hour that the clocks do not jump over."""
        values = super().clean()
        self._forget("opens", "opens_day", "opens_time")
        self._forget("closes", "closing_day")
        if values.get("opens") == BY_CLOCK and not {"opens_day", "opens_time"} & set(self.errors):
            self._check_opening(values)
        if values.get("closes") == BY_CLOCK and not values.get("closing_day") and "closing_day" not in self.errors:
            self.add_error("closing_day", _("Choose a day."))
        return values

    def _forget(self, choice, *names):
        """What belongs to the clock's way is not asked of whoever does it by hand."""
        if self.cleaned_data.get(choice) == BY_HAND:
            for name in names:
                self.errors.pop(name, None)

    def _check_opening(self, values):
        if not values.get("opens_day"):
            self.add_error("opens_day", _("Choose a day."))
        elif not values.get("opens_time"):
            self.add_error("opens_time", _("Write the hour like 08:00."))
        elif self.opens_at() is None:
            self.add_error("opens_time", _("The clocks jump over this hour that day. Choose another."))

    def opens_at(self) -> datetime | None:
        """The planned instant; None when a person opens it, or when no clock in Sweden shows this hour that day."""
        if self.cleaned_data["opens"] != BY_CLOCK:
            return None
        return swedish_instant(self.cleaned_data["opens_day"], self.cleaned_data["opens_time"])

    def closing_day_chosen(self) -> date | None:
        """The day after which it closes by itself, or None."""
        return self.cleaned_data["closing_day"] if self.cleaned_data["closes"] == BY_CLOCK else None


def swedish_instant(day: date, hour: time) -> datetime | None:
    """This hour of this day in Sweden; None for an hour that is jumped over in spring. Of two in autumn the first."""
    written = datetime.combine(day, hour)
    instant = written.replace(tzinfo=clock.STOCKHOLM).astimezone(UTC)
    return instant if instant.astimezone(clock.STOCKHOLM).replace(tzinfo=None) == written else None


class RoundPartForm(forms.Form):
    """A part with a last day of its own."""

    name = forms.CharField(
        label=gettext_lazy("Name of the part"),
        help_text=gettext_lazy("Such as: Goals and priorities."),
        max_length=120,
        widget=forms.TextInput(attrs={"lang": "sv"}),
        error_messages={"required": gettext_lazy("Write a name.")},
    )
    last_day = day_field(gettext_lazy("Last day for this part"))
    sections = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Which sections?"),
        help_text=gettext_lazy("A chapter that you choose takes all sections below it with it."),
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one section.")},
    )

    def __init__(self, *args, sections, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sections"].queryset = sections
        self.fields["sections"].label_from_instance = lambda section: section.title

    def clean_sections(self):
        """The chosen sections with all that stands below them."""
        chosen, found, above = set(self.cleaned_data["sections"]), [], None
        for section in self.fields["sections"].queryset:
            if above is not None and section.depth <= above:
                above = None
            if above is None and section in chosen:
                above = section.depth
            if above is not None:
                found.append(section)
        return found
