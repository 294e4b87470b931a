"""Before both consents no route, read or posted to, tells one side's contact to the other; a stranger never."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from itertools import islice, product
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve

from cms.jobs.worker import run_due
from cms.mailings.models import OutgoingMail
from forms.models import Draft
from media.models import PrivateFile
from tests.cms.admin.walking import client_of
from tests.factories_coordination import ASKER, HELPER, Sides, agree_to_show, make_asked
from tests.factories_people import make_group, make_staff, make_user
from tests.roles.routes import Route, routes
from tests.sign_in import sign_in
from tests.told import body_of, plain, readable
from workflows.correspondence.models import Letter
from workflows.kinds.coordination.models import Consent, Side
from workflows.kinds.coordination.services import consenting, sounding

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(1200)]
NAMES = {Side.APPLICANT: "頼 一子", Side.PARTNER: "助 二郎"}
ACCOUNTS = {Side.APPLICANT: "account-asker@example.jp", Side.PARTNER: "account-helper@example.jp"}
CANARIES = {side: [*contact.values(), NAMES[side], ACCOUNTS[side]]
            for side, contact in ((Side.APPLICANT, ASKER), (Side.PARTNER, HELPER))}  # fmt: skip
OTHER = {Side.APPLICANT: Side.PARTNER, Side.PARTNER: Side.APPLICANT}
PLACE = re.compile(r"<(?:(\w+):)?\w+>|\((?:\?P<\w+>)?[^()]*\)")
DESK = "cms/"
MOST = 12


def accepted(sides: Sides, *consents: Side) -> Sides:
    """The group has accepted; of the two sides, ``consents`` have agreed."""
    sounding.answer(sides.sounding, actor=sides.helper, accepts=True)
    for side in consents:
        user, contact = (sides.asker, ASKER) if side == Side.APPLICANT else (sides.helper, HELPER)
        named = {"name": NAMES[side], "phone": contact["phone"], "email": contact["email"]}
        consenting.give_consent(sides.sounding, actor=user, side=side, **named)
    return sides


def words(sides: Sides) -> dict[str, list[Any]]:
    """What may stand in an address, by its converter."""
    case, asked = sides.case, sides.sounding
    numbers = [case.pk, asked.pk, sides.group.pk, sides.partner.pk, case.call_id, 1]
    numbers += [*Letter.objects.values_list("pk", flat=True), *Consent.objects.values_list("pk", flat=True)]
    keys = [*Draft.objects.values_list("pk", flat=True), *PrivateFile.objects.values_list("pk", flat=True)]
    texts = [case.call.slug, case.kind, case.hub.code, "request"]
    return {"int": list(dict.fromkeys(numbers)), "uuid": keys, "slug": texts, "str": [*texts, case.number]}


def addresses(route: Route, sides: Sides) -> Iterator[str]:
    """Addresses of the route that lead somewhere, with the records of the case in them."""
    pattern = route.address.replace("^", "").replace("$", "").replace("\\Z", "").replace("\\", "")
    known, kinds = words(sides), []
    for found in PLACE.finditer(route.address):
        kinds.append(found[1] or ("int" if "\\d" in found[0] or "0-9" in found[0] else "str"))
    pattern = PLACE.sub("\0", pattern)
    for values in list(product(*(known.get(kind, known["str"]) for kind in kinds)))[:MOST]:
        address = "/" + "".join(a + str(b) for a, b in zip(pattern.split("\0"), [*values, ""], strict=True))
        try:
            resolve(address)
        except Resolver404:
            continue
        yield address


def told(client: Client, address: str, *, posts: bool) -> Iterator[str]:
    """What the route answers to a reading and to an empty posting; nothing stays of either, a sign-out least of all."""
    cookies = deepcopy(client.cookies)
    for ask in (client.get, client.post) if posts else (client.get,):
        before = transaction.savepoint()
        answer = ask(address)
        yield plain(" ".join([*readable(body_of(answer)), *map(str, answer.headers.values())]))
        transaction.savepoint_rollback(before)
        client.cookies = deepcopy(cookies)


def found_by(
    client: Client, sides: Sides, canaries: list[str], *, within: str = "", posts: bool = True
) -> dict[str, set[str]]:
    """Address → which canaries it tells. Whoever is no member of staff is turned away from the desk: once a route."""
    found: dict[str, set[str]] = {}
    looked_for = {canary: plain(canary) for canary in canaries}
    for route in routes():
        if not route.address.startswith(within):
            continue
        most = 1 if route.address.startswith(DESK) and not within else MOST
        for address in islice(addresses(route, sides), most):
            for text in told(client, address, posts=posts):
                if there := {canary for canary, word in looked_for.items() if word in text}:
                    found.setdefault(address, set()).update(there)
    return found


def mails_to(*addresses: str) -> str:
    run_due()
    return plain(" ".join(f"{m.subject} {m.text} {m.html}" for m in OutgoingMail.objects.filter(to__in=addresses)))


@pytest.mark.parametrize("side", list(OTHER))
@pytest.mark.parametrize("consents", list(OTHER))
def test_with_one_consent_no_route_tells_one_side_the_contact_of_the_other(consents: Side, side: Side) -> None:
    sides = accepted(make_asked(), consents)
    canaries = CANARIES[OTHER[side]]
    assert found_by(sides.client(side), sides, canaries) == {}
    mails = mails_to(ACCOUNTS[side])
    assert [canary for canary in canaries if plain(canary) in mails] == []


@pytest.mark.parametrize("signed_in", [True, False])
def test_no_route_tells_a_stranger_anything_even_after_both_consents(signed_in: bool) -> None:
    sides = accepted(make_asked(), Side.APPLICANT, Side.PARTNER)
    client = Client()
    if signed_in:
        stranger = make_user()
        make_group(manager=stranger)
        sign_in(client, stranger)
    assert found_by(client, sides, [*CANARIES[Side.APPLICANT], *CANARIES[Side.PARTNER]]) == {}


@pytest.mark.parametrize("side", list(OTHER))
def test_after_both_consents_it_stands_on_one_page_alone(side: Side) -> None:
    """And so this search finds what it looks for."""
    sides = make_asked()
    agree_to_show(sides)
    name = "requests" if side == Side.PARTNER else "partners"
    contact = HELPER if side == Side.APPLICANT else ASKER
    found = found_by(sides.client(side), sides, list(contact.values()), within="mypage/")
    page = f"/mypage/coordination/{name}/{sides.sounding.pk}/"
    assert page in found
    assert [address for address in found if not address.startswith(page)] == [], "its forms show it anew with errors"
    assert set(map(frozenset, found.values())) == {frozenset({contact["phone"], contact["email"]})}


def test_the_search_finds_it_where_staff_may_read_it() -> None:
    sides = make_asked()
    client = client_of(make_staff("reviewer", sides.case.hub))
    found = found_by(client, sides, list(ASKER.values()), within="cms/desk/cases/", posts=False)
    assert found[f"/cms/desk/cases/{sides.case.pk}/"] == set(ASKER.values())


def test_nearly_every_route_is_asked() -> None:
    """Only those are left out whose address names a record that a coordination never has."""
    sides = make_asked()
    asked = [route for route in routes() if next(addresses(route, sides), "")]
    assert len(asked) > len(routes()) * 0.9, sorted({r.address for r in routes()} - {r.address for r in asked})
