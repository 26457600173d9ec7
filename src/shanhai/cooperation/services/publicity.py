"""Verbs of publicity: register an article, a case or an honour, and say what it tells of."""

from dataclasses import dataclass
from datetime import date

from shanhai.accounts.models import User
from shanhai.cooperation.models import Article, Mention
from shanhai.cooperation.rules import CooperationError, require_text
from shanhai.cooperation.rules.care import check_done
from shanhai.cooperation.services.guard import require, today
from shanhai.cooperation.services.keeping import may_change, put
from shanhai.cooperation.services.projects import work_words
from shanhai.records.models import Ref
from shanhai.records.services import change
from shanhai.registry.models import Partnership
from shanhai.registry.queries import sees_ref


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """Everything known of an article, a case or an honour."""

    partnership: Partnership
    title: str
    kind: str
    medium: str
    level: str
    on: date
    url: str = ""
    note: str = ""


def register_article(actor: User | None, facts: ArticleFacts) -> Article:
    """Register an article, a case or an honour."""
    require(actor, "register", [facts.partnership])
    _check(facts)
    same = Article.objects.filter(
        partnership=facts.partnership, title=facts.title.strip(), medium=facts.medium.strip(),
        on=facts.on, ref__archived_at=None,
    )  # fmt: skip
    if same.exists():
        raise CooperationError(f"{facts.medium.strip()}在{facts.on}的这一篇已经登记。")
    with change(actor, "register_article", facts.title) as action:
        return put(action, Article(), facts)


def edit_article(
    actor: User | None, article: Article, facts: ArticleFacts, expected: int | None = None,
    why: str = "",
) -> Article:  # fmt: skip
    """Change what is known of an article."""
    may_change(actor, article, facts, "标题")
    _check(facts)
    with change(actor, "edit_article", why) as action:
        return put(action, article, facts, expected)


def _check(facts: ArticleFacts) -> None:
    require_text(facts.title, "标题")
    require_text(facts.medium, "媒体或授予单位", 120)
    check_done(facts.on, today(), "刊发或授予")
    words = work_words()
    if facts.kind not in words["article_kinds"]:
        raise CooperationError("请选择类型。")
    if facts.level not in words["levels"]:
        raise CooperationError("请选择级别。")
    if facts.url and not facts.url.startswith(("http://", "https://")):
        raise CooperationError("链接要以 http:// 或 https:// 开头。")


def mention(actor: User | None, article: Article, ref: Ref) -> Mention:
    """Say that an article tells of an object."""
    require(actor, "register", [article.partnership])
    if actor and not sees_ref(actor, ref):
        raise CooperationError("这个对象不在您的范围内。")
    if ref.pk == article.pk:
        raise CooperationError("不能关联自己。")
    if article.mentions.filter(of=ref).exists():
        raise CooperationError(f"“{ref}”已经关联。")
    with change(actor, "mention", str(ref)) as action:
        action.save(article)
        made = Mention.objects.create(article=article, of=ref)
        action.keep(article)
    return made


def unmention(actor: User | None, article: Article, row: Mention) -> None:
    """Take back that an article tells of an object."""
    require(actor, "register", [article.partnership])
    with change(actor, "unmention", str(row.of)) as action:
        action.save(article)
        row.delete()
        action.keep(article)
