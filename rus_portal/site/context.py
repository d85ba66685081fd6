"""What every template may use."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language_from_path

from rus_portal.demo import phases


def portal(request):
    """The portal's name, the same page in the other languages, and the demo's clock where there is one."""
    return {
        "portal": name_of_portal(),
        "other_languages": SimpleLazyObject(lambda: _in_other_languages(request)),
        "demo": SimpleLazyObject(phases.strip) if settings.PORTAL_DEMO else None,
    }


def name_of_portal():
    """What stands at the top of each page, and where the portal lives."""
    return {"name": settings.PORTAL_NAME, "region": settings.PORTAL_REGION, "url": settings.PORTAL_URL}


def _in_other_languages(request):
    """(code, address) of the same page: addresses differ only by the prefix, see rus_portal/urls.py."""
    if request.resolver_match is None:
        return []
    path = request.get_full_path()
    own = get_language_from_path(request.path_info)
    bare = path.removeprefix(f"/{own}") if own else path
    others = [code for code, _name in settings.LANGUAGES if code != (own or settings.LANGUAGE_CODE)]
    return [(code, bare if code == settings.LANGUAGE_CODE else f"/{code}{bare}") for code in others]
