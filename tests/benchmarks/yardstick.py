"""The yardstick of every ratio: a Django view with one indexed SELECT, default middleware, served as the portal is."""

import os

import dj_database_url
import django
from django.conf import settings

if not settings.configured:
    settings.configure(
        SECRET_KEY="yardstick-" + "x" * 50,
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        DATABASES={"default": dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=600)},
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        INSTALLED_APPS=["django.contrib.contenttypes"],
        USE_TZ=True,
    )
    django.setup()

from django.contrib.contenttypes.models import ContentType
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path


def one_select(request):
    """One row by its primary key, as text."""
    return HttpResponse(ContentType.objects.filter(pk=1).values_list("model", flat=True).first())


urlpatterns = [path("", one_select)]
application = get_wsgi_application()
