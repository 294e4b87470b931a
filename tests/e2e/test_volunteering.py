"""Volunteers in a real browser: from the hub's page to the renewed term, and every other end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e import volunteering
from tests.e2e.conftest import newest_mail
from tests.e2e.volunteering import Applicant

pytestmark = pytest.mark.e2e
GUARDIAN = "tsukiko@example.jp"


@pytest.mark.parametrize("width", [360, 1280])
def test_the_whole_walk_of_a_volunteer(stage: Callable[..., Any], tmp_path: Path, width: int) -> None:
    volunteering.open_recruitment()
    staff = volunteering.staff_of(stage, width)
    one = stage(Applicant, width=width, email="hana@example.jp", name="見本 花子")
    number = volunteering.apply(one, tmp_path, born="平成22年5月1日", guardian=GUARDIAN)
    assert number in newest_mail(one.email)
    volunteering.take_in(staff["hub"], number)
    guardian = stage(Applicant, width=width, email=GUARDIAN)
    volunteering.check(staff["hub"], number, "保護者からまだ回答がありません。")
    guardian.follow_mail()
    volunteering.consent(guardian, "同意します")
    volunteering.offer_slots(staff["hub"], "10:00", "11:00")
    volunteering.check(staff["hub"], number)
    volunteering.choose_slot(one, number, "10時")
