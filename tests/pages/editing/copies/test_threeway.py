"""Three versions made one: nothing that only one side wrote is lost, and nothing is decided for the person."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.editing.copies.threeway import compare, merged


def block(name: str, text: str) -> dict[str, Any]:
    return {"id": name, "type": "paragraph", "value": text}


BASE = {"title": "題", "fee": "無料", "body": [block("a", "一"), block("b", "二"), block("c", "三")]}


def changed(**values: Any) -> dict[str, Any]:
    return {**BASE, **values}


def texts(values: dict[str, Any]) -> list[str]:
    return [one["value"] for one in values["body"]]


def test_what_only_one_side_changed_is_taken() -> None:
    page, copy = changed(fee="100円"), changed(title="新しい題")
    assert merged(BASE, page, copy, ["body"], {}) == changed(fee="100円", title="新しい題")


def test_what_both_changed_alike_does_not_clash() -> None:
    page = copy = changed(title="同じ題")
    assert compare(BASE, page, copy, ["body"]).clashes == []
    assert merged(BASE, page, copy, ["body"], {}) == page


def test_what_both_changed_differently_is_asked_about() -> None:
    page, copy = changed(title="甲"), changed(title="乙")
    assert [one.key for one in compare(BASE, page, copy, ["body"]).clashes] == ["title"]
    with pytest.raises(ValueError, match="not a valid Side"):
        merged(BASE, page, copy, ["body"], {})
    assert merged(BASE, page, copy, ["body"], {"title": "copy"})["title"] == "乙"
    assert merged(BASE, page, copy, ["body"], {"title": "page"})["title"] == "甲"


def test_blocks_are_merged_one_by_one() -> None:
    page = changed(body=[block("a", "一改"), block("b", "二"), block("c", "三")])
    copy = changed(body=[block("a", "一"), block("b", "二改"), block("new", "新"), block("c", "三")])
    assert texts(merged(BASE, page, copy, ["body"], {})) == ["一改", "二改", "新", "三"]


def test_a_block_taken_away_on_one_side_is_gone_unless_the_other_wrote_in_it() -> None:
    page = changed(body=[block("a", "一"), block("c", "三")])
    assert texts(merged(BASE, page, BASE, ["body"], {})) == ["一", "三"]
    copy = changed(body=[block("a", "一"), block("b", "二改"), block("c", "三")])
    assert [one.key for one in compare(BASE, page, copy, ["body"]).clashes] == ["body:b"]
    assert texts(merged(BASE, page, copy, ["body"], {"body:b": "page"})) == ["一", "三"]
    assert texts(merged(BASE, page, copy, ["body"], {"body:b": "copy"})) == ["一", "二改", "三"]


def test_a_new_order_on_one_side_is_taken_with_what_the_other_wrote() -> None:
    page = changed(body=[block("a", "一改"), block("b", "二"), block("c", "三")])
    copy = changed(body=[block("c", "三"), block("a", "一"), block("b", "二")])
    assert texts(merged(BASE, page, copy, ["body"], {})) == ["三", "一改", "二"]


def test_both_sides_add_and_nothing_is_lost() -> None:
    page = changed(body=[*BASE["body"], block("p", "頁")])
    copy = changed(body=[block("k", "写"), *BASE["body"]])
    assert texts(merged(BASE, page, copy, ["body"], {})) == ["写", "一", "二", "三", "頁"]


ids = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=6)


@given(ids, ids, ids)
def test_no_block_that_somebody_added_is_ever_lost(base: list[str], page: list[str], copy: list[str]) -> None:
    three = [{"body": [block(one, one) for one in side]} for side in (base, page, copy)]
    choices = {f"body:{one}": "page" for one in "abcdefgh"} | {"body:order": "page"}
    found = [one["id"] for one in merged(three[0], three[1], three[2], ["body"], choices)["body"]]
    assert len(found) == len(set(found))
    added = (set(page) | set(copy)) - set(base)
    kept = set(base) & set(page) & set(copy)
    assert set(found) == added | kept
