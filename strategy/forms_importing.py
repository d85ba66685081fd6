from django import forms
from django.utils.translation import gettext_lazy as _

from rus_portal.exports.uploads import DOCX, REASONS
from strategy.models import ImportPlace


class ImportForm(forms.Form):
    """A Word document, and where its sections will stand. `places` are those of numbering.in_order."""

    file = forms.FileField(
        label=_("Word document"),
        widget=forms.FileInput(attrs={"accept": f".docx,{DOCX}"}),
        help_text=_("Word (docx), at most 20 MB, without macros."),
    )
    place = forms.ChoiceField(
        label=_("Where will its sections stand?"),
        choices=ImportPlace.choices,
        initial=ImportPlace.LAST,
        widget=forms.RadioSelect,
    )
    beside = forms.ChoiceField(label=_("Section"), required=False)

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        sections = [(str(place.section.key), place.title) for place in places]
        self.fields["beside"].choices = [("", _("Choose a section")), *sections]
        if not sections:
            del self.fields["place"], self.fields["beside"]

    def clean(self):
        """A place beside a section needs the section."""
        found = super().clean()
        place = found.setdefault("place", ImportPlace.LAST)
        if place != ImportPlace.LAST and not found.get("beside") and "beside" not in self.errors:
            self.add_error("beside", _("Choose the section that the new ones will stand after or under."))
        return found

    def refuse(self, reason):
        """Say beside the file why it is not taken; `reason` is one of the uploads'."""
        self.add_error("file", _NOT_WORD if reason in _OTHER_KINDS else REASONS[reason])


_NOT_WORD = _("This is not a Word document (docx). Open it, save it as Word (docx) and choose it once more.")
_OTHER_KINDS = {"ending", "old_ending", "other_content"}
