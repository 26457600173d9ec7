"""Every address of the product: what kind it is, the right it needs, and where its object is.

An address added later without a line here fails the first test of test_gate.py, so nobody forgets
to say who may open it.
"""

from dataclasses import dataclass
from datetime import date

SECRET = "示例保密拨付"
DAY = date(2024, 3, 1)


@dataclass(frozen=True)
class Route:
    """`kind`: list (GET, shows what one may see), object (GET of one of the partnership), write
    (POST upon one of the partnership), keep (POST upon a place, for who keeps it), page (GET
    without an object of any partnership), common (as page, for who has the right without any bound
    of place), act (POST without one), open (for everyone). `verb`: the
    right it needs; "" for any signed-in user. `sample` fills the pattern from the fixture `things`,
    `shows`: an insider finds the secret there."""

    kind: str
    verb: str = "view"
    sample: str = ""
    shows: bool = False


ROUTES = {
    "": Route("list", ""),
    "login/": Route("open", ""),
    "public/": Route("open", ""),
    "public/export.xlsx": Route("open", ""),
    "logout/": Route("act", ""),
    "i18n/setlang/": Route("open", ""),
    "components": Route("page", ""),
    "intake/": Route("list", "intake"),
    "intake/<int:pk>/assign/": Route("write", "intake", "intake/{document}/assign/"),
    "reports/": Route("list"),
    "reports/<int:pk>/review/": Route("object", "view", "reports/{report}/review/"),
    "reports/<int:pk>/original/": Route("object", "view", "reports/{report}/original/"),
    "reports/<int:pk>/add/": Route("write", "review", "reports/{report}/add/"),
    "reports/<int:pk>/accept/": Route("write", "review", "reports/{report}/accept/"),
    "claims/<int:pk>/accept/": Route("write", "review", "claims/{claim}/accept/"),
    "claims/<int:pk>/reject/": Route("write", "review", "claims/{claim}/reject/"),
    "claims/<int:pk>/reopen/": Route("write", "review", "claims/{claim}/reopen/"),
    "claims/<int:pk>/correct/": Route("write", "review", "claims/{claim}/correct/"),
    "partnerships/": Route("list"),
    "partnerships/<int:pk>/": Route("object", "view", "partnerships/{partnership}/"),
    "trail/": Route(
        "object", "view", "trail/?indicator=fiscal_funds&helper={helper}&recipient={recipient}"
    ),
    "issued/": Route("list"),
    "issued/<int:pk>/": Route("object", "view", "issued/{issued}/"),
    "issued/<int:pk>/<str:edition>.docx": Route("object", "view", "issued/{issued}/checked.docx"),
    "books/": Route("list"),
    "books/<str:code>/": Route("list", "view", "books/all/", shows=True),
    "books/<str:code>/export.xlsx": Route("list", "export", "books/all/export.xlsx", shows=True),
    "books/<str:code>/template.xlsx": Route("list", "view", "books/donations/template.xlsx"),
    "entries/new": Route("list", "enter", "entries/new?book=donations"),
    "entries/<int:pk>/": Route("object", "view", "entries/{entry}/", shows=True),
    "books/<str:code>/grid/": Route("list", "enter", "books/donations/grid/"),
    "books/<str:code>/steps/": Route("act", "view", "books/all/steps/"),
    "entries/<int:pk>/edit/": Route("object", "supplement", "entries/{entry}/edit/", shows=True),
    "entries/<int:pk>/step/<str:verb>/": Route("write", "view", "entries/{entry}/step/confirm/"),
    "entries/<int:pk>/state/<str:side>/": Route(
        "write", "confirm", "entries/{entry}/state/helper/"
    ),
    "entries/<int:pk>/reverse/": Route("write", "enter", "entries/{entry}/reverse/"),
    "entries/<int:pk>/evidence/": Route("write", "enter", "entries/{entry}/evidence/"),
    "entries/<int:pk>/evidence/<int:evidence>/": Route(
        "object", "view", "entries/{entry}/evidence/{evidence}/"
    ),
    "imports/": Route("list", "import"),
    "imports/<int:pk>/": Route("write", "import", "imports/{upload}/"),
    "imports/<int:pk>/mapping/": Route("write", "import", "imports/{upload}/mapping/"),
    "imports/<int:pk>/pairing/": Route("write", "import", "imports/{upload}/pairing/"),
    "imports/<int:pk>/plan/": Route("write", "import", "imports/{upload}/plan/"),
    "imports/<int:pk>/post/": Route("write", "import", "imports/{upload}/post/"),
    "imports/<int:pk>/undo/": Route("write", "import", "imports/{upload}/undo/"),
    "jobs/": Route("list"),
    "jobs/<int:pk>/": Route("write", "view", "jobs/{job}/"),
    "jobs/<int:pk>/file.xlsx": Route("write", "export", "jobs/{job}/file.xlsx"),
    "reconciliation/": Route("list"),
    "reconciliation/<int:pk>/": Route("object", "view", "reconciliation/{partnership}/"),
    "reconciliation/<int:pk>/tally/": Route(
        "object", "view", "reconciliation/{partnership}/tally/"
    ),
    "reconciliation/claims/<int:pk>/judge/<str:verdict>/": Route(
        "write", "judge", "reconciliation/claims/{claim}/judge/same/"
    ),
    "reconciliation/claims/<int:pk>/draft/<str:kind>/": Route(
        "write", "enter", "reconciliation/claims/{claim}/draft/entry/"
    ),
    "reconciliation/claims/<int:pk>/difference/": Route(
        "object", "view", "reconciliation/claims/{claim}/difference/"
    ),
    "records/<int:pk>/": Route("object", "view", "records/{entry}/", shows=True),
    "records/<int:pk>/comment/": Route("write", "comment", "records/{entry}/comment/"),
    "records/<int:pk>/attach/": Route("write", "intake", "records/{entry}/attach/"),
    "attachments/<int:pk>/": Route("object", "view", "attachments/{attachment}/", shows=True),
    "attachments/<int:pk>/remove/": Route("write", "intake", "attachments/{attachment}/remove/"),
    "search/": Route("list", "view", f"search/?q={SECRET}", shows=True),
    "views/<slug:listing>/": Route("act", "view", "views/reports/"),
    "views/<int:pk>/rename/": Route("act", "view", "views/1/rename/"),
    "views/<int:pk>/drop/": Route("act", "view", "views/1/drop/"),
    "manage/": Route("list"),
    "manage/vocabularies/": Route("page"),
    "manage/register/": Route("list", "register"),
    "manage/register/<str:what>/": Route("act", "register", "manage/register/node/"),
    "manage/members/<int:pk>/end/": Route("write", "register", "manage/members/{member}/end/"),
    "manage/nodes/": Route("page"),
    "manage/users/": Route("list", "manage"),
    "manage/users/<int:pk>/": Route("act", "manage", "manage/users/{user}/"),
    "manage/users/<int:pk>/appoint/": Route("act", "manage", "manage/users/{user}/appoint/"),
    "manage/users/<int:pk>/dismiss/<int:membership>/": Route(
        "act", "manage", "manage/users/{user}/dismiss/1/"
    ),
    "manage/users/<int:pk>/password/": Route("act", "manage", "manage/users/{user}/password/"),
    "manage/users/<int:pk>/switch/": Route("act", "manage", "manage/users/{user}/switch/"),
    "api/": Route("page", ""),
    "api/docs": Route("page", ""),
    "api/openapi.json": Route("page", ""),
    "api/partnerships": Route("list"),
    "api/entries": Route("list", shows=True),
    "api/entries/<int:pk>": Route("object", "view", "api/entries/{entry}", shows=True),
    "api/claims": Route("list"),
    "api/figure": Route(
        "object", "view", "api/figure?indicator=fiscal_funds&helper={helper}&recipient={recipient}"
    ),
    "api/trail": Route(
        "object", "view", "api/trail?indicator=fiscal_funds&helper={helper}&recipient={recipient}"
    ),
}


def of_objects(path: str, name: str, part: str, verb: str = "register") -> dict[str, Route]:
    """The addresses every kind of object of web/works.py has."""
    there = f"{path}/{{{name}}}/"
    return {
        f"{path}/": Route("list", shows=True),
        f"{path}/new": Route("list", verb),
        f"{path}/<int:pk>/": Route("object", "view", there, shows=True),
        f"{path}/<int:pk>/edit/": Route("object", verb, f"{there}edit/", shows=True),
        f"{path}/<int:pk>/add/<slug:part>/": Route("write", "view", f"{there}add/{part}/"),
        f"{path}/<int:pk>/shelf/": Route("write", verb, f"{there}shelf/"),
    }


for named in (
    ("projects", "project", "step"),
    ("donations", "donation", "event", "enter"),
    ("parks", "park", "read"),
    ("workshops", "workshop", "read"),
    ("ventures", "venture", "rung"),
    ("postings", "posting", "report"),
    ("orders", "order", "step"),
    ("outlets", "outlet", "none"),
    ("sales-events", "event", "none"),
    ("products", "product", "none"),
    ("placements", "placement", "check"),
    ("vacancies", "vacancy", "none"),
    ("job-fairs", "fair", "none"),
    ("rides", "ride", "none"),
    ("courses", "course", "none"),
    ("stations", "station", "none"),
    ("activities", "activity", "hold"),
    ("teams", "team", "technique"),
    ("classes", "class", "intake"),
    ("show-villages", "village", "name"),
    ("promotions", "promotion", "launch"),
    ("articles", "article", "mention"),
):
    ROUTES |= of_objects(*named)
ROUTES |= {
    "donations/follow/<int:pk>/": Route("write", "enter", "donations/follow/{entry}/"),
    "funds/": Route("list"),
    "photos/<int:pk>/": Route("object", "view", "photos/{photo}/"),
}


def under(path: str, name: str, *ends: str, verb: str = "register") -> dict[str, Route]:
    """Addresses that write upon an object at `path`; a part in <> of an end is taken as 1."""
    return {
        f"{path}/<int:pk>/{end}/": Route(
            "write", verb, f"{path}/{{{name}}}/{SAMPLES.get(end, end)}/"
        )
        for end in ends
    }


SAMPLES = {"drop/<int:link>": "drop/{delivery}", "gifts/<int:gift>": "gifts/{gift}"}


def of_cooperation(path: str, name: str) -> dict[str, Route]:
    """The addresses every kind of thing both sides do together has."""
    path = f"cooperation/{path}"
    return {
        f"{path}/": Route("list", shows=True),
        f"{path}/new/": Route("list", "register"),
        f"{path}/<int:pk>/": Route("object", "view", f"{path}/{{{name}}}/", shows=True),
        f"{path}/<int:pk>/edit/": Route("object", "register", f"{path}/{{{name}}}/edit/"),
    }


for noun in ("meeting", "item", "visit", "agreement", "plan"):
    ROUTES |= of_cooperation(f"{noun}s", noun)
ROUTES |= {
    "cooperation/meetings/<int:pk>/pack/": Route(
        "object", "view", "cooperation/meetings/{meeting}/pack/", shows=True
    ),
    "cooperation/meetings/<int:pk>/pack/word/": Route(
        "object", "export", "cooperation/meetings/{meeting}/pack/word/", shows=True
    ),
    **under("cooperation/meetings", "meeting", "sign", "gifts/<int:gift>"),
    "cooperation/items/from/<int:ref>/": Route(
        "object", "register", "cooperation/items/from/{meeting}/"
    ),
    **under("cooperation/items", "item", "settle"),
    **under("cooperation/items", "item", "verify", "return", verb="confirm"),
    **under("cooperation/agreements", "agreement", "promise", "amend"),
    "cooperation/commitments/<int:pk>/": Route(
        "object", "view", "cooperation/commitments/{commitment}/", shows=True
    ),
    **under("cooperation/commitments", "commitment", "edit", "deliver", "drop/<int:link>"),
    **under("cooperation/plans", "plan", "tasks", "review"),
    **under("cooperation/tasks", "task", "edit"),
    "cooperation/<str:kind>/<int:pk>/shelve/": Route(
        "write", "register", "cooperation/meeting/{meeting}/shelve/"
    ),
    "cooperation/<str:kind>/<int:pk>/unshelve/": Route(
        "write", "register", "cooperation/meeting/{meeting}/unshelve/"
    ),
    "claims/<int:pk>/gift/": Route("write", "enter", "claims/{claim}/gift/"),
    "reports/<int:pk>/occasions/": Route("object", "view", "reports/{report}/occasions/"),
}
for noun in ("need", "offer"):
    ROUTES |= {
        f"{noun}s/": Route("list", shows=True),
        f"{noun}s/new": Route("list", "enter"),
        f"{noun}s/<int:pk>/": Route("object", "view", f"{noun}s/{{{noun}}}/", shows=True),
        f"{noun}s/<int:pk>/edit/": Route("object", "enter", f"{noun}s/{{{noun}}}/edit/"),
        f"{noun}s/<int:pk>/<str:verb>/": Route("write", "enter", f"{noun}s/{{{noun}}}/withdraw/"),
    }
ROUTES |= {
    **under("needs", "need", "supply", verb="enter"),
    "supplies/<int:pk>/": Route("object", "view", "supplies/{supply}/", shows=True),
    **under("supplies", "supply", "agree", "deliver", verb="enter"),
    "supplies/<int:pk>/<str:verb>/": Route("write", "enter", "supplies/{supply}/drop/"),
    "calendar/": Route("list", "view", f"calendar/?month={DAY:%Y-%m}", shows=True),
    "calendar/feed/<str:token>.ics": Route("open", "", "calendar/feed/nobody.ics"),
    "calendar/renew/": Route("act", "view"),
    "notices/": Route("list"),
    "notices/count/": Route("list", ""),
    "notices/seen/": Route("act", "view"),
    "notices/week/": Route("list"),
    "programmes/": Route("list"),
    "programmes/<str:code>/": Route("list", "view", "programmes/east_west/"),
    "programmes/new": Route("common", "programme"),
    "programmes/<str:code>/edit": Route("common", "programme", "programmes/east_west/edit"),
    "programmes/<str:code>/round": Route("common", "programme", "programmes/east_west/round"),
    "programmes/<str:code>/tasks": Route("common", "programme", "programmes/east_west/tasks"),
    "programmes/<str:code>/round/drop": Route(
        "act", "programme", "programmes/east_west/round/drop"
    ),
    "programmes/<str:code>/tasks/drop": Route(
        "act", "programme", "programmes/east_west/tasks/drop"
    ),
    "programmes/<str:code>/archive": Route("act", "programme", "programmes/east_west/archive"),
    "programmes/<str:code>/restore": Route("act", "programme", "programmes/east_west/restore"),
    "partnerships/all/": Route("list"),
    "partnerships/archived/": Route("list"),
    "partnerships/new/": Route("list", "register"),
    "partnerships/<int:pk>/edit/": Route("object", "register", "partnerships/{partnership}/edit/"),
    **under("partnerships", "partnership", "archive", "restore"),
    "places/<int:pk>/": Route("list", "view", "places/{cluster}/"),
    "places/<int:pk>/edit/": Route("keep", "register", "places/{cluster}/edit/"),
    "merges/<int:pk>/undo/": Route("keep", "register", "merges/{merge}/undo/"),
    "members/<int:pk>/correct/": Route("keep", "register", "members/{member}/correct/"),
}
for noun in ("places", "organisations"):
    for which in ("", "all/", "archived/"):
        ROUTES[f"{noun}/{which}"] = Route("list")
    ROUTES[f"{noun}/new/"] = Route("page", "register")
for end in ("archive", "restore", "merge", "members", "members/join", "members/hand-over"):
    ROUTES[f"places/<int:pk>/{end}/"] = Route("keep", "register", f"places/{{cluster}}/{end}/")
