"""How lists write days, and the pictures of their cards."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import dateformat, timezone

from cms.core import dates, day_words, languages
from cms.theme.templatetags.kizuna_text import WEEKDAYS

register = template.Library()


def _day(value: date | datetime) -> date:
    return dates.jst_date(value) if isinstance(value, datetime) else value


@register.filter
def list_day(value: date | datetime | None) -> str:
    """``2026年12月3日（木）`` in Japan."""
    if value is None:
        return ""
    day = _day(value)
    if not languages.is_default():
        return day_words.full_day(day)
    return f"{day.year}年{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"


@register.filter
def iso_day(value: date | datetime) -> str:
    """For ``<time datetime>``: the day in Japan."""
    return _day(value).isoformat()


@register.filter
def weekday(value: date | datetime) -> str:
    day = _day(value)
    return WEEKDAYS[day.weekday()] if languages.is_default() else dateformat.format(day, "D")


@register.filter
def month(value: date | datetime) -> str:
    """``12月``."""
    day = _day(value)
    return f"{day.month}月" if languages.is_default() else day_words.month(day)


@register.filter
def hour(value: datetime) -> str:
    """``10時30分``, ``10時`` on the hour."""
    local = timezone.localtime(value, dates.JST)
    if not languages.is_default():
        return day_words.clock(local)
    return f"{local.hour}時{local.minute:02d}分" if local.minute else f"{local.hour}時"


@register.filter
def picture_for(pictures: dict[int, Any], entry: Any) -> Any:
    """The picture of this entry's card, or None."""
    return pictures.get(entry.pk) if pictures else None
