from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404

from rus_portal.exports import registry
from rus_portal.exports.models import Export


@login_not_required
def download(request, pk):
    """A finished file, for whoever its kind lets have it; everyone else gets 404."""
    export = get_object_or_404(Export.objects.ready(), pk=pk)
    kind = registry.get(export.kind)
    try:
        thing = kind.find(export.subject)
    except ObjectDoesNotExist as gone:
        raise Http404 from gone
    if not kind.may_download(request.user, thing):
        raise Http404
    return send(export)


def send(export):
    """The file as an attachment. The caller has asked whether the reader may have it."""
    kind = registry.get(export.kind)
    return FileResponse(
        export.file.open("rb"), as_attachment=True, filename=export.file_name, content_type=kind.content_type
    )
