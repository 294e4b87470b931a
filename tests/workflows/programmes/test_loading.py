"""Programme files: loading adds what is missing and respects what staff changed."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cms.core.loading import BadData
from cms.people.models import CommunityGroup
from workflows.correspondence.marks import unknown
from workflows.correspondence.wording import MARKS
from workflows.engine.kind import kinds
from workflows.programmes.loading import DATA, load
from workflows.programmes.models import Budget, Call, CostKind, LetterText, Programme, StepLimit

pytestmark = pytest.mark.django_db
WANTED = {
    "subsidy": {"title", "notice", "rules", "officers", "expenses"},
    "coordination": {"title", "notice"},
    "volunteering": {"essay", "born_on", "guardian_email"},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def spoil(folder: Path, change: object) -> None:
    path = sorted(folder.glob("*.json"))[0]
    row = json.loads(path.read_text())
    change(row)  # type: ignore[operator]
    path.write_text(json.dumps(row, ensure_ascii=False))


def test_a_file_says_which_kind_it_is_of(folder: Path) -> None:
    """No kind is taken for granted, so a new one needs no change here."""
    spoil(folder, lambda row: row.pop("kind"))
    with pytest.raises(BadData, match="kind"):
        load(folder)
    assert not Programme.objects.exists()


def test_a_second_load_changes_nothing() -> None:
    assert load().added
    before = [list(model.objects.values()) for model in (Programme, Call, Budget, CostKind, LetterText, StepLimit)]
    report = load()
    assert (report.added, report.changed) == ([], [])
    after = [list(model.objects.values()) for model in (Programme, Call, Budget, CostKind, LetterText, StepLimit)]
    assert before == after


def test_what_staff_changed_is_kept_unless_told_otherwise() -> None:
    load()
    Programme.objects.filter(slug="digital").update(cap_yen=80_000)
    CostKind.objects.filter(programme__slug="digital", key="food").delete()
    load()
    assert Programme.objects.get(slug="digital").cap_yen == 80_000
    assert not CostKind.objects.filter(programme__slug="digital", key="food").exists()
    load(overwrite=True)
    assert Programme.objects.get(slug="digital").cap_yen == 70_000
    assert CostKind.objects.filter(programme__slug="digital", key="food").exists()


def test_the_digital_call_closes_with_the_last_minute_of_the_year_in_japan() -> None:
    load()
    call = Call.objects.get(slug="digital-2026")
    assert not call.is_published
    call.is_published = True  # by staff, once all is checked
    assert call.is_open(datetime(2026, 12, 31, 14, 59, 59, 900_000, tzinfo=UTC))
    assert not call.is_open(datetime(2026, 12, 31, 15, 0, 0, tzinfo=UTC))


def test_one_programme_is_full_cost_and_one_is_a_share() -> None:
    load()
    granting = Programme.objects.filter(kind="subsidy")
    shares = {p.slug: (p.rate_numerator, p.rate_denominator, p.rounding_yen) for p in granting}
    assert shares == {"digital": (1, 1, 1), "chiiki-katsudo": (2, 3, 1000)}


def test_everything_unverified_says_so() -> None:
    load()
    for row in [*Programme.objects.all(), *Call.objects.all()]:
        assert row.verified or row.note.startswith("要確認："), row


def test_letters_use_only_marks_that_can_be_filled() -> None:
    load()
    wanted = sum(len(kinds()[programme.kind].letters) for programme in Programme.objects.all())
    assert LetterText.objects.count() == wanted
    for text in LetterText.objects.all():
        assert unknown(text.title + text.body, MARKS) == []


def test_only_known_kinds_of_group_may_apply() -> None:
    load()
    for programme in Programme.objects.all():
        assert set(programme.open_to) <= set(CommunityGroup.Kind.values)


def test_each_call_makes_a_form() -> None:
    load()
    for call in Call.objects.all():
        made = kinds()[call.programme.kind].definition(call)
        keys = {question["key"] for section in made["sections"] for question in section["questions"]}
        assert WANTED[call.programme.kind] <= keys


@pytest.mark.parametrize(
    "change",
    [
        lambda row: row.update(rate_numerator=0),
        lambda row: row.update(colour="red"),
        lambda row: row["calls"][0].update(closes_at="soon"),
        lambda row: row["calls"][0].update(hubs=["nowhere"]),
        lambda row: row["cost_kinds"].append({"key": "no label"}),
    ],
)
def test_a_wrong_file_is_named_and_nothing_is_loaded(folder: Path, change: object) -> None:
    spoil(folder, change)
    with pytest.raises(BadData, match=r"\.json"):
        load(folder)
    assert not Programme.objects.exists()
