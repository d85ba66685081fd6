from django.urls import path

from rus_portal.site import access_requests, feedback, subscriptions, views, workspace
from rus_portal.site.search.views import search

app_name = "site"
urlpatterns = [
    path("", views.start, name="start"),
    path("sok/", search, name="search"),
    path("om/", views.about, name="about"),
    path("om/personuppgifter/", views.privacy, name="privacy"),
    path("om/kontakt/", feedback.contact, name="contact"),
    path("om/kontakt/tack/", feedback.contact_thanks, name="contact_thanks"),
    path("om/komponenter/", views.components, name="components"),
    path("tillganglighet/", feedback.accessibility, name="accessibility"),
    path("tillganglighet/tack/", feedback.accessibility_thanks, name="accessibility_thanks"),
    path("service/", views.service, name="service"),
    path("prenumerera/", subscriptions.subscribe, name="subscribe"),
    path("prenumerera/tack/", subscriptions.subscribe_thanks, name="subscribe_thanks"),
    path("prenumerera/avslutad/", subscriptions.subscription_ended, name="subscription_ended"),
    path("prenumerera/<str:key>/", subscriptions.subscription, name="subscription"),
    path("prenumerera/<str:key>/avsluta/", subscriptions.end_subscription, name="end_subscription"),
    path("tyck-till/", feedback.page_feedback, name="feedback"),
    path("tyck-till/tack/", feedback.feedback_thanks, name="feedback_thanks"),
    path("begar-ut/", access_requests.ask_to_read, name="ask_to_read"),
    path("begar-ut/arende/<str:key>/", access_requests.access_request, name="access_request"),
    path("arbetsyta/", workspace.overview, name="workspace"),
    path("arbetsyta/sidsvar/", feedback.feedback_overview, name="feedback_overview"),
    path("arbetsyta/tillganglighet/", feedback.barriers, name="barriers"),
    path("arbetsyta/tillganglighet/<int:pk>/besvarat/", feedback.answered, name="answered"),
    path("arbetsyta/tillganglighet/redogorelse/", feedback.statement, name="statement"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
]
