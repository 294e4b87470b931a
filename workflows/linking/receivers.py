"""What happens here when a case ends without success, whoever ended it and wherever."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.dispatch import receiver

from cms.people.models import User
from workflows.cases.models import Case
from workflows.engine.ending import case_failed
from workflows.linking.services.settling import settle


@receiver(case_failed, dispatch_uid="linking.settle")
def settle_what_hangs_on_it(case: Case, actor: User, chosen: Collection[str], **_kwargs: Any) -> None:
    settle(case, actor=actor, chosen=chosen)
