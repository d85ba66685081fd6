from django.urls import path

from timeline import views

app_name = "timeline"
urlpatterns = [
    path("tidplan/", views.timeline, name="timeline"),
    path("tidplan.ics", views.calendar, name="calendar"),
    path("remisser/<int:year>/<slug:slug>/sista-dag.ics", views.round_calendar, name="round_calendar"),
    path("nyheter.atom", views.news_feed, name="news_feed"),
    path("nyheter/", views.news, name="news"),
    path("nyheter/<slug:slug>/", views.news_item, name="news_item"),
    path("organisation/", views.organisation, name="organisation"),
    path("arbetsyta/tidplan/", views.workspace, name="workspace"),
    path("arbetsyta/tidplan/ny/", views.new_milestone, name="new_milestone"),
    path("arbetsyta/tidplan/<int:pk>/", views.edit_milestone, name="edit_milestone"),
]
