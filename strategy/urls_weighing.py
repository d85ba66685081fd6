from django.urls import path

from strategy.views import coverage, evidence, freezing, matrix, principles, weighing

READ = "strategi/<slug:slug>/"
WORK = "arbetsyta/strategi/<slug:slug>/"
urlpatterns = [
    path(READ + "forhallningssatt/", matrix.principles, name="principles"),
    path(READ + "version/<int:number>/forhallningssatt/", matrix.version_principles, name="version_principles"),
    path(READ + "version/<int:number>/forhallningssatt.pdf", matrix.version_matrix_pdf, name="version_matrix_pdf"),
    path(READ + "krav/", coverage.coverage, name="coverage"),
    path(READ + "version/<int:number>/krav/", coverage.version_coverage, name="version_coverage"),
    path(WORK + "forhallningssatt/", weighing.matrix, name="workspace_principles"),
    path(WORK + "forhallningssatt.pdf", matrix.workspace_matrix_pdf, name="workspace_matrix_pdf"),
    path(WORK + "forhallningssatt/<uuid:key>/<slug:principle>/", weighing.weigh, name="weigh"),
    path(WORK + "principer/", principles.register, name="principle_register"),
    path(WORK + "principer/ny/", principles.add, name="add_principle"),
    path(WORK + "principer/<slug:principle>/andra/", principles.edit, name="edit_principle"),
    path(WORK + "principer/<slug:principle>/flytta/", principles.move, name="move_principle"),
    path(WORK + "principer/<slug:principle>/ta-bort/", principles.remove, name="remove_principle"),
    path(WORK + "principer/<slug:principle>/ta-tillbaka/", principles.bring_back, name="bring_back_principle"),
    path(WORK + "underlag/", evidence.register, name="evidence_register"),
    path(WORK + "underlag/nytt/", evidence.add, name="add_evidence"),
    path(WORK + "underlag/<slug:evidence>/andra/", evidence.edit, name="edit_evidence"),
    path(WORK + "underlag/<slug:evidence>/ta-bort/", evidence.remove, name="remove_evidence"),
    path(WORK + "underlag/<slug:evidence>/ta-tillbaka/", evidence.bring_back, name="bring_back_evidence"),
    path(WORK + "avsnitt/<uuid:key>/underlag/", evidence.of_section, name="section_evidence"),
    path(WORK + "krav/", coverage.checklist, name="requirement_list"),
    path(WORK + "krav/<slug:requirement>/", coverage.judge, name="judge_requirement"),
    path(WORK + "frys/", freezing.freeze, name="freeze"),
    path(WORK + "frys/<int:pk>/bekrafta/", freezing.confirm, name="confirm_freeze"),
    path(WORK + "frys/<int:pk>/avsla/", freezing.refuse, name="refuse_freeze"),
    path(WORK + "frys/<int:pk>/aterta/", freezing.withdraw, name="withdraw_freeze"),
    path(WORK + "logg/", freezing.events, name="version_events"),
]
