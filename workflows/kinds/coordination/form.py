"""The form of a group that looks for partners, and the ward's own when it asks groups. Written in Japanese."""

from __future__ import annotations

from typing import Any

from workflows.programmes.models import Call

Question = dict[str, Any]
WANTED = [
    {"key": "partners", "label": "一緒に活動する団体"},
    {"key": "place", "label": "場所"},
    {"key": "people", "label": "人手"},
    {"key": "know_how", "label": "知識・経験"},
    {"key": "other", "label": "その他"},
]


def definition(call: Call) -> dict[str, Any]:
    """The form of ``call`` as JSON; frozen by ``forms.versions.freeze`` when a draft begins."""
    files = [
        {"key": a.key, "type": "file", "label": a.label, "help": a.help, "required": a.required, "max_files": 5}
        for a in call.programme.attachments.all()
    ]
    attached = [{"key": "files", "title": "添付資料", "intro": "", "questions": files}] if files else []
    return {
        "kind": "coordination",
        "title": f"{call.programme.name} 依頼書",
        "sections": [_group(), _contact(), _request(), *attached],
        "checks": [{"type": "date_order", "from": "request.from_on", "until": "request.until_on"}],
        "declaration": call.programme.declaration,
    }


def ward_definition(call: Call) -> dict[str, Any]:
    """What the ward writes when it asks groups: the same request, with the section in place of a group."""
    section = {
        "key": "section",
        "title": "依頼する区の組織",
        "intro": "",
        "questions": [_text("section_name", "拠点または課の名前", max_length=80)],
    }
    return {
        "kind": "coordination",
        "title": f"{call.programme.name} 区からの依頼",
        "sections": [section, _request()],
        "checks": [{"type": "date_order", "from": "request.from_on", "until": "request.until_on"}],
    }


def _text(key: str, label: str, **more: Any) -> Question:
    return {"key": key, "type": "text", "label": label, "required": True, "max_length": 100, **more}


def _long(key: str, label: str, *, required: bool = True, **more: Any) -> Question:
    return {"key": key, "type": "longtext", "label": label, "required": required, "max_length": 2000, **more}


def _group() -> dict[str, Any]:
    return {
        "key": "group",
        "title": "団体について",
        "intro": "登録された内容が入っています。変わったところがあれば直してください。",
        "questions": [
            _text("group_name", "団体名", prefill="group.name"),
            _text("group_address", "団体の所在地", max_length=160, personal=True, prefill="group.address"),
            _text("representative_title", "代表者の役職", max_length=40, help="例：会長", prefill="officer.title"),
            _text("representative_name", "代表者の氏名", max_length=80, personal=True, prefill="officer.name"),
        ],
    }


def _contact() -> dict[str, Any]:
    return {
        "key": "contact",
        "title": "連絡先",
        "intro": "区からご連絡する方です。相手の団体には、双方の同意がそろうまで見せません。",
        "questions": [
            _text("contact_name", "担当者の氏名", max_length=80, personal=True, prefill="person.name"),
            {
                "key": "contact_phone", "type": "phone", "label": "日中つながる電話番号", "required": True,
                "personal": True, "prefill": "person.phone",
            },
            {
                "key": "contact_email", "type": "email", "label": "メールアドレス", "required": False,
                "personal": True, "prefill": "person.email",
            },
            {
                "key": "notice", "type": "choice", "label": "合意書などの受け取り方", "required": True,
                "help": "電子で受け取ると、できたときにメールでお知らせし、マイページで読めます。",
                "options": [
                    {"key": "electronic", "label": "電子で受け取る（マイページ）"},
                    {"key": "post", "label": "郵送で受け取る"},
                ],
                "column": "notice",
            },
        ],
    }  # fmt: skip


def _request() -> dict[str, Any]:
    return {
        "key": "request",
        "title": "依頼の内容",
        "intro": "",
        "questions": [
            _text("title", "件名", help="例：公園の清掃と見守りを一緒に行う団体を探す", column="title"),
            {"key": "wanted", "type": "choice", "label": "主に求めるもの", "required": True, "options": WANTED},
            _long("purpose", "目的", help="どのようなことに困っていて、どうなるとよいですか。"),
            _long("content", "活動の内容", help="いつ、どこで、誰が、何をする予定かを書いてください。"),
            _long("wish", "協力してほしいこと"),
            _long("own_part", "自分たちでできること", required=False),
            _long("conditions", "条件（日時、場所、費用など）", required=False),
            {"key": "from_on", "type": "date", "label": "始めたい日", "required": False},
            {"key": "until_on", "type": "date", "label": "終える日", "required": False},
        ],
    }
