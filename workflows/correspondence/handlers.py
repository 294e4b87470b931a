"""Making letters, by the outbox: kind ``letter``, payload ``{"letter": id}``. Idempotent."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from cms.jobs.registry import Park, handler
from workflows.correspondence import issuing, places
from workflows.correspondence.models import Letter


def give_up(payload: dict[str, Any]) -> None:
    """The outbox put the item aside: the letter says so too, unless it knows a better reason."""
    letter = Letter.objects.select_related("case").get(pk=payload["letter"])
    if letter.state == Letter.State.RENDERING:
        issuing.put_before_a_person(letter, reason=_("The letter could not be made. The operator's log says why."))


@handler("letter", parked=give_up)
def make_letter(payload: dict[str, Any]) -> None:
    """The letter is issued, or waits for a person who is told what the fonts lack."""
    # Here, not above: the renderer is loaded by workers only, and web processes stay small.
    from workflows.correspondence import rendering

    letter = Letter.objects.select_related("case").get(pk=payload["letter"])
    if letter.state not in issuing.UNMADE:
        return
    if lacking := places.holes(letter.content):
        issuing.put_before_a_person(letter, reason=issuing.hole_reason(places.told(lacking)))
        raise Park(_("The letter %(number)s has characters that cannot be printed.") % {"number": letter.number})
    try:
        pdf = rendering.render(letter.content)
    except rendering.Unprintable as error:
        issuing.put_before_a_person(letter, reason=_("The letter cannot be laid out."))
        raise Park(_("The letter %(number)s cannot be laid out.") % {"number": letter.number}) from error
    if not issuing.give_out(letter, pdf=pdf):
        letter.refresh_from_db()
        if letter.state in issuing.UNMADE:
            issuing.put_before_a_person(letter, reason=_("The case is no longer decided as this letter says."))
            raise Park(_("The case of the letter %(number)s has changed.") % {"number": letter.number})
