"""A case with a chain of five events, made by the product's own services."""

from __future__ import annotations

import pytest
from django.db import transaction

from tests.cms.audit.sealed_cases import make_sealed_case
from workflows.cases.models import Case
from workflows.cases.services.events import record


@pytest.fixture
def case(db: None) -> Case:
    made = make_sealed_case()
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=made.pk)
        while locked.event_count < 6:
            record(
                locked,
                actor=made.applicant,
                verb="noted" if locked.event_count % 2 else "marked",
                payload={"step": locked.step, "amount_yen": 1000 + locked.event_count},
                details={"note": f"練馬 花子 𠮷 {locked.event_count}"},
            )
    return Case.objects.get(pk=made.pk)
