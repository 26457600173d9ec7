"""What the two sides do together: meetings and what was decided there, visits, what an agreement
promised, the plan of a year, needs and offers."""

from shanhai.cooperation.models.action_items import ActionItem
from shanhai.cooperation.models.care import (
    Activity,
    Equipment,
    Intake,
    SpecialClass,
    Team,
    Technique,
    Waiver,
)
from shanhai.cooperation.models.commitments import Amendment, Commitment, Delivery
from shanhai.cooperation.models.consumption import (
    Order,
    OrderBuyer,
    OrderLine,
    OrderProof,
    OrderStep,
    Outlet,
    Product,
    SalesEvent,
)
from shanhai.cooperation.models.industry import (
    Park,
    Reading,
    Site,
    Venture,
    VentureStep,
    Workshop,
)
from shanhai.cooperation.models.joint import Joint
from shanhai.cooperation.models.labour import (
    Course,
    FairFirm,
    JobFair,
    Placement,
    PlacementCheck,
    Ride,
    Station,
    Vacancy,
    Worker,
)
from shanhai.cooperation.models.meetings import Attendee, Gift, Meeting, Point
from shanhai.cooperation.models.needs import Need, Offer, Want
from shanhai.cooperation.models.plans import Plan, PlanReview, PlanTask, TaskProgress
from shanhai.cooperation.models.postings import (
    PostedPerson,
    Posting,
    PostingTerm,
)
from shanhai.cooperation.models.projects import (
    Asset,
    AssetCheck,
    Disclosure,
    Milestone,
    Problem,
    Project,
    ProjectSite,
    ProjectSource,
    ProjectStep,
)
from shanhai.cooperation.models.publicity import Article, Mention
from shanhai.cooperation.models.villages import Facility, Promotion, PromotionResult, ShowVillage
from shanhai.cooperation.models.visits import Visit, VisitParty, VisitStop

__all__ = [
    "ActionItem",
    "Activity",
    "Amendment",
    "Article",
    "Asset",
    "AssetCheck",
    "Attendee",
    "Commitment",
    "Course",
    "Delivery",
    "Disclosure",
    "Equipment",
    "Facility",
    "FairFirm",
    "Gift",
    "Intake",
    "JobFair",
    "Joint",
    "Meeting",
    "Mention",
    "Milestone",
    "Need",
    "Offer",
    "Order",
    "OrderBuyer",
    "OrderLine",
    "OrderProof",
    "OrderStep",
    "Outlet",
    "Park",
    "Placement",
    "PlacementCheck",
    "Plan",
    "PlanReview",
    "PlanTask",
    "Point",
    "PostedPerson",
    "Posting",
    "PostingTerm",
    "Problem",
    "Product",
    "Project",
    "ProjectSite",
    "ProjectSource",
    "ProjectStep",
    "Promotion",
    "PromotionResult",
    "Reading",
    "Ride",
    "SalesEvent",
    "ShowVillage",
    "Site",
    "SpecialClass",
    "Station",
    "TaskProgress",
    "Team",
    "Technique",
    "Vacancy",
    "Venture",
    "VentureStep",
    "Visit",
    "VisitParty",
    "VisitStop",
    "Waiver",
    "Want",
    "Worker",
    "Workshop",
]
