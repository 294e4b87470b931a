"""Days, times and amounts as public pages write them: in Japanese the western year with the era, and the weekday."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core import dates, day_words, languages, money

register = template.Library()
WEEKDAYS = "月火水木金土日"


def _day(value: date | datetime) -> date:
    return dates.jst_date(value) if isinstance(value, datetime) else value


@register.filter
def full_date(value: date | datetime | None) -> str:
    """``2026年（令和8年）12月31日（木曜日）`` in Japan; in another language as it writes days."""
    if value is None:
        return ""
    day = _day(value)
    if not languages.is_default():
        return day_words.full_day(day)
    era = dates.wareki(day).partition("年")[0]
    return f"{day.year}年（{era}年）{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}曜日）"


@register.filter
def full_time(value: datetime | None) -> str:
    """``2026年（令和8年）12月31日（木曜日）23時59分`` in Japan."""
    if value is None:
        return ""
    local = timezone.localtime(value, dates.JST)
    if not languages.is_default():
        return f"{full_date(local)} {day_words.clock(local)}"
    return f"{full_date(local)}{local.hour}時{local.minute:02d}分"


@register.filter
def yen(amount: int | None) -> str:
    if amount is not None and not languages.is_default():
        return _("%(amount)s yen") % {"amount": f"{amount:,}"}
    return "" if amount is None else money.yen(amount)


@register.filter
def fiscal_year(year: int) -> str:
    """``令和8年度``."""
    return dates.fiscal_year_wareki(year)


@register.filter
def lines(text: str) -> list[str]:
    """The lines that hold something, for a list."""
    return [line.strip() for line in text.splitlines() if line.strip()]
