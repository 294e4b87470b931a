"""What the demo lends a kind of request: a kind with a ``demo.py`` shows itself there by its ``make(stage)``.

Sending an application belongs to rooms above the kinds, so the demo brings it along.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from cms.hubs.models import Hub
from cms.people.models import CommunityGroup, User
from workflows.cases.models import Case
from workflows.programmes.models import Call


class Stage(Protocol):
    """Invented people by the name before the @, the groups and hubs of the demo, and the open call of the kind."""

    groups: list[CommunityGroup]
    hubs: list[Hub]
    call: Call

    def __getitem__(self, name: str) -> User: ...

    def resident(self, name: str, family_and_given: str, kana: str, **person: Any) -> User:
        """A new account of somebody without a role."""

    def group(self, manager: User, name: str, kana: str, *, kind: str, hub: int) -> CommunityGroup:
        """A new group that its hub has verified."""

    def send(
        self, user: User, answers: Mapping[str, str], *, group: CommunityGroup | None = None, hub: Hub | None = None
    ) -> Case:
        """The form of the call, filled in with ``answers`` by question and sent; required files are attached."""

    def step(self, case: Case, actor: User, **data: Any) -> Case:
        """The open step of the case, done by ``actor`` through its form."""

    def letter(self, case: Case) -> Case:
        """What the worker does: the letter that the case waits for is made, and the case goes on."""
