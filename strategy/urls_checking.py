from django.urls import path

from strategy.views import checking

WORK = "arbetsyta/strategi/<slug:slug>/"
urlpatterns = [
    path(WORK + "granskning/", checking.document_check, name="check"),
    path(WORK + "granskning/<int:pk>/aterta/", checking.take_back, name="take_back_hint"),
    path(WORK + "avsnitt/<uuid:key>/granskning/", checking.section_check, name="check_section"),
    path(WORK + "avsnitt/<uuid:key>/granskning/avfarda/", checking.dismiss, name="dismiss_hint"),
]
