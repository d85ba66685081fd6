from django.urls import path

from rus_portal.notifications import views

app_name = "notifications"
urlpatterns = [
    path("arbetsyta/utskick/", views.outbox, name="outbox"),
    path("arbetsyta/utskick/studsar/", views.returned, name="returned"),
    path("arbetsyta/utskick/studsar/<int:pk>/hav/", views.lift, name="lift"),
    path("arbetsyta/utskick/<int:pk>/", views.letter, name="letter"),
    path("demo/brev/", views.demo_outbox, name="demo_outbox"),
    path("demo/brev/<int:pk>/", views.demo_letter, name="demo_letter"),
]
