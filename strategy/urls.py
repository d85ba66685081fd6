from django.urls import path, re_path

from strategy import urls_beside, urls_checking, urls_comparing, urls_marking, urls_weighing, urls_word
from strategy.views import arranging, deciding, editing, images, live, public, revisions, workspace

app_name = "strategy"
urlpatterns = [
    path("strategi/", public.document_list, name="document_list"),
    path("strategi/<slug:slug>/", public.document, name="document"),
    path("strategi/<slug:slug>/underlag/", public.evidence, name="evidence"),
    path("strategi/<slug:slug>/version/<int:number>/", public.version, name="version"),
    path("strategi/<slug:slug>/version/<int:number>.json", public.version_json, name="version_json"),
    path("strategi/<slug:slug>/version/<int:number>.pdf", public.version_pdf, name="version_pdf"),
    re_path(r"^v/(?P<prefix>[0-9a-f]{8,64})/$", public.permanent, name="permanent"),
    path("arbetsyta/strategi/", workspace.document_list, name="workspace_list"),
    path("arbetsyta/strategi/<slug:slug>/", workspace.document, name="workspace"),
    path("arbetsyta/strategi/<slug:slug>/las/", workspace.reading, name="workspace_reading"),
    path("arbetsyta/strategi/<slug:slug>/version/<int:number>/", workspace.version, name="workspace_version"),
    path("arbetsyta/strategi/<slug:slug>/version/<int:number>/steg/", deciding.take_step, name="version_step"),
    path("arbetsyta/strategi/<slug:slug>/nytt-avsnitt/", editing.add, name="add_section"),
    path("arbetsyta/strategi/<slug:slug>/avsnitt/<uuid:key>/", editing.edit, name="edit_section"),
    path("arbetsyta/strategi/<slug:slug>/avsnitt/<uuid:key>/flytta/", editing.move, name="move_section"),
    path("arbetsyta/strategi/<slug:slug>/avsnitt/<uuid:key>/ta-bort/", editing.remove, name="remove_section"),
    path(
        "arbetsyta/strategi/<slug:slug>/avsnitt/<uuid:key>/ta-tillbaka/",
        editing.bring_back,
        name="bring_back_section",
    ),
    path("arbetsyta/strategi/<slug:slug>/avsnitt/<uuid:key>/spara/", live.autosave, name="autosave_section"),
    path("arbetsyta/strategi/<slug:slug>/avsnitt/<uuid:key>/har/", live.here, name="section_here"),
    path("arbetsyta/strategi/<slug:slug>/avsnitt/<uuid:key>/valj/<int:held>/", live.settle, name="settle_held"),
    path("arbetsyta/strategi/<slug:slug>/ordna/", arranging.arrange, name="arrange"),
    path("arbetsyta/strategi/<slug:slug>/bilder/", images.images, name="images"),
    path("arbetsyta/strategi/<slug:slug>/hanvisningar/", live.references, name="references"),
    path("bild/<str:key>", images.image, name="image"),
    path("arbetsyta/strategi/<slug:slug>/avsnitt/<uuid:key>/historik/", revisions.history, name="history"),
    path(
        "arbetsyta/strategi/<slug:slug>/avsnitt/<uuid:key>/historik/<int:number>/",
        revisions.revision,
        name="revision",
    ),
    *urls_beside.urlpatterns,
    *urls_checking.urlpatterns,
    *urls_comparing.urlpatterns,
    *urls_marking.urlpatterns,
    *urls_weighing.urlpatterns,
    *urls_word.urlpatterns,
]
