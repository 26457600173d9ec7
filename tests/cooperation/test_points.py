"""Where the work stands: a point of its own, or about where its place is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shanhai.cooperation.models import Park
from shanhai.cooperation.queries.points import spots_in, spots_of
from shanhai.cooperation.rules import CooperationError
from shanhai.cooperation.services import (
    OutletFacts,
    ParkFacts,
    ProjectFacts,
    register_outlet,
    register_park,
    register_project,
)
from shanhai.cooperation.services.points import locate
from shanhai.web.spots import spot_maps
from tests.web.test_projects import client_of
from tests.world import World

COUNTY, TOWN = (108.915, 27.236), (114.094, 23.018)


@pytest.fixture
def works(world: World) -> World:
    """A park, a project in two villages and a canteen, with the county and the town on the map."""
    for name, (lon, lat) in (("玉屏侗族自治县", COUNTY), ("桥头镇", TOWN)):
        type(world[name]).objects.filter(pk=world[name].pk).update(longitude=lon, latitude=lat)
    a_park(world, "示例园区")
    sites = "示例乙村，10户\n示例镇"
    register_project(
        world.clerk, ProjectFacts(world.partnership, "示例项目", "industry", sites=sites)
    )
    register_outlet(
        world.clerk, OutletFacts(world.partnership, "示例食堂", "canteen", world["桥头镇"])
    )
    return world


def a_park(world: World, title: str) -> Park:
    facts = ParkFacts(world.partnership, title, "agriculture", world["示例镇"])
    return register_park(world.clerk, facts)


def test_what_has_no_point_stands_where_its_place_is_on_its_side(works: World) -> None:
    park = Park.objects.get()
    spots = spots_of(works.clerk, works.partnership)
    county, town = works["玉屏侗族自治县"].pk, works["桥头镇"].pk
    told = {(spot.title, spot.at, spot.helping) for spot in spots}
    assert told == {("示例园区", county, False), ("示例项目", county, False),
                    ("示例食堂", town, True)}  # fmt: skip
    locate(works.county_clerk, park, 108.95, 27.25)
    (own,) = [spot for spot in spots_of(works.clerk, works.partnership) if not spot.at]
    assert (own.pk, own.longitude, own.latitude) == (park.pk, 108.95, 27.25)
    # A place shows what stands in it; who may not see the partnership sees none of it.
    assert {spot.title for spot in spots_in(works.clerk, works["示例镇"])} == {"示例园区",
                                                                           "示例项目"}  # fmt: skip
    assert spots_in(works.foreigner, works["示例镇"]) == []
    helper, recipient = sorted(spot_maps(spots_of(works.clerk, works.partnership)),
                               key=lambda one: one.name)  # fmt: skip
    assert [point["name"] for point in helper.option["points"]] == ["示例食堂"]
    names = {point["name"] for point in recipient.option["points"]}
    assert names == {"示例园区", "玉屏侗族自治县 2 处"}


@pytest.mark.parametrize(
    ("point", "sentence"),
    [((27.25, 108.95), "是否填反"), ((108.95, None), "要一起填"), ((None, 27.25), "要一起填")],
)
def test_a_point_that_cannot_be_is_refused(
    works: World, point: tuple[float | None, float | None], sentence: str
) -> None:
    with pytest.raises(CooperationError, match=sentence):
        locate(works.clerk, Park.objects.get(), *point)
    with pytest.raises(CooperationError, match="不在您的范围"):
        locate(works.foreigner, Park.objects.get(), *COUNTY)


def test_the_map_leads_to_each_and_costs_the_same_however_many(works: World) -> None:
    client, park = client_of(works.clerk), Park.objects.get()
    there = f"/parks/{park.pk}/"
    wrong = client.post(
        f"{there}add/point/", {"point-longitude": "27.25", "point-latitude": "108.95"}
    )
    assert wrong.status_code == 422 and "是否填反" in wrong.content.decode()
    client.post(f"{there}add/point/", {"point-longitude": "108.95", "point-latitude": "27.25"})
    page = client.get(there).content.decode()
    assert "东经 108.95，北纬 27.25" in page
    assert f'<a href="/places/{works["示例镇"].pk}/">示例镇</a>' in page

    pages = [f"/partnerships/{works.partnership.pk}/", f"/places/{works['示例镇'].pk}/"]

    def cost(page: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert f'<a href="{there}">示例园区</a>' in client.get(page).content.decode()
        return len(queries)

    few = [cost(page) for page in pages]
    for number in range(4):
        a_park(works, f"示例园区{number}")
    assert [cost(page) for page in pages] == few
    assert "示例园区" not in client_of(works.foreigner).get(pages[1]).content.decode()
