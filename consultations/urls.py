from django.urls import include, path

from consultations import parts
from consultations.views import (
    answering,
    autosaving,
    draft_review,
    finishing,
    letters,
    more_time,
    organisation,
    paper,
    public,
    receiving,
    respondent,
    published,
    sections,
    starting,
    teamwork,
)

app_name = "consultations"

ROUND = "remisser/<int:year>/<slug:slug>/"
ANSWER = f"{ROUND}svara/"
TEAM = f"{ANSWER}arbete/"
MINE = "mina-svar/"

urlpatterns = [
    path("remisser/", public.round_list, name="round_list"),
    path(ROUND, public.show_round, name="round"),
    path(f"{ROUND}remiss.pdf", paper.round_pdf, name="round_pdf"),
    path(f"{ROUND}svar/", published.published_responses, name="published_responses"),
    path(f"{ROUND}svar/<slug:number>/", published.published_answer, name="published_answer"),
    path(f"{ROUND}svar/<slug:number>/bilaga/<int:pk>/", published.published_file, name="published_file"),
    path(f"{ROUND}sammanstallning/", public.report, name="report"),
    path(ANSWER, starting.start, name="answer"),
    path(f"{ANSWER}spara/", autosaving.autosave, name="autosave"),
    path(f"{ANSWER}{parts.FILES}/", finishing.files, name="answer_files"),
    path(f"{ANSWER}{parts.FILES}/<int:pk>/", finishing.draft_file, name="draft_file"),
    path(f"{ANSWER}{parts.REVIEW}/", finishing.review, name="answer_review"),
    path(f"{ANSWER}anstand/<int:pk>/", more_time.ask, name="more_time"),
    path(f"{ANSWER}mottagen/", receiving.follow_link, name="confirm_receipt"),
    path(f"{ANSWER}mottagen/<int:pk>/", receiving.confirm, name="receipt_of_round"),
    path(f"{ANSWER}{parts.SECTIONS}/", sections.section_list, name="answer_sections"),
    path(f"{ANSWER}{parts.SECTIONS}/<str:address>/", sections.section_page, name="answer_section"),
    path(TEAM, teamwork.team, name="team"),
    path(f"{TEAM}bjud-in/", teamwork.invite, name="team_invite"),
    path(f"{TEAM}person/<uuid:pk>/", teamwork.person, name="team_person"),
    path(f"{TEAM}lank/", teamwork.own_link, name="team_link"),
    path(f"{TEAM}namn/", teamwork.rename, name="team_name"),
    path(f"{TEAM}inbjudan/", teamwork.invitation_link, name="team_invitation"),
    path(f"{TEAM}uppgift/", teamwork.hand_out, name="team_hand_out"),
    path(f"{TEAM}uppgift/<int:pk>/", teamwork.task, name="team_task"),
    path(f"{TEAM}kommentar/", teamwork.say, name="team_say"),
    path(f"{TEAM}kommentar/<int:pk>/", teamwork.note, name="team_note"),
    path(f"{TEAM}granskning/", draft_review.step, name="team_review"),
    path(f"{TEAM}utskrift/<slug:kind>/", draft_review.paper, name="team_paper"),
    path(f"{TEAM}har/", teamwork.here, name="team_here"),
    path(f"{ANSWER}kod/", starting.ask_for_code, name="answer_code"),
    path(f"{ANSWER}skyddade-uppgifter/", starting.protected, name="answer_protected"),
    path(f"{ANSWER}<slug:part>/", answering.answer_part, name="answer_part"),
    path(f"{MINE}brev/", letters.my_letters, name="my_letters"),
    path(MINE, respondent.my_responses, name="my_responses"),
    path(f"{MINE}lank/<str:key>/", respondent.personal_link, name="personal_link"),
    path(f"{MINE}organisation/<int:pk>/", organisation.show, name="organisation"),
    path(f"{MINE}organisation/<int:pk>/bjud-in/", organisation.invite, name="organisation_invite"),
    path(f"{MINE}organisation/<int:pk>/inbjudan/<int:invitation>/", organisation.pending, name="organisation_pending"),
    path(f"{MINE}organisation/<int:pk>/medlem/<int:member>/", organisation.member, name="organisation_member"),
    path(f"{MINE}organisation/<int:pk>/regler/", organisation.rules, name="organisation_rules"),
    path(f"{MINE}medlem/<str:key>/", organisation.accept, name="organisation_accept"),
    path(f"{MINE}<slug:number>/", respondent.receipt, name="receipt"),
    path(f"{MINE}<slug:number>/kopia.pdf", respondent.receipt_pdf, name="receipt_pdf"),
    path(f"{MINE}<slug:number>/ta-tillbaka/", respondent.withdraw, name="withdraw"),
    path(f"{MINE}<slug:number>/nytt/", respondent.follow_up, name="follow_up"),
    path("", include("consultations.urls_workspace")),
]
