"""Photos on objects, shown in the page: only files that are images by their first bytes."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.views.decorators.http import require_GET

from shanhai.records.models import Attachment
from shanhai.registry.queries import sees_ref
from shanhai.sources.services import blob_path
from shanhai.web.access import needs
from shanhai.web.work_forms import image_type


@needs("view")
@require_GET
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """A photo of an object the user may see."""
    rows = Attachment.objects.select_related("ref", "blob")
    found = get_object_or_404(rows, pk=pk, removed_at=None)
    if not sees_ref(request.user, found.ref):
        raise Http404
    there = blob_path(found.blob_id)
    with there.open("rb") as file:
        media_type = image_type(file.read(12))
    if not media_type:
        raise Http404
    response = FileResponse(there.open("rb"), content_type=media_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


urlpatterns = [path("photos/<int:pk>/", photo, name="photo")]
