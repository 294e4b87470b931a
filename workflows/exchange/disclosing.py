"""What this room keeps about one person: what they asked of groups, which they follow, how they may be reached."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.people.disclosing import Kept, Table, Whom, register, table
from workflows.exchange.models import Follower, GroupRequest, Introduction, Listing

ASKED = {
    "group__name": _("group"), "kind": _("what was asked"), "name": pgettext_lazy("informant", "name"),
    "address": _("E-mail address"),
    "message": _("message that was written"), "state": _("State"),
    "consented_at": _("consented at"), "created_at": _("asked at"),
}  # fmt: skip


def kept(whom: Whom) -> Kept:
    """An address may serve a family, so a request under another name is not the person's."""
    asked = GroupRequest.objects.filter(whom.has_address("address"), whom.at("group__hub")).order_by("pk")
    follows = Follower.objects.filter(whom.has_address("address"), whom.at("group__hub")).order_by("pk")
    wrote = Listing.objects.filter(whom.at("group__hub"), created_by=whom.user_id).order_by("pk")
    return Kept(
        tables=[
            table("requests_to_groups", _("Requests to groups"), asked, ASKED,
                  only=lambda row: whom.is_named(row["name"])),
            table("followed_groups", _("Groups that are followed"), follows,
                  {"group__name": _("group"), "address": _("E-mail address"), "confirmed_at": _("confirmed at"),
                   "left_at": _("left at")}),
            table("listings", _("Needs and offers that the person wrote"), wrote,
                  {"group__name": _("group"), "side": _("need or offer"), "title": _("title"),
                   "created_at": _("written at")}),
            _consents(whom),
        ]
    )  # fmt: skip


def _consents(whom: Whom) -> Table:
    """The person's own consent in an introduction; of the other side not even the name of the group."""
    found: list[dict[str, Any]] = []
    for side in ("need", "offer"):
        columns = (f"{side}__group__name", f"{side}_name", f"{side}_reach", f"{side}_at")
        mine = Introduction.objects.filter(whom.at(f"{side}__group__hub"), **{f"{side}_by": whom.user_id})
        for group, name, reach, at in mine.order_by("pk").values_list(*columns):
            # Who consents may name a colleague.
            own = whom.is_named(name) or whom.is_reached(reach)
            found.append({"group": group, "name": name if own else "", "reach": reach if own else "", "at": at})
    name = pgettext_lazy("informant", "name")
    words = {"group": _("group"), "name": name, "reach": _("how to be reached"), "at": _("consented at")}
    return Table("introduction_consents", _("Consents to be introduced"), words, found)


register(
    "exchange", kept,
    tables=("exchange.GroupRequest", "exchange.Follower", "exchange.Introduction", "exchange.Listing"),
)  # fmt: skip
