from django.urls import include, path

from consultations import parts
from consultations.views import answering, finishing, more_time, public, receiving, respondent, starting

app_name = "consultations"

ROUND = "remisser/<int:year>/<slug:slug>/"
ANSWER = f"{ROUND}svara/"
MINE = "mina-svar/"

urlpatterns = [
    path("remisser/", public.round_list, name="round_list"),
    path(ROUND, public.show_round, name="round"),
    path(f"{ROUND}svar/", public.published_responses, name="published_responses"),
    path(f"{ROUND}sammanstallning/", public.report, name="report"),
    path(ANSWER, starting.start, name="answer"),
    path(f"{ANSWER}spara/", finishing.autosave, name="autosave"),
    path(f"{ANSWER}{parts.FILES}/", finishing.files, name="answer_files"),
    path(f"{ANSWER}{parts.FILES}/<int:pk>/", finishing.draft_file, name="draft_file"),
    path(f"{ANSWER}{parts.REVIEW}/", finishing.review, name="answer_review"),
    path(f"{ANSWER}anstand/<int:pk>/", more_time.ask, name="more_time"),
    path(f"{ANSWER}mottagen/", receiving.follow_link, name="confirm_receipt"),
    path(f"{ANSWER}mottagen/<int:pk>/", receiving.confirm, name="receipt_of_round"),
    path(f"{ANSWER}<slug:part>/", answering.answer_part, name="answer_part"),
    path(f"{ANSWER}{parts.SECTIONS}/<str:address>/", answering.answer_section, name="answer_section"),
    path(MINE, respondent.my_responses, name="my_responses"),
    path(f"{MINE}utkast/<str:key>/", respondent.resume, name="resume"),
    path(f"{MINE}<slug:number>/", respondent.receipt, name="receipt"),
    path(f"{MINE}<slug:number>/kopia.pdf", respondent.receipt_pdf, name="receipt_pdf"),
    path(f"{MINE}<slug:number>/ta-tillbaka/", respondent.withdraw, name="withdraw"),
    path(f"{MINE}<slug:number>/nytt/", respondent.follow_up, name="follow_up"),
    path("", include("consultations.urls_workspace")),
]
