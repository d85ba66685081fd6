from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rus_portal.clock.periods import FuzzyPeriod
from timeline.models import Milestone, MilestoneKind, validate_period

PERIOD_HELP = _(
    "Write as exactly as you know: 2021-04-06 for a day, 2021-12 for a month, 2022-21 for spring, -22 for summer, "
    "-23 for autumn, -24 for winter, 2021 for a year. Put / between the two ends of a span: 2021-08/2021-09."
)
LABEL_HELP = _("Only for what cannot be written so, such as “late autumn 2020”. It is shown as you write it.")
DAY_HELP = _("Sorts and draws, and is never shown. Needed only for a time in words.")


class MilestoneForm(forms.ModelForm):
    """A milestone as officials edit it."""

    class Meta:
        model = Milestone
        fields = [
            "title",
            "slug",
            "kind",
            "planned",
            "planned_label",
            "actual",
            "actual_label",
            "actual_known_from",
            "outcome_note",
            "sort_start",
            "sort_end",
            "order",
            "body",
            "consultation",
            "text",
            "reason",
            "address",
            "source",
            "visible_from",
        ]
        help_texts = {
            "slug": _("Small letters, digits and hyphens. It is part of the address, so do not change it later."),
            "planned": PERIOD_HELP,
            "planned_label": LABEL_HELP,
            "actual": _("What came of it, written in the same way. Leave it empty until it is known."),
            "actual_label": LABEL_HELP,
            "actual_known_from": _("From this day the outcome is shown beside the plan."),
            "sort_start": DAY_HELP,
            "sort_end": DAY_HELP,
            "order": _("Among things with the same time, the lowest comes first."),
            "consultation": _("Its days are then read from the consultation, also when the deadline is moved."),
            "reason": _("A pause must have a reason."),
            "address": _("A page of this portal, such as /remisser/2021/rus/."),
            "visible_from": _("The first day on which the public may know of it. Empty means at once."),
        }
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            for name in ("sort_start", "sort_end", "actual_known_from", "visible_from")
        } | {name: forms.Textarea(attrs={"rows": 3}) for name in ("text", "reason", "outcome_note")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("sort_start", "sort_end"):
            self.fields[name].required = False

    def clean_planned(self):
        return self._clean_period("planned")

    def clean_actual(self):
        return self._clean_period("actual")

    def _clean_period(self, name):
        """Here and not only in the model: what follows in `clean` reads the period."""
        text = self.cleaned_data[name]
        validate_period(text)
        return text

    def clean_address(self):
        address = self.cleaned_data["address"]
        if address and not (address.startswith("/") and not address.startswith("//")):
            raise ValidationError(_("Write the part of the address that begins with /."))
        return address

    def clean(self):
        values = super().clean()
        self._check_time(values)
        if values.get("kind") == MilestoneKind.PAUSE and not values.get("reason"):
            self.add_error("reason", _("Write why the work pauses."))
        if values.get("actual") and not values.get("actual_known_from"):
            self.add_error("actual_known_from", _("Write from which day the outcome could be known."))
        return values

    def _check_time(self, values):
        if not any(values.get(name) for name in ("planned", "planned_label", "actual")):
            if "planned" not in self.errors and "actual" not in self.errors:
                self.add_error("planned", _("Write when it is planned, or when it happened."))
            return
        if not (values.get("planned") or values.get("actual")) and not self.errors:
            self._check_days(values)

    def _check_days(self, values):
        """A time in words needs two days to sort by."""
        first, last = values.get("sort_start"), values.get("sort_end")
        if not (first and last):
            self.add_error("sort_start" if not first else "sort_end", _("A time in words needs a day to sort by."))
        elif last < first:
            self.add_error("sort_end", _("The latest day lies before the earliest."))

    def _post_clean(self):
        """The days that only sort are found from the period, so the row is checked with them."""
        values = self.cleaned_data
        if period := next((values[n] for n in ("actual", "planned") if values.get(n)), ""):
            values["sort_start"], values["sort_end"] = FuzzyPeriod(period).first_day, FuzzyPeriod(period).last_day
        super()._post_clean()

    @property
    def preview(self):
        """How the times will read to the public, once they are understood."""
        source = self.cleaned_data if self.is_bound and hasattr(self, "cleaned_data") else self.initial
        periods = [
            FuzzyPeriod(source.get(name) or "", source.get(f"{name}_label") or "") for name in ("planned", "actual")
        ]
        return {"planned": periods[0], "actual": periods[1]}
