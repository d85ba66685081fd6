from django.urls import path

from strategy.views import marking, suggesting

WORK = "arbetsyta/strategi/<slug:slug>/"
urlpatterns = [
    path(WORK + "markeringar/", marking.document_marks, name="marks"),
    path(WORK + "avsnitt/<uuid:key>/markeringar/", marking.section_marks, name="section_marks"),
    path(WORK + "avsnitt/<uuid:key>/kommentera/", marking.comment, name="comment"),
    path(WORK + "avsnitt/<uuid:key>/foresla/", suggesting.suggest, name="suggest"),
    path(WORK + "kommentarer/<int:thread>/svara/", marking.reply, name="reply_comment"),
    path(WORK + "kommentarer/<int:thread>/avgor/", marking.settle, name="settle_comment"),
    path(WORK + "forslag/avgor/", suggesting.decide_all, name="decide_suggestions"),
    path(WORK + "forslag/<int:suggestion>/", suggesting.suggestion, name="suggestion"),
    path(WORK + "forslag/<int:suggestion>/avgor/", suggesting.decide, name="decide_suggestion"),
    path(WORK + "forslag/<int:suggestion>/aterta/", suggesting.withdraw, name="withdraw_suggestion"),
    path(WORK + "forslag/<int:suggestion>/oppna-igen/", suggesting.reopen, name="reopen_suggestion"),
]
