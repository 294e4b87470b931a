"""What this room keeps about one person, and what the rooms below and the frameworks keep that names one."""

from __future__ import annotations

from collections.abc import Collection

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.utils.translation import gettext_lazy as _

from cms.audit.models import Refusal
from cms.people.disclosing import OF_A_BODY, OFFICE, TECHNICAL, Kept, Table, Whom, register, sources, table
from cms.people.models import (
    GroupInvitation,
    GroupMembership,
    HubRole,
    LocalRole,
    Officer,
    Person,
    TeamMembership,
    User,
)

OWN_LOG = _("The log of changes names the fields and never what stands in them; the rows themselves are in the file.")


def kept_about(whom: Whom) -> Kept:
    """Everything that the reader may hand out, room by room; nothing when no room of their hubs knows the person."""
    found = Kept()
    for source in sources():
        found.join(source(whom))
    if whom.hubs is not None and not found.row_count:
        return Kept()
    known = found.persons | whom.persons if whom.hubs is None else found.persons
    head = Kept()
    head.join(Kept(tables=identity(whom, known)))
    head.join(found)
    return head


def identity(whom: Whom, persons: Collection[int]) -> list[Table]:
    """The records of ``persons``; of the account only for the whole ward, as it belongs to no hub."""
    recorded = {
        "name": _("full name"), "name_kana": _("reading (kana)"), "name_alternative": _("name in common characters"),
        "email": _("e-mail"), "phone": _("telephone"), "postal_code": _("postal code"), "address": _("address"),
        "created_at": _("recorded at"),
    }  # fmt: skip
    rows = Person.objects.filter(pk__in=persons).order_by("pk")
    found = [table("person", _("Records of the person"), rows, recorded)]
    if whom.hubs is not None or whom.user is None:
        return found
    account = {
        "email": _("e-mail address"), "last_name": _("family name"), "first_name": _("given name"),
        "date_joined": _("registered at"), "last_login": _("last sign-in"), "is_active": _("in use"),
    }  # fmt: skip
    addresses = {"email": _("e-mail address"), "verified": _("address checked")}
    factors = {"type": _("kind"), "created_at": _("recorded at"), "last_used_at": _("last used")}
    identities = {"provider": _("kind"), "date_joined": _("recorded at"), "last_login": _("last used")}
    mine = {"user": whom.user_id}
    return [
        *found,
        table("account", _("Account"), User.objects.filter(pk=whom.user_id), account),
        table("addresses", _("Addresses for signing in"), EmailAddress.objects.filter(**mine), addresses),
        table("identities", _("Signing in through another service"), SocialAccount.objects.filter(**mine), identities),
        table("second_factors", _("Two-step sign-in"), Authenticator.objects.filter(**mine), factors),
    ]


def kept(whom: Whom) -> Kept:
    acted = GroupMembership.objects.filter(whom.at("group__hub"), user=whom.user_id).order_by("pk")
    invited = GroupInvitation.objects.filter(whom.at("group__hub"), whom.has_address("email")).order_by("pk")
    roles = HubRole.objects.filter(whom.at("hub")).ever_of(whom.user_id).order_by("pk")
    offices = Officer.objects.filter(group__in=acted.values("group")).order_by("pk")
    group = _("name of the group")
    held = {
        "group__name": group, "title": _("office held"), "name": _("full name"), "name_kana": _("reading (kana)"),
        "from_on": _("from"), "until_on": _("until"), "ended_at": _("ended at"),
    }  # fmt: skip
    found = [
        table("memberships", _("Groups that the person acts for"), acted,
              {"group__name": group, "right": _("right in the group"), "since": _("from"), "ended_at": _("ended at")}),
        table("offices", _("Offices in these groups"), offices, held, only=lambda row: whom.is_called(row["name"])),
        table("invitations", _("Invitations to groups"), invited,
              {"group__name": group, "email": _("e-mail address"), "created_at": _("recorded at"),
               "accepted_at": _("accepted at")}),
        table("roles", _("roles"), roles,
              {"role": _("role"), "hub__name": _("hub"), "team__name": _("team of staff"), "from_on": _("from"),
               "until_on": _("until"), "ended_at": _("ended at")}),
    ]  # fmt: skip
    if whom.hubs is None:
        found += _of_staff(whom)
    return Kept(tables=found)


def _of_staff(whom: Whom) -> list[Table]:
    """What belongs to no hub: local roles, teams, refused attempts."""
    days = {"from_on": _("from"), "until_on": _("until")}
    given = LocalRole.objects.ever_of(whom.user_id).order_by("pk")
    term = {
        "role": _("role"), "kind": _("kind"), "team__name": _("team of staff"), **days, "ended_at": _("ended at"),
        "reason": _("reason"),
    }  # fmt: skip
    seats = TeamMembership.objects.filter(user=whom.user_id).order_by("pk")
    of_team = {"team__name": _("name of the team"), **days, "ended_at": _("ended at")}
    refused = Refusal.objects.filter(actor=whom.user_id).order_by("pk")
    words = {"at": _("day and time"), "door": _("place in the system"), "reason": _("reason")}
    return [
        table("local_roles", _("local roles"), given, term),
        table("team_memberships", _("Teams of staff that the person is in"), seats, of_team),
        table("refusals", _("Attempts that were refused"), refused, words),
    ]


register(
    "people", kept,
    tables=(
        "people.Person", "people.User", "people.GroupMembership", "people.GroupInvitation", "people.Officer",
        "people.HubRole", "people.LocalRole", "people.TeamMembership", "account.EmailAddress", "mfa.Authenticator",
        "audit.Refusal", "socialaccount.SocialAccount",
    ),
    left_out={
        "people.CommunityGroup": OF_A_BODY,
        "people.NameTerm": _("Search terms made from the name that is in the file."),
        "people.Deputy": OFFICE,
        "people.StaffTeam": OFFICE,
        "hubs.Hub": OF_A_BODY,
        "hubs.Ward": OF_A_BODY,
        "hubs.HubStatusChange": OFFICE,
        "wagtailusers.UserProfile": OFFICE,
        "wagtailadmin.EditingSession": TECHNICAL,
        "wagtailadmin.FormState": TECHNICAL,
        "wagtailcore.APIToken": TECHNICAL,
        "wagtailcore.UploadedFile": TECHNICAL,
        "wagtailcore.ModelLogEntry": OWN_LOG,
        **dict.fromkeys(
            (
                f"wagtailcore.{name}"
                for name in (
                    "PageLogEntry", "Revision", "WorkflowState", "TaskState", "Page", "Comment", "CommentReply",
                    "PageSubscription",
                )
            ),
            OFFICE,
        ),
        "wagtaildocs.Document": OFFICE,
        "wagtailimages.Image": OFFICE,
    },
)  # fmt: skip
