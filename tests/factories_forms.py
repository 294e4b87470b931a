"""A small form with every type of question, and drafts of it."""

from __future__ import annotations

import copy
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from cms.people.models import User
from forms.drafts import start_draft
from forms.models import Draft, FormVersion
from forms.versions import freeze
from tests.factories_people import make_user

DEFINITION: dict[str, Any] = {
    "kind": "trial",
    "title": "試験の申請書",
    "sections": [
        {
            "key": "group",
            "title": "団体について",
            "intro": "",
            "questions": [
                {"key": "name", "type": "text", "label": "団体名", "required": True, "prefill": "group.name"},
                {"key": "person", "type": "text", "label": "代表者の氏名", "required": True, "personal": True},
                {"key": "kana", "type": "kana", "label": "フリガナ", "personal": True},
                {"key": "postal", "type": "postal", "label": "郵便番号"},
                {"key": "phone", "type": "phone", "label": "電話番号", "personal": True, "prefill": "person.phone"},
                {"key": "email", "type": "email", "label": "メールアドレス", "personal": True},
                {
                    "key": "notice",
                    "type": "choice",
                    "label": "通知書の受け取り方",
                    "options": [{"key": "post", "label": "郵送"}, {"key": "electronic", "label": "電子"}],
                    "column": "notice",
                },
                {"key": "new", "type": "yesno", "label": "初めての申請ですか"},
            ],
        },
        {
            "key": "plan",
            "title": "事業の内容",
            "questions": [
                {"key": "title", "type": "text", "label": "事業名", "required": True, "column": "title"},
                {"key": "content", "type": "longtext", "label": "内容", "max_length": 100},
                {"key": "from_on", "type": "date", "label": "始める日"},
                {"key": "until_on", "type": "date", "label": "終える日"},
            ],
        },
        {
            "key": "budget",
            "title": "収支予算",
            "questions": [
                {
                    "key": "expenses",
                    "type": "budget",
                    "side": "expense",
                    "label": "支出",
                    "cost_kinds": [
                        {"key": "web", "label": "ホームページ作成費"},
                        {"key": "food", "label": "飲食費", "eligible": False},
                    ],
                },
                {
                    "key": "income",
                    "type": "budget",
                    "side": "income",
                    "label": "収入",
                    "cost_kinds": [{"key": "own", "label": "自己資金"}, {"key": "fee", "label": "参加費"}],
                },
                {"key": "requested", "type": "yen", "label": "申請額", "min_value": 1, "column": "requested_yen"},
            ],
        },
        {
            "key": "papers",
            "title": "添付書類",
            "questions": [
                {"key": "rules", "type": "file", "label": "会則", "required": True, "max_files": 2, "accept": ["pdf"]},
                {"key": "photos", "type": "file", "label": "写真", "max_files": 10},
            ],
        },
    ],
    "checks": [
        {"type": "date_order", "from": "plan.from_on", "until": "plan.until_on"},
        {"type": "budget_balances", "expense": "budget.expenses", "income": "budget.income"},
        {
            "type": "within_grantable",
            "requested": "budget.requested",
            "expense": "budget.expenses",
            "income": "budget.income",
            "deducted_kinds": ["fee"],
            "cap_yen": 70_000,
            "rate": [1, 2],
            "rounding_yen": 1_000,
        },
    ],
    "declaration": "以上のとおり申請します。",
}


def make_definition(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(DEFINITION), **changes}


def make_version(**changes: Any) -> FormVersion:
    return freeze(make_definition(**changes))


def make_draft(owner: User | None = None, answers: dict[str, Any] | None = None) -> Draft:
    return start_draft(
        owner=owner or make_user(), subject="call:1", version=make_version(), context={"group": 1}, answers=answers
    )


def budget(name: str, *rows: tuple[str, str, str]) -> dict[str, str]:
    """What a browser posts for the budget question ``name``: (kind, description, amount) per row."""
    posted = {f"{name}-rows": str(len(rows))}
    for number, row in enumerate(rows):
        for part, text in zip(("kind", "description", "amount"), row, strict=True):
            posted[f"{name}-{number}-{part}"] = text
    return posted


def make_pdf(name: str = "会則.pdf", *, text: bytes = b"", size: int = 0) -> SimpleUploadedFile:
    """A whole PDF of about ``size`` bytes; ``text`` makes it differ from others."""
    return SimpleUploadedFile(name, b"%PDF-1.7\n%" + text + b"%" * size + b"\ntrailer<<>>\n%%EOF\n")
