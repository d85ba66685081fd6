"""The figures of a round: each invited body counted once, in total, by group and by area, in one query."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consultations.models import Invitation, Response, SenderKind
from consultations.standing.where import located
from rus_portal.accounts import collation
from rus_portal.accounts.models import Category

# The drawn bar of the answers is this wide.
BAR = 120


@dataclass(frozen=True)
class Figure:
    """One number: how it is called, and which bodies it counts, as a fact of `located` and the values wanted of it."""

    label: str
    fact: str = ""
    values: tuple = (True,)
    # Whether the tables of groups and areas show it, too.
    is_column: bool = True

    def counts(self, facts):
        """Whether a body (or a group of them) with these facts is one of those counted."""
        return not self.fact or facts[self.fact] in self.values

    def narrow(self, invitations):
        """The very same bodies, for the list behind the number."""
        return invitations.filter(**{f"{self.fact}__in": self.values}) if self.fact else invitations


FIGURES = {
    "invited": Figure(_("Invited")),
    "delivered": Figure(_("Delivered"), "is_delivered"),
    "confirmed": Figure(pgettext_lazy("of invited bodies", "Confirmed"), "is_confirmed"),
    "answered": Figure(_("Answered themselves"), "heard", ("answered",)),
    "joint": Figure(_("Only in a joint answer"), "heard", ("joint",)),
    "joint_named": Figure(_("Named in a joint answer, not confirmed"), "joining", ("asked",), is_column=False),
    "joint_joined": Figure(_("Joined a joint answer"), "joining", ("joined",), is_column=False),
    "joint_differs": Figure(_("Joined, but differ"), "joining", ("differs",), is_column=False),
    "joint_declined": Figure(_("Named, not behind it"), "joining", ("declined",), is_column=False),
    "declined": Figure(_("Decline"), "heard", ("declined",)),
    "silent": Figure(_("Silent"), "heard", ("silent",)),
    "asks": Figure(_("Extension asked for"), "asks"),
    "granted": Figure(_("Extension granted"), "granted"),
    "refused": Figure(_("Extension refused"), "refused"),
    "bounced": Figure(_("Letter came back"), "is_bounced"),
}
FACTS = sorted({figure.fact for figure in FIGURES.values()} - {""})


class Figures(dict):
    """Every figure of some invited bodies by its name. Answered, joint, declined and silent make up the invited."""

    @classmethod
    def of_groups(cls, groups):
        """Count groups of alike bodies: mappings of facts with their number `n`."""
        numbers = Counter({name: 0 for name in FIGURES})
        for group in groups:
            for name, figure in FIGURES.items():
                numbers[name] += group["n"] if figure.counts(group) else 0
        return cls(numbers)

    @classmethod
    def of(cls, some_rows):
        """Count the rows of a list."""
        return cls.of_groups({fact: getattr(row.invitation, fact) for fact in FACTS} | {"n": 1} for row in some_rows)

    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError as unknown:
            raise AttributeError(name) from unknown

    @property
    def heard(self):
        """Bodies that have said their opinion, by themselves or jointly: each once (scenario 9)."""
        return self.answered + self.joint

    @property
    def share(self):
        """Per cent of the invited that have been heard, rounded; but some are never all, and never none."""
        if self.heard in {0, self.invited}:
            return 100 if self.heard else 0
        return min(max((200 * self.heard + self.invited) // (2 * self.invited), 1), 99)

    @property
    def bar(self):
        """(kind, x, width) of the drawn bar, whose whole length is the invited."""
        parts, x = [], 0
        for kind in ("answered", "joint", "declined", "silent"):
            width = round(BAR * self[kind] / self.invited, 2) if self.invited else 0
            parts.append((kind, x, width))
            x = round(x + width, 2)
        return parts


@dataclass(frozen=True)
class Part:
    """The figures of one group or one area."""

    value: str
    label: str
    figures: Figures


@dataclass(frozen=True)
class Cockpit:
    """All figures of a round."""

    total: Figures
    by_category: list
    by_area: list

    @property
    def category(self):
        """The parts by the code of their group."""
        return {part.value: part.figures for part in self.by_category}


def cockpit(consultation) -> Cockpit:
    """Count everything in the database: one query, whatever the number of invited bodies."""
    groups = list(
        located(consultation.invitations.all())
        .order_by()
        .values("organisation__category", "organisation__area", *FACTS)
        .annotate(n=Count("pk"))
    )
    areas = sorted({group["organisation__area"] for group in groups} - {""}, key=collation.sort_key)
    areas += [""] if areas and any(not group["organisation__area"] for group in groups) else []
    return Cockpit(
        Figures.of_groups(groups),
        _parts(groups, "organisation__category", Category.choices),
        _parts(groups, "organisation__area", [(area, area or _("No area stated")) for area in areas]),
    )


def _parts(groups, fact, choices):
    """Those that have an invited body, in the order of the choices."""
    own = ((value, label, [group for group in groups if group[fact] == value]) for value, label in choices)
    return [Part(value, label, Figures.of_groups(some)) for value, label, some in own if some]


def by_category(some_rows):
    """(group, figures) for each group with an invited body, in the order of the groups."""
    return [
        (category.label, Figures.of(own))
        for category in Category
        if (own := [row for row in some_rows if row.organisation.category == category])
    ]


def with_figures(consultations):
    """Annotate how many bodies are invited, how many of them have answered, and how many answers stand."""
    invited = Invitation.objects.filter(consultation=OuterRef("pk")).order_by()
    answered = invited.with_answer().filter(has_answered=True)
    standing = Response.objects.standing().filter(consultation=OuterRef("pk")).order_by()
    return consultations.annotate(
        invited_count=_count(invited), answered_count=_count(answered), response_count=_count(standing)
    )


def _count(of_one_round):
    counted = of_one_round.values("consultation").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def others(consultation):
    """How many have answered uninvited, and how many answers are joint: standing ones only."""
    standing = Response.objects.standing().filter(consultation=consultation)
    joint = Response.joint_with.through.objects.filter(response=OuterRef("pk"))
    return standing.aggregate(
        organisations=Count("pk", filter=Q(sender_kind=SenderKind.ORGANISATION)),
        persons=Count("pk", filter=Q(sender_kind=SenderKind.PERSON)),
        protected=Count("pk", filter=Q(sender_kind=SenderKind.PERSON, is_protected=True)),
        joint=Count("pk", filter=Q(Exists(joint))),
        all=Count("pk"),
    )


def uninvited_organisations(consultation):
    """The standing answers of organisations that were not invited."""
    standing = Response.objects.standing().filter(consultation=consultation, sender_kind=SenderKind.ORGANISATION)
    return standing.select_related("organisation").annotate(comment_count=Count("comments")).order_by("received_at")
