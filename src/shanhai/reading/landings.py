"""Indicators whose giver and receiver are told in ways of their own."""

from __future__ import annotations

import re

# results counted by where people work: a place beside the figure is where, not who
AT_WORK = frozenset(
    (
        "labour_transferred", "local_employment", "employment", "jobs_offered",
        "park_enterprises", "output_value", "tax_revenue", "other:招聘企业", "other:到场人次",
    )
)  # fmt: skip
DONATED = frozenset(("social_donation", "donation_in_kind", "donated_items", "students_aided"))
FUNDS = DONATED - {"students_aided", "donated_items"} | {
    "fiscal_funds", "assistance_funds", "project_investment",
}  # fmt: skip
# what came of the help: work, income, turnover, guests
LANDED = frozenset(
    (
        "labour_transferred", "local_employment", "employment", "output_value", "tax_revenue",
        "collective_income", "income_increase", "tourists", "tourism_revenue", "park_enterprises",
        "enterprises_introduced", "paid_in_investment",
    )
)  # fmt: skip
WORKED = LANDED - {"enterprises_introduced", "paid_in_investment", "local_employment"}
VISITS = frozenset(("visit_batches", "visit_persons"))
PEOPLE = VISITS | {
    "cadres_trained",
    "tourism_activities",
    "training_sessions",
    "trainees",
    "activities",
}
ON_THE_SPOT = frozenset(
    ("infrastructure", "parks_built", "jobs_offered", "project_investment", "workshops")
)
# what lands in a hospital or a school by name
IN_HOUSE = frozenset(
    (
        "medical_techniques", "patients_treated", "doctors_dispatched", "teachers_dispatched",
        "education_activities", "infrastructure", "professionals_dispatched",
    )
)  # fmt: skip
# what is done in the hospital its sentence names
TREATED = frozenset(("medical_techniques", "patients_treated"))

# a helper that buys or has bought is the one who helps, even when nobody is named
_BUYS = re.compile(r"采购|助销|帮助销售|帮销|帮着卖|认购|团购")
# sold at a fair or over a counter, to whoever comes
_SOLD = re.compile(r"零售|现场|线上|卖[出了到进]|销售额|成交|流水|交易|货款|下单|订单")
# the money of a whole of which a part is told to be given: 总投资1850万元，其中协作资金1200万元
_ALL_TOLD = re.compile(r"总(?:投资|造价|盘子)|概算|估算")
_OF_IT = re.compile(r"[^。；\n]{0,12}[，（]其中[^。，；\n]{0,16}(?:资金|援|财政|捐|出资|投入)")
# a giver without a name: 一家基金会, 某小学师生
_SOMEBODY = re.compile(
    r"(?:[一两三四五六七八九十\d某每])[家位名]?[^，。；、\d]{0,8}"
    r"(?:企业|公司|商会|基金会|老师|教师|市民|人士|老板|协会|师生)"
)


def bought(code: str, text: str, low: int, high: int) -> bool:
    """Whether a figure is of what somebody buys or helps to sell."""
    return code == "consumption_sales" and _BUYS.search(text, low, high) is not None


def from_nobody(code: str, text: str, low: int, at: int, end: int, named: bool) -> bool:
    """Whether what a clause from ``low`` says of a figure leaves its giver without a name;
    ``named`` when its sentence names somebody who acts."""
    if code == "consumption_sales":
        return not named and bool(_SOLD.search(text, low, at)) and not _BUYS.search(text, low, at)
    if code == "project_investment":
        return bool(_ALL_TOLD.search(text, low, at) and _OF_IT.match(text, end))
    return code in FUNDS and bool(_SOMEBODY.search(text, low, at))
