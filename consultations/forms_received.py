"""Which received answers a list shows. Each number of the compilation is one of these lists."""

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy, pgettext_lazy

from consultations import compiling
from consultations.compiling.cells import NO_AREA, ORGANISATIONS
from consultations.compiling.counted import LEFT_OUT
from consultations.models import Question, Response, SenderKind, Stance, Timeliness
from consultations.sender_order import by_sender, in_group, of_bodies_named
from consultations.workflow import ResponseState
from rus_portal.accounts.models import Category, Organisation
from strategy.models import VersionSection

ALL = ("", gettext_lazy("All"))
SORTS = {
    "": ("-received_at", "-pk"),
    "aldst": ("received_at", "pk"),
    "avsandare": (*by_sender(), "received_at", "pk"),
    "stallning": ("stance", "-received_at", "-pk"),
}


class ReceivedFilter(forms.Form):
    """Which received answers, in which order. What makes no sense is ignored."""

    q = forms.CharField(
        label=gettext_lazy("Sender"),
        max_length=100,
        required=False,
        empty_value="",
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    lage = forms.ChoiceField(label=gettext_lazy("State"), choices=[ALL, *ResponseState.choices], required=False)
    stallning = forms.ChoiceField(label=gettext_lazy("Stance"), choices=[ALL, *Stance.choices], required=False)
    grupp = forms.ChoiceField(
        label=gettext_lazy("Group"),
        choices=[ALL, *Category.choices, ("person", gettext_lazy("Private persons"))],
        required=False,
    )
    omrade = forms.ChoiceField(label=gettext_lazy("Area"), required=False)
    tid = forms.ChoiceField(label=gettext_lazy("In time"), choices=[ALL, *Timeliness.choices], required=False)
    visa = forms.ChoiceField(
        label=gettext_lazy("Show only"),
        choices=[
            ALL,
            ("preliminara", gettext_lazy("Preliminary, waiting for a decision")),
            ("gemensamma", gettext_lazy("Joint answers")),
            ("bestridda", gettext_lazy("Said not to be from the sender")),
        ],
        required=False,
    )
    rakna = forms.ChoiceField(
        label=gettext_lazy("Counted"),
        choices=[
            ALL,
            ("ja", gettext_lazy("Counted in the compilation")),
            ("withdrawn", pgettext_lazy("of answers", "Withdrawn")),
            ("replaced", pgettext_lazy("of answers", "Replaced")),
            ("misdirected", gettext_lazy("Sent to the wrong place")),
            ("duplicate", gettext_lazy("The same answer as another one")),
            ("supplement", pgettext_lazy("of answers", "Supplements")),
        ],
        required=False,
    )
    ordning = forms.ChoiceField(
        label=gettext_lazy("Order"),
        choices=[
            ("", gettext_lazy("Newest first")),
            ("aldst", gettext_lazy("Oldest first")),
            ("avsandare", gettext_lazy("By sender")),
            ("stallning", gettext_lazy("By stance")),
        ],
        required=False,
    )
    # What a number of the compilation counts; chosen there, not here.
    fran = forms.ChoiceField(
        choices=[("", ""), (ORGANISATIONS, ""), *SenderKind.choices], required=False, widget=forms.HiddenInput()
    )
    avsnitt = forms.IntegerField(required=False, widget=forms.HiddenInput(), min_value=1, max_value=2**62)
    pa = forms.ChoiceField(choices=[("", ""), *Stance.choices], required=False, widget=forms.HiddenInput())
    fraga = forms.IntegerField(required=False, widget=forms.HiddenInput(), min_value=0, max_value=32767)
    val = forms.CharField(required=False, widget=forms.HiddenInput(), max_length=300, empty_value="")
    NUMBERS = ("fran", "avsnitt", "pa", "fraga", "val")
    # What is asked for most stands first; the rest is folded.
    FIRST = ("q", "lage", "stallning")

    def __init__(self, data, *, consultation):
        super().__init__(data)
        self.consultation = consultation

    def is_valid(self):
        """The areas are those of the organisations that have answered."""
        own = Response.objects.filter(organisation=OuterRef("pk"), consultation=self.consultation)
        answered = Organisation.objects.exclude(area="").filter(Exists(own))
        areas = answered.order_by("area").values_list("area", flat=True).distinct()
        none = (NO_AREA, gettext_lazy("No area stated"))
        self.fields["omrade"].choices = [ALL, *((area, area) for area in areas), none]
        return super().is_valid()

    def narrow(self, responses):
        """These answers, filtered and in order."""
        self.is_valid()
        for narrow in (self._by_facts, self._by_sender, self._by_marks, self._by_count, self._by_part):
            responses = narrow(responses, self.cleaned_data)
        return responses.order_by(*SORTS[self.cleaned_data.get("ordning", "")])

    def _by_facts(self, responses, chosen):
        facts = {"lage": "state", "tid": "timeliness", "stallning": "stance"}
        return responses.filter(**{field: chosen[name] for name, field in facts.items() if chosen.get(name)})

    def _by_sender(self, responses, chosen):
        if group := chosen.get("grupp"):
            responses = responses.filter(in_group(group))
        if area := chosen.get("omrade"):
            bodies = responses.exclude(sender_kind=SenderKind.PERSON)
            none = Q(organisation__area="") | Q(organisation=None)
            responses = bodies.filter(none if area == NO_AREA else Q(organisation__area=area))
        match chosen.get("fran"):
            case "org":
                responses = responses.exclude(sender_kind=SenderKind.PERSON)
            case str(kind) if kind:
                responses = responses.filter(sender_kind=kind)
        for word in chosen.get("q", "").split():
            named = Q(sender_kind=SenderKind.PERSON, sender_name__icontains=word)
            responses = responses.filter(of_bodies_named(word) | named)
        return responses

    def _by_marks(self, responses, chosen):
        match chosen.get("visa"):
            case "preliminara":
                return responses.awaiting_decision()
            case "bestridda":
                return responses.disowned()
            case "gemensamma":
                return responses.filter(Exists(Response.joint_with.through.objects.filter(response=OuterRef("pk"))))
        return responses

    def _by_count(self, responses, chosen):
        match chosen.get("rakna"):
            case "ja":
                return compiling.counted(responses)
            case reason if reason in LEFT_OUT:
                return compiling.left_out(responses, reason)
        return responses

    def _by_part(self, responses, chosen):
        """What is said of one section or one question, as the compilation counts it."""
        if section := chosen.get("avsnitt"):
            responses = compiling.on_section(responses, section)
            if stance := chosen.get("pa"):
                responses = compiling.section_stance(responses, section).filter(on_section=stance)
        if chosen.get("fraga") is not None:
            asked = Question.objects.filter(consultation=self.consultation, order=chosen["fraga"])
            responses = compiling.on_question(responses, asked.values("pk")[:1])
            if said := chosen.get("val"):
                responses = responses.filter(said=said)
        return responses

    @property
    def first_fields(self):
        return [self[name] for name in self.FIRST]

    @property
    def more_fields(self):
        return [field for field in self.visible_fields() if field.name not in self.FIRST]

    @property
    def uses_more(self):
        """Whether something is asked for among the folded ones, which must then be seen."""
        return any(self.cleaned_data.get(field.name) for field in self.more_fields)

    @property
    def is_narrowed(self):
        """Whether fewer than all are asked for."""
        return any(value not in ("", None) for name, value in self.cleaned_data.items() if name != "ordning")

    @property
    def may_tell_of_hidden(self):
        """Whether the number of answers from protected people tells nothing of any of them: not by name or opinion."""
        chosen = {name for name, value in self.cleaned_data.items() if value not in ("", None)}
        return chosen <= {"rakna", "fran", "grupp", "ordning"}

    @property
    def of_a_number(self):
        """Whether a number of the compilation led here by something that no field shows."""
        return any(self.cleaned_data.get(name) not in ("", None) for name in self.NUMBERS)

    @property
    def section(self):
        """The section that the answers speak of, if one is asked for."""
        found = VersionSection.objects.filter(version=self.consultation.version_id, pk=self.cleaned_data.get("avsnitt"))
        return found.only("number", "heading").first() if self.cleaned_data.get("avsnitt") else None
