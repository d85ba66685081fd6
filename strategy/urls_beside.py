from django.urls import path

from strategy.views import errata, summaries

READ = "strategi/<slug:slug>/"
WORK = "arbetsyta/strategi/<slug:slug>/"
urlpatterns = [
    path(READ + "sammanfattning/<slug:summary>/", summaries.summary, name="summary"),
    path(WORK + "version/<int:number>/rattelser/", errata.errata, name="errata"),
    path(WORK + "version/<int:number>/rattelser/ny/", errata.add, name="add_erratum"),
    path(
        WORK + "version/<int:number>/rattelser/<int:erratum>/aterta/",
        errata.withdraw,
        name="withdraw_erratum",
    ),
    path(WORK + "sammanfattningar/", summaries.summaries, name="summaries"),
    path(WORK + "sammanfattningar/ny/", summaries.add, name="add_summary"),
    path(WORK + "sammanfattningar/<slug:summary>/", summaries.edit, name="edit_summary"),
    path(WORK + "sammanfattningar/<slug:summary>/publicera/", summaries.publish, name="publish_summary"),
    path(WORK + "sammanfattningar/<slug:summary>/ta-ned/", summaries.take_down, name="take_down_summary"),
]
