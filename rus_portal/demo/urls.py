from django.urls import path

from rus_portal.demo import views

app_name = "demo"
urlpatterns = [
    path("res/", views.travel, name="travel"),
    path("resa/", views.journey, name="journey"),
]
