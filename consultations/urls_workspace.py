"""The officials' addresses of this app; `consultations.urls` includes them."""

from django.urls import path

from consultations.views_workspace import (
    adding,
    deciding,
    importing,
    inviting,
    letters,
    outages,
    received,
    registry,
    rounds,
    setting_up,
    setting_up_rows,
)

ROUND = "arbetsyta/remiss/<int:year>/<slug:slug>/"
SETUP = f"{ROUND}forbered/"
ANSWER = f"{ROUND}svar/<slug:number>/"
INVITED = f"{ROUND}inbjudna/"

urlpatterns = [
    path("arbetsyta/diarium/", registry.queue, name="workspace_registry"),
    path("arbetsyta/diarium/skyddade/", registry.protected_readings, name="workspace_protected_readings"),
    path("arbetsyta/remiss/", rounds.round_list, name="workspace"),
    path("arbetsyta/remiss/ny/", setting_up.start, name="workspace_new_round"),
    path(SETUP, setting_up.begin, name="workspace_setup_begin"),
    path(f"{SETUP}fragor/ny/", setting_up_rows.add_question, name="workspace_question_new"),
    path(f"{SETUP}fragor/uppsattning/", setting_up_rows.ready_questions, name="workspace_questions_ready"),
    path(f"{SETUP}fragor/<int:pk>/", setting_up_rows.change_question, name="workspace_question"),
    path(f"{SETUP}fragor/<int:pk>/flytta/", setting_up_rows.move_question, name="workspace_question_move"),
    path(f"{SETUP}fragor/<int:pk>/ta-bort/", setting_up_rows.remove_question, name="workspace_question_remove"),
    path(f"{SETUP}delar/ny/", setting_up_rows.add_part, name="workspace_part_new"),
    path(f"{SETUP}delar/<int:pk>/", setting_up_rows.change_part, name="workspace_part"),
    path(f"{SETUP}delar/<int:pk>/ta-bort/", setting_up_rows.remove_part, name="workspace_part_remove"),
    path(f"{SETUP}<slug:step>/", setting_up.step, name="workspace_setup"),
    path(f"{ROUND}kontakt/", setting_up.contact_person, name="workspace_contact_person"),
    path(ROUND, rounds.show_round, name="workspace_round"),
    path(f"{ROUND}utskick/", letters.round_letters, name="workspace_letters"),
    path(f"{ROUND}steg/<slug:transition>/", deciding.take_step, name="workspace_step"),
    path(f"{ROUND}sista-dag/", deciding.move_deadline, name="workspace_deadline"),
    path(f"{ROUND}avbrott/", outages.answer_proposal, name="workspace_outage"),
    path(f"{ROUND}anstand/<int:pk>/", deciding.decide_extension, name="workspace_extension"),
    path(f"{ROUND}sammanstallningsdag/", deciding.set_compilation_day, name="workspace_compilation_day"),
    path(INVITED, inviting.invited_list, name="workspace_invited"),
    path(f"{INVITED}ny/", adding.invite, name="workspace_invite"),
    path(f"{INVITED}register/", adding.invite_many, name="workspace_invite_many"),
    path(f"{INVITED}import/", importing.imports, name="workspace_imports"),
    path(f"{INVITED}import/mall.csv", importing.template, name="workspace_import_template"),
    path(f"{INVITED}import/<int:pk>/", importing.show_import, name="workspace_import"),
    path(f"{INVITED}import/<int:pk>/lagg-till/", importing.accept, name="workspace_import_accept"),
    path(f"{INVITED}import/<int:pk>/kasta/", importing.discard, name="workspace_import_discard"),
    path(f"{INVITED}<int:pk>/", inviting.show_invitation, name="workspace_invitation"),
    path(f"{INVITED}<int:pk>/anteckning/", inviting.describe, name="workspace_describe"),
    path(f"{INVITED}<int:pk>/kontakt/", inviting.contact, name="workspace_contact"),
    path(f"{INVITED}<int:pk>/skicka/", inviting.resend, name="workspace_resend"),
    path(f"{INVITED}<int:pk>/ta-bort/", inviting.uninvite, name="workspace_uninvite"),
    path(f"{ROUND}svar/", received.response_list, name="workspace_responses"),
    path(ANSWER, received.show_response, name="workspace_response"),
    path(f"{ANSWER}registrera/", registry.register, name="workspace_register"),
    path(f"{ANSWER}markera/", registry.mark, name="workspace_mark"),
    path(f"{ANSWER}markera/<int:pk>/ta-bort/", registry.lift_mark, name="workspace_lift_mark"),
    path(f"{ANSWER}bilaga/<int:pk>/", received.attachment, name="workspace_attachment"),
]
