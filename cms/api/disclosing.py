"""What this room keeps about one person: their keys. Never the key itself, of which only a digest is kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cms.api.models import ApiKey
from cms.people.disclosing import TECHNICAL, Kept, Whom, register, table


def kept(whom: Whom) -> Kept:
    if whom.hubs is not None:
        return Kept()
    columns = {
        "name": _("what it is used for"), "beginning": _("beginning of the key"), "hub__name": _("hub"),
        "created_at": _("issued"), "expires_at": _("valid until"), "used_at": _("last used"),
        "revoked_at": _("revoked"),
    }  # fmt: skip
    mine = ApiKey.objects.filter(user=whom.user_id).order_by("pk")
    return Kept(tables=[table("api_keys", _("Keys for other programs"), mine, columns)])


register("api", kept, tables=("kizuna_api.ApiKey",), left_out={"kizuna_api.GivenAnswer": TECHNICAL})
