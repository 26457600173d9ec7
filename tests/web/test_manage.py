"""Management: users within reach, what is registered, the chain, the vocabularies."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from shanhai.accounts.models import User
from shanhai.records.models import Version
from shanhai.records.services import comment
from shanhai.registry.models import ClusterMember, Node, Partnership
from shanhai.registry.queries import visible_partnerships
from shanhai.registry.services import appoint
from tests.world import PASSWORD, World

GOOD = "a-long-first-password"


def client_of(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def admin_at(world: World, name: str | None, username: str = "admin") -> User:
    user = User.objects.create_user(username, password=PASSWORD, name="管理员甲")
    appoint(user, "admin", world[name] if name else None)
    return user


@pytest.fixture
def town_admin(world: World) -> User:
    return admin_at(world, "桥头镇")


@pytest.fixture
def chief(world: World) -> User:
    return admin_at(world, None, "chief")


def new_user(client: Client, **columns: str) -> object:
    filled = {"username": "liu", "name": "新填报员", "password": GOOD, "role": "clerk"}
    return client.post(reverse("users"), {**filled, "node": "桥头镇", **columns})


# ---- Users


def test_a_user_is_added_with_a_role_and_can_sign_in(world: World, town_admin: User) -> None:
    answer = new_user(client_of(town_admin))
    made = User.objects.get(username="liu")
    assert answer.url == reverse("user", args=[made.pk])
    assert [(row.role, row.node) for row in made.memberships.all()] == [("clerk", world["桥头镇"])]
    signed_in = Client().post(reverse("login"), {"username": "liu", "password": GOOD})
    assert signed_in.status_code == 302


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"node": ""}, "您不能授予不限地方的角色"),
        ({"node": "清溪镇"}, "不归您管理"),
        ({"node": "东莞市"}, "不归您管理"),
        ({"node": "没有这里"}, "没有登记“没有这里”"),
        ({"password": "123"}, "密码"),
        ({"username": "clerk"}, "已有登录名“clerk”"),
        ({"role": "king"}, "“角色”没有这个选项"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_and_nothing_is_kept(
    town_admin: User, columns: dict[str, str], sentence: str
) -> None:
    before = User.objects.count()
    answer = new_user(client_of(town_admin), **columns)
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert User.objects.count() == before


def test_an_administrator_meets_only_the_users_of_their_places(
    world: World, town_admin: User, chief: User
) -> None:
    page = client_of(town_admin).get(reverse("users")).content.decode()
    assert "桥头填报员" in page
    for other in ("清溪填报员", "东莞审核员", "审计员", "玉屏填报员"):
        assert other not in page
    assert "清溪填报员" in client_of(chief).get(reverse("users")).content.decode()


@pytest.mark.parametrize("step", ["user-switch", "user-password", "user-appoint"])
def test_nobody_outside_is_touched(world: World, town_admin: User, step: str) -> None:
    client, boss = client_of(town_admin), User.objects.create_superuser("root", password="x")
    for person in (world.foreigner, world.reviewer, world.auditor, boss):
        filled = {"password": GOOD, "role": "admin", "node": "桥头镇"}
        assert client.post(reverse(step, args=[person.pk]), filled).status_code == 404
        person.refresh_from_db()
        assert person.is_active and not person.check_password(GOOD)


def test_someone_with_one_foot_outside_is_not_within_reach(world: World, town_admin: User) -> None:
    appoint(world.clerk, "leader", world["清溪镇"])
    assert client_of(town_admin).get(reverse("user", args=[world.clerk.pk])).status_code == 404


def test_an_auditor_of_everything_does_not_manage_everything(
    world: World, town_admin: User
) -> None:
    appoint(town_admin, "auditor", None)
    client = client_of(town_admin)
    assert client.get(reverse("user", args=[world.foreigner.pk])).status_code == 404
    assert new_user(client, node="").status_code == 422


def test_not_even_an_administrator_of_everything_touches_a_superuser(chief: User) -> None:
    boss = User.objects.create_superuser("root", password="x")
    assert client_of(chief).get(reverse("user", args=[boss.pk])).status_code == 404


def test_a_user_is_stopped_and_let_in_again(world: World, town_admin: User) -> None:
    client, theirs = client_of(town_admin), client_of(world.clerk)
    client.post(reverse("user-switch", args=[world.clerk.pk]))
    assert theirs.get(reverse("home")).status_code == 302
    client.post(reverse("user-switch", args=[world.clerk.pk]))
    assert client_of(world.clerk).get(reverse("home")).status_code == 200


def test_nobody_locks_themselves_out(town_admin: User) -> None:
    client = client_of(town_admin)
    client.post(reverse("user-switch", args=[town_admin.pk]))
    row = town_admin.memberships.get()
    client.post(reverse("user-dismiss", args=[town_admin.pk, row.pk]))
    town_admin.refresh_from_db()
    assert town_admin.is_active and town_admin.memberships.count() == 1


def test_a_new_password_signs_the_old_session_out(world: World, town_admin: User) -> None:
    theirs, client = client_of(world.clerk), client_of(town_admin)
    address = reverse("user-password", args=[world.clerk.pk])
    assert client.post(address, {"password": "短"}).status_code == 422
    assert client.post(address, {"password": GOOD}).status_code == 302
    assert theirs.get(reverse("home")).status_code == 302
    world.clerk.refresh_from_db()
    assert world.clerk.check_password(GOOD)


def test_a_role_is_given_and_taken(world: World, chief: User) -> None:
    client = client_of(chief)
    client.post(reverse("user-appoint", args=[world.clerk.pk]), {"role": "leader", "node": "玉屏"})
    row = world.clerk.memberships.get(role="leader")
    assert row.node == world["玉屏侗族自治县"]
    client.post(reverse("user-dismiss", args=[world.clerk.pk, row.pk]))
    assert world.clerk.memberships.count() == 1


# ---- Register


def add(client: Client, what: str, **columns: object) -> object:
    filled = {f"{what}-{name}": value for name, value in columns.items()}
    return client.post(reverse("register-add", args=[what]), filled)


def test_an_organisation_is_registered_with_its_names(world: World) -> None:
    client = client_of(world.clerk)
    answer = add(client, "node", level="organisation", name="示例茶业", parent="东莞市/桥头镇",
                 kind="enterprise", aliases="示例茶、茶业公司")  # fmt: skip
    assert answer.status_code == 302
    node = Node.objects.get(name="示例茶业")
    assert (node.parent, node.kind, node.initials) == (world["桥头镇"], "enterprise", "slcy")
    assert {alias.name for alias in node.aliases.all()} == {"示例茶", "茶业公司"}


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"parent": ""}, "请填写上级"),
        ({"parent": "清溪镇"}, "不在您登记的范围内"),
        ({"credit_code": "123"}, "应为18位"),
        ({"level": "village", "parent": "常平组团"}, "不能直接放在"),
        ({"level": "village", "name": "示例甲村"}, "不必重复登记"),
        ({"code": "520622"}, "区划代码520622已登记在“玉屏侗族自治县”名下"),
        ({"code": "５２０６"}, "区划代码只有数字"),
    ],
)
def test_the_registry_says_beside_the_form_what_it_refuses(
    world: World, columns: dict[str, str], sentence: str
) -> None:
    filled = {"level": "organisation", "name": "示例社", "parent": "桥头镇", **columns}
    answer = add(client_of(world.clerk), "node", **filled)
    assert answer.status_code == 422 and sentence in answer.content.decode()


def test_a_name_of_several_asks_which(world: World, chief: User) -> None:
    client = client_of(chief)
    add(client, "node", level="village", name="示例丙村", parent="桥头镇")
    answer = add(client, "alias", node="示例丙村", aliases="丙村")
    assert answer.status_code == 422
    assert "示例镇/示例丙村、桥头镇/示例丙村" in answer.content.decode()
    assert add(client, "alias", node="示例镇/示例丙村", aliases="丙村").status_code == 302
    assert world["示例丙村"].aliases.get().name == "丙村"


def test_a_pairing_is_registered_by_one_of_its_sides_only(world: World) -> None:
    filled = {"programme": "east_west", "kind": "village", "helper": "示例甲村",
              "recipient": "示例乙村", "parent": world.partnership.pk}  # fmt: skip
    refused = add(client_of(world.foreigner), "pair", **{**filled, "parent": ""})
    assert refused.status_code == 422 and "两方都不是您的单位" in refused.content.decode()
    assert add(client_of(world.clerk), "pair", **filled).status_code == 302
    assert Partnership.objects.get(kind="village").parent == world.partnership
    again = add(client_of(world.clerk), "pair", **filled)
    assert again.status_code == 422 and "已有同类结对" in again.content.decode()


def test_a_town_cannot_let_itself_into_a_cluster(world: World) -> None:
    filled = {"cluster": "常平组团", "member": "清溪镇"}
    for user in (world.foreigner, world.clerk):
        answer = add(client_of(user), "member", **filled)
        assert answer.status_code == 422 and "由它的上级登记" in answer.content.decode()
    assert "常平组团" not in {row.helper.name for row in visible_partnerships(world.foreigner)}


def test_the_city_lets_a_town_in_and_out(world: World) -> None:
    client = client_of(world.reviewer)
    filled = {"cluster": "常平组团", "member": "清溪镇", "start": "2024-01-01"}
    assert add(client, "member", **filled).status_code == 302
    row = ClusterMember.objects.get(member=world["清溪镇"])
    address = reverse("member-end", args=[row.pk])
    client.post(address, {"end": "2023-01-01"})
    client.post(address, {"end": "yesterday"})
    row.refresh_from_db()
    assert row.end is None
    client.post(address, {"end": "2025-06-30"})
    row.refresh_from_db()
    assert row.end == date(2025, 6, 30)
    foreign = client_of(world.foreigner).post(address, {"end": "2025-01-01"})
    assert foreign.status_code == 404


def test_names_are_offered_while_typing(world: World) -> None:
    client, address = client_of(world.clerk), reverse("node-options")
    assert "东莞市/桥头镇" in client.get(address, {"node-parent": "桥头"}).content.decode()
    assert "东莞市/桥头镇" in client.get(address, {"node": "qtz"}).content.decode()
    assert client.get(address).content.decode().strip() == ""


def test_the_register_finds_by_alias(world: World) -> None:
    page = client_of(world.clerk).get(reverse("register"), {"q": "玉屏县"}).content.decode()
    assert "520622" in page


# ---- The chain


def test_the_chain_shows_everyone_its_length_and_only_their_own_contents(world: World) -> None:
    entry = world.entry("fiscal_funds", 5, title="示例保密拨付")
    comment(world.clerk, entry.ref, "x")
    Version.objects.get(ref=entry.ref).change_set.__class__.objects.filter(
        versions__ref=entry.ref
    ).update(why="示例保密理由")
    theirs = client_of(world.clerk).get(reverse("manage")).content.decode()
    assert "示例保密理由" in theirs
    foreign = client_of(world.foreigner).get(reverse("manage")).content.decode()
    assert "示例保密" not in foreign and "桥头填报员" not in foreign
    assert "不在您的查看范围" in foreign and "登记地方或单位" in foreign


def test_a_bounded_administrator_sees_no_more_of_the_chain(world: World) -> None:
    world.entry("fiscal_funds", 5, title="示例保密拨付")
    page = client_of(admin_at(world, "清溪镇")).get(reverse("manage")).content.decode()
    assert "不在您的查看范围" in page and "桥头填报员" not in page


def test_the_newest_links_are_checked_on_demand(world: World) -> None:
    client = client_of(world.auditor)
    assert "摘要都相符" in client.get(reverse("manage"), {"check": 1}).content.decode()
    version = Version.objects.order_by("-pk").first()
    Version.objects.filter(pk=version.pk).update(columns={"tampered": True})
    page = client.get(reverse("manage"), {"check": 1}).content.decode()
    assert "被改动过" in page and "摘要都相符" not in page


def test_the_chain_costs_a_bounded_number_of_queries(
    world: World, django_assert_max_num_queries: object
) -> None:
    for number in range(60):
        world.entry("fiscal_funds", number + 1)
    client = client_of(world.clerk)
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        assert client.get(reverse("manage")).status_code == 200


# ---- Vocabularies and who may come in


def test_the_vocabulary_says_how_each_indicator_is_added_up(world: World) -> None:
    client = client_of(world.auditor)
    page = client.get(reverse("vocabularies")).content.decode()
    assert "财政帮扶资金" in page and "流量：相加" in page and "存量：取某日" in page
    assert "填报员" in page
    narrowed = client.get(reverse("vocabularies"), {"q": "fiscal"}).content.decode()
    assert "财政帮扶资金" in narrowed and "存量：取某日" not in narrowed
    assert "没有找到" in client.get(reverse("vocabularies"), {"q": "没有"}).content.decode()


@pytest.mark.parametrize(
    ("who", "open_to"),
    [
        ("clerk", {"manage", "vocabularies", "register"}),
        ("auditor", {"manage", "vocabularies"}),
        ("admin", {"manage", "vocabularies", "register", "users"}),
    ],
)
def test_sections_are_offered_and_opened_by_right(
    world: World, town_admin: User, who: str, open_to: set[str]
) -> None:
    client = client_of(town_admin if who == "admin" else getattr(world, who))
    page = client.get(reverse("manage")).content.decode()
    for name in ("manage", "vocabularies", "register", "users"):
        assert client.get(reverse(name)).status_code == (200 if name in open_to else 403)
        assert (f'href="{reverse(name)}"' in page) == (name in open_to)


def test_lists_cost_a_bounded_number_of_queries(
    world: World, chief: User, django_assert_max_num_queries: object
) -> None:
    for number in range(30):
        appoint(User.objects.create_user(f"u{number}", name="某"), "clerk", world["桥头镇"])
    client = client_of(chief)
    for name in ("users", "register", "vocabularies"):
        with django_assert_max_num_queries(22):  # type: ignore[operator]
            assert client.get(reverse(name)).status_code == 200
