"""The living page: every component of the face, drawn with made-up figures."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from shanhai.web import presentation as shown
from shanhai.web.pages.component_samples import charts, figures, lists, texts


class SampleForm(forms.Form):
    """A form with every kind of field, for the living page only."""

    title = forms.CharField(label="事项")
    money = forms.DecimalField(
        label="金额",
        help_text="单位：元。可写到分。",
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    stage = forms.ChoiceField(
        label="阶段", choices=[(code, word) for code, word in shown.STAGE_WORDS.items()]
    )
    note = forms.CharField(label="备注", widget=forms.Textarea, required=False)
    locked = forms.BooleanField(label="已与对方核对", required=False)


def components(request: HttpRequest) -> HttpResponse:
    """Draw every component."""
    bad_form = SampleForm({"bad-money": "十万", "bad-stage": "arrived"}, prefix="bad")
    context: dict[str, Any] = {
        "crumbs": [(_("管理"), "/"), (_("组件"), "")],
        "sample_form": SampleForm(),
        "bad_form": bad_form,
        "trail_url": "?part=trail",
        **figures(),
        **texts(),
        **lists(),
        **charts(),
    }
    if request.GET.get("part") == "trail":
        return render(request, "web/components_trail.html", context)
    return render(request, "web/components.html", context)
