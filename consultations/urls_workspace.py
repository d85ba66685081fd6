"""The officials' addresses of this app; `consultations.urls` includes them."""

from django.urls import path

from consultations.views_workspace import deciding, inviting, received, rounds

ROUND = "arbetsyta/remiss/<int:year>/<slug:slug>/"
ANSWER = f"{ROUND}svar/<slug:number>/"

urlpatterns = [
    path("arbetsyta/remiss/", rounds.round_list, name="workspace"),
    path(ROUND, rounds.show_round, name="workspace_round"),
    path(f"{ROUND}steg/<slug:transition>/", deciding.take_step, name="workspace_step"),
    path(f"{ROUND}sista-dag/", deciding.move_deadline, name="workspace_deadline"),
    path(f"{ROUND}anstand/<int:pk>/", deciding.decide_extension, name="workspace_extension"),
    path(f"{ROUND}inbjudna/", inviting.invite, name="workspace_invite"),
    path(f"{ROUND}inbjudna/<int:pk>/", inviting.contact, name="workspace_contact"),
    path(f"{ROUND}svar/", received.response_list, name="workspace_responses"),
    path(ANSWER, received.show_response, name="workspace_response"),
    path(f"{ANSWER}registrera/", received.register, name="workspace_register"),
    path(f"{ANSWER}bilaga/<int:pk>/", received.attachment, name="workspace_attachment"),
]
