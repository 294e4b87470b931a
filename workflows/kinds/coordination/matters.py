"""What a coordination keeps for people beside the case: a request to their group, and the group that helps theirs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from cms.people.models import User
from workflows.correspondence.models import Letter
from workflows.correspondence.queries import readable_letters
from workflows.engine.matter import Fact, Line, Listing, MatterFile, MatterSort, Told, mark_of
from workflows.kinds.coordination import actions, contact, mypage
from workflows.kinds.coordination.models import Agreement, Consent, ReviewSheet, Side, Sounding
from workflows.kinds.coordination.services import reading
from workflows.kinds.coordination.services.agreeing import AGREED
from workflows.kinds.coordination.services.reviewing import STEP, sheets_for

SHEET = ("achieved", "went_well", "difficulties", "learned", "again", "may_publish")


def agreement_with(found: Any) -> Letter | None:
    """The newest agreement with this very group that was given out and can be read; nobody else's."""
    if not found.agreed or found.case.erased_at is not None:
        return None
    letter = readable_letters(found.case).filter(outcome=AGREED).last()
    return letter if letter is not None and letter.file is not None else None


def agreement_file(found: Any) -> MatterFile | None:
    """Its PDF; the first opening by the partner is on record."""
    letter = agreement_with(found)
    if letter is None or letter.file is None:
        return None
    return MatterFile(
        "agreement", _("Agreement"), letter.file, lambda user: reading.record_reading(found, letter, actor=user)
    )


def _version(found: Any) -> str:
    return mark_of(
        found.state, found.conditions, found.answered_at, found.opened_at, found.consents_here, found.has_sheet,
        found.agreed, found.case.outcome, found.case.closed_at, actions.asks_sheet(found),
    )  # fmt: skip


def _request_line(found: Any) -> Line:
    is_asked = found.state == Sounding.State.ASKED and actions.may_answer(found)
    return Line(
        title=found.case.title or _("Request to your group"),
        state=found.state,
        state_label=found.get_state_display(),
        page=reverse("coordination:request", args=[found.pk]),
        case=found.case.number,
        asks=_asked(found),
        due_on=found.answer_due_on if is_asked else None,
    )


def _asked(found: Any) -> str:
    is_over = found.case.closed_at is not None or found.state == Sounding.State.DECLINED
    return "" if is_over else mypage.asked_of_partner(found)


def _request(found: Any, user: User) -> Told:
    case = found.case
    facts = [
        Fact("group", _("group"), found.group.name),
        Fact("asker", _("who asks"), case.party_name),
        Fact("hub", _("hub"), case.hub.name),
        Fact("message", _("request to the group"), found.message),
        Fact("conditions", _("Your conditions"), found.conditions),
        Fact("agreed", _("Agreement"), found.agreed),
        *_contacts(found, user, Side.PARTNER),
    ]
    remarks = [
        [
            _written_by(found, is_hub=one.by_hub),
            Fact("written_at", pgettext("remark", "written"), one.written_at),
            Fact("text", pgettext("remark", "text"), one.text),
        ]
        for one in found.remarks.all()
    ]
    told = Listing("remarks", pgettext("sounding", "Questions and answers"), remarks)
    file = agreement_file(found)
    return Told(facts, [told, *_sheets(found, Side.PARTNER)], [file] if file else [])


def _written_by(found: Any, *, is_hub: bool) -> Fact:
    names = {"hub": found.case.hub.name, "group": found.group.name}
    by = "hub" if is_hub else "group"
    return Fact("by", _("who wrote"), by, names[by])


def _partner_line(found: Any) -> Line:
    asks, _page = ("", "") if found.case.closed_at else mypage.asked_of_applicant(found)
    return Line(
        title=found.group.name,
        state=found.state,
        state_label=found.get_state_display(),
        page=reverse("coordination:partner", args=[found.pk]),
        case=found.case.number,
        asks=asks,
    )


def _partner(found: Any, user: User) -> Told:
    """Of the group's conditions only that there are some: the hub talks about them."""
    facts = [
        Fact("group", _("group"), found.group.name),
        Fact("request", _("title"), found.case.title),
        Fact("hub", _("hub"), found.case.hub.name),
        Fact("accepted_at", _("accepted"), found.answered_at),
        Fact("has_conditions", _("Conditions of the group"), bool(found.conditions)),
        *_contacts(found, user, Side.APPLICANT),
    ]
    return Told(facts, _sheets(found, Side.APPLICANT))


def _contacts(found: Sounding, user: User, side: str) -> Iterator[Fact]:
    """What this side has agreed to show, and the other's contact while both agree."""
    own = contact.standing(found).filter(side=side).first()
    yield Fact("consented_at", _("Your consent"), own.given_at if own else None)
    yield from _contact("own", own)
    yield from _contact("other", contact.contact_for(user, found))


def _contact(whose: str, named: Consent | None) -> Iterator[Fact]:
    if named is not None:
        yield Fact(f"{whose}_name", pgettext("contact", "Name"), named.name)
        yield Fact(f"{whose}_phone", _("Telephone"), named.phone)
        yield Fact(f"{whose}_email", _("E-mail address"), named.email)


def _sheets(found: Any, side: str) -> list[Listing]:
    """The goals to look back on, and the sheets that this side reads; where the agreement is with this group.

    Not before both are asked to look back: until then the letter tells of the agreement.
    """
    if not found.agreed or not (found.case.step == STEP or found.has_sheet):
        return []
    goals = Agreement.objects.filter(case=found.case).values_list("goals", flat=True).first() or ""
    rows = [[Fact("goals", _("Goals of the agreement"), goals)]]
    mine, other = sheets_for(found.case, side)
    sheets = [_sheet(one, whose) for whose, one in (("own", mine), ("other", other)) if one is not None]
    return [Listing("agreement", _("Agreement"), rows), Listing("sheets", _("Review sheet"), sheets)]


def _sheet(sheet: ReviewSheet, whose: str) -> list[Fact]:
    names = {name: sheet._meta.get_field(name).verbose_name for name in SHEET}  # type: ignore[union-attr]
    told = [Fact(name, str(label), getattr(sheet, name)) for name, label in names.items()]
    words = {"own": pgettext("sheet", "your own"), "other": pgettext("sheet", "the other side’s")}
    return [Fact("whose", _("whose sheet"), whose, words[whose]), *told]


REQUEST = MatterSort(
    name=mypage.REQUEST,
    title=gettext_lazy("Request to your group"),
    rows=mypage.requests_of,
    moment="asked_at",
    line=_request_line,
    told=_request,
    version=_version,
    case=lambda found: found.case_id,
    actions=(
        actions.ANSWER, actions.ASK, actions.consent(Side.PARTNER), actions.withdraw_consent(Side.PARTNER),
        actions.sheet(Side.PARTNER),
    ),
)  # fmt: skip
PARTNER = MatterSort(
    name=mypage.PARTNER,
    title=gettext_lazy("Partner"),
    rows=mypage.partners_of,
    moment="asked_at",
    line=_partner_line,
    told=_partner,
    version=_version,
    case=lambda found: found.case_id,
    actions=(
        actions.consent(Side.APPLICANT), actions.withdraw_consent(Side.APPLICANT), actions.sheet(Side.APPLICANT)
    ),
)  # fmt: skip
