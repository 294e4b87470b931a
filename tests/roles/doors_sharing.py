"""Who may do what here: the screens of hubs, page branches and cases."""

from __future__ import annotations

from typing import Any

from cms.people.models import LocalRole
from tests.roles.door import Door, act, page
from tests.roles.people import either, only, own_chief
from tests.roles.world import Side, World

keeps_the_say = only("administrator", "editor_in_chief")
shares_page, shares_case = either(keeps_the_say, own_chief), either(only("division_approver"), own_chief)


def granted(role: str) -> Any:
    def made(world: World, side: Side) -> dict[str, Any]:
        colleague = LocalRole.objects.get(pk=side.args["branch_role"]["role"]).user
        return {"who": colleague.email, "role": role, "from_on": "2026-04-01", "reason": "分科会の担当"}

    return made


SHARING: tuple[Door, ...] = (
    page("editing:hub_sharing", "shared_hub", shares_page, shows=True),
    page("editing:sharing", "branch", shares_page, shows=True),
    act("editing:sharing", "branch", shares_page, granted("chief"), "people_localrole"),
    page("editing:end_local_role", "branch_role", shares_page, shows=True),
    act("editing:end_local_role", "branch_role", shares_page, {}, "people_localrole"),
    page("editing:inheritance", "branch", keeps_the_say, shows=True),
    act("editing:inheritance", "branch", keeps_the_say, {"wanted": "stop"}, "editing_branchstop"),
    page("desk:sharing", "case_held", shares_case, shows=True),
    act("desk:sharing", "case_held", shares_case, granted("reader"), "people_localrole"),
    page("desk:end_local_role", "case_role", shares_case, shows=True),
    act("desk:end_local_role", "case_role", shares_case, {}, "people_localrole"),
    page("desk:confidentiality", "case_held", shares_case),
    act("desk:confidentiality", "case_held", shares_case, {"wanted": "close"}, "cases_case"),
)
