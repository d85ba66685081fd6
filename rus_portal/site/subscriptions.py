"""Letters for whoever asks for them, without account and without cookie: ask, say yes, choose, end."""

from django import forms
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from consultations.actions.announcing import ALL_ROUNDS, document_topic, round_topic
from consultations.models import Consultation
from consultations.workflow import RoundState
from rus_portal.accounts.access import cookieless_post, open_form, public_page
from rus_portal.notifications import subscribing
from rus_portal.notifications.models import Level, Subscription
from rus_portal.site.feedback import see_other, too_many
from rus_portal.site.limits import HourlyLimit
from strategy.models import Document, Version

LIMIT = HourlyLimit("subscribe", 20)
MOST_CHOICES = 100
# Of these nothing more will be heard.
OVER = [RoundState.PLANNED, RoundState.FINISHED, RoundState.WITHDRAWN]
# What a mail program sends (RFC 8058).
ONE_CLICK = ("List-Unsubscribe", "One-Click")


def _level(**fields):
    wrong = gettext_lazy("Choose how often.")
    return forms.ChoiceField(
        label=gettext_lazy("How often?"),
        choices=Level.choices,
        widget=forms.RadioSelect,
        initial=Level.ALL,
        error_messages={"required": wrong, "invalid_choice": wrong},
        **fields,
    )


class SubscribeForm(forms.Form):
    """Who wants to hear of what, and how much."""

    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("We send a letter there. No other letters come until you have said yes in it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Write your e-mail address."),
            "invalid": gettext_lazy("Write the address with @, such as name@exempelby.example."),
        },
    )
    about = forms.ChoiceField(
        label=gettext_lazy("What do you want to hear of?"),
        error_messages={
            "required": gettext_lazy("Choose what you want to hear of."),
            "invalid_choice": gettext_lazy("Choose what you want to hear of."),
        },
    )
    level = _level()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = _topics()


class LevelForm(forms.Form):
    """How much to hear."""

    level = _level()


def _topics():
    """(topic, how it is called) of all that one can hear of."""
    rounds = Consultation.objects.exclude(state__in=OVER).only("pk", "title")[:MOST_CHOICES]
    published = Version.objects.published().filter(document=OuterRef("pk"))
    documents = Document.objects.filter(Exists(published)).order_by("title")[:MOST_CHOICES]
    return [
        (ALL_ROUNDS, _("All consultations")),
        *((round_topic(one), _label(one)) for one in rounds),
        *((document_topic(one.pk), _label(one)) for one in documents),
    ]


def _label(thing):
    if isinstance(thing, Consultation):
        return _("The consultation “%(title)s”") % {"title": thing.title}
    return _("“%(title)s”: its consultations and new versions") % {"title": thing.title}


def _label_of(topic):
    """How the topic of a subscription is called, also when its round is over."""
    kind, _colon, pk = topic.partition(":")
    if kind == ALL_ROUNDS:
        return _("All consultations")
    thing = (Consultation if kind == "round" else Document).objects.filter(pk=int(pk)).first()
    return _label(thing) if thing else topic


@cookieless_post
@public_page
def subscribe(request):
    """Ask for letters. The answer says nothing of whether the address is known."""
    is_sent = request.method == "POST"
    asked = request.GET.get("om", ALL_ROUNDS)
    form = SubscribeForm(request.POST if is_sent else None, initial={"about": asked})
    context = {"form": form, "crumbs": []}
    if not is_sent:
        return render(request, "site/subscriptions/subscribe.html", context)
    if not form.is_valid():
        return render(request, "site/subscriptions/subscribe.html", context, status=422)
    if not LIMIT.allows(request):
        return too_many(request)
    wish = form.cleaned_data
    subscribing.ask(
        email=wish["email"],
        topic=wish["about"],
        label=dict(form.fields["about"].choices)[wish["about"]],
        level=wish["level"],
        language=get_language() or "sv",
    )
    return see_other(reverse("site:subscribe_thanks"))


@public_page
@require_safe
def subscribe_thanks(request):
    return render(request, "site/subscriptions/thanks.html", {"crumbs": []})


@cookieless_post
@open_form
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscription(request, key):
    """Say yes, or choose how much to hear. A mail program that only looks at the link changes nothing."""
    found = get_object_or_404(Subscription, key=key)
    form = LevelForm(request.POST if request.method == "POST" else None, initial={"level": found.level})
    if request.method == "POST" and form.is_valid():
        subscribing.confirm(found, level=form.cleaned_data["level"])
        return see_other(reverse("site:subscription", args=[found.key]), klart=1)
    context = {
        "crumbs": [],
        "subscription": found,
        "label": _label_of(found.topic),
        "form": form,
        "is_done": "klart" in request.GET and found.confirmed_at,
    }
    return render(request, "site/subscriptions/subscription.html", context, status=422 if form.errors else 200)


# The key is what proves the right: a mail program's server has neither cookie nor origin.
@csrf_exempt
@open_form
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end_subscription(request, key):
    """End it at once: by the button of the page, or by one click in the mail program (RFC 8058).

    What has been ended already, by a letter before, is ended: nobody who clicks again meets a page that is not found.
    """
    found = Subscription.objects.filter(key=key).first()
    if found and request.method != "POST":
        context = {"crumbs": [], "subscription": found, "label": _label_of(found.topic)}
        return render(request, "site/subscriptions/end.html", context)
    if found:
        subscribing.end(found)
    name, value = ONE_CLICK
    if request.POST.get(name) == value:
        return HttpResponse(_("The letters are ended."), content_type="text/plain; charset=utf-8")
    return see_other(reverse("site:subscription_ended"))


@public_page
@require_safe
def subscription_ended(request):
    return render(request, "site/subscriptions/ended.html", {"crumbs": []})
