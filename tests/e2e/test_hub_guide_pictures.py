"""The pictures of the guide for hub staff are made again from the demo, which shows both kinds at these steps.

``GUIDE_PICTURES=cms/docs/pictures`` keeps them there; else they are made beside the test and thrown away.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page

from cms.config.demo.applications import step
from cms.people.models import User
from tests.e2e.camera import MOST_BYTES, Camera, at_top, camera, shown_in
from tests.e2e.looking import TOO_WIDE
from tests.factories_people import add_totp
from tests.sign_in import sign_in
from workflows.cases.models import Case
from workflows.exchange.models import Listing
from workflows.kinds.coordination.models import Inquiry
from workflows.kinds.volunteering.models import Appointment
from workflows.linking.services.beginning import begin
from workflows.linking.spawnable import sorts

__all__ = ["camera"]
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]
DESK, PHONE, NARROW = {"width": 1280, "height": 860}, {"width": 360, "height": 780}, {"width": 320, "height": 780}
RETURNED = "三者の話合いで費用の分担を決めてから、もう一度起案すること。"
Sit = Callable[..., Page]


@pytest.fixture
def sit(browser: Browser, site: str, settings: Any) -> Iterator[Sit]:
    """Somebody of the demo's staff at a page; their page fits a narrow screen, too."""
    settings.DEMO = True
    call_command("demo", stdout=io.StringIO())
    contexts = []

    def seated(name: str, address: str, viewport: Any = DESK) -> Page:
        context = browser.new_context(viewport=viewport, base_url=site, locale="ja-JP", reduced_motion="reduce")
        contexts.append(context)
        user = User.objects.get(email=f"{name}@example.jp")
        if not Authenticator.objects.filter(user=user).exists():
            add_totp(user)
        cookies = sign_in(Client(), user).cookies
        context.add_cookies([{"name": key, "value": one.value, "url": site} for key, one in cookies.items()])
        page = context.new_page()
        page.set_viewport_size(NARROW)
        answer = page.goto(address)
        assert answer is not None
        assert (answer.status, page.url) == (200, f"{site}{address}")
        assert page.evaluate(TOO_WIDE) <= 0, f"{address} is wider than {NARROW['width']} px"
        page.set_viewport_size(viewport)
        page.goto(address)
        return page

    yield seated
    for context in contexts:
        context.close()


def case_at(kind: str, where: str) -> Case:
    return Case.objects.filter(kind=kind, step=where, group__isnull=kind != "coordination").order_by("pk")[0]


def step_page(case: Case) -> str:
    return reverse("desk:step", args=[case.pk, case.open_task, case.step])


def test_the_pictures_for_hub_staff_are_made_anew_and_are_small(sit: Sit, camera: Camera) -> None:
    take_field(sit, camera)
    take_coordination(sit, camera)
    take_family(sit, camera)
    take_volunteers(sit, camera)
    assert max(camera.sizes.values()) <= MOST_BYTES, camera.sizes
    assert set(camera.sizes) == shown_in("hub-staff-guide.md")


def take_field(sit: Sit, camera: Camera) -> None:
    camera.take(sit("reviewer", reverse("desk:field"), PHONE), "field-note")
    camera.take(sit("reviewer", reverse("desk:issues")), "issues")
    need = Listing.objects.filter(side="need", kind="tools").order_by("pk")[0]
    page = sit("reviewer", reverse("desk:exchange_listing", args=[need.pk]))
    camera.take(page, "suggestions")


def take_coordination(sit: Sit, camera: Camera) -> None:
    page = sit("reviewer", step_page(case_at("coordination", "candidates")))
    at_top(page.locator("form:has(textarea)").first)
    camera.take(page, "candidates")
    page = sit("reviewer", reverse("desk:case", args=[case_at("coordination", "sounding").pk]))
    at_top(page.locator("#coordination h4").first)
    camera.take(page, "sounding")
    drafted = case_at("coordination", "decision")
    drafted = step(drafted, User.objects.get(email="approver@example.jp"), result="send_back", reason=RETURNED)
    drafted.refresh_from_db()
    page = sit("reviewer", step_page(drafted))
    page.get_by_role("radio", name="合意書", exact=True).check()
    at_top(page.get_by_role("group", name="案").first)
    camera.take(page, "agreement")
    camera.take(sit("division", reverse("coordination_desk:inquiry", args=[Inquiry.objects.get().pk])), "inquiry")


def take_family(sit: Sit, camera: Camera) -> None:
    """A coordination under way, from which a subsidy is applied for and the hub tells in two ways."""
    case, hub = case_at("coordination", "carrying"), User.objects.get(email="reviewer@example.jp")
    [call, *_others] = [offer for offer in sorts()["application"].offers(case, hub) if not offer.obstacle]
    for sort, about in (("application", call.about), ("event", ""), ("article", "")):
        begin(case, actor=hub, sort=sort, about=about)
    page = sit("reviewer", reverse("desk:case", args=[case.pk]))
    at_top(page.locator("#family"))
    camera.take(page, "family")


def take_volunteers(sit: Sit, camera: Camera) -> None:
    camera.take(sit("reviewer", reverse("volunteering_desk:slots")), "slots")
    met = case_at("volunteering", "interview")
    camera.take(sit("chief", reverse("volunteering_desk:score", args=[met.pk])), "score")
    serving = Appointment.objects.get(user__email="minoru@example.jp")
    camera.take(sit("reviewer", reverse("volunteering_desk:volunteer", args=[serving.pk])), "volunteer")
