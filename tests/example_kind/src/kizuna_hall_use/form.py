"""The form that applicants fill in, made from the data of the programme. Forms are written in Japanese."""

from __future__ import annotations

from typing import Any

from workflows.programmes.models import Call


def definition(call: Call) -> dict[str, Any]:
    """The form of ``call`` as JSON; frozen by ``forms.versions.freeze`` when a draft begins."""
    files = [
        {"key": a.key, "type": "file", "label": a.label, "help": a.help, "required": a.required, "max_files": 5}
        for a in call.programme.attachments.all()
    ]
    attached = [{"key": "files", "title": "添付書類", "intro": "", "questions": files}] if files else []
    return {
        "kind": "hall_use",
        "title": f"{call.programme.name} 申込書",
        "sections": [_contact(), _content(), *attached],
        "checks": [],
        "declaration": call.programme.declaration,
    }


def _contact() -> dict[str, Any]:
    return {
        "key": "contact",
        "title": "連絡先",
        "intro": "",
        "questions": [
            {
                "key": "contact_name", "type": "text", "label": "担当者の氏名", "required": True, "max_length": 80,
                "personal": True, "prefill": "person.name",
            },
            {
                "key": "contact_phone", "type": "phone", "label": "日中つながる電話番号", "required": True,
                "personal": True, "prefill": "person.phone",
            },
            {
                "key": "notice", "type": "choice", "label": "通知書の受け取り方", "required": True,
                "options": [
                    {"key": "electronic", "label": "電子で受け取る（マイページ）"},
                    {"key": "post", "label": "郵送で受け取る"},
                ],
                "column": "notice",
            },
        ],
    }  # fmt: skip


def _content() -> dict[str, Any]:
    return {
        "key": "content",
        "title": "申込みの内容",
        "intro": "",
        "questions": [
            {"key": "title", "type": "text", "label": "件名", "required": True, "max_length": 100, "column": "title"},
            {"key": "text", "type": "longtext", "label": "内容", "required": True, "max_length": 4000},
        ],
    }
