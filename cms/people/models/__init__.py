"""Who acts: accounts, persons, groups, roles."""

from cms.people.models.community_group import CommunityGroup, GroupInvitation, GroupMembership, Officer
from cms.people.models.local_role import LocalRole
from cms.people.models.name_term import NameTerm
from cms.people.models.person import Person
from cms.people.models.role import Deputy, HubRole, Role
from cms.people.models.team import StaffTeam, TeamMembership
from cms.people.models.user import User

__all__ = [
    "CommunityGroup",
    "Deputy",
    "GroupInvitation",
    "GroupMembership",
    "HubRole",
    "LocalRole",
    "NameTerm",
    "Officer",
    "Person",
    "Role",
    "StaffTeam",
    "TeamMembership",
    "User",
]
