"""The face: tokens one can read, figures never rounded, a shell that stands on every page."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import translation

from shanhai import web
from shanhai.accounts.models import User
from shanhai.common.amounts import Amount
from shanhai.web import navigation
from shanhai.web import presentation as shown
from shanhai.web.pages.components import SampleForm
from tools import translations

TOKENS = (Path(web.__file__).parent / "static/shanhai/tokens.css").read_text("utf-8")
COLOURS = dict(re.findall(r"--([\w-]+): (#[0-9A-Fa-f]{6})", TOKENS))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(COLOURS[one]), luminance(COLOURS[other])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TEXT_PAIRS = [
    *(
        (text, ground)
        for text in ("ink", "muted", "sea", "mountain", "seal", "amber-ink")
        for ground in ("paper", "surface")
    ),
    ("seal", "seal-soft"),
    ("amber-ink", "amber-soft"),
    ("sea", "sea-soft"),
    *(("ink", ground) for ground in COLOURS if ground.startswith("kind-")),
    *(("surface", ground) for ground in ("ink", "sea", "mountain", "seal")),
]


@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_meets_wcag_aa(text: str, ground: str) -> None:
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize(("mark", "ground"), [("amber", "surface"), ("edge", "paper")])
def test_marks_and_borders_meet_three_to_one(mark: str, ground: str) -> None:
    assert contrast(mark, ground) >= 3


def figure(amount: Amount | None, unit: str = "wan", **options: str) -> str:
    request = RequestFactory().get("/")
    request.COOKIES["unit"] = unit
    context = Context({"amount": amount, "request": request, **options})
    arguments = " ".join(f"{name}={name}" for name in options)
    return Template(f"{{% load shanhai %}}{{% figure amount {arguments} %}}").render(context)


def words(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


@pytest.mark.parametrize(
    ("value", "bound", "printed", "expected"),
    [
        ("8000000", "under", "近800万元", "近800万元"),
        ("3000", "about", "约3000元", "约0.3万元"),
        ("20000000", "over", "2000余万元", "2,000余万元"),
        ("20000000", "over", "超2000万元", "超2,000万元"),
        ("1251800", "exact", "", "125.18万元"),
        ("-36000", "exact", "", "−3.6万元"),
    ],
)
def test_bound_word_stands_where_chinese_puts_it(
    value: str, bound: str, printed: str, expected: str
) -> None:
    assert words(figure(Amount.of(value, "元", bound, printed))) == expected


@pytest.mark.parametrize("unit", ["yuan", "wan", "yi"])
def test_every_unit_shows_every_digit(unit: str) -> None:
    amount = Amount.of("1234567.8901", "元")
    html = figure(amount, unit)
    size = {"yuan": 1, "wan": 10**4, "yi": 10**8}
    for code, scale in size.items():
        written = re.search(rf'data-{code}="([^"]+)"', html)
        assert written and Decimal(written[1].replace(",", "")) * scale == amount.value
    shown_value = re.search(r">([\d.,]+)</data>", html)
    assert shown_value and Decimal(shown_value[1].replace(",", "")) * size[unit] == amount.value


def test_an_unknown_unit_cookie_falls_back_to_wan() -> None:
    assert words(figure(Amount.of(10000, "元"), "dollars")) == "1万元"


def test_people_are_not_money_and_carry_no_unit_switch() -> None:
    html = figure(Amount.of(203, "人次"))
    assert words(html) == "203人次"
    assert "data-wan" not in html


def test_figure_with_a_trail_is_a_link_that_opens_the_drawer() -> None:
    html = figure(Amount.of(1, "元"), trail="/trail/1", stage="promised")
    assert 'href="/trail/1"' in html and "data-drawer" in html
    assert "stage-promised" in html and "承诺" in html


def test_printed_form_is_on_hover() -> None:
    assert "近800万元" in figure(Amount.of(8_000_000, "元", "under", "近800万元"))


def test_no_figure_is_a_dash() -> None:
    assert words(figure(None)) == "—"


def test_paragraphs_give_the_text_back_and_nest_repair_in_figure() -> None:
    text = "帮助销售近800万 元。\n\n结对14个村"
    marks = [
        shown.Mark(4, 11, "figure", claim=1, tone="reading"),
        shown.Mark(9, 10, "repair", mended=""),
        shown.Mark(4, 12, "lit"),
    ]
    paragraphs = shown.paragraphs(text, marks)
    assert ["".join(part.text for part in one) for one in paragraphs] == [
        "帮助销售近800万 元。",
        "结对14个村",
    ]
    repaired = [part for part in paragraphs[0] if part.repair]
    assert [part.text for part in repaired] == [" "]
    assert repaired[0].figure and repaired[0].figure.claim == 1
    assert all(text[part.start :].startswith(part.text) for one in paragraphs for part in one)


def test_text_of_a_report_is_escaped() -> None:
    paragraphs = shown.paragraphs("<script>alert(1)</script>", [])
    template = Template("{% load shanhai %}{% damaged_text paragraphs %}")
    assert "<script>" not in template.render(Context({"paragraphs": paragraphs}))


@pytest.mark.parametrize(
    ("confidence", "word"), [(0.95, "把握大"), (0.8, "较有把握"), (0.3, "存疑，请细看")]
)
def test_confidence_is_words(confidence: float, word: str) -> None:
    assert shown.confidence_words(confidence) == word


def test_ladder_never_draws_beyond_its_longest_rung() -> None:
    rungs = [shown.Rung("planned", Amount.of(200, "元")), shown.Rung("used", Amount.of(50, "元"))]
    html = Template("{% load shanhai %}{% ladder rungs %}").render(Context({"rungs": rungs}))
    assert 'class="planned" width="100.00%"' in html
    assert 'class="used" width="25.00%"' in html


def test_refused_field_names_its_error_for_the_screen_reader() -> None:
    form = SampleForm({"title": ""})
    html = Template("{% load shanhai %}{% field form.title hint='一句话' %}").render(
        Context({"form": form})
    )
    assert 'aria-invalid="true"' in html
    described = re.search(r'aria-describedby="([^"]+)"', html)
    assert described and all(f'id="{name}"' in html for name in described[1].split())


def test_rail_lights_the_word_a_page_belongs_to() -> None:
    places = {place.url_name: place.sections for place in navigation.PLACES}
    assert len(places) == 6
    sections = [section for under in places.values() for section in under]
    assert len(sections) == len(set(sections))


@pytest.fixture
def reader(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_user("reader", password="x", name="林一"))
    return client


def test_living_page_draws_every_component(reader: Client) -> None:
    html = reader.get("/components").content.decode()
    for part in (
        "figure-lg",
        "sides",
        "ladder",
        "document",
        "claim",
        "recon",
        "waits",
        "sheet",
        "timeline",
        "tree",
        "chart",
        "problems",
        "empty",
        "notice",
    ):
        assert re.search(rf'class="[^"]*\b{part}\b', html), part


def test_pages_carry_no_inline_script_or_handler(reader: Client) -> None:
    html = reader.get("/components").content.decode()
    scripts = re.findall(r"<script([^>]*)>", html)
    assert scripts
    assert all("src=" in one or 'type="application/json"' in one for one in scripts)
    assert not re.search(r"\son[a-z]+=", html)
    assert "style=" not in html


def test_nothing_is_fetched_from_another_host(reader: Client) -> None:
    html = reader.get("/components").content.decode()
    assert not re.findall(r'(?:src|href|hx-get)="(?:https?:)?//', html)


def test_english_face_has_no_chinese_left_in_the_shell(reader: Client) -> None:
    reader.post("/i18n/setlang/", {"language": "en"})
    html = reader.get("/components").content.decode()
    rail = re.search(r'<nav class="rail".*?</nav>', html, re.S)
    bar = re.search(r'<header class="bar">.*?<details', html, re.S)
    assert rail and bar
    assert not re.search(r"[一-鿿]", words(rail[0] + bar[0]))


def test_every_string_has_its_english() -> None:
    entries = {**translations.vocabulary_names(), **translations.catalogue()}
    missing = [string for string in translations.wanted() if not entries.get(string)]
    assert not missing, "run python tools/translations.py and fill in: " + "、".join(missing)


def test_compiled_catalogue_is_fresh() -> None:
    compiled = translations.CATALOGUE.with_suffix(".mo").read_bytes()
    entries = {**translations.vocabulary_names(), **translations.catalogue()}
    assert compiled == translations.compiled(entries), "run python tools/translations.py"


def test_placeholders_survive_translation() -> None:
    for string, english in translations.catalogue().items():
        if string and english:
            holes = sorted(re.findall(r"%\(\w+\)s|%s", string))
            assert holes == sorted(re.findall(r"%\(\w+\)s|%s", english)), string


@pytest.mark.parametrize("name", ["400", "403", "404", "500", "403_csrf", "errors/locked"])
def test_error_page_says_what_to_do(name: str) -> None:
    template = Template(f'{{% extends "{name}.html" %}}')
    with translation.override("zh-hans"):
        html = template.render(Context())
    assert len(re.findall(r"<li>[^<]+</li>", html)) == 2
    assert "<h1>" in html and 'href="/"' in html


def test_login_page_stands_alone(db: None) -> None:
    html = Client().get("/login/").content.decode()
    assert 'autocomplete="current-password"' in html and "山海" in html


def test_too_many_wrong_passwords_are_answered_in_words(db: None) -> None:
    client = Client()
    User.objects.create_user("reader", password="right-and-long", name="林一")
    for _attempt in range(settings.AXES_FAILURE_LIMIT):
        answer = client.post("/login/", {"username": "reader", "password": "wrong"})
    assert answer.status_code == 429
    assert "登录暂停" in answer.content.decode()


@pytest.mark.parametrize(
    ("here", "told", "status"),
    [
        ("127.0.0.1", "10.0.0.9", 302),  # the proxy on this machine names who asks
        ("127.0.0.1", "10.0.0.9, 10.0.0.7", 429),  # what they said of themselves comes before it
        ("10.0.0.7", "10.0.0.9", 429),  # who asks without the proxy names nobody
        ("127.0.0.1", "nobody", 302),
    ],
)
def test_wrong_passwords_lock_out_the_address_they_came_from(
    db: None, here: str, told: str, status: int
) -> None:
    User.objects.create_user("reader", password="right-and-long", name="林一")
    wrong = {"username": "reader", "password": "wrong"}
    for _attempt in range(settings.AXES_FAILURE_LIMIT):
        Client().post("/login/", wrong, REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="10.0.0.7")
    right = {"username": "reader", "password": "right-and-long"}
    answer = Client().post("/login/", right, REMOTE_ADDR=here, HTTP_X_FORWARDED_FOR=told)
    assert answer.status_code == status
