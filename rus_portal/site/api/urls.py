from django.urls import path

from rus_portal.site.api import views

app_name = "api"
ROUND = "api/v1/rounds/<int:year>/<slug:slug>/"

urlpatterns = [
    path("api/v1/", views.index, name="index"),
    path("api/v1/openapi.json", views.description, name="openapi"),
    path("api/v1/catalog.ttl", views.catalogue_of_data, name="catalogue"),
    path("api/v1/rounds/", views.rounds, name="rounds"),
    path(ROUND, views.one_round, name="round"),
    path(f"{ROUND}answers/", views.answers, name="answers"),
    path(f"{ROUND}answers/<slug:number>/", views.one_answer, name="answer"),
    path("api/v1/documents/", views.documents, name="documents"),
    path("api/v1/timeline/", views.timeline, name="timeline"),
    path("om/api/", views.about, name="about"),
]
