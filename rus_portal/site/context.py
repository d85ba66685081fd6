"""What every template may use."""

from django.conf import settings
from django.urls import translate_url
from django.utils.functional import SimpleLazyObject

from rus_portal.demo import phases


def portal(request):
    """The portal's name, the same page in the other languages, and the demo's clock where there is one."""
    path = request.get_full_path()
    return {
        "portal": name_of_portal(),
        "language_switch": SimpleLazyObject(
            lambda: [(code, name, translate_url(path, code)) for code, name in settings.LANGUAGES]
        ),
        "demo": SimpleLazyObject(phases.strip) if settings.PORTAL_DEMO else None,
    }


def name_of_portal():
    """What stands at the top of each page, and where the portal lives."""
    return {"name": settings.PORTAL_NAME, "region": settings.PORTAL_REGION, "url": settings.PORTAL_URL}
