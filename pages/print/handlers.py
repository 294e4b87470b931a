"""Work of the pages that the outbox owes: the paper of an issue, kind ``issue_print``. Idempotent."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from cms.jobs.registry import Park, handler
from pages.models import IssuePrint
from pages.print import making

State = IssuePrint.State


def give_up(payload: dict[str, Any]) -> None:
    """The outbox put the item aside: the issue says so too, unless it knows a better reason."""
    row = IssuePrint.objects.filter(pk=payload["print"]).first()
    if row is not None and row.state == State.MAKING:
        reason = _("The PDF could not be made. The operator's log says why.")
        making.leave(row, wanted=payload["wanted"], state=State.PARKED, reason=reason)


@handler(making.KIND, parked=give_up)
def make_print(payload: dict[str, Any]) -> None:
    """The issue has the paper of today's content, or its editors are told what is in the way."""
    # Here, not above: the renderer and the fonts are loaded by workers only.
    from pages.print import content, rendering

    wanted = payload["wanted"]
    row = IssuePrint.objects.select_related("issue").filter(pk=payload["print"], wanted=wanted).first()
    if row is None:
        return
    found = content.content_of(row.issue)
    if not found["articles"] and not found["events"]:
        making.leave(row, wanted=wanted, state=State.EMPTY)
        return
    mark = content.digest(found)
    if row.file_id and row.digest == mark:
        making.leave(row, wanted=wanted, state=State.READY)
        return
    if lacking := content.holes(found):
        reason = _("Characters that cannot be printed: %(where)s") % {"where": content.told(lacking)}
        making.leave(row, wanted=wanted, state=State.PARKED, reason=reason)
        raise Park(_("The issue %(issue)s has characters that cannot be printed.") % {"issue": row.issue_id})
    try:
        made = rendering.render(found)
    except rendering.Unprintable as error:
        reason = _("The issue cannot be laid out: %(why)s") % {"why": error}
        making.leave(row, wanted=wanted, state=State.PARKED, reason=reason)
        raise Park(_("The issue %(issue)s cannot be laid out.") % {"issue": row.issue_id}) from error
    making.keep(row, wanted=wanted, pdf=made.pdf, pages=made.pages, digest=mark)
