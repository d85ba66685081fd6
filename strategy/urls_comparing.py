from django.urls import path

from strategy.views import comparing

urlpatterns = [
    path("strategi/<slug:slug>/jamfor/", comparing.choose, name="compare"),
    path("strategi/<slug:slug>/jamfor/<int:a>/<int:b>/", comparing.comparison, name="comparison"),
    path("arbetsyta/strategi/<slug:slug>/jamfor/", comparing.workspace_choose, name="workspace_compare"),
    path(
        "arbetsyta/strategi/<slug:slug>/jamfor/<int:a>/<int:b>/",
        comparing.workspace_comparison,
        name="workspace_comparison",
    ),
    path(
        "arbetsyta/strategi/<slug:slug>/jamfor/<int:a>/nu/",
        comparing.workspace_comparison_now,
        name="workspace_comparison_now",
    ),
]
