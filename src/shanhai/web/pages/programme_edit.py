"""Write programmes: register, edit, archive and restore one, its rounds, the lists of a year."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shanhai.accounts.models import User
from shanhai.registry import services as registry
from shanhai.registry.models import Programme
from shanhai.registry.queries import ProgrammeWords, programmes
from shanhai.web.access import needs
from shanhai.web.object_form import act, crumbs_below, said_why, write
from shanhai.web.pages.programmes import may_write
from shanhai.web.programme_forms import ProgrammeForm, RoundForm, TasksForm


def _writer(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]
    if not may_write(user):
        raise PermissionDenied("programme")
    return user


def _told(code: str) -> ProgrammeWords:
    found = programmes().get(code)
    if found is None:
        raise Http404
    return found


def _asked_year(request: HttpRequest) -> int:
    typed = request.GET.get("year", "")
    return int(typed) if typed.isdecimal() and len(typed) == 4 else date.today().year


def _answer(
    request: HttpRequest, form: Form, title: str, told: ProgrammeWords | None, editing: bool
) -> HttpResponse:
    back = reverse("programme", args=[told.code]) if told else reverse("programmes")
    more = [(_(told.name), back), (title, "")] if told else [(title, "")]
    context = {
        "form": form, "title": title, "back": back, "record": _(told.name) if told else "",
        "asks_why": editing, "crumbs": crumbs_below(_("项目类别"), "programmes", *more),
    }  # fmt: skip
    return render(request, "programmes/form.html", context, status=422 if form.errors else 200)


@needs("programme")
def programme_new(request: HttpRequest) -> HttpResponse:
    """Register a programme."""
    user = _writer(request)
    form = ProgrammeForm(request.POST or None)

    def made() -> Programme:
        return registry.add_programme(user, **form.columns())

    done = write(
        request, form, made, _("已登记“%s”，接着写它的轮次和任务清单。"), "programme", "code"
    )
    return done or _answer(request, form, _("登记项目类别"), None, editing=False)


@needs("programme")
def programme_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change what is written of a programme."""
    user, told = _writer(request), _told(code)
    form = ProgrammeForm(request.POST or None, told=told)

    def edited() -> Programme:
        expected = form.cleaned_data["expected"]
        return registry.edit_programme(
            user, code, **form.columns(), why=said_why(request), expected=expected
        )

    done = write(request, form, edited, _("已保存“%s”。"), "programme", "code")
    return done or _answer(request, form, _("修改项目类别"), told, editing=True)


@needs("programme")
def round_write(request: HttpRequest, code: str) -> HttpResponse:
    """Write a round, new or the one named in the address."""
    user, told = _writer(request), _told(code)
    was = next((one for one in told.rounds if one.name == request.GET.get("name")), None)
    form = RoundForm(request.POST or None, told=was)

    def written() -> Programme:
        name = was.name if was else ""
        return registry.write_round(user, code, form.words(), name, said_why(request))

    done = write(request, form, written, _("已保存“%s”的轮次。"), "programme", "code")
    title = _("修改轮次") if was else _("加一轮")
    return done or _answer(request, form, title, told, editing=was is not None)


@needs("programme")
def tasks_write(request: HttpRequest, code: str) -> HttpResponse:
    """Write a task list of a year, new or the one named in the address."""
    user, told, year = _writer(request), _told(code), _asked_year(request)
    asked = request.GET.get("name")
    was = next((one for one in told.of_year(year) if one.name == asked), None)
    form = TasksForm(request.POST or None, told=was, initial={"year": year})

    def written() -> Programme:
        name = was.name if was else ""
        return registry.write_tasks(user, code, form.words(), name, said_why(request))

    if write(request, form, written, _("已保存“%s”的任务清单。"), "programme", "code"):
        return redirect(_of_year(code, form.words().year))
    title = _("修改任务清单") if was else _("加一张任务清单")
    return _answer(request, form, title, told, editing=was is not None)


def _of_year(code: str, year: int) -> str:
    return f"{reverse('programme', args=[code])}?year={year}"


def _step(request: HttpRequest, code: str, verb: Callable[..., Any], done: str) -> HttpResponse:
    user, told = _writer(request), _told(code)
    return act(request, lambda: verb(user, code), done % _(told.name), "programme", code)


@needs("programme")
@require_POST
def programme_archive(request: HttpRequest, code: str) -> HttpResponse:
    """Take a programme out of the lists."""
    return _step(request, code, registry.archive_programme, _("已把“%s”移出列表，历史都在。"))


@needs("programme")
@require_POST
def programme_restore(request: HttpRequest, code: str) -> HttpResponse:
    """Put it back."""
    return _step(request, code, registry.restore_programme, _("已恢复“%s”。"))


@needs("programme")
@require_POST
def round_drop(request: HttpRequest, code: str) -> HttpResponse:
    """Take away a round the office wrote."""
    name = request.POST.get("name", "")
    return _step(request, code, lambda user, of: registry.drop_round(user, of, name),
                 _("已从“%s”去掉这一轮。"))  # fmt: skip


@needs("programme")
@require_POST
def tasks_drop(request: HttpRequest, code: str) -> HttpResponse:
    """Take away a list the office wrote."""
    name, year = request.POST.get("name", ""), _asked_year(request)
    _step(request, code, lambda user, of: registry.drop_tasks(user, of, year, name),
          _("已从“%s”去掉这张清单。"))  # fmt: skip
    return redirect(_of_year(code, year))


urlpatterns = [
    path("programmes/new", programme_new, name="programme-new"),
    path("programmes/<str:code>/edit", programme_edit, name="programme-edit"),
    path("programmes/<str:code>/round", round_write, name="programme-round"),
    path("programmes/<str:code>/round/drop", round_drop, name="programme-round-drop"),
    path("programmes/<str:code>/tasks", tasks_write, name="programme-tasks"),
    path("programmes/<str:code>/tasks/drop", tasks_drop, name="programme-tasks-drop"),
    path("programmes/<str:code>/archive", programme_archive, name="programme-archive"),
    path("programmes/<str:code>/restore", programme_restore, name="programme-restore"),
]
