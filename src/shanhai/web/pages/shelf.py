"""Taking what both sides do together out of the lists, and back."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shanhai.cooperation import services
from shanhai.cooperation.models import (
    ActionItem,
    Commitment,
    Meeting,
    Plan,
    PlanTask,
    Visit,
)
from shanhai.registry.models import Agreement
from shanhai.web.access import get_visible, needs
from shanhai.web.object_form import act


@dataclass(frozen=True, slots=True)
class Shelf:
    """A kind of object: its model, the page it is shown on and whose page that is."""

    model: Any
    url: str
    page: str = "pk"


SHELVES = {
    "meeting": Shelf(Meeting, "meeting"),
    "action-item": Shelf(ActionItem, "action-item"),
    "visit": Shelf(Visit, "visit"),
    "agreement": Shelf(Agreement, "agreement"),
    "commitment": Shelf(Commitment, "agreement", "agreement_id"),
    "plan": Shelf(Plan, "plan"),
    "task": Shelf(PlanTask, "plan", "plan_id"),
}


@require_POST
@needs("register")
def shelve(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Take an object out of the lists, saying why."""
    shelf, record = _found(request, kind, pk)
    why = request.POST.get("why", "")
    return act(
        request,
        lambda: services.archive(request.user, record, why),  # type: ignore[arg-type]
        _("“%s”已移出列表，经过都还在。") % record,
        shelf.url,
        getattr(record, shelf.page),
    )


@require_POST
@needs("register")
def unshelve(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Bring an object back into the lists."""
    shelf, record = _found(request, kind, pk)
    return act(
        request,
        lambda: services.restore(request.user, record),  # type: ignore[arg-type]
        _("“%s”已移回列表。") % record,
        shelf.url,
        getattr(record, shelf.page),
    )


def _found(request: HttpRequest, kind: str, pk: int) -> tuple[Shelf, Any]:
    shelf = SHELVES.get(kind)
    if shelf is None:
        raise Http404
    rows = shelf.model._default_manager.select_related("ref")
    return shelf, get_visible(request, rows, pk=pk)


urlpatterns = [
    path("cooperation/<str:kind>/<int:pk>/shelve/", shelve, name="shelve"),
    path("cooperation/<str:kind>/<int:pk>/unshelve/", unshelve, name="unshelve"),
]
