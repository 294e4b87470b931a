"""Drafts keep whatever was typed; two tabs never lose text silently; what was sent is closed."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.http import Http404, QueryDict
from django.utils import timezone

from cms.core.errors import Closed
from forms import drafts
from forms.models import Draft, DraftSection
from forms.saving import SectionResult
from tests.factories_forms import budget, make_draft
from tests.factories_people import make_user

pytestmark = pytest.mark.django_db


def post(texts: dict[str, str]) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update(texts)
    return data


def revision(draft: Draft, section: str) -> int:
    return DraftSection.objects.get(draft=draft, key=section).revision


def save(draft: Draft, section: str, seen: int | None = None, **texts: str) -> SectionResult:
    seen = revision(draft, section) if seen is None else seen
    return drafts.save_section(draft, actor=draft.owner, section=section, data=post(texts), seen_revision=seen)


def raw(draft: Draft, section: str) -> dict[str, Any]:
    return DraftSection.objects.get(draft=draft, key=section).raw


def test_a_draft_begins_with_what_is_known() -> None:
    draft = make_draft(answers={"group": {"name": "光が丘町会", "phone": "03-1234-5678"}})
    page = drafts.section_page(draft, "group")
    assert page
    assert page.form["name"].value() == "光が丘町会"
    assert not page.form.is_bound
    assert drafts.answers_of(draft)["group"] == {"name": "光が丘町会", "phone": "03-1234-5678"}
    assert [status.state for status in drafts.statuses(draft)] == ["partial", "empty", "empty", "empty"]


def test_only_its_owner_opens_a_draft() -> None:
    draft, stranger = make_draft(), make_user()
    assert drafts.open_draft(draft.owner, str(draft.pk)) == draft
    for user, key in ((stranger, draft.pk), (draft.owner, uuid4()), (draft.owner, "x"), (draft.owner, "")):
        with pytest.raises(Http404):
            drafts.open_draft(user, key)


@pytest.mark.parametrize("act", ["save_section", "attach", "detach", "discard", "mark_sent"])
def test_no_service_changes_another_persons_draft(act: str) -> None:
    from tests.factories_forms import make_pdf

    draft = make_draft()
    more: dict[str, dict[str, Any]] = {
        "save_section": {"section": "group", "data": {"name": "x"}, "seen_revision": 1},
        "attach": {"question": "rules", "upload": make_pdf()},
        "detach": {"file_id": 1},
        "discard": {},
        "mark_sent": {"at": timezone.now()},
    }
    with pytest.raises(Http404):
        getattr(drafts, act)(draft, actor=make_user(), **more[act])
    draft.refresh_from_db()
    assert (draft.sent_at, draft.discarded_at, draft.files.count()) == (None, None, 0)
    assert drafts.answers_of(draft)["group"] == {}


def test_a_save_is_there_on_another_device() -> None:
    draft = make_draft()
    result = save(draft, "group", name="葛\U000e0100飾町会", person="𠮷田")
    assert (result.saved, result.errors, result.is_complete) == (True, {}, True)
    again = drafts.open_draft(draft.owner, draft.pk)
    assert drafts.answers_of(again)["group"] == {"name": "葛\U000e0100飾町会", "person": "𠮷田"}
    assert drafts.is_complete(again, "group")
    assert drafts.statuses(again)[0].state == "complete"


def test_invalid_text_is_kept_as_typed_and_is_no_answer() -> None:
    draft = make_draft()
    result = save(draft, "budget", requested="七万円", **budget("expenses", ("web", "制作", "たぶん5万")))
    assert set(result.errors) == {"requested", "expenses"}
    assert not result.is_complete
    assert drafts.answers_of(draft)["budget"] == {}
    page = drafts.section_page(draft, "budget")
    assert page
    assert page.form["requested"].value() == "七万円"
    assert page.form["expenses"].rows[0]["amount"]["text"] == "たぶん5万"  # type: ignore[attr-defined]


def test_one_wrong_field_does_not_cost_the_others() -> None:
    draft = make_draft()
    save(draft, "group", name="町会", person="会長", phone="?")
    assert drafts.answers_of(draft)["group"] == {"name": "町会", "person": "会長"}


@pytest.mark.parametrize("bad", ["a\x00b", "a\ud800b", "あ" * 1_000_000])
def test_what_no_draft_can_keep_leaves_the_saved_text_and_says_so(bad: str) -> None:
    draft = make_draft()
    save(draft, "plan", title="前の題", content="本文")
    result = save(draft, "plan", title=bad, content="新しい本文")
    assert result.saved
    assert result.unkept == ("title",)
    assert result.errors["title"]
    assert not result.is_complete
    assert raw(draft, "plan")["title"] == "前の題"
    assert drafts.answers_of(draft)["plan"] == {"title": "前の題", "content": "新しい本文"}


def test_text_beyond_its_limit_is_kept_so_that_it_can_be_shortened() -> None:
    draft = make_draft()
    result = save(draft, "plan", title="題", content="あ" * 101)
    assert "100文字以内" in result.errors["content"][0]
    assert raw(draft, "plan")["content"] == "あ" * 101


def test_a_stale_tab_overwrites_nothing_and_both_texts_are_there() -> None:
    draft = make_draft()
    seen = revision(draft, "plan")
    save(draft, "plan", seen=seen, title="甲", content="同じ")
    result = save(draft, "plan", seen=seen, title="乙", content="同じ")
    assert not result.saved
    assert result.conflict
    assert [(c.question, c.saved, c.posted) for c in result.conflict.clashes] == [("title", "甲", "乙")]
    assert result.conflict.inputs["title"] == "乙"
    assert raw(draft, "plan")["title"] == "甲"
    assert result.as_json()["saved"] is False


@pytest.mark.parametrize("keep, title", [("saved", "甲"), ("posted", "乙")])
def test_after_a_clash_the_person_chooses_field_by_field(keep: str, title: str) -> None:
    draft = make_draft()
    seen = revision(draft, "plan")
    save(draft, "plan", seen=seen, title="甲", content="他の本文")
    clash = save(draft, "plan", seen=seen, title="乙", content="私の本文")
    assert clash.conflict
    chosen = {**clash.conflict.inputs, "keep-title": keep, "keep-content": "posted"}
    assert save(draft, "plan", seen=clash.revision, **chosen).saved
    assert drafts.answers_of(draft)["plan"] == {"title": title, "content": "私の本文"}


def test_a_third_save_while_choosing_is_a_new_clash() -> None:
    draft = make_draft()
    seen = revision(draft, "plan")
    save(draft, "plan", seen=seen, title="甲")
    clash = save(draft, "plan", seen=seen, title="乙")
    save(draft, "plan", title="丙")
    assert clash.conflict
    again = save(draft, "plan", seen=clash.revision, **clash.conflict.inputs, **{"keep-title": "posted"})
    assert again.conflict
    assert again.conflict.clashes[0].saved == "丙"


def test_a_clash_of_budgets_shows_both_in_words_and_keeps_either() -> None:
    draft = make_draft()
    seen = revision(draft, "budget")
    save(draft, "budget", seen=seen, **budget("expenses", ("web", "制作", "500"), ("web", "写真", "300")))
    clash = save(draft, "budget", seen=seen, **budget("expenses", ("food", "", "100")))
    assert clash.conflict
    (one,) = clash.conflict.clashes
    assert one.saved == "ホームページ作成費 / 制作 / 500\nホームページ作成費 / 写真 / 300"
    assert one.posted == "飲食費 /  / 100"
    save(draft, "budget", seen=clash.revision, **clash.conflict.inputs, **{"keep-expenses": "saved"})
    assert [row["amount_yen"] for row in drafts.answers_of(draft)["budget"]["expenses"]] == [500, 300]


def test_the_same_text_from_a_stale_tab_is_no_clash() -> None:
    draft = make_draft()
    seen = revision(draft, "plan")
    first = save(draft, "plan", seen=seen, title="甲")
    second = save(draft, "plan", seen=seen, title="甲")
    assert (second.saved, second.revision) == (True, first.revision)


def test_a_page_never_clashes_with_what_it_saved_itself() -> None:
    """The answer to an autosave was lost on the way, so the page still names the older revision."""
    draft = make_draft()
    seen = revision(draft, "plan")
    save(draft, "plan", seen=seen, title="途中", tab="aaaa")
    assert save(draft, "plan", seen=seen, title="途中まで", tab="aaaa").saved
    save(draft, "plan", title="別の画面", tab="bbbb")
    assert save(draft, "plan", seen=seen, title="途中までの続き", tab="aaaa").conflict


def test_without_a_tab_every_stale_save_is_a_clash() -> None:
    draft = make_draft()
    seen = revision(draft, "plan")
    save(draft, "plan", seen=seen, title="甲", tab="")
    assert save(draft, "plan", seen=seen, title="乙", tab="").conflict


def test_more_rows_are_there_after_saving() -> None:
    draft = make_draft()
    save(draft, "budget", add_rows="expenses", **budget("expenses", ("web", "制作", "500")))
    page = drafts.section_page(draft, "budget")
    assert page
    assert len(page.form["expenses"].rows) == 6  # type: ignore[attr-defined]


def test_an_unknown_section_is_not_found() -> None:
    draft = make_draft()
    with pytest.raises(Http404):
        drafts.save_section(draft, actor=draft.owner, section="secret", data={}, seen_revision=1)
    assert drafts.section_page(draft, "secret") is None


def test_what_was_sent_is_closed() -> None:
    draft = make_draft()
    drafts.mark_sent(draft, actor=draft.owner, at=timezone.now())
    with pytest.raises(Closed):
        save(draft, "plan", title="後から")
    with pytest.raises(Closed):
        drafts.discard(draft, actor=draft.owner)
    with pytest.raises(Closed):
        drafts.mark_sent(draft, actor=draft.owner, at=timezone.now())
    assert drafts.open_draft(draft.owner, draft.pk).sent_at


def test_a_discarded_draft_holds_no_text() -> None:
    draft = make_draft(answers={"group": {"person": "会長"}})
    drafts.discard(draft, actor=draft.owner)
    draft.refresh_from_db()
    assert draft.discarded_at
    assert (draft.context, draft.sections.count()) == ({}, 0)
    with pytest.raises(Http404):
        drafts.open_draft(draft.owner, draft.pk)


def test_problems_judge_what_was_typed() -> None:
    draft = make_draft()
    save(draft, "group", name="町会", person="会長", phone="あとで")
    messages = {(p.section, p.question): p.message for p in drafts.problems(draft)}
    assert "市外局番" in messages["group", "phone"]
    assert messages["papers", "rules"] == "ファイルを添付してください。"
    assert messages["plan", "title"] == "入力してください。"


def test_saving_a_section_takes_few_queries(django_assert_max_num_queries: Any) -> None:
    draft = make_draft()
    with django_assert_max_num_queries(7):  # savepoint, draft, section, two writes, release
        drafts.save_section(draft, actor=draft.owner, section="plan", data={"title": "甲"}, seen_revision=1)
