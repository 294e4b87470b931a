"""Two tabs saving at one moment: no text is lost unseen. PostgreSQL only."""

from __future__ import annotations

from functools import partial

import pytest

from forms import drafts, saving
from forms.models import Draft, DraftSection
from forms.saving import SectionResult
from tests.factories_forms import make_draft
from tests.factories_people import make_user
from tests.races.harness import meet_before, together, without_row_locks

pytestmark = [pytest.mark.races, pytest.mark.usefixtures("own_database")]
ROUNDS = 20


def save(draft: Draft, title: str) -> SectionResult:
    return drafts.save_section(draft, actor=draft.owner, section="plan", data={"title": title}, seen_revision=1)


def saved_title(draft: Draft) -> str:
    return DraftSection.objects.get(draft=draft, key="plan").answers["title"]


def test_two_tabs_at_once_are_one_save_and_one_question() -> None:
    owner = make_user()
    for _ in range(ROUNDS):
        draft = make_draft(owner)
        results = together(*[partial(save, draft, title) for title in ("甲", "乙")])
        (won,) = [result for result in results if result.saved]
        (lost,) = [result for result in results if not result.saved]
        assert saved_title(draft) == won.form.data["title"]
        (clash,) = lost.conflict.clashes
        assert {clash.saved, clash.posted} == {"甲", "乙"}


def test_control_without_locks_one_text_is_lost_unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = make_draft()
    without_row_locks(monkeypatch)
    meet_before(monkeypatch, saving, "_write", 2)
    results = together(*[partial(save, draft, title) for title in ("甲", "乙")])
    assert [result.saved for result in results] == [True, True]
    assert saved_title(draft) in ("甲", "乙")
