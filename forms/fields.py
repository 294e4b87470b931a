"""Fields that forgive how something was typed, and never change what a name or a text says.

Codes (amounts, dates, telephone, postcode, kana) are read through NFKC; texts stay byte for byte.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Any

import jaconv
from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.core.money import yen
from cms.core.text import unstorable
from forms.dates import parse_date

REQUIRED = {"required": gettext_lazy("Please fill this in.")}
YES_NO = (("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No")))
CHOOSE = {"required": gettext_lazy("Please choose one.")}

# Characters that no XML, spreadsheet or letter can carry, and what a broken transfer leaves behind.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_REPLACEMENT = "\ufffd"
_AMOUNT = re.compile(r"[¥\\]?\s*(\d+|\d{1,3}(?:,\d{3})+)\s*円?(?:也)?", re.ASCII)
_DASHES = str.maketrans("‐‑‒–—―−ーｰ", "-" * 9)
_KANA = re.compile(r"[ァ-ヺー・\u3000０-９]+")


def refuse_unreadable(text: str) -> None:
    """Raise ValidationError for characters that cannot be kept, or that came broken."""
    if unstorable(text) or _CONTROLS.search(text):
        raise ValidationError(_("There is a character in the text that cannot be used. Please type it again."))
    if _REPLACEMENT in text:
        raise ValidationError(_("There is a broken character (�) in the text. Please type it again."))


class TextField(django_forms.CharField):
    """Text kept byte for byte; ``longest`` counts characters. Never trimmed: only emptiness is judged."""

    def __init__(self, *, longest: int, one_line: bool = True, **more: Any) -> None:
        super().__init__(strip=False, error_messages=REQUIRED, **more)
        self.validators = []
        self.longest = longest
        self.one_line = one_line

    def clean(self, value: Any) -> str:
        text = "" if value is None else str(value)
        refuse_unreadable(text)
        if len(text) > self.longest:
            raise ValidationError(
                _("Up to %(limit)s characters; there are %(count)s now. Please shorten it.")
                % {"limit": f"{self.longest:,}", "count": f"{len(text):,}"}
            )
        if self.one_line and "\n" in text:
            raise ValidationError(_("Please write this on one line."))
        if not text.strip():
            if self.required:
                raise ValidationError(self.error_messages["required"])
            return ""
        return text


class CodeField(TextField):
    """Text whose meaning survives NFKC; ``tidy`` returns the one form that is stored."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return self.tidy(unicodedata.normalize("NFKC", text).strip()) if text else self.empty

    empty: Any = ""

    def tidy(self, text: str) -> Any:
        raise NotImplementedError


class YenField(CodeField):
    """Whole yen: ``７０，０００円``, ``¥70,000`` and ``70000`` are the same; None when left empty."""

    empty = None

    def __init__(self, *, least: int, most: int, **more: Any) -> None:
        super().__init__(longest=40, **more)
        self.least = least
        self.most = most

    def tidy(self, text: str) -> int:
        found = _AMOUNT.fullmatch(text.replace("、", ",").replace("￥", "¥"))
        if not found:
            raise ValidationError(_("Please write the amount in digits, e.g. 70,000."))
        amount = int(found[1].replace(",", ""))
        if amount > self.most:
            raise ValidationError(_("Up to %(most)s.") % {"most": yen(self.most)})
        if amount < self.least:
            raise ValidationError(_("At least %(least)s.") % {"least": yen(self.least)})
        return amount


class DateField(CodeField):
    """A day, stored as ISO text; see forms.dates for what is understood."""

    empty = None

    def __init__(self, **more: Any) -> None:
        super().__init__(longest=40, **more)

    def tidy(self, text: str) -> str:
        day: date | None = parse_date(text)
        if day is None:
            raise ValidationError(_("Please write a date that exists, e.g. 2026-12-01 or Reiwa 8 December 1."))
        return day.isoformat()


class KanaField(CodeField):
    """Reading in full-width katakana; hiragana and half-width katakana are turned into it."""

    def tidy(self, text: str) -> str:
        kana = jaconv.hira2kata(text.translate(str.maketrans("‐‑‒–—―−-", "ー" * 8)))
        kana = re.sub(r"\s+", "\u3000", kana)
        kana = kana.translate({ord(str(digit)): chr(ord("０") + digit) for digit in range(10)})
        if not _KANA.fullmatch(kana):
            raise ValidationError(_("Please write the reading in katakana."))
        return kana


class PostalField(CodeField):
    """Seven digits, stored as ``176-0001``."""

    def tidy(self, text: str) -> str:
        digits = re.sub(r"[〒\s-]", "", text.translate(_DASHES))
        if not re.fullmatch(r"[0-9]{7}", digits):
            raise ValidationError(_("Please write the postcode in seven digits, e.g. 176-0001."))
        return f"{digits[:3]}-{digits[3:]}"


class PhoneField(CodeField):
    """A Japanese number of ten or eleven digits; hyphens stay where they were put."""

    def tidy(self, text: str) -> str:
        plain = re.sub(r"[()\s]+", "-", text.translate(_DASHES)).strip("-")
        plain = re.sub(r"-+", "-", plain)
        if plain.startswith("+81"):
            plain = "0" + plain[3:].lstrip("-").removeprefix("0")
        if not re.fullmatch(r"0[0-9-]+", plain) or len(plain.replace("-", "")) not in (10, 11):
            raise ValidationError(_("Please write the telephone number with its area code, e.g. 03-1234-5678."))
        return plain


class EmailField(CodeField):
    def tidy(self, text: str) -> str:
        try:
            validate_email(text)
        except ValidationError as wrong:
            raise ValidationError(_("Please write the whole e-mail address, e.g. name@example.jp.")) from wrong
        return text


class OptionField(django_forms.ChoiceField):
    """One of few answers as radio buttons; none is chosen for the person."""

    widget = django_forms.RadioSelect

    def __init__(self, **more: Any) -> None:
        super().__init__(error_messages={**CHOOSE, "invalid_choice": gettext_lazy("Please choose one.")}, **more)


class YesNoField(OptionField):
    """はい or いいえ; stored as true or false, None when left open."""

    def __init__(self, **more: Any) -> None:
        super().__init__(choices=list(YES_NO), **more)

    def clean(self, value: Any) -> bool | None:
        text = super().clean(value)
        return None if not text else text == "yes"
