"""What the exchange knows of a group, for the staff: what it has to offer and when, introductions, whom it knows."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cms.core.dates import wareki
from cms.people.group_panels import AT_ONCE, Column, Line, Panel, register
from cms.people.models import CommunityGroup
from workflows.exchange import access
from workflows.exchange.models import Introduction, Listing, Together


def panels(group: CommunityGroup, reader: Any) -> list[Panel]:
    if access.staff_condition(reader) is None:
        return []
    listings = access.for_staff(reader).filter(access.open_on(timezone.localdate()), group=group)
    about = Q(need__group=group) | Q(offer__group=group)
    introduced = access.introductions_for_staff(reader).filter(about).select_related("need__group", "offer__group")
    known = Together.objects.filter(Q(one=group) | Q(other=group)).select_related("one", "other")
    return [
        Panel(_("Needs and offers"), [_listing(one) for one in listings.select_related("area")[:AT_ONCE]]),
        Panel(_("Introductions"), [_introduction(one) for one in introduced[:AT_ONCE]]),
        Panel(_("Worked together or met"), [_known(one, group) for one in known.order_by("-on", "-pk")[:AT_ONCE]]),
    ]


def _listing(one: Listing) -> Line:
    days = [f"{one.from_on or ''}～{one.until_on or ''}" if one.from_on or one.until_on else "", one.days_words()]
    when = " ".join(part for part in days if part) or _("Any time")
    parts = (one.title, one.get_kind_display(), one.area.name, when, one.get_audience_display())
    text = f"{one.get_side_display()}：{'・'.join(str(part) for part in parts)}"
    return Line(text, reverse("desk:exchange_listing", args=[one.pk]))


def _introduction(one: Introduction) -> Line:
    """Who has agreed to be reached is told, and never how."""
    agreed = [row.group.name for side, row in (("need", one.need), ("offer", one.offer)) if one.has_consent(side)]
    consents = "、".join(agreed) or pgettext("consents", "none yet")
    day = wareki(timezone.localdate(one.introduced_at))
    words = _("%(need)s and %(offer)s (%(day)s): %(outcome)s. Agreed to be reached: %(consents)s") % {
        "need": one.need.group.name, "offer": one.offer.group.name, "day": day,
        "outcome": one.get_outcome_display(), "consents": consents,
    }  # fmt: skip
    return Line(words, reverse("desk:introduction", args=[one.pk]))


def _known(one: Together, group: CommunityGroup) -> Line:
    other = one.other if one.one_id == group.pk else one.one
    return Line(f"{other.name}：{one.get_how_display()}（{wareki(one.on)}）")


def columns(groups: Collection[int], reader: Any) -> list[Column]:
    """What it offers and needs now and when, with who sees it; introductions; whom it worked with."""
    said: dict[str, dict[int, str]] = {side: {} for side in Listing.Side.values}
    introduced: dict[int, int] = {}
    if access.staff_condition(reader) is not None:
        now = access.for_staff(reader).filter(access.open_on(timezone.localdate()), group__in=groups)
        for one in now.select_related("area").order_by("pk"):
            known = said[one.side].get(one.group_id, "")
            said[one.side][one.group_id] = "\n".join(filter(None, (known, _listing(one).text)))
        seen = access.introductions_for_staff(reader).order_by()
        for side in ("need", "offer"):
            mine = seen.filter(**{f"{side}__group__in": groups}).values_list(f"{side}__group")
            for group, count in mine.annotate(Count("pk")):
                introduced[group] = introduced.get(group, 0) + count
    return [
        Column(_("Offers"), said[Listing.Side.OFFER]),
        Column(_("Needs"), said[Listing.Side.NEED]),
        Column(_("Introductions"), introduced),
        Column(_("Worked together or met"), _partners(groups) if access.staff_condition(reader) is not None else {}),
    ]


def _partners(groups: Collection[int]) -> dict[int, str]:
    """The names of the other groups, each once."""
    wanted = set(groups)
    names: dict[int, dict[str, None]] = {}
    known = Together.objects.filter(Q(one__in=wanted) | Q(other__in=wanted)).select_related("one", "other")
    for row in known.order_by("pk"):
        for mine, other in ((row.one_id, row.other), (row.other_id, row.one)):
            if mine in wanted:
                names.setdefault(mine, {})[other.name] = None
    return {group: "、".join(found) for group, found in names.items()}


register("exchange", panels, columns)
