"""The application form (交付申請書) of a call, made from the programme's data.

Amounts, cost lines and attachments come from the programme; the questions follow the items that
the national model regulation asks for (補助金等に係る予算の執行の適正化に関する法律施行令 第3条).
"""

from __future__ import annotations

from typing import Any

from workflows.programmes.models import Call, Programme

Question = dict[str, Any]

THIS_GRANT = "grant"
INCOME_KINDS = [
    {"key": "own", "label": "自己資金（会費など）"},
    {"key": "fee", "label": "参加費"},
    {"key": "sponsor", "label": "協賛金・寄附金"},
    {"key": THIS_GRANT, "label": "この補助金"},
]
DEDUCTED = ["fee", "sponsor"]


def _text(key: str, label: str, **more: Any) -> Question:
    return {"key": key, "type": "text", "label": label, "required": True, "max_length": 100, **more}


def _group_section() -> dict[str, Any]:
    return {
        "key": "group",
        "title": "団体について",
        "intro": "登録された内容が入っています。変わったところがあれば直してください。",
        "questions": [
            _text("group_name", "団体名", prefill="group.name"),
            _text("group_address", "団体の所在地", max_length=160, prefill="group.address"),
            _text("representative_title", "代表者の役職", max_length=40, help="例：会長", prefill="officer.title"),
            _text("representative_name", "代表者の氏名", max_length=80, personal=True, prefill="officer.name"),
            {
                "key": "representative_kana",
                "type": "kana",
                "label": "代表者の氏名（フリガナ）",
                "required": True,
                "max_length": 120,
                "personal": True,
                "prefill": "officer.name_kana",
            },
        ],
    }


def _contact_section() -> dict[str, Any]:
    return {
        "key": "contact",
        "title": "連絡先",
        "intro": "申請について区からご連絡する方です。",
        "questions": [
            _text("contact_name", "担当者の氏名", max_length=80, personal=True, prefill="person.name"),
            {
                "key": "contact_phone",
                "type": "phone",
                "label": "日中つながる電話番号",
                "required": True,
                "personal": True,
                "prefill": "person.phone",
            },
            {
                "key": "contact_email",
                "type": "email",
                "label": "メールアドレス",
                "required": False,
                "personal": True,
                "prefill": "person.email",
            },
            {
                "key": "notice",
                "type": "choice",
                "label": "決定通知書の受け取り方",
                "required": True,
                "help": "電子で受け取ると、通知書ができたときにメールでお知らせし、マイページで読めます。",
                "options": [
                    {"key": "electronic", "label": "電子で受け取る（マイページ）"},
                    {"key": "post", "label": "郵送で受け取る"},
                ],
                "column": "notice",
            },
        ],
    }


def _activity_section() -> dict[str, Any]:
    return {
        "key": "activity",
        "title": "事業の内容",
        "intro": "",
        "questions": [
            _text(
                "title",
                "事業名",
                max_length=100,
                help="例：町会ホームページの開設",
                column="title",
                prefill="origin.title",
            ),
            {
                "key": "purpose",
                "type": "longtext",
                "label": "目的",
                "required": True,
                "max_length": 2000,
                "prefill": "origin.purpose",
            },
            {
                "key": "content",
                "type": "longtext",
                "label": "内容",
                "required": True,
                "max_length": 4000,
                "help": "何を、どのように行うかを書いてください。",
                "prefill": "origin.content",
            },
            _text("place", "実施する場所", max_length=160, prefill="origin.place"),
            {"key": "from_on", "type": "date", "label": "始める日", "required": True, "prefill": "origin.from_on"},
            {"key": "until_on", "type": "date", "label": "終える日", "required": True, "prefill": "origin.until_on"},
            {"key": "effect", "type": "longtext", "label": "期待する効果", "required": False, "max_length": 2000},
        ],
    }


def _budget_section(programme: Programme) -> dict[str, Any]:
    kinds = list(programme.cost_kinds.all())
    costs = [{"key": c.key, "label": c.label, "eligible": c.eligible} for c in kinds]
    return {
        "key": "budget",
        "title": "収支予算",
        "intro": "支出の合計と収入の合計を同じにしてください。合計は自動で計算します。",
        "questions": [
            {
                "key": "expenses",
                "type": "budget",
                "side": "expense",
                "label": "支出",
                "help": "\n".join(f"{c.label}：{c.help}" for c in kinds if c.help),
                "required": True,
                "cost_kinds": costs,
            },
            {
                "key": "income",
                "type": "budget",
                "side": "income",
                "label": "収入",
                "required": True,
                "cost_kinds": INCOME_KINDS,
            },
            {
                "key": "requested_yen",
                "type": "yen",
                "label": "補助金の申請額",
                "help": _amount_help(programme),
                "required": True,
                "min_value": 1,
                "column": "requested_yen",
            },
        ],
    }


UNITS = {10: "十円", 100: "百円", 1_000: "千円", 10_000: "一万円"}


def _amount_help(programme: Programme) -> str:
    """Cap and rounding in words: 上限額70,000円（千円未満切捨て）."""
    unit = programme.rounding_yen
    rounded = f"（{UNITS.get(unit, f'{unit:,}円')}未満切捨て）" if unit > 1 else ""
    return f"収入の「この補助金」と同じ額を書いてください。上限額は{programme.cap_yen:,}円です{rounded}。"


def _files_sections(programme: Programme) -> list[dict[str, Any]]:
    """The section of the attachments; none when the programme asks for no file."""
    questions = [
        {"key": a.key, "type": "file", "label": a.label, "help": a.help, "required": a.required, "max_files": 5}
        for a in programme.attachments.all()
    ]
    section = {
        "key": "files",
        "title": "添付書類",
        "intro": "PDF、写真（JPEG・PNG・HEIC）、Word、Excelを添付できます。1つ20MBまで、合わせて50MBまでです。",
        "questions": questions,
    }
    return [section] if questions else []


def _activity_dates(call: Call) -> dict[str, Any]:
    """The days between which the activity lies, as far as the call sets them."""
    limits = {"not_before": call.activity_from_on, "not_after": call.activity_until_on}
    days = {name: day.isoformat() for name, day in limits.items() if day}
    return {"type": "within_dates", "from": "activity.from_on", "until": "activity.until_on", **days}


def _checks(call: Call) -> list[dict[str, Any]]:
    programme = call.programme
    return [
        {"type": "date_order", "from": "activity.from_on", "until": "activity.until_on"},
        _activity_dates(call),
        {"type": "budget_balances", "expense": "budget.expenses", "income": "budget.income"},
        {
            "type": "income_is_requested",
            "requested": "budget.requested_yen",
            "income": "budget.income",
            "income_kind": THIS_GRANT,
        },
        {
            "type": "within_grantable",
            "requested": "budget.requested_yen",
            "expense": "budget.expenses",
            "income": "budget.income",
            "deducted_kinds": DEDUCTED,
            "cap_yen": programme.cap_yen,
            "rate": [programme.rate_numerator, programme.rate_denominator],
            "rounding_yen": programme.rounding_yen,
        },
    ]


def definition(call: Call) -> dict[str, Any]:
    """The form of ``call`` as JSON; frozen by ``forms.versions.freeze`` when a draft begins."""
    programme = call.programme
    return {
        "kind": "subsidy",
        "title": f"{programme.name} 交付申請書",
        "sections": [
            _group_section(),
            _contact_section(),
            _activity_section(),
            _budget_section(programme),
            *_files_sections(programme),
        ],
        "checks": _checks(call),
        "declaration": programme.declaration,
    }
