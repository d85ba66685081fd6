from django.urls import path

from strategy.views import importing, word

READ = "strategi/<slug:slug>/"
WORK = "arbetsyta/strategi/<slug:slug>/"
urlpatterns = [
    path(READ + "version/<int:number>.docx", word.version_word, name="version_word"),
    path(WORK + "version/<int:number>.docx", word.workspace_version_word, name="workspace_version_word"),
    path(WORK + "arbetstext.docx", word.working_word, name="working_word"),
    path(WORK + "arbetstext/<int:pk>.docx", word.working_word_file, name="working_word_file"),
    path(WORK + "import/", importing.imports, name="imports"),
    path(WORK + "import/<int:pk>/", importing.show, name="import"),
    path(WORK + "import/<int:pk>/lagg-in/", importing.put_in, name="put_in_import"),
    path(WORK + "import/<int:pk>/ta-ut/", importing.take_out, name="take_out_import"),
    path(WORK + "import/<int:pk>/kasta/", importing.discard, name="discard_import"),
]
