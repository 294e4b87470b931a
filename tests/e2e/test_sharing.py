"""An administrator shares one page with a person, without code; that person writes there and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from cms.hubs.models import Hub
from cms.people.models import HubRole, LocalRole
from pages.models import HubPage, StandardPage
from tests.e2e import editing
from tests.e2e.editing import Editor
from tests.factories_editing import Site, client_of, make_live
from tests.factories_people import make_staff
from tests.factories_sharing import make_colleague, make_team

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]
HUB, BRANCH, BESIDE = "大泉西地域活動支援拠点", "防災の会", "清掃の会"
SCREEN, TEAM = "だれが何をできるか", "防災担当"


@pytest.mark.parametrize("width", [320, 1280])
def test_an_administrator_gives_a_branch_to_a_person_who_writes_there_and_nowhere_else(
    stage: Callable[..., Any], width: int
) -> None:
    hub = Hub.objects.get(name=HUB)
    site = Site(hub, HubPage.objects.get(hub=hub), make_staff("editor", hub), make_staff("chief", hub))
    branch, beside = make_live(site, BRANCH, slug="bosai"), make_live(site, BESIDE, slug="seiso")
    call_command("update_index", verbosity=0)
    colleagues = [make_staff("section", name="見本 京子", email=f"kyoko{one}@example.jp") for one in (1, 2)]
    person = colleagues[1]
    administrator = come_in(stage, width)
    if width == 1280:
        by_the_menu(administrator)
    else:  # the way there is Wagtail's own and is looked at once
        administrator.page.goto(reverse("editing:hub_sharing", args=[hub.pk]))
        administrator.settle()
    grants(administrator, person.email)
    row = LocalRole.objects.get()
    assert (row.user, row.key, row.role) == (person, branch.pk, "editor")
    stops(administrator)
    writes(stage(Editor, width=1280), person, branch)
    client = client_of(person)
    for page in (beside, site.page):
        assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 404
    assert client_of(site.editor).get(reverse("wagtailadmin_pages:edit", args=[branch.pk])).status_code == 404
    ends(administrator, person.email)
    assert client.get(reverse("wagtailadmin_pages:edit", args=[branch.pk])).status_code == 404
    assert LocalRole.objects.get().ended_by.last_name == "見本"


def make_branch() -> StandardPage:
    """A page of a hub that has an editor and a chief."""
    hub = Hub.objects.get(name=HUB)
    site = Site(hub, HubPage.objects.get(hub=hub), make_staff("editor", hub), make_staff("chief", hub))
    branch = make_live(site, BRANCH, slug="bosai")
    call_command("update_index", verbosity=0)
    return branch


def come_in(stage: Callable[..., Any], width: int) -> Editor:
    administrator: Editor = stage(Editor, width=width)
    administrator.come_in(make_staff("administrator", name="見本 管理"))
    return administrator


def by_the_menu(administrator: Editor) -> None:
    """The register of hubs, the hub, and the menu at its head."""
    menu = administrator.page.get_by_role("navigation", name="メインメニュー")
    menu.get_by_role("button", name="拠点・区域", exact=True).click()
    administrator.click("拠点", "link", within=menu)
    administrator.click(HUB, "link", within=administrator.page.get_by_role("main"))
    administrator.head(SCREEN)


def grants(administrator: Editor, email: str) -> None:
    """From the hub to the page, by what is written on the screen alone."""
    administrator.reads("拠点編集者", "拠点のどのページも、権限は拠点の役割のとおりです。")
    administrator.click("拠点のページの権限", "link")
    administrator.click(BRANCH, "link", within=administrator.page.get_by_role("main"))
    administrator.reads("上からの権限は、ここでも有効です。")
    administrator.write("氏名またはメールアドレス", "見本　京子")
    administrator.page.get_by_role("combobox", name=re.compile(r"^役割\s*\*?$")).select_option(label="ページの編集者")
    administrator.write("理由", "防災の会の担当")
    administrator.click("付与する", "button")
    administrator.reads("この氏名に当てはまる職員が複数います。1人を選んでください。")
    administrator.choose(f"見本 京子（{email}）")
    administrator.click("付与する", "button")
    administrator.reads("個別の役割を付けました。", email, "このページ")


def stops(administrator: Editor) -> None:
    """The hub writes it no more; first it is said what that means."""
    administrator.click("上からの権限をここで打ち切る", "link")
    administrator.reads("このページに責任者がいないときは、編集長が承認します。")
    administrator.click("上からの権限をここで打ち切る", "button")
    administrator.reads("上からの権限は、ここで打ち切られています。")


def writes(editor: Editor, person: Any, branch: StandardPage, *, begins_at: str = BRANCH) -> None:
    editor.come_in(person)
    editor.click(f"{begins_at}のページ", "link", within=editor.page.get_by_role("main"))
    editor.page.goto(reverse("wagtailadmin_pages:edit", args=[branch.pk]))
    editor.settle()
    editor.write("題名", "防災の会のお知らせ")
    editing.save(editor)
    assert StandardPage.objects.get(pk=branch.pk).get_latest_revision_as_object().title == "防災の会のお知らせ"


def ends(administrator: Editor, email: str) -> None:
    administrator.click("終了する（見本 京子、ページの編集者）", "link")
    administrator.reads(email, "役割の記録は残ります。")
    administrator.click("この役割を今すぐ終了する", "button")
    administrator.reads("ここで役割を持つ人は、まだいません。")


@pytest.mark.parametrize("width", [320, 1280])
def test_an_administrator_makes_a_team_whose_members_write_the_branch_until_they_leave(
    stage: Callable[..., Any], width: int
) -> None:
    branch = make_branch()
    person = make_staff("section", name="見本 京子", email="kyoko@example.jp")
    administrator = come_in(stage, width)
    makes_a_team(administrator, person.email, by_the_menu=width == 1280)
    administrator.page.goto(reverse("editing:sharing", args=[branch.pk]))
    administrator.settle()
    grants_to_the_team(administrator, person.email)
    row = LocalRole.objects.get()
    assert (row.user, row.team.name, row.key, row.role) == (None, TEAM, branch.pk, "editor")
    writes(stage(Editor, width=1280), person, branch)
    leaves(administrator)
    assert client_of(person).get(reverse("wagtailadmin_pages:edit", args=[branch.pk])).status_code == 404


def makes_a_team(administrator: Editor, email: str, *, by_the_menu: bool) -> None:
    """In the register, and the first member on its page."""
    if by_the_menu:
        menu = administrator.page.get_by_role("navigation", name="メインメニュー")
        menu.get_by_role("button", name="人と団体", exact=True).click()
        administrator.click("職員の班", "link", within=menu)
        administrator.click(re.compile("追加"), "link", within=administrator.page.get_by_role("main"))
    else:  # the way there is Wagtail's own and is looked at once
        administrator.page.goto(reverse("teams:add"))
        administrator.settle()
    administrator.write("班の名称", TEAM)
    administrator.write("班の役目", "防災訓練の準備")
    administrator.click("班を作る", "button")
    administrator.reads("班を作りました。", "班員はいません。", "防災訓練の準備")
    administrator.write("班員にする人のメールアドレス", email)
    administrator.click("班員に加える", "button")
    administrator.reads("班員に加えました。", "見本 京子", email)


def grants_to_the_team(administrator: Editor, email: str) -> None:
    administrator.click("付与する", "button")
    administrator.reads("人を指定するか、班を選んでください。")
    choose = administrator.page.get_by_role("combobox", name=re.compile(r"^職員の班"))
    choose.select_option(label=TEAM)
    administrator.page.get_by_role("combobox", name=re.compile(r"^役割\s*\*?$")).select_option(label="ページの編集者")
    administrator.write("理由", "防災の会の担当")
    administrator.click("付与する", "button")
    administrator.reads("個別の役割を付けました。", f"班：{TEAM}", email, "このページ")


def leaves(administrator: Editor) -> None:
    """By the page of the team; first it is said what that means."""
    administrator.page.goto(reverse("teams:edit", args=[LocalRole.objects.get().team_id]))
    administrator.settle()
    administrator.click("班員から外す（見本 京子）", "link")
    administrator.reads("この班による権限を失います。")
    administrator.click("班員から外す", "button")
    administrator.reads("班員から外しました。", "以前の班員")


@pytest.mark.parametrize("width", [320, 1280])
def test_an_administrator_gives_the_hub_to_a_team_whose_members_write_it_until_the_role_ends(
    stage: Callable[..., Any], width: int
) -> None:
    branch, hub = make_branch(), Hub.objects.get(name=HUB)
    person = make_colleague("kyoko@example.jp", name="見本 京子")
    team = make_team(person, name=TEAM)
    administrator = come_in(stage, width)
    administrator.page.goto(reverse("editing:hub_sharing", args=[hub.pk]))
    administrator.settle()
    gives_the_hub(administrator, person.email)
    row = HubRole.objects.get(team=team)
    assert (row.user, row.hub, row.role, row.granted_by.last_name) == (None, hub, "editor", "見本")
    writes(stage(Editor, width=1280), person, branch, begins_at=HUB)
    administrator.page.goto(reverse("editing:hub_sharing", args=[hub.pk]))
    administrator.settle()
    administrator.reads(f"班：{TEAM}", person.email)
    administrator.click(f"終了する（{TEAM}、拠点編集者）", "link")
    administrator.reads(TEAM, person.email, HUB)
    administrator.click("この役割を今すぐ終了する", "button")
    administrator.reads("役割を終了しました。")
    assert client_of(person).get(reverse("wagtailadmin_pages:edit", args=[branch.pk])).status_code == 404


def gives_the_hub(administrator: Editor, email: str) -> None:
    """From the hub to the register of roles, where the team stands beside the person."""
    administrator.click("拠点の役割を付ける", "link")
    role = administrator.page.get_by_role("combobox", name=re.compile(r"^役割\s*\*?$"))
    role.select_option(label="監査担当")
    administrator.click("付与する", "button")
    administrator.reads("人を指定するか、班を選んでください。")
    administrator.page.get_by_role("combobox", name=re.compile(r"^職員の班")).select_option(label=TEAM)
    administrator.click("付与する", "button")
    administrator.reads("職員の班に付けることができるのは、拠点の役割だけです。")
    role.select_option(label="拠点編集者")
    administrator.click("付与する", "button")
    administrator.reads("役割を付与しました。", f"班：{TEAM}", "拠点編集者")
