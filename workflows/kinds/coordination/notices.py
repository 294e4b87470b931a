"""Mails about a coordination: what happened and a link, never a name, an address or a telephone of a side.

Mails are written in Japanese.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse

from cms.mailings.services import write_mail
from cms.people.models import User
from workflows.cases.models import Case
from workflows.engine.reminders import hub_staff_of
from workflows.kinds.coordination.models import Coordination, Sounding

# Notice → subject, text.
TEXTS: dict[str, tuple[str, str]] = {
    "asked": (
        "貴団体への協力のお願いが届いています",
        "地域の活動について、貴団体への協力のお願いが届いています。内容を読み、お返事をください。",
    ),
    "answer_soon": (
        "協力のお願いへのお返事の期限が近づいています",
        "協力のお願いへのお返事をまだいただいていません。期限までに、次のページからお返事をください。",
    ),
    "remark_for_group": ("お問い合わせに拠点が答えました", "協力のお願いについてのお問い合わせに、拠点が答えました。"),
    "remark_for_hub": ("打診した団体から質問がありました", "打診した団体から質問がありました。"),
    "accepted": ("打診した団体から承諾の返事がありました", "打診した団体が協力を承諾しました。"),
    "declined": ("打診した団体から辞退の返事がありました", "打診した団体が協力を辞退しました。"),
    "partner_found": (
        "協力できる団体が見つかりました",
        "協力できる団体が見つかりました。連絡先を互いに見せ合うことに同意いただけるかを、次のページでお答えください。",
    ),
    "open": (
        "互いの連絡先を見られるようになりました",
        "双方の同意がそろい、互いの連絡先を見られるようになりました。同意は、同じページからいつでも取り消せます。",
    ),
    "consent_withdrawn": (
        "連絡先についての同意が取り消されました",
        "一方の同意が取り消されたため、互いの連絡先は見られなくなりました。",
    ),
    "ended": (
        "協力のお願いは終了しました",
        "協力のお願いは、成立に至らずに終了しました。ご検討ありがとうございました。",
    ),
    "elsewhere": (
        "協力のお願いは終了しました",
        "協力のお願いは、ほかの団体と行うことになり、終了しました。ご検討ありがとうございました。",
    ),
    "withdrawn": (
        "協力のお願いは取り下げられました",
        "協力のお願いは、申し出た側が取り下げたため、終了しました。ご検討ありがとうございました。",
    ),
    "inquiry_answered": ("照会に回答がありました", "照会に、拠点から回答がありました。"),
    "agreed": ("合意書ができました", "合意書ができました。次のページでお読みください。"),
    "sheet": (
        "ふりかえりシートの記入をお願いします",
        "活動のふりかえりをお願いします。双方がそれぞれシートに記入し、その後に拠点とお話しします。",
    ),
    "advice": ("意見照会が届いています", "意見照会が届いています。期限までに回答してください。"),
    "advice_soon": ("意見照会の回答期限が近づいています", "意見照会への回答がまだありません。"),
    "advice_overdue": (
        "意見照会の回答期限を過ぎています",
        "意見照会への回答がまだありません。至急、回答してください。",
    ),
    "advice_given": ("意見照会に回答がありました", "意見照会に回答がありました。"),
    "inquiry": ("拠点への照会が届いています", "照会が届いています。期限までに回答してください。"),
    "inquiry_overdue": ("照会の回答期限を過ぎています", "照会への回答がまだありません。至急、回答してください。"),
}


def tell(users: Iterable[User], notice: str, *, path: str, about: str, key: str) -> None:
    """One mail to each of ``users``; inside the transaction of the change, the same ``key`` never twice."""
    subject, text = TEXTS[notice]
    for user in users:
        write_mail(
            to=user.email,
            template="coordination_notice",
            context={"title": subject, "text": text, "link": f"{settings.BASE_URL}{path}"},
            about=about,
            key=f"coordination:{notice}:{key}:{user.pk}",
        )


def partner_page(sounding: Sounding) -> str:
    return reverse("coordination:request", args=[sounding.pk])


def applicant_page(sounding: Sounding) -> str:
    """The page of the side that asked; of the ward, when it was the ward."""
    if sounding.case.is_of_ward:
        return reverse("coordination_desk:consent", args=[sounding.pk])
    return reverse("coordination:partner", args=[sounding.pk])


def desk_page(case: Case) -> str:
    return reverse("desk:case", args=[case.pk])


def officers_of(case: Case) -> list[User]:
    """The officer in charge while they may act at the hub, else all of the hub's staff."""
    staff = list(hub_staff_of(case))
    named = Coordination.objects.filter(case=case).values_list("officer_id", flat=True).first()
    return [user for user in staff if user.pk == named] or staff
