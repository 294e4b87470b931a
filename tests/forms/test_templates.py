"""The pieces of pages: names beside every input, texts back as typed, nothing that the page must not run."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.template.loader import render_to_string

from forms import drafts
from forms.differences import Difference
from forms.rendering import rows
from media.models import PrivateFile
from tests.factories_forms import budget, make_draft, make_version

pytestmark = pytest.mark.django_db


class Inputs(HTMLParser):
    """Collects inputs by name, label targets, all ids, and what a strict page forbids."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.inputs: list[dict[str, Any]] = []
        self.labelled: set[str] = set()
        self.ids: list[str] = []
        self.forbidden: list[str] = []
        self.described: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("input", "select", "textarea") and given.get("type") != "hidden" and "hidden" not in given:
            self.inputs.append({"tag": tag, **given})
        if tag == "label":
            self.labelled.add(given.get("for") or "")
        if "id" in given:
            self.ids.append(given["id"] or "")
        self.described |= set((given.get("aria-describedby") or "").split())
        self.forbidden += [name for name in given if name == "style" or name.startswith("on")]
        if tag in ("script", "style"):
            self.forbidden.append(tag)


def section(draft: Any, key: str, **texts: str) -> str:
    result = None
    if texts:
        result = drafts.save_section(draft, actor=draft.owner, section=key, data=texts, seen_revision=1)
    page = drafts.section_page(draft, key, result=result)
    assert page
    return render_to_string("forms/section_fields.html", {"form": page.form, "revision": page.revision})


@pytest.mark.parametrize("key", ["group", "plan", "budget"])
def test_every_input_has_a_label_and_every_id_is_there_once(key: str) -> None:
    page = Inputs(section(make_draft(), key))
    assert page.inputs
    assert [given for given in page.inputs if given["id"] not in page.labelled] == []
    assert len(page.ids) == len(set(page.ids))
    assert page.described <= set(page.ids)
    assert page.forbidden == []


def test_errors_stand_beside_their_inputs_and_are_tied_to_them() -> None:
    html = section(make_draft(), "budget", requested="七万円", **budget("expenses", ("", "印刷", "x")))
    page = Inputs(html)
    assert page.described <= set(page.ids)
    assert "金額を数字で入力してください" in html
    wrong = {given["name"] for given in page.inputs if given.get("aria-invalid") == "true"}
    assert wrong == {"requested", "expenses-0-kind", "expenses-0-amount"}
    assert 'value="七万円"' in html


def test_text_comes_back_as_typed_and_runs_nothing() -> None:
    text = '"><script>alert(1)</script>\n\n  葛\U000e0100'
    html = section(make_draft(), "plan", title='" onfocus="x', content=text)
    assert Inputs(html).forbidden == []
    assert "葛\U000e0100" in html


def test_the_page_says_which_revision_it_shows_and_who_it_is() -> None:
    draft = make_draft()
    html = section(draft, "plan")
    assert '<input type="hidden" name="revision" value="1">' in html
    tabs = {re.search(r'name="tab" value="([0-9a-f]{16})"', section(draft, "plan")).group(1) for _n in range(3)}  # type: ignore[union-attr]
    assert len(tabs) == 3


def test_the_enter_key_saves_and_adds_no_rows() -> None:
    first = re.search(r"<button[^>]*>", section(make_draft(), "budget"))
    assert first
    assert "name=" not in first[0]


def test_the_sum_stands_under_the_lines() -> None:
    html = section(make_draft(), "budget", **budget("expenses", ("web", "", "70,000"), ("web", "", "５０００")))
    assert "75,000円" in html


def test_answers_are_shown_with_links_only_for_those_who_have_them() -> None:
    file = PrivateFile(name="会則.pdf", size=2048)
    answers = {"plan": {"title": "<b>祭り</b>"}, "budget": {"requested": 70_000}}
    shown = rows(make_version(), answers, {"rules": [file]})
    plain = render_to_string("forms/answers.html", {"sections": shown})
    assert "&lt;b&gt;祭り&lt;/b&gt;" in plain
    assert "70,000円" in plain
    assert "（未記入）" in plain
    assert "<a " not in plain
    linked = render_to_string(
        "forms/answers.html", {"sections": shown, "links": {file.pk: "/f/1/"}, "edit_links": {"plan": "/s/plan/"}}
    )
    assert '<a href="/f/1/">会則.pdf</a>' in linked
    assert 'href="/s/plan/"' in linked
    assert Inputs(linked).forbidden == []


def test_differences_are_told_in_words() -> None:
    html = render_to_string("forms/differences.html", {"differences": [Difference("計画", "題", "甲", "")]})
    assert re.search(r"変更前：<del[^>]*>甲</del>", html)
    assert re.search(r"変更後：<ins[^>]*>（未記入）</ins>", html)
    assert "変更された項目はありません" in render_to_string("forms/differences.html", {"differences": []})


def test_a_clash_carries_every_text_on() -> None:
    draft = make_draft()
    save = drafts.save_section
    save(draft, actor=draft.owner, section="plan", data={"title": "甲"}, seen_revision=1)
    clash = save(draft, actor=draft.owner, section="plan", data={"title": "乙", "content": "\n行頭"}, seen_revision=1)
    html = render_to_string("forms/conflict.html", {"conflict": clash.conflict, "revision": clash.revision})
    assert '<textarea name="content" hidden>\n\n行頭</textarea>' in html
    assert '<textarea name="title" hidden>\n乙</textarea>' in html
    page = Inputs(html)
    assert {given["name"] for given in page.inputs} == {"keep-title", "keep-content"}
    assert page.forbidden == []


def test_the_state_of_saving_is_announced_in_japanese() -> None:
    html = render_to_string("forms/autosave_state.html")
    assert 'role="status"' in html
    for name in ("waiting", "saving", "saved", "failed", "conflict", "signin"):
        assert re.search(rf'data-{name}="[^"a-zA-Z]+"', html), name
