"""The form of an answer that came another way than through the portal."""

from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations.actions.entering import Entry
from consultations.fields import MOST_CHARACTERS
from consultations.forms_workspace import day_field
from consultations.models import Channel, Stance
from rus_portal import clock
from rus_portal.accounts.models import Organisation

CHANNELS = [choice for choice in Channel.choices if choice[0] != Channel.PORTAL]


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once."""

    def clean(self, data, initial=None):
        """A list of files, perhaps empty."""
        return [super(FilesField, self).clean(one, initial) for one in data or [] if one]


class EntryForm(forms.Form):
    """Who, when, how, and what was said; a scanned letter is a file."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    channel = forms.ChoiceField(label=gettext_lazy("How it came"), choices=CHANNELS, widget=forms.RadioSelect)
    arrived_on = day_field(gettext_lazy("Day on which it reached us"))
    arrival_reason = forms.CharField(
        label=gettext_lazy("How the day is known"),
        help_text=gettext_lazy("Such as: stamped at the post room, time in the e-mail, note by whoever took the call."),
        max_length=300,
        error_messages={"required": gettext_lazy("Say how the day is known.")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Who answers"),
        choices=[("organisation", gettext_lazy("An organisation")), ("person", gettext_lazy("A private person"))],
        widget=forms.RadioSelect,
    )
    sender = forms.CharField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("An organisation as it stands in the register. A person may be without name."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "organisationer"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address for the receipt (optional)"), required=False, max_length=254
    )
    is_protected = forms.BooleanField(label=gettext_lazy("The person has protected identity"), required=False)
    stance = forms.ChoiceField(label=gettext_lazy("Stance"), choices=Stance.choices, initial=Stance.NOT_STATED)
    summary = forms.CharField(
        label=gettext_lazy("What is said, word by word"),
        help_text=gettext_lazy("Of a call or a meeting: your note. Of a scanned letter it may be left empty."),
        widget=forms.Textarea(attrs={"rows": 10}),
        max_length=MOST_CHARACTERS,
        required=False,
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the receipt"), choices=settings.LANGUAGES)
    files = FilesField(label=gettext_lazy("Files, such as the scanned letter"), widget=ManyFiles, required=False)

    def __init__(self, consultation, data=None, files=None):
        super().__init__(data, files)
        self.questions = list(consultation.questions.all())
        for question in self.questions:
            self.fields[f"question_{question.order}"] = forms.CharField(
                label=f"{question.order}. {question.text}",
                widget=forms.Textarea(attrs={"rows": 4}),
                max_length=MOST_CHARACTERS,
                required=False,
            )
        self.organisations = Organisation.objects.filter(invitations__consultation=consultation).in_swedish_order()

    def clean_arrived_on(self):
        """A day that has come."""
        day = self.cleaned_data["arrived_on"]
        if day > clock.today():
            raise forms.ValidationError(_("The day lies ahead. Write the day on which the answer reached us."))
        return day

    def clean(self):
        """An organisation has a name; something is said, in words or in a file."""
        found = self.cleaned_data
        if found.get("kind") == "organisation" and not found.get("sender"):
            self.add_error("sender", _("Write the name of the organisation."))
        answered = any(found.get(f"question_{question.order}") for question in self.questions)
        says = found.get("summary") or answered or found.get("files") or found.get("stance") != Stance.NOT_STATED
        if not self.errors and not says:
            self.add_error("summary", _("Write what is said, or attach the scanned letter."))
        return found

    @property
    def entry(self):
        """As the action takes it."""
        found = self.cleaned_data
        is_person = found["kind"] == "person"
        organisation = None if is_person else Organisation.objects.filter(name__iexact=found["sender"]).first()
        return Entry(
            key=found["key"],
            channel=Channel(found["channel"]),
            arrived_on=found["arrived_on"],
            arrival_reason=found["arrival_reason"],
            is_person=is_person,
            sender_name=found["sender"],
            organisation=organisation,
            sender_email=found["email"],
            is_protected=found["is_protected"],
            stance=Stance(found["stance"]),
            summary=found["summary"],
            answers={one.order: found[f"question_{one.order}"] for one in self.questions},
            language=found["language"],
        )
