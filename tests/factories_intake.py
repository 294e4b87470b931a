"""The resident's path in pieces: a call with its whole form, a draft filled in, a case sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils import timezone

from cms.people.models import CommunityGroup, User
from forms.drafts import attach, save_section
from forms.models import Draft
from media.models import PrivateFile
from media.services import store_bytes
from tests.factories_cases import make_call, make_programme
from tests.factories_people import make_group, make_person, make_user
from tests.media import samples
from workflows.cases.models import Case
from workflows.intake.services import begin_paper, enter_draft, start, submit
from workflows.programmes.models import Call, CostKind, EligibilityQuestion, RequiredAttachment

# What a person types, section by section, input by input.
TYPED: dict[str, dict[str, str]] = {
    "group": {
        "group_name": "試験町会",
        "group_address": "練馬区試験町1-2-3",
        "representative_title": "会長",
        "representative_name": "𠮷田 髙子",
        "representative_kana": "ヨシダ タカコ",
    },
    "contact": {
        "contact_name": "試験 花子",
        "contact_phone": "03-0000-0000",
        "contact_email": "hanako@example.jp",
        "notice": "electronic",
    },
    "activity": {
        "title": "町会ホームページの開設",
        "purpose": "町会の活動を知ってもらうため。",
        "content": "ホームページを作り、行事の案内を載せる。",
        "place": "試験町会館",
        "from_on": "2026-12-01",
        "until_on": "2027-02-28",
        "effect": "若い世帯の加入が増える。",
    },
    "budget": {
        "expenses-rows": "1",
        "expenses-0-kind": "web",
        "expenses-0-description": "ホームページ作成費",
        "expenses-0-amount": "60,000",
        "income-rows": "2",
        "income-0-kind": "grant",
        "income-0-description": "",
        "income-0-amount": "50,000",
        "income-1-kind": "own",
        "income-1-description": "町会費から",
        "income-1-amount": "10,000",
        "requested_yen": "50,000",
    },
}
ATTACHMENTS = ("rules", "officers")


def make_whole_call(*, programme: dict[str, Any] | None = None, **fields: Any) -> Call:
    """An open call whose programme has costs, attachments, two eligibility questions and a declaration."""
    made = make_programme(declaration="この申請書に書いたことは、事実と違いありません。", **(programme or {}))
    CostKind.objects.create(programme=made, key="web", label="ホームページ作成費", order=1)
    CostKind.objects.create(programme=made, key="food", label="飲食費", eligible=False, order=2)
    for order, (key, label) in enumerate([("rules", "団体の会則"), ("officers", "役員名簿")]):
        RequiredAttachment.objects.create(programme=made, key=key, label=label, order=order)
    EligibilityQuestion.objects.create(
        programme=made, text="区内で活動する町会・自治会ですか。", wanted=True,
        explanation="この補助金は、区内の町会・自治会が対象です。", order=1,
    )  # fmt: skip
    EligibilityQuestion.objects.create(
        programme=made, text="同じ事業で、ほかの補助金を受けますか。", wanted=False,
        explanation="ほかの補助金を受ける事業は対象になりません。", order=2,
    )  # fmt: skip
    return make_call(made, **fields)


def make_applicant(**group_fields: Any) -> tuple[User, CommunityGroup]:
    """A resident with a person's record who manages a verified group."""
    user = make_user(name="試験 花子")
    make_person(user=user, name="試験 花子", phone="03-0000-0000", email=user.email)
    return user, make_group(manager=user, **group_fields)


def typed(**changes: dict[str, str]) -> dict[str, dict[str, str]]:
    """``TYPED`` with some inputs changed: ``typed(activity={"title": "…"})``."""
    return {section: {**texts, **changes.get(section, {})} for section, texts in TYPED.items()}


def fill(draft: Draft, user: User, texts: dict[str, dict[str, str]] | None = None) -> None:
    """Every section of ``draft`` is saved as typed."""
    for section, inputs in (texts or TYPED).items():
        data = QueryDict(mutable=True)
        data.update(inputs)
        revision = draft.sections.get(key=section).revision
        save_section(draft, actor=user, section=section, data=data, seen_revision=revision)


def pdf(name: str = "会則.pdf", *, text: str = "rules") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, samples.pdf(f"/Title({text})".encode()), content_type="application/pdf")


def make_draft(user: User, call: Call, group: CommunityGroup) -> Draft:
    """A draft just begun, filled in with what is known of the group."""
    return start(call, actor=user, group=group, at=timezone.now())


def make_draft_complete(user: User, call: Call, group: CommunityGroup, **changes: dict[str, str]) -> Draft:
    """A draft that may be sent: all sections and both attachments."""
    draft = make_draft(user, call, group)
    fill(draft, user, typed(**changes))
    for question in ATTACHMENTS:
        attach(draft, actor=user, question=question, upload=pdf(f"{question}.pdf", text=question))
    return draft


def submitted_case(
    *,
    call: Call | None = None,
    user: User | None = None,
    group: CommunityGroup | None = None,
    **changes: dict[str, str],
) -> Case:
    """A case sent through the product's own service, with both files; it stands at the hub's receipt."""
    call = call or make_whole_call()
    if user is None:
        user, made = make_applicant()
        group = group or made
    group = group or make_group(manager=user)
    draft = make_draft_complete(user, call, group, **changes)
    return submit(draft, actor=user, arrived_at=timezone.now())


def make_scan(owner: User, name: str = "申請書.pdf") -> PrivateFile:
    return store_bytes(owner=owner, data=samples.pdf(), name=name, content_type="application/pdf")


def paper_case(*, actor: User, group: CommunityGroup, call: Call | None = None) -> Case:
    """A form on paper of a group without an account, typed in by ``actor``, both attachments missing."""
    draft = begin_paper(call or make_whole_call(), actor=actor, group=group)
    fill(draft, actor, typed(contact={"notice": "post"}))
    at = timezone.now() - timedelta(days=1)
    return enter_draft(draft, actor=actor, person=make_person(), scan=make_scan(actor), received_at=at)
