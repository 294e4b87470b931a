"""The form that applicants fill in, made from the data of the call. Forms are written in Japanese."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from workflows.kinds.volunteering.models import Recruitment
from workflows.programmes.models import Call


def definition(call: Call) -> dict[str, Any]:
    """The form of ``call`` as JSON; frozen by ``forms.versions.freeze`` when a draft begins."""
    files = [
        {"key": a.key, "type": "file", "label": a.label, "help": a.help, "required": a.required, "max_files": 5}
        for a in call.programme.attachments.all()
    ]
    attached = [
        {
            "key": "files", "title": "添付書類",
            "intro": "スマートフォンで撮った写真でもかまいません。PDF、写真、Wordなどを添付できます。1つ20MBまでです。",
            "questions": files,
        }
    ] if files else []  # fmt: skip
    return {
        "kind": "volunteering",
        "title": f"{call.programme.name} 応募用紙",
        "sections": [_person(), _wish(), _guardian(), _notice(), *attached],
        "checks": _checks(call),
        "declaration": call.programme.declaration,
    }


def _checks(call: Call) -> list[dict[str, Any]]:
    """A guardian for minors, with an address that is not the minor's; and the youngest age that the call takes."""
    needs = ["guardian.guardian_name", "guardian.guardian_relation", "guardian.guardian_email"]
    checks: list[dict[str, Any]] = [
        {"type": "needed_below_age", "born": "person.born_on", "age": settings.AGE_OF_MAJORITY, "needs": needs},
        {"type": "differ", "one": "person.email", "other": "guardian.guardian_email"},
    ]
    youngest = Recruitment.objects.filter(call_id=call.pk).values_list("youngest", flat=True).first()
    if youngest:
        checks.append({"type": "at_least_age", "born": "person.born_on", "age": youngest})
    return checks


def _person() -> dict[str, Any]:
    return {
        "key": "person",
        "title": "あなたについて",
        "intro": "登録されている内容は、はじめから入っています。変わったところは直してください。",
        "questions": [
            {
                "key": "name", "type": "text", "label": "氏名", "required": True, "max_length": 80,
                "personal": True, "prefill": "person.name",
            },
            {
                "key": "name_kana", "type": "kana", "label": "氏名（フリガナ）", "required": True, "max_length": 120,
                "personal": True, "prefill": "person.name_kana",
            },
            {
                "key": "born_on", "type": "date", "label": "生年月日", "required": True, "personal": True,
                "help": "例：平成22年5月1日、2010-05-01",
            },
            {
                "key": "postal_code", "type": "postal", "label": "郵便番号", "required": False, "personal": True,
                "prefill": "person.postal_code",
            },
            {
                "key": "address", "type": "text", "label": "住所", "required": True, "max_length": 160,
                "personal": True, "prefill": "person.address",
            },
            {
                "key": "phone", "type": "phone", "label": "日中つながる電話番号", "required": True,
                "personal": True, "prefill": "person.phone",
            },
            {
                "key": "email", "type": "email", "label": "メールアドレス", "required": False, "personal": True,
                "prefill": "person.email",
            },
        ],
    }  # fmt: skip


def _wish() -> dict[str, Any]:
    return {
        "key": "wish",
        "title": "活動について",
        "intro": "",
        "questions": [
            {
                "key": "tie", "type": "choice", "label": "区とのかかわり", "required": True,
                "options": [
                    {"key": "lives", "label": "区内に住んでいる"},
                    {"key": "works", "label": "区内で働いている"},
                    {"key": "studies", "label": "区内の学校に通っている"},
                ],
            },
            {
                "key": "reason", "type": "longtext", "label": "応募の動機", "required": True, "max_length": 800,
                "help": "400字くらいで書いてください。",
            },
            {
                "key": "skills", "type": "longtext", "label": "できること・経験", "required": False, "max_length": 800,
                "help": "例：写真を撮ること、文章を書くこと、外国語、手話",
            },
            {
                "key": "availability", "type": "longtext", "label": "活動できる曜日や時間", "required": False,
                "max_length": 400,
            },
        ],
    }  # fmt: skip


def _guardian() -> dict[str, Any]:
    return {
        "key": "guardian",
        "title": f"保護者（{settings.AGE_OF_MAJORITY}歳未満の方のみ）",
        "intro": f"{settings.AGE_OF_MAJORITY}歳未満の方は、保護者の方について書いてください。"
        "受付のあと、同意の確認をメールでお願いします。"
        f"{settings.AGE_OF_MAJORITY}歳以上の方は、何も書かずに次へ進んでください。",
        "questions": [
            {
                "key": "guardian_name", "type": "text", "label": "保護者の氏名", "required": False, "max_length": 80,
                "personal": True,
            },
            {
                "key": "guardian_relation", "type": "text", "label": "続柄", "required": False, "max_length": 20,
                "help": "例：母", "personal": True,
            },
            {
                "key": "guardian_email", "type": "email", "label": "保護者のメールアドレス", "required": False,
                "personal": True,
            },
            {
                "key": "guardian_phone", "type": "phone", "label": "保護者の電話番号", "required": False,
                "personal": True,
            },
        ],
    }  # fmt: skip


def _notice() -> dict[str, Any]:
    return {
        "key": "notice",
        "title": "通知の受け取り方",
        "intro": "",
        "questions": [
            {
                "key": "notice", "type": "choice", "label": "結果の通知書の受け取り方", "required": True,
                "options": [
                    {"key": "electronic", "label": "電子で受け取る（マイページ）"},
                    {"key": "post", "label": "郵送で受け取る"},
                ],
                "column": "notice",
            },
        ],
    }  # fmt: skip
