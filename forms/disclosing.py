"""What this room keeps about one person: that they have begun to write. What they wrote they alone read, in My page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cms.people.disclosing import TECHNICAL, Kept, Whom, register, table
from forms.models import Draft


def kept(whom: Whom) -> Kept:
    if whom.hubs is not None:
        return Kept()
    columns = {
        "version__kind": _("kind of form"), "created_at": _("begun at"), "updated_at": _("changed at"),
        "sent_at": _("sent at"), "discarded_at": _("thrown away at"),
    }  # fmt: skip
    begun = Draft.objects.filter(owner=whom.user_id).order_by("created_at")
    return Kept(tables=[table("drafts", _("Forms that were begun (the text is in My page)"), begun, columns)])


register("forms", kept, tables=("kizuna_forms.Draft",), left_out={"kizuna_forms.HeldText": TECHNICAL})
