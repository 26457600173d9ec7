"""Indicators whose giver and receiver are told in ways of their own."""

from __future__ import annotations

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
