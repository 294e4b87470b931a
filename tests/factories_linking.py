"""A coordination from which something can be begun, the hub's site, a call for subsidies, and who acts on each."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.utils import timezone

from cms.hubs.models import Hub
from cms.people.models import CommunityGroup, User
from media.services import store_bytes
from pages.models import HubPage
from pages.setting_up import set_up_sites
from tests.every_kind.driving import draft_of, make_example_call, make_sender
from tests.factories_people import make_group, make_hub, make_staff
from tests.sign_in import sign_in
from workflows.cases.models import Case
from workflows.correspondence.models import Letter
from workflows.intake.services import submit
from workflows.linking.models import CaseLink
from workflows.programmes.models import Call

TITLE = "公園の清掃と見守りの協力"


@dataclass
class Family:
    """``case`` is open and can begin everything; ``user`` acts for its group. The call is for subsidies."""

    case: Case
    user: User
    group: CommunityGroup
    call: Call
    reviewer: User
    editor: User
    chief: User
    made: list[Any] = field(default_factory=list)

    @property
    def hub(self) -> Hub:
        return self.case.hub

    @property
    def site(self) -> HubPage:
        return HubPage.objects.get(hub=self.hub)

    def client(self, user: User | None = None) -> Client:
        return sign_in(Client(), user or self.reviewer)

    def page(self, user: User | None = None) -> str:
        """The case's page at the desk as ``user`` reads it."""
        return self.client(user).get(f"/cms/desk/cases/{self.case.pk}/").content.decode()

    def begin(self, sort: str, about: Any = "", by: User | None = None) -> Any:
        address = f"/cms/desk/cases/{self.case.pk}/begin/{sort}/"
        return self.client(by).post(address, {"about": str(about)})

    def link(self, sort: str = "application") -> CaseLink:
        return CaseLink.objects.get(source=self.case, sort=sort, ended_at=None)


def make_family(*, step: str = "arranging", **programme: Any) -> Family:
    """The coordination stands at ``step``; its flow is where it began, which no rule of links asks."""
    hub = make_hub()
    user = make_sender()
    group = make_group(hub, manager=user)
    draft = draft_of("coordination", user=user, group=group)
    case = at_step(submit(draft, actor=user, arrived_at=timezone.now()), step)
    call = make_example_call("subsidy", **programme)
    staff = {role: make_staff(role, hub) for role in ("reviewer", "editor", "chief")}
    set_up_sites()
    return Family(case, user, group, call, **staff)


def at_step(case: Case, step: str, **columns: Any) -> Case:
    Case.objects.filter(pk=case.pk).update(step=step, **columns)
    return Case.objects.select_related("hub", "group", "person").get(pk=case.pk)


def conclude(family: Family, *, step: str = "carrying") -> None:
    """Agreed, and the letter was given out."""
    case = family.case
    decided = {"outcome": "agreed", "decided_at": timezone.now(), "decided_by": make_staff("division_approver")}
    family.case = at_step(case, step, **decided)
    file = store_bytes(owner=None, data=b"%PDF-1.7 agreement", name="合意書.pdf", content_type="application/pdf")
    Letter.objects.create(
        case=case, outcome="agreed", branch=1, number=f"{case.number}の1", state="issued", content={"title": "合意書"},
        dated_on=timezone.localdate(), file=file, code=uuid.uuid4().hex[:20], notice="electronic",
        issued_at=timezone.now(),
    )  # fmt: skip
