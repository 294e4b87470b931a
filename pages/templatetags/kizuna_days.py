"""Days and times of the calendar in words."""

from __future__ import annotations

from datetime import date, datetime

from django import template

from cms.core import dates, day_words, languages
from cms.core.dates import JST
from cms.hubs.models import Hub
from cms.theme.templatetags.kizuna_text import WEEKDAYS, full_date
from pages.models import EventDate

register = template.Library()


@register.filter
def full_month(day: date) -> str:
    """``2026年（令和8年）12月``."""
    era = dates.wareki(day).partition("年")[0]
    return f"{day.year}年（{era}年）{day.month}月"


@register.filter
def feed_prefix(hub: Hub | None) -> str:
    """What goes before ``feed.rss`` for this hub, or for the ward."""
    return f"hubs/{hub.code}/" if hub else ""


@register.filter
def event_time(one: EventDate) -> str:
    """``2026年（令和8年）12月31日（木曜日）10時00分～12時00分``; for whole days their dates alone."""
    if not languages.is_default():
        return _abroad(one, short=False)
    begins, ends = one.starts_at.astimezone(JST), one.ends_at.astimezone(JST)
    first, last = full_date(one.first_day), full_date(one.last_day)
    if one.all_day:
        return first if one.first_day == one.last_day else f"{first}～{last}"
    start, end = f"{begins.hour}時{begins.minute:02d}分", f"{ends.hour}時{ends.minute:02d}分"
    if begins.date() == ends.date():
        return f"{first}{start}～{end}"
    return f"{first}{start}～{full_date(ends)}{end}"


@register.filter
def short_time(one: EventDate) -> str:
    """``12月31日（木）10時～12時30分``, where the year is told elsewhere."""
    if not languages.is_default():
        return _abroad(one, short=True)
    begins, ends = one.starts_at.astimezone(JST), one.ends_at.astimezone(JST)
    first, last = _short(one.first_day), _short(one.last_day)
    if one.all_day:
        return first if one.first_day == one.last_day else f"{first}～{last}"
    until = "" if begins.date() == ends.date() else _short(ends.date())
    return f"{first}{_clock(begins)}～{until}{_clock(ends)}"


def _abroad(one: EventDate, *, short: bool) -> str:
    if one.all_day:
        return day_words.days(one.first_day, one.last_day, short=short)
    return day_words.span(one.starts_at, one.ends_at, short=short)


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"


def _clock(moment: datetime) -> str:
    return f"{moment.hour}時{moment.minute:02d}分" if moment.minute else f"{moment.hour}時"
