"""Pictures: kept for a document by those who write it, shown to everyone when a published version has them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rus_portal.accounts.access import right_required
from rus_portal.accounts.roles import Right
from strategy import actions
from strategy.forms import ImageForm
from strategy.models import Document, Image
from strategy.views.workspace import frame

PER_PAGE = 24
# The key is the picture's alone, for ever; what is not published may be taken back until then.
PUBLISHED, OWN = "public, max-age=31536000, immutable", "private, no-store"


@login_not_required
@require_safe
def image(request, key):
    """One picture. For everyone when it is published, else for officials."""
    found = Image.objects.shown_publicly().filter(key=key).first()
    caching = PUBLISHED
    if found is None:
        found = get_object_or_404(Image.objects.visible_to(request.user), key=key)
        caching = OWN
    with found.file.open("rb") as file:
        response = HttpResponse(file.read(), content_type=found.content_type)
    response.headers["Cache-Control"] = caching
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@right_required(Right.WRITE_STRATEGY)
def images(request, slug):
    """The document's pictures, and the form to add one. The editor sends the same form and is answered with JSON."""
    document = get_object_or_404(Document, slug=slug)
    form = ImageForm(request.POST, request.FILES) if request.method == "POST" else ImageForm()
    wants_json = request.headers.get("Accept", "").startswith("application/json")
    if request.method == "POST" and form.is_valid():
        try:
            added = actions.add_image(document, form.cleaned_data["file"], by=request.user)
        except actions.ImageRefusedError as refused:
            form.add_error("file", form.refusal(refused.reason))
        else:
            if wants_json:
                return JsonResponse({"src": added.address, "width": added.width, "height": added.height}, status=201)
            messages.success(request, _("The picture has been added. It stands first below."))
            return redirect("strategy:images", slug)
    if wants_json and request.method == "POST":
        return JsonResponse({"problem": " ".join(form.errors["file"])}, status=422)
    page = Paginator(document.images.order_by("-uploaded_at", "-pk"), PER_PAGE).get_page(request.GET.get("sida"))
    context = {"document": document, "form": form, "page": page}
    status = 422 if form.errors else 200
    return render(request, "strategy/workspace/images.html", context | frame(document), status=status)
