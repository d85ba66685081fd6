from django.urls import path

from rus_portal.accounts import views

app_name = "accounts"
urlpatterns = [
    path("konto/hem/", views.home, name="home"),
    path("arbetsyta/roller/", views.roles, name="roles"),
]
