"""The form of an answer that came another way than through the portal."""

from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations.actions.entering import EnteredComment, Entry
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


class CommentForm(forms.Form):
    """What is said of one section. A row that is left empty is no comment."""

    section = forms.ModelChoiceField(
        label=gettext_lazy("Section"), queryset=None, required=False, empty_label=gettext_lazy("Choose a section")
    )
    stance = forms.ChoiceField(
        label=gettext_lazy("Stance"), choices=Stance.choices, initial=Stance.NOT_STATED, required=False
    )
    comment = forms.CharField(
        label=gettext_lazy("Comment"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=MOST_CHARACTERS,
        required=False,
    )
    proposal = forms.CharField(
        label=gettext_lazy("Proposed wording"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=MOST_CHARACTERS,
        required=False,
    )

    def __init__(self, *args, sections, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = sections
        self.fields["section"].label_from_instance = lambda section: section.title

    def clean(self):
        """A comment has a section, and a chosen section a comment."""
        found = self.cleaned_data
        says = found.get("comment") or found.get("proposal") or found.get("stance") not in (None, "", Stance.NOT_STATED)
        if says and not found.get("section"):
            self.add_error("section", _("Choose the section that this is about."))
        if found.get("section") and not says and not self.errors:
            self.add_error("comment", _("Write what is said of the section, or take the choice of section away."))
        return found

    @property
    def said(self):
        """As the action takes it; None for an empty row."""
        found = self.cleaned_data
        if not found.get("section"):
            return None
        stance = Stance(found["stance"] or Stance.NOT_STATED)
        return EnteredComment(found["section"], stance, found["comment"], found["proposal"])


# A registrar copies an answer from paper: more than so many sections come as a file.
MOST_COMMENTS, ROWS_AT_ONCE = 100, 3
CommentForms = forms.formset_factory(CommentForm, extra=ROWS_AT_ONCE, max_num=MOST_COMMENTS, validate_max=True)


def comment_forms(consultation, data=None):
    """The rows for what is said of sections; with the button for more rows there are more of them."""
    if data is not None:
        data = data.copy()
        for name in ("avsnitt-TOTAL_FORMS", "avsnitt-INITIAL_FORMS"):
            data.setdefault(name, "0")
    if data is not None and "more" in data:
        data["avsnitt-TOTAL_FORMS"] = _more(data.get("avsnitt-TOTAL_FORMS", ""))
    long = ("body", "assessments", "builds_on", "evidence")
    sections = consultation.version.sections.order_by("order").defer(*long)
    return CommentForms(data, prefix="avsnitt", form_kwargs={"sections": sections})


def _more(number):
    now = int(number) if number.isdecimal() and len(number) <= 3 else 0
    return str(min(now + ROWS_AT_ONCE, MOST_COMMENTS))


class DecisionEntryForm(forms.Form):
    """Who decided for the organisation, as the letter says it. All of it may be left out."""

    prefix = "beslut"
    deciding_body = forms.CharField(label=gettext_lazy("Who decided"), max_length=150, required=False)
    decided_on = day_field(gettext_lazy("Day of the decision"), required=False)
    item_number = forms.CharField(label=gettext_lazy("Item number (§)"), max_length=20, required=False)
    delegation = forms.CharField(label=gettext_lazy("By delegation"), max_length=150, required=False)
    own_registry_number = forms.CharField(
        label=gettext_lazy("Their own registry number"), max_length=60, required=False
    )
    is_preliminary = forms.BooleanField(label=gettext_lazy("The answer is preliminary"), required=False)
    expected_on = day_field(gettext_lazy("Day on which the decision is expected"), required=False)
    reservations = forms.CharField(
        label=gettext_lazy("Reservations and separate statements"),
        help_text=gettext_lazy("What a minority wants noted, word by word. It is kept apart from the stance."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=MOST_CHARACTERS,
        required=False,
    )

    def clean_decided_on(self):
        """A decision has been taken."""
        day = self.cleaned_data["decided_on"]
        if day and day > clock.today():
            raise forms.ValidationError(
                _("The day lies ahead. A decision that is to come makes the answer preliminary.")
            )
        return day

    def clean(self):
        """A day is expected only of what is preliminary."""
        if self.cleaned_data.get("expected_on") and not self.cleaned_data.get("is_preliminary"):
            self.add_error("expected_on", _("Tick that the answer is preliminary, or leave this day out."))
        return self.cleaned_data

    @property
    def says_something(self):
        """Whether anything of it is filled in."""
        return any(self.cleaned_data.values())


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

    def __init__(self, consultation, data=None, files=None, *, comments=None, decision=None):
        super().__init__(data, files)
        self.comments, self.decision = comments, decision
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
        commented = self.comments is not None and any(row.is_valid() and row.said for row in self.comments)
        says = (
            found.get("summary")
            or answered
            or commented
            or found.get("files")
            or found.get("stance") != Stance.NOT_STATED
        )
        if not self.errors and not says:
            self.add_error("summary", _("Write what is said, or attach the scanned letter."))
        if (
            found.get("kind") == "person"
            and self.decision
            and self.decision.is_valid()
            and self.decision.says_something
        ):
            self.add_error(
                "kind", _("A private person takes no decision in a board. Leave the decision's fields empty.")
            )
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
            comments=tuple(row.said for row in self.comments if row.said) if self.comments else (),
            decision=self.decision.cleaned_data if self.decision else {},
        )
