"""Which hub is mine: every way in which people write a place leads to the same 丁目."""

from __future__ import annotations

import pytest

from cms.hubs.finder import answer, find
from cms.hubs.models import Chome, Hub
from tests.factories_hubs import make_area, make_hub, make_small_ward, make_town

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def hubs() -> dict[str, Hub]:
    return make_small_ward()


def places(text: str) -> list[str]:
    return [str(match.chome) for match in find(text)]


@pytest.mark.parametrize(
    "text",
    [
        "石神井台3丁目",
        "石神井台３丁目",
        "石神井台三丁目",
        "石神井台 3",
        "　石神井台　３－１－２",
        "石神井台3-1-2",
        "石神井台三の一",
        "石神井台３ー１",
        "試験区石神井台3丁目1番2号",
        "東京都試験区石神井台3",
        "しゃくじいだい3",
        "シャクジイダイ３",
        "ｼｬｸｼﾞｲﾀﾞｲ3",
        "ｼﾔｸｼﾞｲﾀﾞｲ3ﾁﾖｳﾒ",
        "しゃくじいだい さんちょうめ",
        "石神井台参丁目",
    ],
)
def test_one_chome_is_found_however_it_is_written(text: str) -> None:
    assert places(text) == ["石神井台3丁目"]


@pytest.mark.parametrize("text", ["光が丘2", "光ヶ丘2", "光ケ丘2", "光ガ丘2", "ひかりがおか2", "ﾋｶﾘｶﾞｵｶ2"])
def test_variants_of_ga_are_one_name(text: str) -> None:
    assert places(text) == ["光が丘2丁目"]


def test_a_town_without_a_number_lists_all_its_chome_in_order() -> None:
    assert places("光が丘") == [f"光が丘{number}丁目" for number in range(1, 8)]


def test_part_of_a_name_lists_every_town_that_has_it() -> None:
    assert {place[:4] for place in places("石神井")} == {"石神井台", "石神井町"}


def test_part_of_a_name_with_a_number_lists_that_number_of_each_town() -> None:
    assert places("石神井2丁目") == ["石神井台2丁目", "石神井町2丁目"]


def test_the_exact_town_stands_before_towns_that_contain_it() -> None:
    make_town("石神井台北", "シャクジイダイキタ", 1)
    assert places("石神井台")[-1] == "石神井台北1丁目"
    assert places("石神井台北1") == ["石神井台北1丁目"]


def test_a_number_after_a_town_without_chome_is_a_house_number() -> None:
    assert places("栄町12-3") == ["栄町"]


def test_a_chome_that_does_not_exist_lists_the_town_and_says_so() -> None:
    found = answer("石神井町9丁目")
    assert found.missing == 9
    assert [match.chome.number for match in found.matches] == [1, 2]


def test_two_digit_numbers_are_read_in_every_form() -> None:
    make_town("十条台", "ジュウジョウダイ", 24)
    for text in ("十条台24", "十条台二十四丁目", "十条台二四", "十条台２４ー５"):
        assert places(text) == ["十条台24丁目"], text
    assert places("十条台十丁目") == ["十条台10丁目"]


@pytest.mark.parametrize("text", ["", "　", "新宿", "abc", "1", "丁目", "%", "_", "石神井台丁" * 200])
def test_what_is_no_place_finds_nothing(text: str) -> None:
    assert find(text) == []


def test_the_border_between_hubs_runs_between_chome(hubs: dict[str, Hub]) -> None:
    by_number = {match.chome.number: match for match in find("石神井台")}
    assert by_number[6].hub == hubs["west"]
    assert by_number[7].hub == hubs["east"]
    assert by_number[6].verified
    assert not by_number[7].verified


def test_a_verified_hub_in_an_unverified_area_is_not_called_verified(hubs: dict[str, Hub]) -> None:
    hubs["west"].area.verified = False  # type: ignore[union-attr]
    hubs["west"].area.save()  # type: ignore[union-attr]
    assert [match.verified for match in find("石神井台1")] == [False]


def test_a_place_without_a_hub_is_found_all_the_same() -> None:
    (match,) = find("栄町")
    assert match.hub is None
    assert not match.verified


def test_a_closed_hub_serves_nobody(hubs: dict[str, Hub]) -> None:
    Hub.objects.filter(pk=hubs["west"].pk).update(status=Hub.Status.CLOSED)
    assert find("石神井台1")[0].hub is None


def test_the_nearest_layer_with_a_hub_wins(hubs: dict[str, Hub]) -> None:
    chome = list(Chome.objects.filter(town="石神井台"))
    wide = make_area("wide", chome)
    wide.layer = 4
    wide.save()
    make_hub("wide", wide)
    assert find("石神井台1")[0].hub == hubs["west"]


def test_finding_takes_the_same_few_queries_for_one_and_for_all(django_assert_max_num_queries: object) -> None:
    for text in ("石神井台1", "石神井", "無い町"):
        with django_assert_max_num_queries(5):  # type: ignore[operator]
            find(text)
