"""Writes the five reports as received, and what a reader is expected to find in each."""

import html
import io
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.shared import Pt

from demo_build.archive import settled
from demo_build.damage import Damaged, damage
from demo_build.source import Source, load

FOOTER = ["编辑：镇融媒体中心", "新闻回顾", "01", "02", "03", "热门跟贴"]
CLAUSE = re.compile(r"[^，,。；;：:\n]*")

PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>{title} - 山海示例网</title>
<meta name="author" content="山海示例网">
<meta property="article:published_time" content="{published}T09:30:00+08:00">
<style>body{{font-family:sans-serif}} .nav a{{margin-right:1em}} .ad{{display:none}}</style>
<script>function track() {{ return "捐赠999万元 采购888万元"; }} track();</script>
</head>
<body>
<div class="nav"><a href="/">首页</a><a href="/news">新闻</a><a href="/village">乡村</a>
<a href="/photo">图片</a><a href="/video">视频</a></div>
<div class="crumbs">当前位置：<a href="/">首页</a> &gt;&gt; <a href="/village">乡村</a></div>
<div class="ad"><script>document.write("<p>限时优惠，下单立减50元</p>");</script></div>
<article>
<h1>{title}</h1>
{body}
</article>
<aside><h3>热门推荐</h3><ul><li><a href="/1">示例甲村办起丰收节</a></li>
<li><a href="/2">示例乙村的路修好了</a></li></ul></aside>
<footer><p>关于我们 | 联系我们 | 法律顾问 | 版权声明</p>
<p>山海示例网 版权所有 电话：000-00000000 未经许可不得转载</p></footer>
<script>window.onload = function () {{ track(); }};</script>
</body>
</html>
"""


def build(sources: Path, reports: Path, expected: Path) -> None:
    """Writes every report of `sources` into `reports` and its expectations into `expected`."""
    for path in sorted(sources.glob("*.md")):
        source = load(path)
        received = damage(source)
        name = f"{source.name}.{source.head['format']}"
        (reports / name).write_bytes(_FORMS[source.head["format"]](source, received.text))
        (expected / f"{source.name}.json").write_text(
            _written(expectations(source, received, name)), encoding="utf-8"
        )


def _written(wanted: dict[str, Any]) -> str:
    """JSON with one claim a line."""
    claims = wanted.pop("claims")
    head = json.dumps(wanted, ensure_ascii=False, indent=1)[:-2]
    lines = ",\n  ".join(json.dumps(claim, ensure_ascii=False) for claim in claims)
    return f'{head},\n "claims": [\n  {lines}\n ]\n}}\n'


def expectations(source: Source, received: Damaged, name: str) -> dict[str, Any]:
    """The expected reading; figures stand in the order of the text, which finds them again in
    whatever an extractor makes of the file."""
    head = source.head
    claims = []
    for figure, (start, end) in zip(source.figures, received.spans, strict=True):
        claims.append(
            {"quote": _clause(received.text, start, end), "num": received.text[start:end]}
            | figure.facts
        )
    return {
        "file": name,
        "partnership": head["partnership"],
        "title": head["title"],
        "published": head["published"],
        "helpers": head["helpers"],
        "recipients": head["recipients"],
        "events": head["events"],
        "claims": claims,
    }


def _clause(text: str, start: int, end: int) -> str:
    first = max(text.rfind(mark, 0, start) for mark in "，,。；;：:\n") + 1
    rest = CLAUSE.match(text, end)
    return text[first : rest.end() if rest else end].strip()


def _txt(source: Source, text: str) -> bytes:
    return ("\n".join([text, *FOOTER]) + "\n").encode()


def _html(source: Source, text: str) -> bytes:
    title, *lines = text.split("\n")
    body = "\n".join(f"<p>{html.escape(line, quote=False)}</p>" for line in lines)
    page = PAGE.format(title=title, published=source.head["published"], body=body)
    return page.encode()


def for_print(path: Path) -> bytes:
    """The Word file in a font that can be embedded, to make the PDF copy of."""
    source = load(path)
    return _docx(source, source.text, fonts=("Noto Sans CJK SC", "Noto Serif CJK SC"))


def _docx(source: Source, text: str, fonts: tuple[str, str] = ("黑体", "仿宋")) -> bytes:
    document = docx.Document()
    title, *lines = text.split("\n")
    _styled(document.add_paragraph(), title, fonts[0], 18)
    for line in lines:
        _styled(document.add_paragraph(), line, fonts[1], 14)
    _styled(document.add_paragraph(), source.head["source"], fonts[1], 14)
    properties = document.core_properties
    properties.author, properties.title = source.head["source"], title
    properties.created = properties.modified = datetime(2024, 3, 18, 9, 0)
    written = io.BytesIO()
    document.save(written)
    return settled(written.getvalue())


def _styled(paragraph: Any, text: str, font: str, size: int) -> None:
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.font.name = font
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)


_FORMS = {"txt": _txt, "html": _html, "docx": _docx}
