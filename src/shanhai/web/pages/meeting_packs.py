"""会议材料: what a meeting starts from, on a page and as a Word document."""

from io import BytesIO
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from shanhai.cooperation.models import Meeting
from shanhai.reporting.meetings import pack, pack_word
from shanhai.reporting.services import DOCX
from shanhai.web.access import get_visible, needs
from shanhai.web.pages.agreements import rungs_of
from shanhai.web.pages.records import record_url


def _meeting(request: HttpRequest, pk: int) -> Meeting:
    rows = Meeting.objects.select_related("partnership__helper", "partnership__recipient", "ref")
    return get_visible(request, rows, pk=pk)


@needs("view")
def meeting_pack(request: HttpRequest, pk: int) -> HttpResponse:
    """What a meeting starts from: first what is still open."""
    meeting = _meeting(request, pk)
    user: Any = request.user
    found = pack(user, meeting)
    context = {
        "pack": found, "meeting": meeting,
        "promises": [(one, done, rungs_of(one, done)) for one, done in found.promises],
        "crumbs": [(_("协作"), reverse("partnerships")), (_("会议"), reverse("meetings")),
                   (meeting.title, reverse("meeting", args=[pk])), (_("会议材料"), "")],
    }  # fmt: skip
    return render(request, "occasions/pack.html", context)


@needs("export")
def meeting_pack_word(request: HttpRequest, pk: int) -> FileResponse:
    """The same as a Word document."""
    meeting = _meeting(request, pk)
    data = pack_word(
        pack(request.user, meeting),  # type: ignore[arg-type]
        lambda record: request.build_absolute_uri(record_url(record)),
    )
    name = f"{meeting.title}会议材料.docx"
    return FileResponse(BytesIO(data), as_attachment=True, filename=name, content_type=DOCX)


urlpatterns = [
    path("cooperation/meetings/<int:pk>/pack/", meeting_pack, name="meeting-pack"),
    path("cooperation/meetings/<int:pk>/pack/word/", meeting_pack_word, name="meeting-pack-word"),
]
