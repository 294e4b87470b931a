"""What follows from something that happened elsewhere: an issued agreement, an erased case."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from workflows.cases.models import Case
from workflows.correspondence.models import Letter
from workflows.correspondence.signals import letter_issued
from workflows.engine.erasing import case_erased
from workflows.kinds.coordination import erasing
from workflows.kinds.coordination.services.agreeing import tell_partner


@receiver(letter_issued, dispatch_uid="coordination.letter_issued")
def tell_the_partner(sender: Any, letter: Letter, **kwargs: Any) -> None:
    if letter.case.kind == "coordination":
        tell_partner(letter)


@receiver(case_erased, dispatch_uid="coordination.case_erased")
def erase_what_it_holds(sender: Any, case: Case, **kwargs: Any) -> None:
    if case.kind == "coordination":
        erasing.clear(case)
