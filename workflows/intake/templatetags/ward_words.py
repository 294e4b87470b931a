"""Days, times and amounts as a Japanese letter writes them."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils import timezone

from cms.core import dates, money

register = template.Library()


@register.filter
def wareki(day: date | datetime | None) -> str:
    """``令和8年11月22日``; an instant becomes its day in Japan."""
    if day is None:
        return ""
    return dates.wareki(dates.jst_date(day) if isinstance(day, datetime) else day)


@register.filter
def wareki_time(moment: datetime | None) -> str:
    """``令和8年11月22日 15時05分`` in Japan."""
    if moment is None:
        return ""
    local = timezone.localtime(moment, dates.JST)
    return f"{dates.wareki(local.date())} {local.hour}時{local.minute:02d}分"


@register.filter
def yen(amount: int | None) -> str:
    return "" if amount is None else money.yen(amount)


@register.filter
def size(count: int) -> str:
    """Bytes in the unit people know: ``820KB``, ``3.4MB``."""
    if count < 1024 * 1024:
        return f"{max(1, round(count / 1024))}KB"
    return f"{count / 1024 / 1024:.1f}MB"
