from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from rus_portal.accounts.access import right_required
from rus_portal.accounts.models import User
from rus_portal.accounts.roles import ROLES, Right


def home(request):
    """To where the person works: officials to the workspace, everyone else to the own answers."""
    return redirect("site:workspace" if request.user.is_official else "consultations:my_responses")


@right_required(Right.ENTER_WORKSPACE)
def roles(request):
    """Who may do what, as one page that a lawyer can read."""
    described = [
        {
            "label": role.label,
            "description": description,
            "rights": [right.label for right in Right if right in description.rights],
            "holders": [],
        }
        for role, description in ROLES.items()
    ]
    places = {str(role): described[n] for n, role in enumerate(ROLES)}
    officials = User.objects.filter(official_roles__isnull=False, is_active=True)
    for name, email, role in officials.order_by("name").values_list("name", "email", "official_roles__role"):
        places[role]["holders"].append(name or email)
    context = {"crumbs": [(_("Overview"), reverse("site:workspace"))], "roles": described}
    return render(request, "accounts/roles.html", context)
