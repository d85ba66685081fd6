from django.urls import path

from rus_portal.exports import views

app_name = "exports"
urlpatterns = [path("fil/<int:pk>/", views.download, name="download")]
