"""Contact of one side in no list, file, feed, search, machine's answer or mail before both have consented."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from django.core import mail
from django.test import Client

from cms.admin.models import Export
from cms.jobs.worker import run_due
from cms.mailings.models import OutgoingMail
from media.services import open_file
from tests import leaks
from tests.cms.admin.walking import client_of
from tests.every_kind.driving import make_move
from tests.factories_coordination import ASKER, HELPER, Sides, agree_to_show, make_asked, make_drafted
from tests.factories_people import make_hub, make_staff, make_user
from tests.media.samples import written_pdf
from tests.sign_in import sign_in
from workflows.cases.models import Case
from workflows.correspondence.models import Letter
from workflows.kinds.coordination.models import Side
from workflows.kinds.coordination.services import consenting, sounding

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(1500)]
EXPORTS = "/cms/desk/exports/"
ABSENT = "03-1111-0000"
OK = 200
CANARIES = {Side.APPLICANT: [*ASKER.values()], Side.PARTNER: [*HELPER.values()]}


def strangers(sides: Sides, side: Side) -> dict[str, Client]:
    """Who must not learn how ``side`` is reached: nobody signed in, other people, the other side, other hubs."""
    mine, theirs = sides.case.hub, sides.partner.hub
    other = theirs if side == Side.APPLICANT else mine
    return {
        "nobody": Client(),
        "somebody": sign_in(Client(), make_user()),
        "the other side": sides.client(Side.PARTNER if side == Side.APPLICANT else Side.APPLICANT),
        "chief of the other side's hub": client_of(make_staff("chief", other)),
        "chief of a third hub": client_of(make_staff("chief", make_hub())),
        "editor of its own hub": client_of(make_staff("editor", mine if side == Side.APPLICANT else theirs)),
    }


def told(text: str, side: Side) -> list[str]:
    return [one for one in CANARIES[side] if one in text]


def values(sides: Sides) -> dict[str, list[str]]:
    return {
        "code": [sides.case.hub.code, sides.partner.hub.code], "slug": [sides.case.call.slug], "kind": ["coordination"],
    }  # fmt: skip


def answers_with(sides: Sides, side: Side) -> list[str]:
    """Reader and address wherever a program's answer, a feed, a search or a file holds contact of ``side``."""
    asked, _left = leaks.addresses(values(sides))
    words = [f"/search/?q={word}" for word in (sides.group.name, sides.partner.name, "清掃")]
    desk = [f"/cms/desk/?view=all&q={sides.group.name}", f"/cms/desk/exchange/?q={sides.partner.name}"]
    found = []
    for name, client in strangers(sides, side).items():
        is_staff = name.startswith(("chief", "editor"))
        for address in (one for one in asked if one.startswith("/cms/") == is_staff):
            for query in leaks.QUERIES:
                status, text = leaks.asked(client, f"{address}{query}")
                found += [f"{name}: {address}{query}"] if told(text, side) else []
                if status != OK or not is_staff:
                    break
        found += [f"{name}: {address}" for address in words + desk if told(leaks.get(client, address), side)]
    return found


def exports_with(sides: Sides, side: Side) -> list[str]:
    """The same for the lists that staff take out of the system."""
    found = []
    for name, client in strangers(sides, side).items():
        for kind in ("csv", "xlsx"):
            answer = client.post(EXPORTS, {"format": kind, "view": "all"}, follow=True)
            data = b"".join(answer.streaming_content) if answer.streaming else answer.content
            found += [f"{name}: {kind}"] if told(leaks.read(data), side) else []
    run_due()
    for export in Export.objects.exclude(file=None):
        with open_file(export.file) as file:
            found += [f"export {export.pk}"] if told(leaks.read(file.read()), side) else []
    return found


def mails_with(side: Side) -> list[str]:
    """Every mail, whomever it goes to: mails say where to look, never how somebody is reached."""
    run_due()
    written = [f"{one.subject} {one.text} {one.html}" for one in OutgoingMail.objects.all()]
    written += [f"{one.subject} {one.body} {one.alternatives} {one.extra_headers}" for one in mail.outbox]  # type: ignore[attr-defined]
    assert written
    return [text[:80] for text in written if told(text, side)]


def consent_of_one(sides: Sides, side: Side) -> None:
    user, contact = (sides.asker, ASKER) if side == Side.APPLICANT else (sides.helper, HELPER)
    named = {"name": user.last_name, "phone": contact["phone"], "email": contact["email"]}
    consenting.give_consent(sides.sounding, actor=user, side=side, **named)


def nowhere(sides: Sides, which: Iterable[Side] = tuple(CANARIES)) -> None:
    for side in which:
        assert answers_with(sides, side) == []
        assert exports_with(sides, side) == []
        assert mails_with(side) == []


def test_while_one_consent_is_missing_nothing_that_machines_files_and_mails_are_given_holds_a_contact() -> None:
    sides = make_asked()
    sounding.answer(sides.sounding, actor=sides.helper, accepts=True)
    consent_of_one(sides, Side.PARTNER)
    nowhere(sides)


def test_after_both_consents_each_side_finds_it_on_its_page_and_lists_hold_it_no_more_than_before() -> None:
    sides = make_asked()
    agree_to_show(sides)
    pk = sides.sounding.pk
    pages = {
        Side.APPLICANT: f"/mypage/coordination/requests/{pk}/",
        Side.PARTNER: f"/mypage/coordination/partners/{pk}/",
    }
    for side, page in pages.items():
        other = Side.PARTNER if side == Side.APPLICANT else Side.APPLICANT
        contact = ASKER if side == Side.APPLICANT else HELPER
        assert {contact["phone"], contact["email"]} <= set(told(leaks.get(sides.client(other), page), side))
        assert mails_with(side) == []
        assert exports_with(sides, side) == []


def test_a_search_for_a_contact_finds_what_a_search_for_any_number_finds() -> None:
    """Not even whether it is known: the answers differ in nothing but what was typed."""
    sides = make_asked()
    for side, (canary, *_rest) in CANARIES.items():
        for name, client in strangers(sides, side).items():
            for address in ("/search/?q=", "/cms/desk/?view=all&q=", "/exchange/?q="):
                known, unknown = (_plain(leaks.get(client, f"{address}{one}"), one) for one in (canary, ABSENT))
                assert known == unknown, (name, address)


def _plain(text: str, typed: str) -> str:
    """Without what was typed and what differs from answer to answer."""
    without = re.sub(r"\d\d:\d\d:\d\d GMT", "", text.replace(typed, "…"))
    return " ".join(part for part in without.split() if "csrf" not in part and "nonce" not in part and len(part) < 60)


def test_the_agreement_as_a_letter_holds_no_contact_that_nobody_consented_to() -> None:
    sides = make_drafted()
    make_move(sides.case, ("decision", "decide", {"result": "decide"}))
    run_due()
    letter = Letter.objects.get(case=sides.case)
    text = leaks.get(sides.client(Side.PARTNER), f"/mypage/coordination/requests/{sides.sounding.pk}/agreement/")
    assert letter.number in text
    assert ASKER["address"] not in text
    assert HELPER["address"] not in text


def test_control_what_looks_does_see_a_contact_in_every_kind_of_file() -> None:
    sides = make_asked()
    canary = ASKER["phone"]
    Case.objects.filter(pk=sides.case.pk).update(title=canary)
    own = client_of(make_staff("chief", sides.case.hub))
    for kind in ("csv", "xlsx"):
        answer = own.post(EXPORTS, {"format": kind, "view": "all"}, follow=True)
        data = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert told(leaks.read(data), Side.APPLICANT) == [canary]
    assert told(leaks.read(written_pdf(f"電話 {canary}")), Side.APPLICANT) == [canary]
    assert told(leaks.get(own, f"/cms/desk/?view=all&q={sides.group.name}"), Side.APPLICANT) == [canary]


def test_every_address_for_machines_is_asked_or_needs_a_record_that_pages_are_tested_with() -> None:
    """A new feed, export or API is asked by itself; one that needs the key of a record is named here."""
    sides = make_asked()
    asked, left = leaks.addresses(values(sides))
    assert {"/healthz", "/search/", "/feed.rss", EXPORTS, "/cms/desk/field/state/", "/cms/api/main/pages/"} <= set(
        asked
    )
    assert len(asked) > 40
    # Operations of the API with a record in their address: tests/roles/doors_api.py, with a canary in every answer.
    left = [one for one in left if not one.startswith("/api/")]
    ours = [one for one in left if not one.startswith("/cms/") or "/desk/" in one]
    assert ours == OURS_BY_RECORD


OURS_BY_RECORD = [
    "/bulletins/<int:issue>.pdf", "/cms/desk/cases/<int:pk>/chart.svg", "/cms/desk/exports/<int:pk>/",
    "/events/<uuid:uid>.ics",
]  # fmt: skip
