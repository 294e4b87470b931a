"""Who may do what here: the screens of hubs, page branches and cases."""

from __future__ import annotations

from typing import Any

from cms.people.models import LocalRole
from tests.roles.door import Door, act, listing, page
from tests.roles.doors_registers import DASHBOARD, administers, keeps_people
from tests.roles.people import either, nobody, only, own_chief
from tests.roles.world import Side, World

keeps_the_say = only("administrator", "editor_in_chief")
shares_page, shares_case = either(keeps_the_say, own_chief), either(only("division_approver"), own_chief)


def granted(role: str) -> Any:
    def made(world: World, side: Side) -> dict[str, Any]:
        colleague = LocalRole.objects.get(pk=side.args["branch_role"]["role"]).user
        return {"who": colleague.email, "role": role, "from_on": "2026-04-01", "reason": "分科会の担当"}

    return made


def to_team(role: str) -> Any:
    """The same to the team of the side."""

    def made(world: World, side: Side) -> dict[str, Any]:
        return {**granted(role)(world, side), "who": "", "team": str(side.args["team"]["pk"])}

    return made


def new_member(world: World, side: Side) -> dict[str, Any]:
    return {"user": world.people["member"].email, "from_on": "2026-04-01"}


def names_the_ward(role: str, side: str) -> bool:
    """Who holds a role in the whole ward is named on every side: the foreign side has such people too."""
    return True


TEAMS = (
    listing("teams:index", keeps_people, keeps_people, away=DASHBOARD),
    listing("teams:index_results", keeps_people, keeps_people, away=DASHBOARD),
    listing("teams:add", administers),
    act("teams:add", "none", administers, {"name": "新しい班"}, "people_staffteam", sees=nobody),
    page("teams:edit", "team", keeps_people, shows=True),
    act("teams:edit", "team", administers, new_member, "people_teammembership"),
    page("teams:rename", "team", administers, shows=True),
    act("teams:rename", "team", administers, {"name": "改めた班"}, "people_staffteam"),
    page("teams:end", "team", administers, shows=True),
    act("teams:end", "team", administers, {}, "people_staffteam"),
    page("teams:end_membership", "team_member", administers, shows=True),
    act("teams:end_membership", "team_member", administers, {}, "people_teammembership"),
)

SHARING: tuple[Door, ...] = (
    page("editing:hub_sharing", "shared_hub", shares_page, shows=True, sees=names_the_ward),
    page("editing:sharing", "branch", shares_page, shows=True),
    act("editing:sharing", "branch", shares_page, granted("chief"), "people_localrole"),
    act("editing:sharing", "branch", shares_page, to_team("editor"), "people_localrole"),
    page("editing:end_local_role", "branch_role", shares_page, shows=True),
    act("editing:end_local_role", "branch_role", shares_page, {}, "people_localrole"),
    page("editing:inheritance", "branch", keeps_the_say, shows=True),
    act("editing:inheritance", "branch", keeps_the_say, {"wanted": "stop"}, "editing_branchstop"),
    page("desk:sharing", "case_held", shares_case, shows=True, sees=names_the_ward),
    act("desk:sharing", "case_held", shares_case, granted("reader"), "people_localrole"),
    act("desk:sharing", "case_held", shares_case, to_team("reader"), "people_localrole"),
    page("desk:end_local_role", "case_role", shares_case, shows=True),
    act("desk:end_local_role", "case_role", shares_case, {}, "people_localrole"),
    page("desk:confidentiality", "case_held", shares_case),
    act("desk:confidentiality", "case_held", shares_case, {"wanted": "close"}, "cases_case"),
)
