"""A step whose holder may no longer do it is free again, so that nobody waits for somebody who has gone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.dispatch import receiver
from django.utils.translation import gettext as _

from cms.people.models import User
from cms.people.signals import rights_ended
from workflows.cases.models import Case
from workflows.cases.services import steps
from workflows.cases.services.locking import lock
from workflows.engine.models import CaseProcess
from workflows.engine.permissions import holds_step


def holder_acts(case: Case) -> bool:
    """Whether the open step is taken by somebody who may still do it; a role may end by its date alone."""
    return case.holder is not None and holds_step(case.holder, case)


@receiver(rights_ended, dispatch_uid="engine.release_steps")
def release_steps(users: Iterable[User], actor: User | None, **_kwargs: Any) -> None:
    """Every open step that one of ``users`` has taken and may no longer do is back with all who may."""
    held = Case.objects.filter(holder__in=[user.pk for user in users], closed_at=None)
    for pk in held.order_by("pk").values_list("pk", flat=True):
        _release(pk, actor)


@transaction.atomic
def _release(pk: int, actor: User | None) -> None:
    CaseProcess.objects.select_for_update().get(run__case_id=pk)
    case = lock(Case(pk=pk))
    if case.holder_id is None or case.closed_at or holder_acts(case):
        return
    steps.hand_over(case, actor=actor, holder=None, reason=_("The role of the person who had taken it has ended."))
