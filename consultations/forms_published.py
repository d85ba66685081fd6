"""Which published answers a reader wants to see."""

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy

from consultations.models import Response, Stance, Timeliness
from consultations.sender_order import by_sender, in_group, of_bodies_named
from rus_portal.accounts.models import Category, Organisation

ALL = ("", gettext_lazy("All"))
SORTS = {"": ("received_at", "pk"), "namn": (*by_sender(), "received_at", "pk"), "nyast": ("-received_at", "-pk")}


class PublishedFilter(forms.Form):
    """Which published answers, in which order. What makes no sense is ignored; a person is found by no word."""

    q = forms.CharField(
        label=gettext_lazy("Organisation"),
        max_length=100,
        required=False,
        empty_value="",
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    grupp = forms.ChoiceField(
        label=gettext_lazy("Group"),
        choices=[ALL, *Category.choices, ("person", gettext_lazy("Private persons"))],
        required=False,
    )
    omrade = forms.ChoiceField(label=gettext_lazy("Area"), required=False)
    stallning = forms.ChoiceField(label=gettext_lazy("Stance"), choices=[ALL, *Stance.choices], required=False)
    tid = forms.ChoiceField(label=gettext_lazy("In time"), choices=[ALL, *Timeliness.choices], required=False)
    visa = forms.ChoiceField(
        label=gettext_lazy("Show only"),
        choices=[ALL, ("preliminara", gettext_lazy("Preliminary")), ("gemensamma", gettext_lazy("Joint answers"))],
        required=False,
    )
    ordning = forms.ChoiceField(
        label=gettext_lazy("Order"),
        choices=[
            ("", gettext_lazy("By arrival")),
            ("namn", gettext_lazy("By name")),
            ("nyast", gettext_lazy("Newest first")),
        ],
        required=False,
    )

    def __init__(self, data, *, consultation):
        super().__init__(data)
        own = Response.objects.published().filter(organisation=OuterRef("pk"), consultation=consultation)
        answered = Organisation.objects.exclude(area="").filter(Exists(own))
        areas = answered.order_by("area").values_list("area", flat=True).distinct()
        self.fields["omrade"].choices = [ALL, *((area, area) for area in areas)]

    def narrow(self, responses):
        """These answers, filtered and in order."""
        self.is_valid()
        chosen = self.cleaned_data
        facts = {"tid": "timeliness", "stallning": "stance", "omrade": "organisation__area"}
        responses = responses.filter(**{field: chosen[name] for name, field in facts.items() if chosen.get(name)})
        if group := chosen.get("grupp"):
            responses = responses.filter(in_group(group))
        match chosen.get("visa"):
            case "preliminara":
                responses = responses.filter(is_preliminary=True, confirmation=None)
            case "gemensamma":
                joint = Response.joint_with.through.objects.filter(response=OuterRef("pk"))
                responses = responses.filter(Exists(joint))
        for word in chosen.get("q", "").split():
            responses = responses.filter(of_bodies_named(word))
        return responses.order_by(*SORTS[chosen.get("ordning", "")])

    @property
    def is_narrowed(self):
        """Whether fewer than all are asked for."""
        return any(value for name, value in self.cleaned_data.items() if name != "ordning")
