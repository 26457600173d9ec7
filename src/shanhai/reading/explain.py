"""Why a figure was read as it was: repairs, places, and the rule behind every field."""

from __future__ import annotations

from shanhai.reading.indicators import catalogue
from shanhai.reading.model import Check, Claim, Report

_BOUNDS = {"exact": "", "about": "约", "under": "近", "over": "超"}
_SCOPES = {"event": "一次", "period": "时期内", "since": "累计", "target": "计划"}
_ROLES = {
    "led": "带队",
    "presided": "主持",
    "spoke": "讲话",
    "signed": "签署",
    "received": "接待",
    "attended": "参加",
}
_CHECKS = {"sum": "之和", "product": "之积"}
_KINDS = {
    "act": "发生",
    "period_total": "时期合计",
    "reading": "读数",
    "stock": "存量",
    "plan": "计划",
}


def explain(text: str, report: Report) -> str:
    """A plain-text account of one reading, for people who check or extend the rules."""
    events = [f"{event.type} {event.date or '—'} {event.name}" for event in report.events]
    lines = [
        f"标题：{report.title or '未见'}",
        f"日期：{report.published or '未见'}",
        f"帮扶方：{'、'.join(report.helpers) or '未见'}"
        f"　受援方：{'、'.join(report.recipients) or '未见'}",
        f"事件：{'；'.join(events) or '无'}",
    ]
    for event in report.events:
        if event.people:
            there = "；".join(f"{p.title}{p.name}（{_ROLES[p.role]}）" for p in event.people)
            lines.append(f"人员：{event.name}：{there}")
    lines += [
        f"修复：[{r.start}:{r.end}] {text[r.start : r.end]!r} → {r.mended!r}"
        f"（{r.kind}，可信度{r.confidence}）"
        for r in report.repairs
    ]
    for number, claim in enumerate(report.claims):
        lines += ["", *_claim(number, text, claim)]
    lines += map(_check, report.checks)
    return "\n".join(lines)


def _check(check: Check) -> str:
    """One sum or product that the text lets one test, or a figure that is lost."""
    if check.stated is None or check.computed is None:
        return f"核对：{check.note}"
    whole, *parts = (f"#{n}" for n in check.claims)
    verdict = "相符" if check.ok else "不符，请对照原文"
    return (
        f"核对：{whole}是{'、'.join(parts)}{_CHECKS[check.kind]}，文中{check.stated:.12g}，"
        f"算得{check.computed:.12g}，{verdict}"
    )


def _claim(number: int, text: str, claim: Claim) -> list[str]:
    """One figure: what is printed, what it was bound to, by which rule."""
    entry = catalogue().entries.get(claim.indicator, {})
    name = entry.get("name", claim.indicator.removeprefix("other:"))
    opened, closed = claim.sentence
    lines = [
        f"#{number} “{claim.printed}” [{claim.start}:{claim.end}]",
        f"  句子：{text[opened:closed].strip()}",
        f"  数值：{_BOUNDS[claim.bound]}{claim.value}{claim.unit}"
        f"　指标：{name}（{claim.indicator}）　规则：{claim.rule}",
        f"  口径：{_SCOPES[claim.scope]} {'至'.join(claim.period) if claim.period else '时间未定'}"
        f"　性质：{_KINDS[claim.kind]}",
        f"  谁给：{'、'.join(claim.provider) or '未说'}"
        f"　给谁：{'、'.join(claim.receiver) or '未说'}"
        f"　谁的数：{'、'.join(claim.subject_helper) or '未说'}",
    ]
    more = [
        "每一" * claim.each,
        f"合计自 {list(claim.total_of)}" if claim.total_of else "",
        f"其中之一，总数是 #{claim.part_of}" if claim.part_of is not None else "",
        f"与 #{claim.same_as} 重复" if claim.same_as is not None else "",
    ]
    if claim.leant:
        roles = {"provider": "谁给", "receiver": "给谁"}
        lines.append(f"  {'、'.join(roles[r] for r in claim.leant)}：按前后词句权衡，不依规则")
    if any(more):
        lines.append("  关系：" + "；".join(m for m in more if m))
    return lines
