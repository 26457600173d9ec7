"""报告: Word documents issued from the books, each with a clean and a checked edition."""

from datetime import date
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shanhai.common import vocabulary
from shanhai.common.amounts import from_units
from shanhai.common.periods import Period
from shanhai.registry.models import Partnership
from shanhai.registry.queries import may, visible_to
from shanhai.reporting.models import IssuedReport
from shanhai.reporting.services import DOCX, NothingRecorded, issue
from shanhai.sources.queries import read_blob
from shanhai.web.access import get_visible, needs
from shanhai.web.keys import trail_url


class IssueForm(forms.Form):
    """Which document, of which partnership, for which year."""

    partnership = forms.ModelChoiceField(
        Partnership.objects.none(), label=gettext_lazy("结对"), empty_label=gettext_lazy("请选择")
    )
    template = forms.ChoiceField(label=gettext_lazy("文种"))
    year = forms.IntegerField(label=gettext_lazy("年度"), min_value=1990, max_value=2100)

    def __init__(self, *args: object, user: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        rows = visible_to(user, Partnership.objects.filter(parent__isnull=True))  # type: ignore[arg-type,type-var]
        self.fields["partnership"].queryset = rows.select_related("helper", "recipient")
        templates = vocabulary.load("report_templates", settings.VOCABULARY_DIR)
        self.fields["template"].choices = [(code, row["name"]) for code, row in templates.items()]


@needs("view")
def issued_list(request: HttpRequest) -> HttpResponse:
    """Documents issued so far, and the form for the next."""
    form = IssueForm(
        request.POST or None,
        user=request.user,
        initial={
            "partnership": request.GET.get("partnership"),
            "year": request.GET.get("year"),
        },
    )
    allowed = may(request.user, "issue")
    if request.method == "POST" and allowed and form.is_valid():
        chosen = form.cleaned_data
        try:
            report = issue(
                request.user,
                chosen["partnership"],
                chosen["template"],
                Period.year(chosen["year"]),
                lambda key, unit: request.build_absolute_uri(trail_url(key, unit, date.today())),
            )
        except NothingRecorded as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("已出具《%s》，可下载正式稿和核校稿。") % report.title)
            return redirect("issued-report", pk=report.pk)
    rows = visible_to(
        request.user,
        IssuedReport.objects.select_related(
            "partnership__helper", "partnership__recipient", "issued_by"
        ).filter(ref__archived_at__isnull=True),
    )
    context = {"rows": rows[:200], "form": form if allowed else None}
    refused = request.method == "POST"
    return render(request, "issued/list.html", context, status=422 if refused else 200)


@needs("view")
def issued_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One issued document: every number as it was frozen, with its source."""
    report = get_visible(
        request, IssuedReport.objects.select_related("partnership", "issued_by"), pk=pk
    )
    crumbs = [(_("报告"), reverse("issued")), (report.title, "")]
    # Beside each number stands a link where a document can but print the address; it leads here
    # even when the office has moved to another host since.
    rows = [
        (one, one["note"].removesuffix(f"来历：{(there := one.get('trail', ''))}").strip(),
         from_units(one["units"]), urlsplit(there)._replace(scheme="", netloc="").geturl())
        for one in report.figures
    ]  # fmt: skip
    return render(request, "issued/page.html", {"report": report, "rows": rows, "crumbs": crumbs})


@needs("view")
def issued_file(request: HttpRequest, pk: int, edition: str) -> HttpResponse:
    """The .docx of an edition."""
    report = get_visible(request, IssuedReport.objects.all(), pk=pk)
    names = {"clean": "正式稿", "checked": "核校稿"}
    if edition not in names:
        raise Http404
    blob = report.clean_id if edition == "clean" else report.checked_id
    response = HttpResponse(read_blob(blob), content_type=DOCX)
    name = f"{report.title}（{names[edition]}）.docx"
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response


urlpatterns = [
    path("issued/", issued_list, name="issued"),
    path("issued/<int:pk>/", issued_page, name="issued-report"),
    path("issued/<int:pk>/<str:edition>.docx", issued_file, name="issued-file"),
]
