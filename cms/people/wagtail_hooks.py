"""The registers of people in the staff's menu, and the words of Wagtail's log for what happens to them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy

from cms.people.access import REPORT_READERS, roles_of
from cms.people.desk.groups import GroupPolicy, GroupRegister
from cms.people.desk.roles import DeputyRegister, RoleRegister
from cms.people.desk.teams import TeamRegister
from cms.people.models import CommunityGroup

register_permission_policy(CommunityGroup, GroupPolicy(CommunityGroup))

ACTIONS = {
    "people.person_created": _("person recorded"),
    "people.person_changed": _("person's details changed"),
    "people.person_erased": _("person erased"),
    "people.group_registered": _("group registered"),
    "people.group_entered": _("group put on the register from paper"),
    "people.group_changed": _("group's data changed"),
    "people.group_verified": _("group checked by the hub"),
    "people.membership_ended": _("membership ended"),
    "people.officers_set": _("officers' list changed"),
    "people.group_retired": _("group retired"),
    "people.group_taken_back": _("group taken back into use"),
    "people.manager_invited": _("manager invited by the hub"),
    "people.invited": _("person invited"),
    "people.invitation_revoked": _("invitation withdrawn"),
    "people.invitation_accepted": _("invitation accepted"),
    "people.role_granted": _("role granted"),
    "people.role_ended": _("role ended"),
    "people.local_role_granted": _("local role granted"),
    "people.local_role_ended": _("local role ended"),
    "people.team_created": _("team of staff added"),
    "people.team_renamed": _("team of staff renamed"),
    "people.team_ended": _("team of staff ended"),
    "people.team_member_added": _("member added to a team of staff"),
    "people.team_member_ended": _("membership in a team of staff ended"),
    "people.account_deactivated": _("account deactivated"),
    "people.account_reactivated": _("account reactivated"),
    "people.second_factor_reset": _("second factor reset"),
    "people.sessions_ended": _("signed out on all devices"),
    "people.deputy_recorded": _("deputy recorded"),
    "people.deputy_revoked": _("deputy record withdrawn"),
}


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    for action, label in ACTIONS.items():
        actions.register_action(action, label, label)


@hooks.register("construct_reports_menu")
def reports_for_their_readers(request: HttpRequest, items: list[Any]) -> None:
    """Nobody is shown a report that would not open (see middleware.SessionGuard)."""
    if not roles_of(request.user).has(*REPORT_READERS):
        items.clear()


class PeopleRegisters(ViewSetGroup):
    menu_label = _("people and groups")
    menu_icon = "group"
    menu_order = 300
    items = (GroupRegister("groups"), RoleRegister("roles"), TeamRegister("teams"), DeputyRegister("deputies"))


@hooks.register("register_admin_viewset")
def registers() -> PeopleRegisters:
    return PeopleRegisters()
