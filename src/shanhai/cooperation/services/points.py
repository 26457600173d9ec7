"""The verb that says where something stands on the map."""

from typing import TypeVar

from shanhai.accounts.models import User
from shanhai.cooperation.models import Outlet, Park, Project, ShowVillage, Station, Workshop
from shanhai.cooperation.rules import CooperationError
from shanhai.cooperation.services.guard import require
from shanhai.records.services import change
from shanhai.registry.rules import EAST, NORTH, SOUTH, WEST

L = TypeVar("L", Outlet, Park, Project, ShowVillage, Station, Workshop)


def locate(actor: User | None, record: L, longitude: float | None, latitude: float | None) -> L:
    """Say where something stands; without a point it is shown where its place is."""
    require(actor, "register", [record.partnership])
    if (longitude is None) != (latitude is None):
        raise CooperationError("经度和纬度要一起填，或都不填。")
    inside = WEST <= (longitude or WEST) <= EAST and SOUTH <= (latitude or SOUTH) <= NORTH
    if not inside:
        raise CooperationError(f"经度{longitude}、纬度{latitude}不在国内，请核对是否填反。")
    with change(actor, "locate") as action:
        record.longitude, record.latitude = longitude, latitude
        return action.save(record)
